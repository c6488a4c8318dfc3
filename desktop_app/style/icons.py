"""Icons in the colours of a theme, drawn by Qt from line drawings at whatever size it needs.

Each drawing says `currentColor`; for every colour asked for, all drawings are coloured once and
handed to Qt as files in memory.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

import resources
from desktop_app.style.virtual_files import add_files

if TYPE_CHECKING:
    from desktop_app.model.theme import Colour, Theme

_FOLDER = "icons"
_INK = b"currentColor"


class IconError(KeyError):
    """An icon was asked for that does not exist; the message names it."""


@cache
def icon(name: str, theme: Theme) -> QIcon:
    """An icon for a button or a menu, with its looks when disabled and when switched on.

    Args:
        name: a drawing in `resources/icons`, without its ending.
        theme: gives the colours.

    Raises:
        IconError: there is no such drawing.
    """
    window = theme.window
    picture = ink_icon(name, window.icon)
    size = QSize()
    on, off = QIcon.State.On, QIcon.State.Off
    for state, ink in ((off, window.icon), (on, window.selection_text)):
        picture.addFile(_file(name, ink), size, QIcon.Mode.Normal, state)
        picture.addFile(_file(name, window.disabled), size, QIcon.Mode.Disabled, state)
    return picture


def ink_icon(name: str, ink: Colour) -> QIcon:
    """An icon in one colour, such as a leaf's role in a list.

    Args:
        name: a drawing in `resources/icons`, without its ending.
        ink: its colour.

    Raises:
        IconError: there is no such drawing.
    """
    if f"{name}.svg" not in _drawings():
        message = f"There is no icon “{name}”."
        raise IconError(message)
    return QIcon(_file(name, ink))


def window_icon() -> QIcon:
    """The program's own icon; it has colours of its own, whatever the theme."""
    return ink_icon("chainrule", "#000000")


@cache
def icon_folder(ink: Colour) -> str:
    """The folder, as Qt opens it, that holds every drawing in one colour."""
    folder = f"ink-{ink[1:]}"
    colour = ink.encode()
    add_files(folder, {name: text.replace(_INK, colour) for name, text in _drawings().items()})
    return f":/{folder}"


def _file(name: str, ink: Colour) -> str:
    return f"{icon_folder(ink)}/{name}.svg"


@cache
def _drawings() -> dict[str, bytes]:
    """The bytes of each drawing by file name."""
    folder = resources.path(_FOLDER)
    return {f.name: f.read_bytes() for f in folder.iterdir() if f.name.endswith(".svg")}
