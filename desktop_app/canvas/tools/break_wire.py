"""Break wires: Alt and a click on one, on the port that it enters, or on the output they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.canvas.tools.base import ALT, Pointer, Tool
from desktop_app.canvas.tools.ends import wires_at
from desktop_app.commands import wiring

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class BreakWire(Tool):
    """Take a wire out by a click, or all that leave an output."""

    @classmethod
    def start(cls, canvas: Canvas, pointer: Pointer) -> BreakWire | None:
        """Take the wires out at once, and wait for the release."""
        if not (pointer.is_left and pointer.holds(ALT)):
            return None
        wires = [pointer.hit.wire] if pointer.hit.wire else wires_at(canvas, pointer.hit)
        if not wires:
            return None
        canvas.opened.apply(wiring.unwire(canvas.opened.document, wires))
        return cls(canvas, pointer)
