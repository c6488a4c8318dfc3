"""The wire that a node would go into if it were dropped where it is held."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from desktop_app.canvas import curves, hits
from desktop_app.canvas.look import Look, pen
from desktop_app.canvas.scene import Scene
from engine.graph import Wire

_REACH: Final = 0.3
"""How far from the box's middle the wire may run, as a part of the box's height."""


def wire_under(scene: Scene, box: QRectF, node_id: str | None = None) -> Wire | None:
    """Return the wire that runs through the middle of a box, other than those of its own node."""
    middle = box.center()
    best: tuple[float, Wire] | None = None
    for row in hits.rows_touching(scene, box).tolist():
        wire = scene.wire_at(row)
        away = curves.distance(curves.samples(*scene.ends()[row]), middle.x(), middle.y())
        is_own = node_id in (wire.source, wire.port.node)
        if not is_own and away <= _REACH * box.height() and (best is None or away < best[0]):
            best = (away, wire)
    return best[1] if best else None


def paint_opened(painter: QPainter, look: Look, scene: Scene, wire: Wire, *, fits: bool) -> None:
    """Light up the wire that would open for a node, or that it does not fit into."""
    canvas = look.theme.canvas
    curve = curves.path(*map(float, scene.ends()[scene.row_of[wire.port]]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    halo = pen(canvas.port_accepting if fits else canvas.refusal, 9.0)
    colour = halo.color()
    colour.setAlphaF(0.3)
    halo.setColor(colour)
    painter.setPen(halo)
    painter.drawPath(curve)
    painter.setPen(pen(canvas.port_accepting if fits else canvas.refusal, 3.0))
    painter.drawPath(curve)
