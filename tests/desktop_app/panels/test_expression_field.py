"""A typed formula becomes nodes in one undo step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop_app.commands import nodes
from desktop_app.main_window import MainWindow
from engine.document import Document
from tests.desktop_app.worked_example import A


@pytest.fixture
def line(window: MainWindow) -> QLineEdit:
    QTest.keyClick(window.canvas, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is window.expression.line
    return window.expression.line


def test_enter_adds_the_nodes_in_one_undo_step_and_selects_them(
    window: MainWindow, line: QLineEdit
) -> None:
    window.opened.replace(Document())
    QTest.keyClicks(line, "L = (a*b + c)*f")
    QTest.keyClick(line, Qt.Key.Key_Return)
    graph = window.opened.document.graph
    assert {node.label for node in graph.nodes.values()} >= {"a", "b", "c", "f", "L"}
    assert window.selection.nodes == set(graph.nodes)
    assert set(window.opened.document.layout) == set(graph.nodes)
    assert line.text() == ""
    window.opened.undo()
    assert not window.opened.document.graph.nodes


def test_a_name_that_is_there_is_selected_and_told(window: MainWindow, line: QLineEdit) -> None:
    QTest.keyClicks(line, " a ")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert window.selection.nodes == {A}
    assert window.status.currentMessage() == "a is in the graph already."
    assert line.text() == ""
    assert window.opened.undo_name is None


def test_a_mistake_is_told_below_and_the_text_stays(window: MainWindow, line: QLineEdit) -> None:
    QTest.keyClicks(line, "y = 7*")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert window.expression.problem.isVisible()
    assert "Column 7" in window.expression.problem.text()
    assert line.text() == "y = 7*"
    assert line.property("problem") is True
    QTest.keyClicks(line, "x")
    assert not window.expression.problem.isVisible()
    assert line.property("problem") is False


def test_undo_in_the_field_does_not_touch_the_graph(window: MainWindow, line: QLineEdit) -> None:
    window.opened.apply(nodes.set_value(window.opened.document, A, 7.0))
    QTest.keyClicks(line, "x")
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.opened.undo_name == "Set a to 7"
    assert line.text() == ""


def test_letters_and_delete_stay_in_the_field(window: MainWindow, line: QLineEdit) -> None:
    window.selection.set([A])
    QTest.keyClicks(line, "LnFt.")
    QTest.keyClick(line, Qt.Key.Key_Home)
    QTest.keyClick(line, Qt.Key.Key_Delete)
    assert line.text() == "nFt."
    assert A in window.opened.document.graph.nodes
    assert window.opened.undo_name is None


def test_esc_gives_the_keyboard_back_to_the_canvas(window: MainWindow, line: QLineEdit) -> None:
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert window.focusWidget() is window.canvas
