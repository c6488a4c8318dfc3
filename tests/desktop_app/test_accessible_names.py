"""What a screen reader is told: everything that can have the keyboard has a name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop_app.commands.wiring import unwire
from desktop_app.docks import OUTLINE, TABLE, Dock
from desktop_app.main_window import MainWindow
from desktop_app.panels import status_bar, trace_bar
from engine.graph import Port, Wire
from tests.desktop_app.worked_example import A, D, E, L

Key = Qt.Key


def told(widget: QWidget, what: QAccessible.Text) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(what) if interface is not None else ""


def nameless(whole: QWidget) -> list[str]:
    """Return what can have the keyboard and has no name, by its class and its place."""
    widgets = [whole, *whole.findChildren(QWidget)]
    return [where(each) for each in widgets if takes_keyboard(each) and not said_of(each).strip()]


def said_of(widget: QWidget) -> str:
    return told(widget, QAccessible.Text.Name)


def takes_keyboard(widget: QWidget) -> bool:
    # Parts of a spin box or a table belong to it: the whole has the name.
    is_part = widget.objectName().startswith("qt_") or is_viewport(widget) or is_in_box(widget)
    # A plot keeps menus of its own, which are switched off.
    is_switched_off = isinstance(widget.window(), QMenu) and not widget.window().isVisible()
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not (is_part or is_switched_off)


def is_viewport(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return parent is not None and getattr(parent, "viewport", lambda: None)() is widget


def is_in_box(widget: QWidget) -> bool:
    """Tell whether a widget is the list that a box drops."""
    above = widget.parentWidget()
    return above is not None and isinstance(above.parentWidget(), QComboBox)


def where(widget: QWidget) -> str:
    above = []
    each: QWidget | None = widget
    while each is not None:
        above.append(each.objectName() or type(each).__name__)
        each = each.parentWidget()
    return " < ".join(above)


def dumb_buttons(whole: QWidget) -> list[str]:
    """Return the buttons that show a picture alone and say nowhere what they do."""
    return [
        where(button)
        for button in whole.findChildren(QAbstractButton)
        if button.isVisible()
        and not button.icon().isNull()
        and not shows_text(button)
        and not (button.toolTip() and said_of(button))
        and not button.objectName().startswith("qt_")
    ]


def shows_text(button: QAbstractButton) -> bool:
    style = getattr(button, "toolButtonStyle", None)
    if style is not None and style() == Qt.ToolButtonStyle.ToolButtonIconOnly:
        return False
    return bool(button.text())


def check(whole: QWidget) -> None:
    assert nameless(whole) == []
    assert dumb_buttons(whole) == []


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.title)
def test_everything_in_a_panel_has_a_name(window: MainWindow, row: Dock[Any]) -> None:
    window.selection.set([A])
    window.docks.show(row)
    QTest.qWait(0)
    check(window)


@pytest.mark.parametrize("name", ["keys", "change_keys", "about"])
def test_everything_in_a_dialog_has_a_name(qtbot: QtBot, window: MainWindow, name: str) -> None:
    before = set(opened(window))
    window.actions_by_name[name].trigger()
    QTest.qWait(0)
    (found,) = [each for each in opened(window) if each not in before]
    check(found)
    found.close()
    qtbot.waitUntil(lambda: not isValid(found) or not found.isVisible())


def opened(window: MainWindow) -> Iterator[QWidget]:
    for each in window.findChildren(QWidget):
        if isinstance(each, QDialog) and each.isVisible():
            yield each


def test_the_search_and_the_find_bar_have_names(window: MainWindow) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    check(window)
    QTest.keyClick(focused(), Key.Key_Escape)
    QTest.keyClick(window.canvas, Key.Key_Tab)
    check(window)
    QTest.keyClick(focused(), Key.Key_Escape)
    window.actions_by_name["command_palette"].trigger()
    check(window)
    QTest.keyClick(focused(), Key.Key_Escape)


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_labels_with_a_letter_to_press_lead_to_a_field(window: MainWindow) -> None:
    for label in window.findChildren(QLabel):
        assert "&" not in label.text().replace("&&", "") or label.buddy() or "<" in label.text()


class Reader:
    """Stands in for a screen reader: what is announced, in order."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def updateAccessibility(self, event: QAccessibleAnnouncementEvent) -> None:
        self.heard.append(event.message())


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    made = Reader()
    monkeypatch.setattr(status_bar, "QAccessible", made)
    return made


def test_who_walks_the_canvas_by_keyboard_hears_each_node(
    window: MainWindow, reader: Reader
) -> None:
    window.canvas.setFocus()
    window.selection.set([L])
    for arrow in (Key.Key_Left, Key.Key_Left, Key.Key_Left, Key.Key_Right, Key.Key_Right):
        QTest.keyClick(window.canvas, arrow)
    QTest.keyClick(window.canvas, Key.Key_Right)
    assert reader.heard == [
        "d, add of e and c, value 4, gradient −2",
        "e, mul of a and b, value −6, gradient −2",
        "a, parameter, value 2, gradient 6",
        "e, mul of a and b, value −6, gradient −2",
        "d, add of e and c, value 4, gradient −2",
        "L, mul of d and f, value −8, gradient 1, target",
    ]
    assert window.status.currentMessage() == reader.heard[-1]


def test_what_is_not_computed_is_said_to_be_so(window: MainWindow, reader: Reader) -> None:
    window.run.live = False
    window.run.zero_gradients()
    window.opened.apply(unwire(window.opened.document, [Wire(A, Port(E, 0))]))
    window.run.forward()
    window.selection.set([D])
    QTest.keyClick(window.canvas, Key.Key_Left)
    (heard,) = reader.heard
    assert heard == "e, mul of an empty port and b, value not computed, gradient not computed"


def test_each_step_of_a_pass_is_heard(
    window: MainWindow, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace_bar, "QAccessible", reader)
    window.canvas.setFocus()
    for key in (Key.Key_F9, Key.Key_F10):
        QTest.keyClick(window.canvas, key)
    assert reader.heard[-1] == "Forward 1 of 3: e = a × b = 2 × (−3) = −6"
    check(window)
    window.next_panel()
    assert window.trace_bar.isAncestorOf(focused())
    window.actions_by_name["trace"].trigger()


def test_a_refusal_is_heard(window: MainWindow, reader: Reader) -> None:
    outline = window.docks.show(OUTLINE)
    QTest.keyClicks(outline.add, "b = 5")
    QTest.keyClick(outline.add, Key.Key_Return)
    assert reader.heard == [outline.problem.text()]
    assert "b" in outline.problem.text()
