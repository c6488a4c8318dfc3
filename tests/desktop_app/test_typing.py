"""What is still being typed is not lost by a command, as neither menus nor keys move the focus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from desktop_app.commands import nodes
from desktop_app.main_window import MainWindow
from engine.files import load
from engine.graph import Leaf
from tests.desktop_app.worked_example import A, B, L

CTRL = Qt.KeyboardModifier.ControlModifier


def type_into(field: QWidget, text: str) -> None:
    """Type without Enter."""
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(field, text)


def value_on_canvas(window: MainWindow) -> QLineEdit:
    window.canvas.edit_value(A)
    assert window.canvas.editor is not None
    return window.canvas.editor


def value_in_inspector(window: MainWindow) -> QLineEdit:
    window.selection.set([A])
    window.inspector.refresh()
    return window.inspector.identity.value


Field = Callable[[MainWindow], QLineEdit]
FIELDS = pytest.mark.parametrize("field", [value_on_canvas, value_in_inspector])


def value(window: MainWindow) -> float:
    leaf = window.opened.document.graph.nodes[A]
    assert isinstance(leaf, Leaf)
    return leaf.value


@FIELDS
def test_save_writes_the_number_that_is_being_typed(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: Field
) -> None:
    path = tmp_path / "typed.chainrule"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_n: (str(path), ""))
    typed = field(window)
    type_into(typed, "5")
    QTest.keyClick(typed, Qt.Key.Key_S, CTRL)
    saved = load(path).graph.nodes[A]
    assert isinstance(saved, Leaf)
    assert saved.value == 5.0
    assert not window.opened.is_dirty


@FIELDS
def test_closing_asks_about_the_number_that_is_being_typed(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, field: Field
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(window.files, "_ask", lambda: asked.append(True))
    type_into(field(window), "5")
    window.close()
    assert asked == [True]
    assert window.isVisible()
    assert value(window) == 5.0


@FIELDS
@pytest.mark.parametrize("name", ["save", "save_as", "new", "open", "export", "quit", "step"])
def test_a_text_that_is_refused_stops_the_command_and_stays(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, name: str, field: Field
) -> None:
    never = lambda *_a, **_n: pytest.fail("a file was asked for")  # noqa: E731
    monkeypatch.setattr(QFileDialog, "getSaveFileName", never)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", never)
    before = window.opened.document
    typed = field(window)
    type_into(typed, "2 +")
    window.actions_by_name[name].trigger()
    assert window.isVisible()
    assert typed.text() == "2 +"
    assert window.opened.document is before
    assert window.opened.undo_name is None
    shown = (window.status.currentMessage(), window.inspector.identity.problem.text())
    assert any(sentence.endswith(".") for sentence in shown)


@FIELDS
def test_a_step_is_made_from_the_number_that_is_being_typed(
    window: MainWindow, field: Field
) -> None:
    type_into(field(window), "3")
    window.actions_by_name["step"].trigger()
    # ∂L/∂a = f · b = 6, and the learning rate is 0.01.
    assert value(window) == pytest.approx(3.06)


@FIELDS
def test_undo_from_the_menu_takes_back_what_was_being_typed(
    window: MainWindow, field: Field
) -> None:
    window.opened.apply(nodes.rename(window.opened.document, B, "beta"))
    type_into(field(window), "3")
    window.actions_by_name["undo"].trigger()
    assert value(window) == 2.0
    assert window.opened.redo_name == "Set a to 3"
    assert window.opened.document.graph.nodes[B].label == "beta"


def test_backward_uses_the_number_that_is_being_typed(window: MainWindow) -> None:
    window.actions_by_name["live"].trigger()
    type_into(value_on_canvas(window), "3")
    QTest.keyClick(window.canvas.editor or window.canvas, Qt.Key.Key_F6)
    assert window.run.value(L) == -2.0


def test_a_name_that_is_being_typed_is_entered_unless_it_is_in_use(window: MainWindow) -> None:
    window.selection.set([A])
    window.inspector.refresh()
    name = window.inspector.identity.name
    type_into(name, "alpha")
    assert window.commit_typing()
    assert window.opened.document.graph.nodes[A].label == "alpha"
    type_into(name, "b")
    assert not window.commit_typing()
    assert name.text() == "b"
    assert window.inspector.identity.problem.isVisible()
    QTest.keyClick(name, Qt.Key.Key_Escape)
    assert not window.inspector.identity.problem.isVisible()
    assert window.commit_typing()


def test_a_learning_rate_that_is_being_typed_is_the_one_a_step_uses(window: MainWindow) -> None:
    type_into(window.training.rate, "0.1")
    window.actions_by_name["step"].trigger()
    assert window.opened.document.training.rate == 0.1
    assert value(window) == pytest.approx(2.6)


def test_a_learning_rate_that_is_refused_stops_the_step(window: MainWindow) -> None:
    type_into(window.training.rate, "0")
    window.actions_by_name["step"].trigger()
    assert window.opened.undo_name is None
    assert window.status.currentMessage().endswith(".")
    assert window.training.rate.lineEdit().text() == "0"
    QTest.keyClick(window.training.rate, Qt.Key.Key_Escape)
    assert window.training.rate.lineEdit().text() == "0.01"
    assert window.commit_typing()
