"""Nothing moves for show where that is not wanted."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app import style
from desktop_app.appearance import Appearance
from desktop_app.commands import arrange
from desktop_app.main_window import MainWindow
from desktop_app.model.settings import Settings
from desktop_app.style import motion
from engine.document import Point
from tests.desktop_app.worked_example import A


def tidy_one(window: MainWindow) -> None:
    edit = arrange.move(window.opened.document, {A: Point(0.0, 400.0)})
    window.opened.apply(edit.named("Tidy"))


def test_a_tidy_glides_and_with_reduced_motion_it_jumps(window: MainWindow) -> None:
    tidy_one(window)
    assert window.canvas.glide.is_under_way
    window.canvas.glide.finish()
    window.opened.undo()
    window.canvas.glide.finish()
    window.actions_by_name["reduce_motion"].trigger()
    tidy_one(window)
    assert not window.canvas.glide.is_under_way
    slot = window.opened.slots.of[A]
    assert (window.canvas.scene.x[slot], window.canvas.scene.y[slot]) == (0.0, 400.0)


def test_panels_and_the_bar_of_long_work_stand_still_too(window: MainWindow) -> None:
    window.actions_by_name["reduce_motion"].trigger()
    assert not window.isAnimated()
    window.status.show_work("Tidying…")
    assert window.status.cancel.isVisible()
    assert not window.status.progress.isVisible()
    window.actions_by_name["reduce_motion"].trigger()
    assert window.isAnimated()
    assert window.status.progress.isVisible()
    window.status.show_work("")


def test_the_desktop_is_followed_until_the_user_says_otherwise(
    qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "system_reduces_motion", lambda: True)
    made = MainWindow(settings, Appearance(settings))
    qtbot.addWidget(made)
    switch = made.actions_by_name["reduce_motion"]
    assert switch.isChecked()
    assert made.canvas.glide.is_still
    switch.trigger()
    assert settings.motion == "full"
    assert not made.canvas.glide.is_still
    switch.trigger()
    assert settings.motion == "system"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=0\n"),
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=false\n"),
        ("gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations=0\n"),
    ],
)
def test_desktops_on_linux_are_understood(tmp_path: Path, name: str, text: str) -> None:
    assert not motion.linux_reduces(tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    assert motion.linux_reduces(tmp_path)


def test_a_mac_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "access.plist"
    assert not motion.mac_reduces(path)
    path.write_bytes(plistlib.dumps({"reduceMotion": True}, fmt=plistlib.FMT_BINARY))
    assert motion.mac_reduces(path)
    path.write_bytes(b"not a list")
    assert not motion.mac_reduces(path)
