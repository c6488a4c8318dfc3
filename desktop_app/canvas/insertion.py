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
    rows = hits.rows_touching(scene, box)
    away = curves.distances(scene.ends()[rows], middle.x(), middle.y())
    for at in away.argsort(kind="stable").tolist():
        wire = scene.wire_at(int(rows[at]))
        if node_id not in (wire.source, wire.port.node):
            return wire if away[at] <= _REACH * box.height() else None
    return None


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
