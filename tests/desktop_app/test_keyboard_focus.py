"""Where the keyboard is can be seen, and Tab leads through the window from the top left."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView, QToolButton, QWidget

from desktop_app.docks import TABLE
from desktop_app.main_window import MainWindow
from desktop_app.model.theme import load_theme
from desktop_app.panel_walk import stops_in
from tests.desktop_app.worked_example import A

# Qt calls the key with ⌃ on a Mac Meta.
CTRL = (
    Qt.KeyboardModifier.MetaModifier
    if sys.platform == "darwin"
    else Qt.KeyboardModifier.ControlModifier
)


def tab_stops(window: MainWindow, first: QWidget, count: int) -> list[QWidget]:
    first.setFocus(Qt.FocusReason.TabFocusReason)
    found = []
    for _ in range(count):
        focused = window.focusWidget()
        assert focused is not None
        found.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return found


def button(window: MainWindow, name: str) -> QWidget:
    found = window.training.widgetForAction(window.actions_by_name[name])
    assert isinstance(found, QToolButton)
    return found


def rows(window: MainWindow) -> QListView:
    found = window.palette_panel.findChild(QListView)
    assert isinstance(found, QListView)
    return found


def test_tab_leads_from_the_tool_bar_over_the_palette_to_the_canvas(window: MainWindow) -> None:
    training = window.training
    wanted = [
        *(button(window, name) for name in ("forward", "backward", "step", "zero_gradients")),
        training.live,
        training.rate,
        training.direction.segment("up"),
        training.target,
        window.expression.line,
        *window.palette_panel.tab_stops(),
        window.canvas,
    ]
    assert tab_stops(window, wanted[0], len(wanted)) == wanted


def test_tab_leads_through_the_inspector(window: MainWindow) -> None:
    window.selection.set([A])
    window.inspector.refresh()
    identity = window.inspector.identity
    wanted = [identity.name, identity.target, identity.role.segment("parameter"), identity.value]
    assert tab_stops(window, wanted[0], len(wanted)) == wanted


def test_control_tab_leads_from_panel_to_panel_and_out_of_the_canvas(window: MainWindow) -> None:
    window.selection.set([A])
    window.inspector.refresh()
    panels = [
        window.canvas,
        window.inspector.identity.name,
        button(window, "forward"),
        window.expression.line,
        window.palette_panel.tab_stops()[0],
    ]
    window.canvas.setFocus()
    for panel in [*panels[1:], panels[0]]:
        press_in_focus(window, CTRL)
        assert window.focusWidget() is panel
    for panel in reversed(panels):
        press_in_focus(window, CTRL | Qt.KeyboardModifier.ShiftModifier)
        assert window.focusWidget() is panel


def test_shift_tab_leads_back_out_of_the_canvas(window: MainWindow) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget() is window.palette_panel.tab_stops()[-1]


def test_the_inspector_is_scrolled_by_keys_where_there_is_no_field(window: MainWindow) -> None:
    wires = list(window.opened.document.graph.wires())
    window.selection.set([], wires[:1])
    window.inspector.refresh()
    window.canvas.setFocus()
    press_in_focus(window, CTRL)
    assert window.focusWidget() is window.inspector
    window.inspector.setMaximumHeight(120)
    QTest.qWait(0)
    bar = window.inspector.verticalScrollBar()
    assert bar.maximum() > 0
    QTest.keyClick(window.inspector, Qt.Key.Key_PageDown)
    assert bar.value() > 0


def test_a_panel_that_cannot_take_the_keyboard_is_passed_over(window: MainWindow) -> None:
    window.inspector.hide()
    window.canvas.setFocus()
    press_in_focus(window, CTRL)
    assert window.focusWidget() is button(window, "forward")


def press_in_focus(window: MainWindow, held: Qt.KeyboardModifier) -> None:
    focused = window.focusWidget()
    assert focused is not None
    back = bool(held & Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(focused, Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, held)


def test_a_pass_runs_from_the_keyboard(window: MainWindow) -> None:
    window.actions_by_name["live"].trigger()
    window.actions_by_name["zero_gradients"].trigger()
    backward = button(window, "backward")
    backward.setFocus()
    QTest.keyClick(backward, Qt.Key.Key_Space)
    assert window.run.gradient(A) == 6.0


@pytest.mark.parametrize("name", ["dark", "light"])
def test_where_the_keyboard_is_a_ring_is_seen(window: MainWindow, name: str) -> None:
    window.actions_by_name[f"theme_{name}"].trigger()
    training = window.training
    ring = QColor(load_theme(name).window.focus)
    for widget in (
        button(window, "forward"),
        training.live,
        training.direction.segment("up"),
        training.direction.segment("down"),
        training.target,
        rows(window),
    ):
        window.expression.line.setFocus()
        assert pixels(widget, ring) == 0
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert pixels(widget, ring) > 60


def pixels(widget: QWidget, colour: QColor) -> int:
    """Count the pixels of a colour."""
    image = widget.grab().toImage()
    return sum(
        image.pixelColor(x, y) == colour
        for x in range(image.width())
        for y in range(image.height())
    )


@pytest.mark.parametrize("name", ["dark", "light"])
def test_whatever_has_the_keyboard_looks_otherwise(window: MainWindow, name: str) -> None:
    window.actions_by_name[f"theme_{name}"].trigger()
    window.selection.set([A])
    alike = unmarked(window, [*window.training.tab_stops(), window.expression.line, window.canvas])
    for row in TABLE:
        panel = window.docks.show(row)
        QTest.qWait(0)
        alike += unmarked(window, stops_in(panel))
    assert alike == []


def unmarked(window: MainWindow, stops: list[QWidget]) -> list[str]:
    """Return the stops that look the same whether the keyboard is in them or not."""
    found = []
    for stop in stops:
        if not (stop.isVisible() and stop.isEnabled()):
            continue
        elsewhere = window.expression.line if stop is not window.expression.line else window.canvas
        elsewhere.setFocus(Qt.FocusReason.TabFocusReason)
        without = stop.grab().toImage()
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        assert window.focusWidget() is stop
        if changed(without, stop.grab().toImage()) < LEAST_MARK:
            found.append(f"{type(stop).__name__} “{stop.accessibleName() or stop.toolTip()}”")
    return found


LEAST_MARK = 60
"""How many pixels must differ: more than a blinking cursor has."""


def changed(one: QImage, other: QImage) -> int:
    """Count the pixels that differ between two pictures of one size."""
    assert one.size() == other.size()
    pictures = [image.convertToFormat(QImage.Format.Format_RGB32) for image in (one, other)]
    before, after = (np.frombuffer(each.constBits(), np.uint32) for each in pictures)
    return int(np.count_nonzero(before != after))
