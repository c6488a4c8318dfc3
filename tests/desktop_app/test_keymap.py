"""Keys that the user gave commands: at work at once, kept, and nobody else's."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel

from desktop_app.actions import Command, Reach
from desktop_app.keymap import Keymap, clash
from desktop_app.main_window import MainWindow
from desktop_app.model.settings import Settings
from tests.desktop_app.worked_example import A

pytestmark = pytest.mark.usefixtures("qapp")
CTRL = Qt.KeyboardModifier.ControlModifier

strokes = st.builds(
    "{}{}".format,
    st.sampled_from(["", "Ctrl+", "Alt+", "Shift+", "Ctrl+Alt+", "Ctrl+Shift+"]),
    st.sampled_from(["A", "Q", "7", "F9", "Del", "Left", "Tab", "+", ",", "?", "PgUp"]),
)
keys = st.lists(strokes, min_size=1, max_size=2).map(", ".join)


def key(text: str) -> QKeySequence:
    return QKeySequence.fromString(text, QKeySequence.SequenceFormat.PortableText)


def made(settings: Settings) -> Keymap:
    table = [
        Command("one", "&One", list, ("Ctrl+1",)),
        Command("two", "&Two", list, ("Ctrl+2", "Ctrl+K, Ctrl+2")),
        Command("on_canvas", "On &Canvas", list, ("C",), reach=Reach.CANVAS),
    ]
    actions = {command.name: QAction() for command in table}
    keymap = Keymap(table, actions, settings)
    kept = settings.keys
    for command in table:
        if command.name not in kept:
            keymap.reset(command.name)
    return keymap


@given(st.lists(keys, max_size=3, unique=True))
def test_keys_come_back_from_the_settings_as_they_were_given(texts: list[str]) -> None:
    given_keys = [key(text) for text in texts]
    with TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.ini")
        made(settings).set("one", given_keys)
        settings.sync()
        again = Settings(Path(folder) / "settings.ini")
        assert made(again).keys("one") == given_keys


@given(keys, keys)
def test_two_keys_clash_if_one_is_the_beginning_of_the_other(one: str, other: str) -> None:
    a, b = key(one), key(other)
    begin = [[k[i] for i in range(k.count())] for k in (a, b)]  # type: ignore[index]
    shorter = min(map(len, begin))
    assert clash(a, b) == (begin[0][:shorter] == begin[1][:shorter])


@given(st.lists(st.tuples(st.sampled_from(["one", "two", "on_canvas"]), keys), max_size=6))
def test_no_key_is_ever_given_to_two_commands(given_keys: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        keymap = made(Settings(Path(folder) / "settings.ini"))
        for name, text in given_keys:
            keymap.give(name, key(text), keeping=keymap.keys(name))
            assert key(text) in keymap.keys(name)
            for other in keymap.commands:
                assert not any(keymap.users(each, other) for each in keymap.keys(other))


def test_a_reset_takes_the_key_back_from_whoever_got_it(tmp_path: Path) -> None:
    keymap = made(Settings(tmp_path / "settings.ini"))
    keymap.give("two", key("Ctrl+1"))
    assert keymap.keys("one") == []
    assert keymap.reset("one") == ["two"]
    assert keymap.keys("one") == [key("Ctrl+1")]
    assert keymap.keys("two") == []
    keymap.reset_all()
    assert keymap.keys("two") == [key("Ctrl+2"), key("Ctrl+K, Ctrl+2")]
    assert not any(map(keymap.is_changed, keymap.commands))


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("on_canvas", "Space", "pans"),
        ("on_canvas", "Y", "cuts"),
        ("one", "Q", "works where one types"),
        ("one", "Shift+Q", "works where one types"),
    ],
)
def test_a_key_that_means_something_else_is_refused(
    tmp_path: Path, name: str, text: str, why: str
) -> None:
    assert why in (made(Settings(tmp_path / "s.ini")).refusal(name, key(text)) or "")


@pytest.mark.parametrize(
    ("name", "text"), [("on_canvas", "Q"), ("one", "F9"), ("one", "Alt+Q"), ("one", "Ctrl+Space")]
)
def test_other_keys_are_not(tmp_path: Path, name: str, text: str) -> None:
    assert made(Settings(tmp_path / "s.ini")).refusal(name, key(text)) is None


def test_a_key_of_an_unknown_command_or_of_no_keyboard_is_passed_over(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.ini")
    settings.keys = {"gone": ["Ctrl+7"], "one": ["Ctrl+Nonsense", "Ctrl+8"]}
    assert made(settings).keys("one") == [key("Ctrl+8")]


def test_a_new_key_works_at_once_and_the_old_one_no_longer(window: MainWindow) -> None:
    window.keymap.give("invert_selection", key("Ctrl+J"))
    QTest.keyClick(window.canvas, Qt.Key.Key_I, CTRL)
    assert window.selection.nodes == set()
    QTest.keyClick(window.canvas, Qt.Key.Key_J, CTRL)
    assert A in window.selection.nodes


def test_the_tip_names_the_new_key(window: MainWindow) -> None:
    window.keymap.give("forward", key("F9"))
    assert "(F9)" in window.actions_by_name["forward"].toolTip()


def test_the_window_has_no_key_for_two_commands(window: MainWindow) -> None:
    for name in window.keymap.commands:
        for each in window.keymap.keys(name):
            assert window.keymap.users(each, name) == [], each.toString()


def test_a_question_mark_opens_the_sheet_of_keys(window: MainWindow) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_Question)
    sheet = window.findChild(QDialog, "keys")
    assert isinstance(sheet, QDialog)
    assert sheet.isVisible()
    sheet.close()


def test_a_question_mark_that_is_typed_is_typed(window: MainWindow) -> None:
    line = window.expression.line
    line.setFocus()
    QTest.keyClicks(line, "?")
    assert line.text() == "?"
    assert window.findChild(QDialog, "keys") is None


def test_the_sheet_shows_the_keys_of_today(window: MainWindow) -> None:
    window.keymap.give("invert_selection", key("Ctrl+J"))
    window.keymap.set("tidy", [])
    window.show_keys()
    sheet = window.findChild(QDialog, "keys")
    assert isinstance(sheet, QDialog)
    text = " ".join(label.text() for label in sheet.findChildren(QLabel))
    ctrl_j = key("Ctrl+J").toString(QKeySequence.SequenceFormat.NativeText)
    assert f"&nbsp;{ctrl_j}&nbsp;" in text
    assert "Tidy" not in text
    sheet.close()
