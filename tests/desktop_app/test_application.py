"""What the program opens with: the file of the command line, the last one, or the first example."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_app import application
from desktop_app.example_files import examples, load_example
from desktop_app.main_window import MainWindow
from desktop_app.model.settings import Settings
from engine.document import Document
from engine.files import save


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "saved.chainrule"
    save(Document(), path)
    return path


def test_the_first_start_shows_the_worked_example(window: MainWindow) -> None:
    application.open_first(window, [])
    assert window.opened.document == load_example(examples()[0])
    assert window.run.value(window.run.target or "") == -8.0


def test_the_file_of_the_command_line_opens(window: MainWindow, saved: Path) -> None:
    application.open_first(window, [str(saved)])
    assert window.opened.path == saved


def test_the_last_document_opens_again(window: MainWindow, settings: Settings, saved: Path) -> None:
    settings.last_file = saved
    application.open_first(window, [])
    assert window.opened.path == saved


def test_a_last_document_that_is_gone_is_not_missed(
    window: MainWindow, settings: Settings, saved: Path
) -> None:
    settings.last_file = saved
    saved.unlink()
    application.open_first(window, [])
    assert window.opened.document == load_example(examples()[0])


def test_a_bad_file_on_the_command_line_is_told_and_the_first_example_shown(
    window: MainWindow, tmp_path: Path
) -> None:
    window.opened.replace(Document())
    said: list[str] = []

    def read_and_close() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        box.accept()

    QTimer.singleShot(0, read_and_close)
    application.open_first(window, [str(tmp_path / "missing.chainrule")])
    assert "missing.chainrule" in said[0]
    assert window.opened.document == load_example(examples()[0])


def test_the_whole_program_starts_and_ends(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows: list[MainWindow] = []

    def run() -> int:
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        windows.extend(found)
        for window in found:
            window.close()
        return 0

    monkeypatch.setattr(qapp, "exec", run)
    assert application.main([]) == 0
    assert windows
    for window in windows:
        window.deleteLater()
