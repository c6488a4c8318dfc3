"""Pick a wire: a click on it selects it; with Shift or Ctrl, adds it or takes it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.canvas.tools.base import CTRL, SHIFT, Pointer, Tool

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class PickWire(Tool):
    """Select a wire by a click."""

    @classmethod
    def start(cls, canvas: Canvas, pointer: Pointer) -> PickWire | None:
        """Select the wire at once, and wait for the release."""
        wire = pointer.hit.wire
        if wire is None or not pointer.is_left:
            return None
        if pointer.holds(SHIFT) or pointer.holds(CTRL):
            canvas.selection.toggle_wire(wire)
        else:
            canvas.selection.set((), [wire])
        return cls(canvas, pointer)
