"""Duplicates that follow the pointer, on the whole window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.canvas.view import View
from desktop_app.main_window import MainWindow
from engine.document import Point
from tests.desktop_app.worked_example import A, B, E

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def hover(window: MainWindow, at: QPoint) -> None:
    """Move the pointer without a button."""
    canvas, none = window.canvas, Qt.MouseButton.NoButton
    everywhere = QPointF(canvas.mapToGlobal(at))
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), everywhere, none, none, NONE)
    QApplication.sendEvent(canvas, event)


def begin(window: MainWindow) -> None:
    window.canvas.set_view(View(1.0, 60.0, 80.0))
    window.selection.set([A])
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_D, SHIFT)
    hover(window, QPoint(300, 300))


def test_a_click_leaves_the_duplicate_where_it_is_in_one_step(window: MainWindow) -> None:
    start = window.opened.document.layout[A]
    begin(window)
    hover(window, QPoint(350, 420))
    QTest.mouseClick(window.canvas, LEFT, NONE, QPoint(350, 420))
    assert window.opened.document.layout["n8"] == Point(start.x + 24 + 50, start.y + 24 + 120)
    assert window.selection.nodes == {"n8"}
    assert window.canvas.hands.tool is None
    assert window.opened.undo_name == "Duplicate a"
    window.opened.undo()
    assert "n8" not in window.opened.document.graph.nodes
    assert window.opened.undo_name is None


def test_enter_leaves_it_too(window: MainWindow) -> None:
    begin(window)
    hover(window, QPoint(310, 300))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert window.opened.document.layout["n8"].x == window.opened.document.layout[A].x + 34
    assert window.canvas.editor is None


@pytest.mark.parametrize("by", ["esc", "right click"])
def test_esc_and_a_right_click_take_it_back_with_no_trace(window: MainWindow, by: str) -> None:
    before = dict(window.opened.document.graph.nodes)
    begin(window)
    hover(window, QPoint(350, 420))
    if by == "esc":
        QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    else:
        QTest.mouseClick(window.canvas, RIGHT, NONE, QPoint(350, 420))
    assert dict(window.opened.document.graph.nodes) == before
    assert window.selection.nodes == {A}
    assert (window.opened.undo_name, window.opened.redo_name) == (None, None)


def test_keys_that_mean_something_else_wait_meanwhile(window: MainWindow) -> None:
    begin(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete)
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "n8" in window.opened.document.graph.nodes
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)


def test_a_command_from_a_menu_finishes_it_first(window: MainWindow) -> None:
    begin(window)
    hover(window, QPoint(350, 420))
    window.actions_by_name["undo"].trigger()
    assert "n8" not in window.opened.document.graph.nodes
    assert window.opened.redo_name == "Duplicate a"
    assert window.canvas.hands.tool is None


def test_going_elsewhere_with_the_keyboard_leaves_it(window: MainWindow) -> None:
    begin(window)
    window.selection.set([B, E])
    window.type_expression()
    assert window.canvas.hands.tool is None
    assert "n8" in window.opened.document.graph.nodes
