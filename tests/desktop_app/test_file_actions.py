"""New, Open, Save: nothing is lost without a question, and a failure leaves all as it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_app import file_actions, file_menus
from desktop_app.commands import nodes
from desktop_app.example_files import Example, examples, load_example
from desktop_app.file_actions import with_ending
from desktop_app.main_window import MainWindow
from desktop_app.model.settings import Settings
from engine.document import Document
from engine.files import FileError, load, save
from tests.desktop_app.conftest import climbing_example
from tests.desktop_app.worked_example import A

Buttons = QMessageBox.StandardButton


@pytest.fixture
def answer(qtbot: QtBot) -> Callable[[Buttons], list[str]]:
    """Press a button of the next message box, and tell what it said."""

    def make(button: Buttons) -> list[str]:
        said: list[str] = []

        def press() -> None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, QMessageBox)
            said.append(box.text())
            box.button(button).click()

        QTimer.singleShot(0, press)
        return said

    return make


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], None]:
    """Let the file dialogs give a path, or nothing for Cancel."""

    def make(path: Path | None) -> None:
        given = lambda *_args, **_named: (str(path) if path else "", "")  # noqa: E731
        monkeypatch.setattr(QFileDialog, "getOpenFileName", given)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", given)

    return make


def change(window: MainWindow, value: float = 5.0) -> None:
    window.opened.apply(nodes.set_value(window.opened.document, A, value))


def test_save_as_writes_the_file_and_clears_the_marker(
    window: MainWindow, tmp_path: Path, choose: Callable[[Path | None], None]
) -> None:
    change(window)
    choose(tmp_path / "mine")
    window.actions_by_name["save"].trigger()
    path = tmp_path / "mine.chainrule"
    assert load(path) == window.opened.document
    assert not window.isWindowModified()
    assert window.windowTitle() == "mine.chainrule[*] — Chainrule"
    assert window.status.currentMessage() == "Saved mine.chainrule."


def test_save_writes_to_the_same_file_again(
    window: MainWindow, tmp_path: Path, choose: Callable[[Path | None], None]
) -> None:
    path = tmp_path / "mine.chainrule"
    choose(path)
    window.actions_by_name["save"].trigger()
    change(window)
    choose(None)
    window.actions_by_name["save"].trigger()
    assert load(path) == window.opened.document


def test_a_cancelled_save_leaves_the_marker(
    window: MainWindow, choose: Callable[[Path | None], None]
) -> None:
    change(window)
    choose(None)
    window.actions_by_name["save"].trigger()
    assert window.isWindowModified()


def test_a_failed_save_says_so_and_stays_dirty(
    window: MainWindow,
    tmp_path: Path,
    choose: Callable[[Path | None], None],
    answer: Callable[[Buttons], list[str]],
) -> None:
    change(window)
    choose(tmp_path / "not there" / "mine.chainrule")
    said = answer(Buttons.Ok)
    window.actions_by_name["save_as"].trigger()
    assert said
    assert said[0].endswith(".")
    assert window.isWindowModified()
    assert window.opened.path is None


def test_open_replaces_the_document(
    window: MainWindow, tmp_path: Path, choose: Callable[[Path | None], None]
) -> None:
    path = tmp_path / "other.chainrule"
    save(Document(), path)
    choose(path)
    window.actions_by_name["open"].trigger()
    assert window.opened.document == Document()
    assert window.opened.path == path
    assert window.opened.undo_name is None


def test_a_bad_file_says_one_sentence_and_leaves_the_document_alone(
    window: MainWindow, tmp_path: Path, answer: Callable[[Buttons], list[str]]
) -> None:
    path = tmp_path / "bad.chainrule"
    path.write_text('{"format": "chainrule", "version": 1, "graph": {"nodes": [{"id": 1}]}}')
    said = answer(Buttons.Ok)
    assert not window.files.open_path(path)
    assert said
    assert window.opened.document == climbing_example()
    assert window.opened.path is None
    assert window.files.last_file() is None


@pytest.mark.parametrize("name", ["new", "open", "example", "drop", "close"])
def test_nothing_is_lost_without_a_question(
    window: MainWindow,
    tmp_path: Path,
    name: str,
    choose: Callable[[Path | None], None],
    answer: Callable[[Buttons], list[str]],
) -> None:
    change(window)
    choose(tmp_path / "never.chainrule")
    said = answer(Buttons.Cancel)
    {
        "new": window.files.new,
        "open": window.files.open,
        "example": lambda: window.files.open_example(examples()[0]),
        "drop": lambda: window.files.open_path(tmp_path / "x.chainrule"),
        "close": window.close,
    }[name]()
    assert said == ["Save the changes to “Untitled”?"]
    assert window.isVisible()
    assert window.isWindowModified()
    assert window.opened.undo_name == "Set a to 5"


def test_dont_save_lets_the_changes_go(
    window: MainWindow, answer: Callable[[Buttons], list[str]]
) -> None:
    change(window)
    answer(Buttons.Discard)
    window.files.new()
    assert window.opened.document == Document()


def test_save_before_new_saves(
    window: MainWindow,
    tmp_path: Path,
    choose: Callable[[Path | None], None],
    answer: Callable[[Buttons], list[str]],
) -> None:
    change(window)
    changed = window.opened.document
    choose(tmp_path / "kept.chainrule")
    answer(Buttons.Save)
    window.files.new()
    assert load(tmp_path / "kept.chainrule") == changed
    assert window.opened.document == Document()


def test_a_cancelled_save_dialog_also_cancels_what_asked_for_it(
    window: MainWindow,
    choose: Callable[[Path | None], None],
    answer: Callable[[Buttons], list[str]],
) -> None:
    change(window)
    choose(None)
    answer(Buttons.Save)
    window.files.new()
    assert window.opened.undo_name == "Set a to 5"


def test_without_changes_nothing_is_asked(window: MainWindow) -> None:
    window.files.new()
    assert window.opened.document == Document()


def test_recent_files_are_listed_latest_first_and_open(
    window: MainWindow, settings: Settings, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        path = tmp_path / f"{name}.chainrule"
        save(climbing_example(), path)
        assert window.files.open_path(path)
    menu = QMenu()
    file_menus.fill_recent(menu, settings, window.files)
    assert [action.text() for action in menu.actions()[:2]] == ["two.chainrule", "one.chainrule"]
    menu.actions()[1].trigger()
    assert window.opened.path == tmp_path / "one.chainrule"
    menu.actions()[-1].trigger()
    assert settings.recent_files == []
    menu.deleteLater()


def test_every_example_opens_without_a_file_of_its_own(window: MainWindow) -> None:
    for example in examples():
        window.files.open_example(example)
        assert window.status.currentMessage() == example.sentence
        assert window.opened.path is None
        assert not window.isWindowModified()
        assert window.opened.document.graph.nodes


def test_an_example_that_is_not_there_is_told_by_its_title() -> None:
    with pytest.raises(FileError, match="The example Nothing like it cannot be read"):
        load_example(Example("nothing-like-it.chainrule", "Nothing like it", ""))


@pytest.mark.parametrize(("typed", "path"), [("a", "a.png"), ("a.svg", "a.svg"), ("b.c", "b.c")])
def test_an_ending_is_added_only_where_there_is_none(typed: str, path: str) -> None:
    assert with_ending(Path(typed), ".png") == Path(path)


def test_a_picture_is_exported(
    window: MainWindow, tmp_path: Path, choose: Callable[[Path | None], None]
) -> None:
    choose(tmp_path / "graph")
    window.actions_by_name["export"].trigger()
    assert (tmp_path / "graph.png").read_bytes().startswith(b"\x89PNG")
    assert window.status.currentMessage() == "Drew graph.png."


def test_the_window_and_the_files_agree_on_the_ending() -> None:
    assert file_actions.ENDING == ".chainrule"


def test_an_example_is_called_by_its_title_and_has_no_file(
    window: MainWindow, choose: Callable[[Path | None], None], tmp_path: Path
) -> None:
    window.files.open_example(examples()[0])
    assert window.windowTitle() == f"{examples()[0].title} (example)[*] — Chainrule"
    assert window.opened.path is None
    choose(tmp_path / "mine.chainrule")
    assert window.files.save()
    assert window.windowTitle() == "mine.chainrule[*] — Chainrule"
    window.files.new()
    assert window.windowTitle() == "Untitled[*] — Chainrule"


def test_no_single_key_throws_the_changes_away(window: MainWindow, qtbot: QtBot) -> None:
    change(window)
    texts: list[str] = []

    def read_and_cancel() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        texts.append(box.button(Buttons.Discard).text())
        box.reject()

    QTimer.singleShot(0, read_and_cancel)
    assert not window.files.may_close()
    assert texts == ["Don’t Save"]


def press_named(name: str, text: str) -> list[str]:
    """Press the button with a text in the box of a name that comes next; tell what the box said."""
    said: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert box.objectName() == name
        said.append(box.text())
        next(b for b in box.buttons() if b.text().replace("&", "") == text).click()

    QTimer.singleShot(0, press)
    return said


@pytest.fixture
def theirs(window: MainWindow, tmp_path: Path, choose: Callable[[Path | None], None]) -> Path:
    """A file that is open, changed here, and that another program has changed too."""
    path = tmp_path / "mine.chainrule"
    choose(path)
    window.actions_by_name["save"].trigger()
    other = window.opened.document
    changed = Document(other.graph)
    before = path.stat()
    save(changed, path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    change(window)
    return path


def test_a_file_that_changed_on_disk_is_not_overwritten_unasked(
    window: MainWindow, theirs: Path
) -> None:
    before = theirs.read_bytes()
    said = press_named("changed_on_disk", "Cancel")
    window.actions_by_name["save"].trigger()
    assert said == ["mine.chainrule was changed by another program."]
    assert theirs.read_bytes() == before
    assert window.isWindowModified()


def test_keep_mine_saves_over_theirs_and_keeps_theirs_as_the_backup(
    window: MainWindow, theirs: Path
) -> None:
    before = theirs.read_bytes()
    press_named("changed_on_disk", "Keep Mine")
    window.actions_by_name["save"].trigger()
    assert load(theirs) == window.opened.document
    assert theirs.with_name("mine.chainrule~").read_bytes() == before
    assert not window.isWindowModified()


def test_take_theirs_opens_what_is_on_the_disk(window: MainWindow, theirs: Path) -> None:
    before = theirs.read_bytes()
    press_named("changed_on_disk", "Take Theirs")
    window.actions_by_name["save"].trigger()
    assert theirs.read_bytes() == before
    assert window.opened.document == load(theirs)
    assert not window.isWindowModified()


def test_save_a_copy_leaves_theirs(
    window: MainWindow, theirs: Path, choose: Callable[[Path | None], None]
) -> None:
    before = theirs.read_bytes()
    copy = theirs.with_name("copy.chainrule")
    choose(copy)
    press_named("changed_on_disk", "Save a Copy…")
    window.actions_by_name["save"].trigger()
    assert theirs.read_bytes() == before
    assert load(copy) == window.opened.document
    assert window.opened.path == copy


def test_a_deleted_file_is_not_made_again_unasked(window: MainWindow, theirs: Path) -> None:
    theirs.unlink()
    said = press_named("changed_on_disk", "Cancel")
    window.actions_by_name["save"].trigger()
    assert said == ["mine.chainrule was deleted or moved by another program."]
    assert not theirs.exists()
    press_named("changed_on_disk", "Save It Again")
    window.actions_by_name["save"].trigger()
    assert load(theirs) == window.opened.document


def test_a_save_that_fails_offers_another_place(
    window: MainWindow, tmp_path: Path, choose: Callable[[Path | None], None]
) -> None:
    change(window)
    choose(tmp_path / "not there" / "mine.chainrule")

    def elsewhere() -> None:
        choose(tmp_path / "mine.chainrule")
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(b for b in box.buttons() if "Save As" in b.text()).click()

    QTimer.singleShot(0, elsewhere)
    window.actions_by_name["save_as"].trigger()
    assert load(tmp_path / "mine.chainrule") == window.opened.document
    assert not window.isWindowModified()
