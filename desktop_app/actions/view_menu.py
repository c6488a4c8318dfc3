"""The part of the plane that is shown, the looks and the panels."""

from __future__ import annotations

import sys
from functools import partial
from typing import Final

from desktop_app.actions.command import CANVAS, Command, Entry, Handlers
from desktop_app.style import TEXT_SIZES

# On a Mac Qt calls ⌘ Ctrl, and ⌘Tab belongs to the system; Meta is the key with ⌃ on it.
_HELD: Final = "Meta" if sys.platform == "darwin" else "Ctrl"
_NEXT_PANEL: Final = (f"{_HELD}+Tab",)
_PREVIOUS_PANEL: Final = (f"{_HELD}+Shift+Tab",)

TITLE: Final = "&View"
MENU: Final[tuple[Entry, ...]] = (
    "fit", "zoom_in", "zoom_out", "zoom_100", None, "wire_numbers", "minimap", None,
    ("&Theme", ("theme_system", "theme_dark", "theme_light")),
    ("Text &Size", tuple(f"text_{percent}" for percent in TEXT_SIZES)), "reduce_motion", "<panels>",
    None, "next_panel", "previous_panel", "outline",
)  # fmt: skip


def rows(to: Handlers) -> list[Command]:
    """Return the rows of the View menu."""
    canvas, appearance = to.canvas, to.appearance
    return [
        Command(
            "next_panel", "Ne&xt Panel", to.window.next_panel, _NEXT_PANEL,
            tip="Lead the keyboard on: tool bar, expression, palette, canvas, inspector",
        ),
        Command(
            "previous_panel", "Pre&vious Panel", to.window.previous_panel, _PREVIOUS_PANEL,
            tip="Lead the keyboard back",
        ),
        Command(
            "outline", "&Go to Outline", to.window.go_to_outline, ("Ctrl+Shift+O",),
            tip="Read and edit the graph as a table",
        ),
        Command("fit", "&Fit", canvas.fit, ("Home", "F", "."), "fit", reach=CANVAS),
        Command("zoom_in", "Zoom &In", canvas.zoom_in, ("Ctrl++", "Ctrl+="), "zoom-in"),
        Command("zoom_out", "Zoom &Out", canvas.zoom_out, ("Ctrl+-",), "zoom-out"),
        Command("zoom_100", "&100 %", canvas.zoom_100, ("Ctrl+0",)),
        Command(
            "wire_numbers", "Show &Numbers on All Wires", to.window.show_all_wire_numbers, ("N",),
            "wire-numbers", reach=CANVAS, is_switch=True,
        ),
        Command(
            "minimap", "&Minimap", to.window.show_minimap, is_switch=True,
            tip="Show the whole graph in a corner when it does not fit into the view",
        ),
        *(
            Command(
                f"text_{percent}", f"Text at {percent} %",
                partial(appearance.choose_text_size, percent), is_switch=True, group="text_size",
            )
            for percent in TEXT_SIZES
        ),
        Command(
            "reduce_motion", "&Reduce Motion", appearance.reduce_motion, is_switch=True,
            tip="Let nothing glide or move for show; at first as the desktop is set",
        ),
        *(
            Command(
                f"theme_{choice}", f"&{choice.capitalize()}", partial(appearance.choose, choice),
                (), f"theme-{choice}", is_switch=True, group="theme",
            )
            for choice in ("system", "dark", "light")
        ),
    ]  # fmt: skip
