"""Which wires end at what lies under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.canvas.hits import Hit, Part
from engine.graph import Wire, wires_into

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


def wires_at(canvas: Canvas, hit: Hit) -> list[Wire]:
    """Return the wire that enters a port, or all that leave an output; elsewhere none."""
    if hit.node is None:
        return []
    graph = canvas.opened.document.graph
    if hit.part is Part.OUTPUT:
        return graph.wires_out(hit.node)
    found = wires_into(hit.node, graph.nodes[hit.node])
    return [wire for wire in found if wire.port == hit.port]
