"""The pictures of the window for the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from desktop_app import screenshot


def test_each_theme_is_pictured_at_one_and_two_pixels_a_point(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert screenshot.main([str(tmp_path / "pictures")]) == 0
    names = ["window-dark.png", "window-dark@2x.png", "window-light.png", "window-light@2x.png"]
    paths = [tmp_path / "pictures" / name for name in names]
    assert capsys.readouterr().out.split() == [str(path) for path in paths]
    dark, large, light, _ = (QImage(str(path)) for path in paths)
    assert large.size() == dark.size() * 2
    assert dark.pixelColor(640, 60).lightness() < 80
    assert light.pixelColor(640, 60).lightness() > 170


def test_without_a_folder_it_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert screenshot.main([]) == 2
    assert "FOLDER" in capsys.readouterr().err
