"""Pictures of the window with the worked example, in each theme, at one and two pixels a point.

``python -m desktop_app.screenshot FOLDER`` needs no screen.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app import style
from desktop_app.application import make_application, make_window
from desktop_app.example_files import examples
from desktop_app.model.settings import Settings
from desktop_app.model.theme import NAMES
from engine.graph import sorted_ids

_SIZE: Final = (1280, 800)
_RATIOS: Final = (1, 2)
_USAGE: Final = "usage: python -m desktop_app.screenshot FOLDER"


def main(arguments: Sequence[str]) -> int:
    """Write the pictures and name them on the terminal; return the exit status."""
    if len(arguments) != 1:
        print(_USAGE, file=sys.stderr)
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for path in shoot(folder):
        print(path)
    return 0


def shoot(folder: Path) -> list[Path]:
    """Write the pictures into a folder that exists, and return their paths."""
    app = make_application()
    app.setFont(style.install_fonts(style.Fonts.BUNDLED))
    with tempfile.TemporaryDirectory() as private:
        settings = Settings(Path(private) / "settings.ini")
        return [path for name in NAMES for path in _shoot_theme(app, settings, name, folder)]


def _shoot_theme(app: QApplication, settings: Settings, theme: str, folder: Path) -> list[Path]:
    settings.theme = "light" if theme == "light" else "dark"
    window = make_window(settings)
    window.resize(*_SIZE)
    window.files.open_example(examples()[0])
    window.show()
    window.selection.set(sorted_ids(window.opened.document.graph)[:1])
    _settle(app)
    paths = [_save(window, folder, theme, ratio) for ratio in _RATIOS]
    window.close()
    window.deleteLater()
    _settle(app)
    return paths


def _save(window: QWidget, folder: Path, theme: str, ratio: int) -> Path:
    picture = QPixmap(window.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    window.render(picture)
    mark = "" if ratio == 1 else f"@{ratio}x"
    path = folder / f"window-{theme}{mark}.png"
    if not picture.save(str(path)):
        raise OSError(f"The picture {path} cannot be written.")
    return path


def _settle(app: QApplication) -> None:
    # Panels write themselves anew in the next turn of the event loop, once or twice.
    for _ in range(10):
        app.processEvents()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
