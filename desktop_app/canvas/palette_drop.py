"""Nodes from the palette: what is dragged, and where it would lie."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData, QPointF, QRectF
from PySide6.QtGui import QPainter

from desktop_app.canvas import hits
from desktop_app.canvas.look import Look, pen, tinted
from desktop_app.canvas.node_body import RADIUS
from desktop_app.canvas.scene import Scene
from desktop_app.commands.palette_item import MIME_TYPE
from engine import boxes
from engine.document import Point

_HEIGHT: Final = boxes.height(0)
_GAP: Final = 28.0


def item_in(data: QMimeData) -> str | None:
    """Return what is being dragged, or None where it is not from the palette."""
    if not data.hasFormat(MIME_TYPE):
        return None
    return bytes(data.data(MIME_TYPE).data()).decode("utf-8", "replace")


def corner(at: QPointF) -> Point:
    """Return the top left corner of a box that has the pointer in its middle."""
    return Point(round(at.x() - boxes.WIDTH / 2), round(at.y() - _HEIGHT / 2))


def box_at(at: QPointF) -> QRectF:
    """Return the box that has the pointer in its middle."""
    spot = corner(at)
    return QRectF(spot.x, spot.y, boxes.WIDTH, _HEIGHT)


def free_spot(scene: Scene, middle: Point) -> Point:
    """Return the corner of a box that covers no other, near a point and below it."""
    across, down = boxes.WIDTH + _GAP, _HEIGHT + _GAP
    spots = (
        Point(middle.x - boxes.WIDTH / 2 + i * across, middle.y - _HEIGHT / 2 + j * down)
        for distance in range(200)
        for i, j in _ring(distance)
    )
    for spot in spots:
        room = QRectF(spot.x, spot.y, boxes.WIDTH, _HEIGHT)
        if not hits.slots_in(scene, room, _GAP / 2):
            return Point(round(spot.x), round(spot.y))
    return middle


def _ring(distance: int) -> list[tuple[int, int]]:
    """Return the places on a square ring, those below and to the sides first."""
    reach = range(-distance, distance + 1)
    ring = [(i, j) for i in reach for j in reach if max(abs(i), abs(j)) == distance]
    return sorted(ring, key=lambda place: (abs(place[0]) + abs(place[1]), -place[1], place[0]))


def paint_ghost(painter: QPainter, look: Look, at: QPointF) -> None:
    """Paint the outline of a box that would be dropped with the pointer in its middle."""
    colour = look.theme.canvas.node_border_selected
    painter.setPen(pen(colour, 1.5))
    painter.setBrush(tinted(colour, 0.14))
    painter.drawRoundedRect(box_at(at), RADIUS, RADIUS)
