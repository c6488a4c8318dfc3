"""A row of the table of commands, and what rows are made with."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, Final, NamedTuple

from PySide6.QtGui import QKeySequence

Keys = QKeySequence.StandardKey
Shortcut = str | QKeySequence.StandardKey


class Reach(Enum):
    """Where the keyboard must be for a command's shortcut to work."""

    WINDOW = "window"
    CANVAS = "canvas"


class Command(NamedTuple):
    """One row of the table.

    Attributes:
        name: how menus and tool bars call it.
        text: what a menu shows; & stands before the letter to press.
        handler: what it does; a switch is called with whether it is on.
        shortcuts: the keys.
        icon: a drawing's name, or empty.
        tip: what a button says; by default the text.
        reach: where its shortcuts work.
        is_switch: whether it is on or off.
        group: commands of the same group are a choice of one.
        needs_typing: whether what is still being typed is entered first; where that is refused,
            the command does not run.
    """

    name: str
    text: str
    handler: Callable[..., object]
    shortcuts: tuple[Shortcut, ...] = ()
    icon: str = ""
    tip: str = ""
    reach: Reach = Reach.WINDOW
    is_switch: bool = False
    group: str = ""
    needs_typing: bool = False


class Handlers(NamedTuple):
    """Who does what: the controllers and widgets that the table's rows call."""

    files: Any
    editing: Any
    selecting: Any
    running: Any
    tracing: Any
    searching: Any
    tidying: Any
    appearance: Any
    canvas: Any
    window: Any


CANVAS: Final = Reach.CANVAS

Entry = str | None | tuple[str, tuple[Any, ...]]
"""In a menu: a command's name, a separator, or a title with a menu of its own.

A name in angle brackets is filled in by the window.
"""


def after_typing(*rows: Command) -> list[Command]:
    """Return rows as they are, but for entering first what is still being typed."""
    return [row._replace(needs_typing=True) for row in rows]


def plain(text: str) -> str:
    """Return a command's text as it reads outside a menu."""
    return text.replace("&", "").rstrip("…")
