"""The find bar on the whole window, by keyboard and by mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from desktop_app.commands import nodes
from desktop_app.main_window import MainWindow
from tests.desktop_app.worked_example import C, D, E, L

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def ask(window: MainWindow, question: str) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Key.Key_F, CTRL)
    QTest.keyClicks(window.canvas.find_bar.line, question)


def press(window: MainWindow, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    line = window.canvas.find_bar.line
    QTest.keyClick(line, key, held or Qt.KeyboardModifier.NoModifier)


def test_enter_walks_the_hits_and_shift_enter_goes_back(window: MainWindow) -> None:
    ask(window, "value > 3")
    bar = window.canvas.find_bar
    assert bar.count.text() == "2 found"
    visited = []
    for held in (None, None, None, SHIFT):
        press(window, Key.Key_Return, held)
        visited.append((window.selection.current, bar.count.text()))
    assert visited == [(C, "1 of 2"), (D, "2 of 2"), (C, "1 of 2"), (D, "2 of 2")]
    assert window.canvas.editor is None
    assert window.opened.undo_name is None


def test_going_back_first_goes_to_the_last(window: MainWindow) -> None:
    ask(window, "value > 3")
    press(window, Key.Key_Return, SHIFT)
    assert window.selection.current == D


def test_ctrl_enter_selects_all_hits_and_closes(window: MainWindow) -> None:
    ask(window, "mul")
    press(window, Key.Key_Return, CTRL)
    assert window.selection.nodes == {E, L}
    assert not window.canvas.find_bar.isVisible()
    assert window.canvas.hasFocus()


def test_hits_light_up_until_esc(window: MainWindow) -> None:
    colour = window.canvas.look.theme.canvas.target

    def lit() -> int:
        image = window.canvas.grab().toImage()
        pixels = [(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)]
        return sum(image.pixelColor(x, y).name() == colour for x, y in pixels)

    before = lit()
    ask(window, "mul")
    assert lit() > before + 10
    press(window, Key.Key_Escape)
    assert lit() == before
    assert window.canvas.hasFocus()


def test_the_hits_follow_the_numbers(window: MainWindow) -> None:
    ask(window, "value > 3")
    window.opened.apply(nodes.set_value(window.opened.document, C, 1.0))
    assert window.canvas.find_bar.hits == [L]  # (−6 + 1) · −2
    assert window.canvas.find_bar.count.text() == "1 found"
    window.opened.undo()
    assert window.canvas.find_bar.hits == [C, D]


def test_a_question_that_cannot_be_understood_says_why(window: MainWindow) -> None:
    ask(window, "value > much")
    assert window.canvas.find_bar.line.property("problem")
    assert window.canvas.bubble.text.endswith(".")
    press(window, Key.Key_Escape)


def test_keys_in_the_bar_mean_nothing_to_the_canvas(window: MainWindow) -> None:
    window.selection.set([L])
    ask(window, "y l.")
    for key in (Key.Key_Delete, Key.Key_Left, Key.Key_Space, Key.Key_Home):
        press(window, key)
    assert L in window.opened.document.graph.nodes
    assert window.selection.nodes == {L}


@pytest.mark.parametrize(("button", "current"), [("Next (Enter)", C), ("Close (Esc)", None)])
def test_its_buttons_do_what_they_say(window: MainWindow, button: str, current: str | None) -> None:
    ask(window, "value > 3")
    found = window.canvas.find_bar.findChildren(QToolButton)
    pressed = next(each for each in found if each.toolTip() == button)
    QTest.mouseClick(pressed, Qt.MouseButton.LeftButton)
    assert window.selection.current == current
    assert window.canvas.find_bar.isVisible() is (current is not None)


def test_the_palette_has_a_key_of_its_own(window: MainWindow) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Key.Key_F, CTRL | SHIFT)
    assert window.focusWidget() is not window.canvas
    assert not window.canvas.find_bar.isVisible()
