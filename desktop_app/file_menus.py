"""The menus that list files: the recent ones, and the examples."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu

from desktop_app.example_files import Example
from desktop_app.file_actions import FileActions
from desktop_app.model.settings import Settings


def fill_recent(menu: QMenu, settings: Settings, files: FileActions) -> None:
    """Fill the menu of recent files."""
    menu.clear()
    paths = settings.recent_files
    for path in paths:
        action = menu.addAction(path.name.replace("&", "&&"))
        action.setToolTip(str(path))
        action.triggered.connect(partial(_open, files, path))
    if not paths:
        menu.addAction("No recent files").setEnabled(False)
        return
    menu.addSeparator()
    menu.addAction("&Clear").triggered.connect(lambda _checked=False: settings.clear_recent_files())


def fill_examples(menu: QMenu, examples: Iterable[Example], files: FileActions) -> None:
    """Fill the menu of examples."""
    menu.setToolTipsVisible(True)
    for example in examples:
        action = menu.addAction(example.title.replace("&", "&&"))
        action.setToolTip(example.sentence)
        action.triggered.connect(partial(_open_example, files, example))


# Qt passes whether the entry is checked.


def _open(files: FileActions, path: Path, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
    files.open_path(path)


def _open_example(
    files: FileActions,
    example: Example,
    _checked: bool = False,  # noqa: FBT001, FBT002
) -> None:
    files.open_example(example)
