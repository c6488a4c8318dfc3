"""Finding commands and their keys."""

from __future__ import annotations

from typing import Final

from desktop_app.actions.command import Command, Entry, Handlers

TITLE: Final = "&Help"
MENU: Final[tuple[Entry, ...]] = (
    "<course>",
    None,
    "command_palette",
    "op_card",
    "keys",
    "change_keys",
    None,
    "about",
)


def rows(to: Handlers) -> list[Command]:
    """Return the rows of the Help menu."""
    return [
        Command(
            "command_palette",
            "&Commands…",
            to.searching.commands,
            ("Ctrl+Shift+P", "F3"),
            "search",
            "Find a command by its name, and run it",
        ),
        Command(
            "change_keys",
            "C&hange Keys…",
            to.searching.change_keys,
            tip="Give commands other keys",
        ),
        Command(
            "op_card",
            "&Op Card",
            to.window.show_op_card,
            ("F1",),
            tip="The rule of the selected node's op, its curve and its edges",
        ),
        Command("keys", "&Keys and Gestures", to.window.show_keys, ("?",), "help"),
        Command("about", "&About Chainrule", to.window.show_about),
    ]
