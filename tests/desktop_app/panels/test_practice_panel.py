"""Practice by mouse and keyboard: what is hidden, what is said of answers, what is never saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from desktop_app.commands.expression import insert
from desktop_app.docks import PRACTICE
from desktop_app.main_window import MainWindow
from desktop_app.model.run import State
from desktop_app.panels.practice_panel import PracticePanel
from engine.bug_hunt import Fault
from engine.document import Document, Point
from engine.files import load, save
from engine.labels import find_node
from tests.desktop_app.worked_example import A, B, D, E, F, L

TWICE = "d = a*b; e = a + c; L = d*e; a = 3; b = 2; c = 4"


@pytest.fixture
def panel(window: MainWindow) -> PracticePanel:
    return window.docks.show(PRACTICE)


def press(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def answer(panel: PracticePanel, text: str) -> None:
    field = panel.predict.field
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def open_text(window: MainWindow, text: str) -> None:
    document = Document()
    document.apply(insert(document, text, Point(0, 0)))
    window.opened.replace(document)


def node(window: MainWindow, name: str) -> str:
    return find_node(window.opened.document.graph, name)


def test_every_gradient_is_hidden_in_every_view_until_it_is_found(
    window: MainWindow, panel: PracticePanel
) -> None:
    press(panel.predict.start)
    assert {window.run.gradient_state(n) for n in (A, B, D, E, F, L)} == {State.HIDDEN}
    assert window.run.value(L) == -8.0
    window.inspector.refresh()
    assert "for you to work out" in window.inspector.gradient.state.text()
    answer(panel, "1")
    assert window.run.gradient(L) == 1.0
    assert window.selection.nodes == {D}


def test_the_worked_example_by_hand(window: MainWindow, panel: PracticePanel) -> None:
    press(panel.predict.start)
    by_hand = {"L": "1", "d": "-2", "e": "-2*1", "f": "4", "c": "-4/2", "b": "2 * -2", "a": "6.0"}
    graph = window.opened.document.graph
    while panel.practice.next_open() is not None:
        asked = window.selection.current or ""
        answer(panel, by_hand[graph.nodes[asked].label or ""])
        assert panel.practice.questions[asked].outcome == "right", asked
    assert panel.practice.score == (7, 7, 7)
    assert window.run.gradient(A) == 6.0


def test_a_missing_path_is_named_and_the_number_stays_hidden(
    window: MainWindow, panel: PracticePanel
) -> None:
    open_text(window, TWICE)
    press(panel.predict.start)
    window.selection.set([node(window, "a")])
    answer(panel, "14")
    assert panel.predict.says.text() == "The term by e is missing: ∂L/∂e × ∂e/∂a."
    assert window.run.gradient_state(node(window, "a")) is State.HIDDEN
    answer(panel, "20")
    assert window.run.gradient(node(window, "a")) == 20.0
    assert panel.practice.score.at_once == 0


def test_hints_come_in_three_steps_and_reveal_gives_the_number_away(
    window: MainWindow, panel: PracticePanel
) -> None:
    open_text(window, TWICE)
    press(panel.predict.start)
    window.selection.set([node(window, "a")])
    said = []
    for _ in range(3):
        press(panel.predict.hint)
        said.append(panel.predict.says.text())
    assert said[0].startswith("It feeds d and e")
    assert said[1] == "∂L/∂a = ∂L/∂d × ∂d/∂a + ∂L/∂e × ∂e/∂a"
    assert said[2] == "∂L/∂a = 7 × 2 + 6 × 1"
    press(panel.predict.reveal)
    assert window.run.gradient(node(window, "a")) == 20.0
    assert panel.practice.score.right == 0


def test_values_are_asked_for_from_the_leaves_on(window: MainWindow, panel: PracticePanel) -> None:
    press(panel.predict.subject.segment("values"))
    press(panel.predict.start)
    assert window.selection.nodes == {E}
    assert window.run.value(A) == 2.0
    answer(panel, "6")
    assert panel.predict.says.text() == "e has the wrong sign."
    answer(panel, "-1")
    assert panel.predict.says.text() == "e is no add: its op is mul."
    answer(panel, "-6")
    assert (window.run.value(E), window.selection.nodes) == (-6.0, {D})


def test_what_is_no_number_is_said_and_counts_for_nothing(
    window: MainWindow, panel: PracticePanel
) -> None:
    press(panel.predict.start)
    answer(panel, "one")
    assert panel.predict.says.text().endswith(".")
    assert panel.practice.questions[L].tries == 0


def test_a_step_with_typed_gradients_moves_by_what_was_typed_right_or_wrong(
    window: MainWindow, panel: PracticePanel
) -> None:
    press(panel.predict.start)
    window.selection.set([A])
    answer(panel, "-6")
    press(panel.predict.step)
    # The example's steps climb: 2 + 0.01 × (−6).
    assert window.opened.document.graph.nodes[A].value == pytest.approx(1.94)  # type: ignore[union-attr]
    assert window.opened.document.graph.nodes[B].value == -3.0  # type: ignore[union-attr]
    assert panel.practice.score == (0, 0, 7)
    assert window.run.gradient_state(A) is State.HIDDEN
    window.opened.undo()
    assert window.opened.document.graph.nodes[A].value == 2.0  # type: ignore[union-attr]


def test_the_worked_example_by_hand_climbs_to_its_published_value(
    window: MainWindow, panel: PracticePanel
) -> None:
    press(panel.predict.start)
    by_hand = {"L": "1", "d": "-2", "e": "-2", "f": "4", "c": "-2", "b": "-4", "a": "6"}
    graph = window.opened.document.graph
    while panel.practice.next_open() is not None:
        answer(panel, by_hand[graph.nodes[window.selection.current or ""].label or ""])
    press(panel.predict.step)
    press(panel.predict.start)
    assert window.run.value(L) == pytest.approx(-7.286496, abs=1e-12)


def test_stopping_shows_everything_again_and_nothing_of_it_is_in_the_document(
    window: MainWindow, panel: PracticePanel, tmp_path: Path
) -> None:
    save(window.opened.document, tmp_path / "before.chainrule")
    press(panel.predict.start)
    answer(panel, "7")
    assert not window.opened.is_dirty
    save(window.opened.document, tmp_path / "after.chainrule")
    press(panel.predict.start)
    assert window.run.gradient(A) == 6.0
    assert (tmp_path / "before.chainrule").read_bytes() == (
        tmp_path / "after.chainrule"
    ).read_bytes()
    assert load(tmp_path / "after.chainrule") == window.opened.document


def test_a_bug_is_planted_seen_on_the_canvas_and_found(
    window: MainWindow, panel: PracticePanel
) -> None:
    press(panel.page.segment("bug"))
    press(panel.bug.plant)
    bug = panel.bug.bug
    assert bug is not None
    assert bug.fault in Fault
    shown = {n: window.run.gradient(n) for n in (A, B, D, E, F, L)}
    assert shown != {A: 6.0, B: -4.0, D: -2.0, E: -2.0, F: 4.0, L: 1.0}
    press(panel.bug.compare)
    verdicts = {
        panel.bug.table.item(row, 3).text()  # type: ignore[union-attr]
        for row in range(panel.bug.table.rowCount())
    }
    assert "differ" in verdicts
    wrong = next(op for op in ("add", "mul") if op != bug.op)
    panel.bug.op.setCurrentText(wrong)
    press(panel.bug.accuse)
    assert panel.bug.says.text() == f"The rule of {wrong} is right. Look for another."
    panel.bug.op.setCurrentText(bug.op)
    press(panel.bug.accuse)
    assert panel.bug.says.text().startswith(f"Found: {bug.op} has {bug.fault}.")
    press(panel.page.segment("predict"))
    assert window.run.gradient(A) == 6.0


def test_broken_ways_are_shown_beside_the_right_numbers(
    window: MainWindow, panel: PracticePanel
) -> None:
    open_text(window, "y = a + a; a = 3")
    press(panel.page.segment("break"))
    table = panel.broken.table
    rows = {
        table.item(row, 0).text(): (table.item(row, 1).text(), table.item(row, 2).text())  # type: ignore[union-attr]
        for row in range(table.rowCount())
    }
    assert rows == {"y": ("1", "1"), "a": ("2", "1")}
    assert panel.broken.says.text().startswith("a is used 2 times")
    press(panel.broken.way.segment("depth first"))
    assert panel.broken.says.text().startswith("Here every node")
    assert window.run.gradient(node(window, "a")) == 2.0


def test_without_a_target_practice_says_what_to_do(
    window: MainWindow, panel: PracticePanel
) -> None:
    window.opened.replace(Document())
    press(panel.predict.start)
    assert panel.practice.subject is None
    assert window.status.currentMessage()
    press(panel.page.segment("bug"))
    press(panel.bug.plant)
    assert panel.bug.says.text().endswith(".")
