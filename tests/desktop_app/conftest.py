"""A whole window, shown, on the worked example."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app import style
from desktop_app.appearance import Appearance
from desktop_app.main_window import MainWindow
from desktop_app.model.settings import Settings
from engine.document import Direction, Document, Training
from tests.desktop_app.worked_example import worked_example


def climbing_example() -> Document:
    """Return the worked example as the program ships it: its steps climb."""
    document = worked_example()
    return Document(document.graph, document.layout, Training(0.01, Direction.UP))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "settings.ini")
    made.theme = "dark"
    return made


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, settings: Settings) -> Iterator[MainWindow]:
    qapp.setFont(style.install_fonts(style.Fonts.BUNDLED))
    appearance = Appearance(settings)
    made = MainWindow(settings, appearance)
    qtbot.addWidget(made, before_close_func=_forget_changes)
    made.resize(1280, 800)
    made.opened.replace(climbing_example())
    made.show()
    qtbot.waitExposed(made)
    QTest.qWait(0)
    yield made
    made.canvas.glide.finish()
    made.canvas.bubble.hide()
    style.set_text_size(qapp, 100, lambda: None)


def _forget_changes(window: MainWindow) -> None:
    window.opened.replace(Document())
