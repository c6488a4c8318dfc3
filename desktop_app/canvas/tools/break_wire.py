"""Break a wire: Alt and a click on it, or on the port that it enters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.canvas.tools.base import ALT, Pointer, Tool
from desktop_app.commands import wiring
from engine.graph import Wire, wires_into

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class BreakWire(Tool):
    """Take a wire out by a click."""

    @classmethod
    def start(cls, canvas: Canvas, pointer: Pointer) -> BreakWire | None:
        """Take the wire out at once, and wait for the release."""
        if not (pointer.is_left and pointer.holds(ALT)):
            return None
        wire = pointer.hit.wire or _wire_into(canvas, pointer)
        if wire is None:
            return None
        canvas.opened.apply(wiring.unwire(canvas.opened.document, [wire]))
        return cls(canvas, pointer)


def _wire_into(canvas: Canvas, pointer: Pointer) -> Wire | None:
    port = pointer.hit.port
    if port is None:
        return None
    node = canvas.opened.document.graph.nodes[port.node]
    return next((w for w in wires_into(port.node, node) if w.port == port), None)
