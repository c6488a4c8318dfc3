"""Panels that the View menu brings are made when they are first seen, and not before."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from desktop_app import docks
from desktop_app.docks import Dock, Docks, Parts
from desktop_app.main_window import MainWindow
from desktop_app.model.theme import Theme, load_theme


class Plain(QLabel):
    def __init__(self, parts: Parts) -> None:
        super().__init__("plain")
        self.theme = parts.theme

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme

    def tab_stops(self) -> list[QWidget]:
        return [self]


class Field(QLineEdit):
    def set_theme(self, theme: Theme) -> None:
        pass

    def tab_stops(self) -> list[QWidget]:
        return [self]

    def commit_typing(self) -> bool:
        return self.text() == "right"


RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
PLAIN = Dock("Plain", RIGHT, 200, Plain)
FIELD = Dock("Field", RIGHT, 200, lambda _: Field("wrong"), is_shown=True)


@pytest.fixture
def host(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def made(host: QMainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Docks:
    monkeypatch.setattr(docks, "TABLE", (FIELD, PLAIN))
    nothing: Any = None
    parts = Parts(*[nothing] * 5, load_theme("dark"), *[nothing] * 3)  # type: ignore[call-arg]
    docks_of_host = Docks(host, parts)
    host.show()
    qtbot.waitExposed(host)
    return docks_of_host


def test_a_panel_is_made_when_its_switch_first_shows_it(made: Docks, host: QMainWindow) -> None:
    assert host.findChildren(Plain) == []
    made.switches()[1].trigger()
    assert len(host.findChildren(Plain)) == 1
    made.switches()[1].trigger()
    made.switches()[1].trigger()
    assert len(host.findChildren(Plain)) == 1


def test_a_panel_that_is_made_late_has_the_theme_of_now(made: Docks) -> None:
    made.set_theme(load_theme("light"))
    assert made.panel(PLAIN).theme == load_theme("light")
    made.set_theme(load_theme("dark"))
    assert made.panel(PLAIN).theme == load_theme("dark")


def test_what_a_panel_refuses_is_told_and_one_without_fields_is_not_asked(made: Docks) -> None:
    made.show(PLAIN)
    assert not made.commit_typing()
    made.panel(FIELD).setText("right")
    assert made.commit_typing()


def test_the_view_menu_has_a_switch_for_every_panel(window: MainWindow) -> None:
    titles = [switch.text() for switch in window.docks.switches()]
    assert titles == [row.title for row in docks.TABLE]
