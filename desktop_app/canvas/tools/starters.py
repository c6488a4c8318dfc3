"""The order in which the gestures are offered a press."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from desktop_app.canvas.tools.base import Pointer, Tool
from desktop_app.canvas.tools.box_select import BoxSelect
from desktop_app.canvas.tools.break_wire import BreakWire
from desktop_app.canvas.tools.cut import Cut
from desktop_app.canvas.tools.move import Move
from desktop_app.canvas.tools.move_end import MoveEnd
from desktop_app.canvas.tools.pan import Pan
from desktop_app.canvas.tools.pick_wire import PickWire
from desktop_app.canvas.tools.role import SwitchRole
from desktop_app.canvas.tools.scrub import Scrub
from desktop_app.canvas.tools.wire import DragWire

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas

Starter = Callable[["Canvas", Pointer], Tool | None]

STARTERS: Final[tuple[Starter, ...]] = (
    Pan.start,
    Cut.start,
    BreakWire.start,
    MoveEnd.start,
    DragWire.start,
    SwitchRole.start,
    Scrub.start,
    Move.start,
    PickWire.start,
    BoxSelect.start,
)


def start(canvas: Canvas, pointer: Pointer) -> Tool | None:
    """Return the gesture that a press begins, or None."""
    for starter in STARTERS:
        tool = starter(canvas, pointer)
        if tool is not None:
            return tool
    return None
