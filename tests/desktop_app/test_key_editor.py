"""The editor of keys, by keys and mouse, on the whole window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop_app.main_window import MainWindow
from desktop_app.model.settings import Settings
from desktop_app.search.key_editor import KeyEditor
from tests.desktop_app.worked_example import A

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def editor(window: MainWindow) -> Iterator[KeyEditor]:
    window.actions_by_name["change_keys"].trigger()
    found = window.findChild(KeyEditor)
    assert isinstance(found, KeyEditor)
    found.line.setFocus()
    yield found
    if isValid(found):
        found.close()


def press(editor: KeyEditor, name: str, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    """Find a command and press a new key for it, without accepting it."""
    editor.line.clear()
    QTest.keyClicks(editor.line, name)
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    QTest.keyClick(editor.field, key, held)


def accept(editor: KeyEditor) -> None:
    QTest.keyClick(editor.field, Qt.Key.Key_Return)


def keys(window: MainWindow, name: str) -> list[str]:
    return [k.toString(QKeySequence.SequenceFormat.PortableText) for k in window.keymap.keys(name)]


def test_a_key_is_changed_by_the_keyboard_alone_and_kept(
    qtbot: QtBot, window: MainWindow, editor: KeyEditor, settings: Settings
) -> None:
    press(editor, "invert", Qt.Key.Key_J, CTRL)
    assert keys(window, "invert_selection") == ["Ctrl+I"], "nothing changes before Enter"
    accept(editor)
    assert keys(window, "invert_selection") == ["Ctrl+J"]
    assert settings.keys == {"invert_selection": ["Ctrl+J"]}
    editor.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_J, CTRL)
    assert A in window.selection.nodes


def test_a_key_in_use_says_whose_it_is_and_changes_hands(
    window: MainWindow, editor: KeyEditor
) -> None:
    press(editor, "invert", Qt.Key.Key_D, CTRL)
    assert "takes it from Duplicate" in editor.message.text()
    accept(editor)
    assert keys(window, "invert_selection") == ["Ctrl+D"]
    assert keys(window, "duplicate") == []


def test_escape_gives_the_key_up_and_then_closes(window: MainWindow, editor: KeyEditor) -> None:
    press(editor, "invert", Qt.Key.Key_D, CTRL)
    QTest.keyClick(editor.field, Qt.Key.Key_Escape)
    assert keys(window, "invert_selection") == ["Ctrl+I"]
    assert editor.isVisible()
    QTest.keyClick(editor.line, Qt.Key.Key_Escape)
    assert not isValid(editor) or not editor.isVisible()


def test_the_beginning_of_a_longer_key_takes_the_longer_one(
    window: MainWindow, editor: KeyEditor
) -> None:
    press(editor, "invert", Qt.Key.Key_A, ALT)
    assert "Align Left Sides" in editor.message.text()
    accept(editor)
    assert keys(window, "align_left") == []


def test_a_key_of_two_strokes_and_another_besides(window: MainWindow, editor: KeyEditor) -> None:
    editor.line.clear()
    QTest.keyClicks(editor.line, "invert")
    QTest.mouseClick(editor.buttons["add"], LEFT)
    QTest.keyClick(editor.field, Qt.Key.Key_K, CTRL)
    QTest.keyClick(editor.field, Qt.Key.Key_I, NONE)
    accept(editor)
    assert keys(window, "invert_selection") == ["Ctrl+I", "Ctrl+K, I"]


def test_a_key_with_a_fixed_meaning_is_refused(window: MainWindow, editor: KeyEditor) -> None:
    press(editor, "tidy", Qt.Key.Key_Space, NONE)
    accept(editor)
    assert "pans" in editor.message.text()
    assert keys(window, "tidy") == ["L"]


@pytest.mark.parametrize(
    ("key", "held", "wanted"),
    [(Qt.Key.Key_Backtab, SHIFT | CTRL, "Ctrl+Shift+Tab"), (Qt.Key.Key_Tab, ALT, "Alt+Tab"),
     (Qt.Key.Key_Question, SHIFT | CTRL, "Ctrl+?")],
)  # fmt: skip
def test_keys_are_taken_as_shortcuts_are_written(
    editor: KeyEditor, key: Qt.Key, held: Qt.KeyboardModifier, wanted: str
) -> None:
    press(editor, "tidy", key, held)
    pressed = editor.field.keys.toString(QKeySequence.SequenceFormat.PortableText)
    assert pressed in (wanted, wanted.replace("?", "Shift+?"))


def test_keys_are_removed_and_reset_one_by_one_or_all(
    window: MainWindow, editor: KeyEditor, settings: Settings
) -> None:
    press(editor, "invert", Qt.Key.Key_D, CTRL)
    accept(editor)
    editor.line.clear()
    QTest.keyClicks(editor.line, "duplicate")
    QTest.mouseClick(editor.buttons["reset"], LEFT)
    assert keys(window, "duplicate") == ["Ctrl+D"]
    assert keys(window, "invert_selection") == []
    assert "taken from Invert" in editor.message.text()
    QTest.mouseClick(editor.buttons["remove"], LEFT)
    assert keys(window, "duplicate") == []
    QTest.mouseClick(editor.buttons["reset_all"], LEFT)
    assert keys(window, "duplicate") == ["Ctrl+D"]
    assert keys(window, "invert_selection") == ["Ctrl+I"]
    assert settings.keys == {}
    assert not editor.buttons["reset_all"].isEnabled()


def test_a_command_is_found_by_its_key(editor: KeyEditor) -> None:
    QTest.keyClicks(editor.line, "ctrl+i")
    assert editor.rows.shown.index(0, 0).data() == "Invert"
