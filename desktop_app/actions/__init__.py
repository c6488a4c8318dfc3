"""The table of commands: one row each, with its name, text, shortcuts, icon and handler.

Each menu of the menu bar is a file: its rows, and the order in which it shows them. A key that
types a letter, or that means something in a text field, reaches the canvas alone; “?” works
wherever nothing is typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from desktop_app.actions import (
    arrange_menu,
    edit_menu,
    file_menu,
    graph_menu,
    help_menu,
    select_menu,
    view_menu,
)
from desktop_app.actions.command import Command, Entry, Handlers, Reach, Shortcut, plain

__all__ = [
    "MENUS", "NODE_MENU", "SHEET_MENU", "WIRE_MENU", "Command", "Entry", "Handlers", "Reach",
    "Shortcut", "menus_of", "plain", "table",
]  # fmt: skip

_IN_ORDER: Final = (
    file_menu, edit_menu, select_menu, graph_menu, arrange_menu, view_menu, help_menu,
)  # fmt: skip

MENUS: Final[tuple[tuple[str, tuple[Entry, ...]], ...]] = tuple(
    (menu.TITLE, menu.MENU) for menu in _IN_ORDER
)
NODE_MENU: Final[tuple[Entry, ...]] = (
    "rename", "mark_target", *graph_menu.ROLES, "freeze", "wire_by_keys", "swap_operands", None,
    "op_card", "run_to_here", "breakpoint", None,
    "cut", "copy", "duplicate", "duplicate_wired", "delete", "take_out", None,
    "select_all_upstream", "select_all_downstream", "tidy",
)  # fmt: skip
WIRE_MENU: Final[tuple[Entry, ...]] = ("delete", None, "wire_numbers")
SHEET_MENU: Final[tuple[Entry, ...]] = (
    "add", None, "paste", "paste_wired", "select_all", None, "find", "find_in_palette", "type",
    None, "tidy", "fit", "wire_numbers",
)  # fmt: skip


def table(to: Handlers) -> list[Command]:
    """Return every command of the window."""
    return [row for menu in _IN_ORDER for row in menu.rows(to)]


def menus_of() -> dict[str, str]:
    """Return in which menu of the menu bar each command stands, by the command's name."""
    return dict(_places(MENUS))


def _places(entries: Iterable[Entry], title: str = "") -> Iterator[tuple[str, str]]:
    for entry in entries:
        if isinstance(entry, tuple):
            below = plain(entry[0])
            yield from _places(entry[1], f"{title} ▸ {below}" if title else below)
        elif entry is not None:
            yield entry, title
