"""Lessons by mouse and keyboard: each can be finished, and not by wrong answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from desktop_app.canvas import hits
from desktop_app.docks import LESSON
from desktop_app.example_files import Example, lessons
from desktop_app.main_window import MainWindow
from desktop_app.model.run import State
from desktop_app.panels.lesson_panel import LessonPanel
from engine.document import Document
from engine.files import load, save
from engine.labels import find_node
from engine.lessons import (
    Answer,
    Choose,
    HasValue,
    Lesson,
    LessonStep,
    Next,
    PredictGradient,
    RunCommand,
    TargetIs,
)

LEFT = Qt.MouseButton.LeftButton
every = pytest.mark.parametrize("each", lessons(), ids=[each.file for each in lessons()])


class Learner:
    """Does what a step asks for, with mouse and keyboard."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    @property
    def panel(self) -> LessonPanel:
        return self.window.docks.panel(LESSON)

    @property
    def player(self):  # type: ignore[no-untyped-def]
        return self.window.lessons

    def press(self, button: QAbstractButton) -> None:
        self.panel.ensureWidgetVisible(button)
        QTest.mouseClick(button, LEFT, pos=button.rect().center())

    def choose(self, number: int) -> None:
        button = self.panel.choices[number]
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)

    def type_answer(self, text: str) -> None:
        self.panel.field.selectAll()
        QTest.keyClicks(self.panel.field, text)
        QTest.keyClick(self.panel.field, Qt.Key.Key_Return)

    def set_leaf(self, name: str, value: float) -> None:
        window = self.window
        graph = window.opened.document.graph
        slot = window.opened.slots.of[find_node(graph, name)]
        middle = hits.box_rect(window.canvas.scene, slot).center()
        at = window.canvas.shown.view.to_widget(middle).toPoint()
        QTest.mouseClick(window.canvas, LEFT, pos=at)
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
        editor = window.canvas.editor
        assert editor is not None
        editor.selectAll()
        QTest.keyClicks(editor, repr(value))
        QTest.keyClick(editor, Qt.Key.Key_Return)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window.canvas, key)

    def do(self, step: LessonStep) -> None:
        match step.goal:
            case HasValue(node=node, equals=value):
                self.set_leaf(node, value)
            case PredictGradient(node=node):
                graph = self.window.opened.document.graph
                slot = self.window.opened.slots.of[find_node(graph, node)]
                self.type_answer(repr(float(self.window.run.own.gradients[slot])))
            case Answer(equals=value):
                self.type_answer(repr(value))
            case Choose(right=right):
                self.choose(right)
            case RunCommand(command=command):
                self.key({"backward": Qt.Key.Key_F6, "step": Qt.Key.Key_F7}[command])
            case TargetIs() if self.player.lesson.title.startswith("6"):
                self.set_leaf("w1", -4.0)
            case TargetIs():
                for _ in range(100):
                    if self.player.may_go_on:
                        break
                    self.key(Qt.Key.Key_F7)

    def do_wrongly(self, step: LessonStep) -> None:
        match step.goal:
            case PredictGradient() | Answer():
                self.type_answer("1234.5")
                assert self.panel.says.text()
                self.type_answer("nonsense(")
                assert self.panel.says.text()
            case Choose(answers=answers, right=right):
                self.choose((right + 1) % len(answers))


@pytest.fixture
def learner(window: MainWindow) -> Learner:
    return Learner(window)


@every
def test_a_lesson_is_finished_by_right_answers_and_never_by_wrong_ones(
    learner: Learner, each: Example
) -> None:
    learner.window.files.open_example(each)
    panel, player = learner.panel, learner.player
    assert panel.isVisible()
    for number, step in enumerate(player.lesson.steps):
        assert player.index == number
        if not isinstance(step.goal, Next):
            learner.do_wrongly(step)
            assert not panel.next.isEnabled()
            player.go_on()
            assert player.index == number
        learner.do(step)
        assert panel.next.isEnabled(), player.missing
        learner.press(panel.next)
    assert player.is_finished
    assert "finished" in panel.says.text()


def test_what_is_hidden_is_shown_when_it_is_found(learner: Learner) -> None:
    window = learner.window
    window.files.open_example(lessons()[3])
    learner.press(learner.panel.next)
    nodes = window.opened.document.graph
    target, d = find_node(nodes, "L"), find_node(nodes, "d")
    assert window.run.gradient_state(target) is State.HIDDEN
    learner.type_answer("1")
    assert window.run.gradient(target) == 1.0
    assert window.run.gradient_state(d) is State.HIDDEN
    window.opened.replace(Document())
    assert not window.run.is_presenting


def test_a_wrong_gradient_is_told_its_mistake_and_three_hints_help(learner: Learner) -> None:
    learner.window.files.open_example(lessons()[3])
    for answer in ("", "1", "-2", "4", "-2", "-2"):
        if answer:
            learner.type_answer(answer)
        learner.press(learner.panel.next)
    assert "gradient of a" in learner.panel.text.text()
    learner.type_answer("-6")
    assert "sign" in learner.panel.says.text()
    said = set()
    for _ in range(3):
        learner.press(learner.panel.hint)
        said.add(learner.panel.says.text())
    assert len(said) == 3


def test_a_step_is_reset_by_one_edit_that_can_be_undone(learner: Learner) -> None:
    learner.window.files.open_example(lessons()[0])
    learner.press(learner.panel.next)
    opened = learner.window.opened
    x = find_node(opened.document.graph, "x")
    learner.set_leaf("x", 7.0)
    learner.set_leaf("x", 8.0)
    learner.press(learner.panel.reset)
    assert opened.document.graph.nodes[x].value == 4.0  # type: ignore[union-attr]
    assert opened.undo_name == "Reset the Step"
    opened.undo()
    assert opened.document.graph.nodes[x].value == 8.0  # type: ignore[union-attr]


def test_progress_is_remembered_and_not_in_the_file(learner: Learner) -> None:
    files, player = learner.window.files, learner.player
    files.open_example(lessons()[3])
    learner.press(learner.panel.next)
    learner.type_answer("1")
    learner.press(learner.panel.next)
    assert learner.window.opened.document == _document(lessons()[3])
    files.open_example(lessons()[3])
    assert (player.index, player.furthest) == (0, 2)
    learner.press(learner.panel.next)
    assert learner.panel.next.isEnabled()
    learner.press(learner.panel.next)
    assert not learner.panel.next.isEnabled()
    learner.press(learner.panel.back)
    assert player.index == 1


def test_a_lesson_of_ones_own_opens_without_its_file(learner: Learner, tmp_path: Path) -> None:
    path = tmp_path / "mine.chainrule"
    save(Document(lesson=Lesson("Mine", (LessonStep("a < b & $c < d$"),))), path)
    assert learner.window.files.open_path(path)
    assert learner.window.opened.path is None
    assert learner.panel.text.text().count("&lt;") == 2
    assert load(path) == learner.window.opened.document


def _document(each: Example) -> Document:
    from desktop_app.example_files import load_example

    return load_example(each)
