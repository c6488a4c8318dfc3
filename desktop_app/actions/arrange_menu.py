"""Tidy, alignment, nudging and snapping."""

from __future__ import annotations

from functools import partial
from typing import Final

from desktop_app.actions.command import CANVAS, Command, Entry, Handlers, after_typing
from desktop_app.commands.alignment import Line, Way

TITLE: Final = "Arra&nge"
MENU: Final[tuple[Entry, ...]] = (
    "tidy", None, "align_left", "align_centre", "align_right", None,
    "align_top", "align_middle", "align_bottom", None,
    "distribute_across", "distribute_down", None,
    ("&Nudge", ("nudge_left", "nudge_right", "nudge_up", "nudge_down")), None,
    "snap_to_guides", "snap_to_grid",
)  # fmt: skip


def rows(to: Handlers) -> list[Command]:
    """Return the rows of the Arrange menu."""
    edit, window = to.editing, to.window
    return [
        *after_typing(
            Command(
                "tidy", "Tid&y", to.tidying.tidy, ("L",), "tidy",
                "Lay the graph out from left to right; with several nodes selected, only these",
                reach=CANVAS,
            ),
            *(
                Command(f"align_{line.name.lower()}", text, partial(edit.align, line),
                        (f"Alt+A, {keys}",), reach=CANVAS)
                for line, text, keys in (
                    (Line.LEFT, "Align &Left Sides", "L"),
                    (Line.CENTRE, "Align &Centres", "C"),
                    (Line.RIGHT, "Align &Right Sides", "R"),
                    (Line.TOP, "Align &Tops", "T"),
                    (Line.MIDDLE, "Align &Middles", "M"),
                    (Line.BOTTOM, "Align &Bottoms", "B"),
                )
            ),
            *(
                Command(f"distribute_{way.name.lower()}", f"Distribute &{way.value.capitalize()}",
                        partial(edit.distribute, way), (f"Alt+A, {keys}",), reach=CANVAS)
                for way, keys in ((Way.ACROSS, "H"), (Way.DOWN, "V"))
            ),
        ),
        *(
            Command(f"nudge_{way}", f"Nudge &{way.capitalize()}", getattr(edit, f"nudge_{way}"),
                    (f"Ctrl+{way.capitalize()}",), reach=CANVAS)
            for way in ("left", "right", "up", "down")
        ),
        Command(
            "snap_to_guides", "Snap to G&uides", window.snap_to_guides, is_switch=True,
            tip="Let a node that is dragged snap into line with others; Alt suspends it",
        ),
        Command(
            "snap_to_grid", "Snap to Gri&d", window.snap_to_grid, is_switch=True,
            tip="Let a node that is dragged snap to the grid; Alt suspends it",
        ),
    ]  # fmt: skip
