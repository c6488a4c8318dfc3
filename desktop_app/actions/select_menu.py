"""Choosing nodes, and walking from one to the next."""

from __future__ import annotations

from typing import Final

from desktop_app.actions.command import CANVAS, Command, Entry, Handlers, Keys

TITLE: Final = "Se&lect"
MENU: Final[tuple[Entry, ...]] = (
    "select_all", "invert_selection", "select_similar", None,
    "select_one_upstream", "select_one_downstream",
    "select_all_upstream", "select_all_downstream", None,
    ("&Walk", ("walk_left", "walk_right", "walk_up", "walk_down")),
)  # fmt: skip


def rows(to: Handlers) -> list[Command]:
    """Return the rows of the Select menu."""
    select = to.selecting
    return [
        Command("select_all", "&All", select.everything, (Keys.SelectAll,)),
        Command("invert_selection", "&Invert", select.invert, ("Ctrl+I",)),
        Command(
            "select_similar", "&Similar", select.similar, ("Shift+S",),
            tip="Select every node with the same op or role", reach=CANVAS,
        ),
        *(
            Command(f"select_{name}", text, getattr(select, name), (keys,), tip=tip, reach=CANVAS)
            for name, text, keys, tip in (
                ("one_upstream", "&Operands Too", "Shift+Left", "Grow the selection upstream"),
                ("one_downstream", "&Users Too", "Shift+Right", "Grow the selection downstream"),
                ("all_upstream", "All U&pstream", "Ctrl+Shift+Left",
                 "Select all that the selected nodes are computed from"),
                ("all_downstream", "All &Downstream", "Ctrl+Shift+Right",
                 "Select all that is computed from the selected nodes"),
            )
        ),
        *(
            Command(f"walk_{way}", f"Walk &{way.capitalize()}", getattr(select, f"walk_{way}"),
                    (way.capitalize(),), tip=tip, reach=CANVAS)
            for way, tip in (
                ("left", "Go to the first operand, or to the nearest node to the left"),
                ("right", "Go to the nearest user, or to the nearest node to the right"),
                ("up", "Go to the nearest node above"),
                ("down", "Go to the nearest node below"),
            )
        ),
    ]  # fmt: skip
