"""Dangle: a wire dropped on nothing stays drawn while something that takes it is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from desktop_app.canvas import hits
from desktop_app.canvas.hits import NOTHING
from desktop_app.canvas.tools.base import Pointer, Tool
from desktop_app.canvas.wire_painter import paint_loose
from engine.graph import Port

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class Loose(NamedTuple):
    """A place on the canvas where something is wanted, and the wire that ends there.

    Attributes:
        at: the point of the widget.
        source: the node that the wire leaves, or None.
        port: the port that it enters, or None.
    """

    at: QPointF
    source: str | None = None
    port: Port | None = None


class Dangle(Tool):
    """Paint the wire until somebody drops the tool; neither pointer nor keys move it."""

    goes_on = True

    def __init__(self, canvas: Canvas, loose: Loose) -> None:
        """Begin with the wire as it was dropped."""
        plane = canvas.shown.view.to_plane(loose.at)
        none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
        super().__init__(canvas, Pointer(loose.at, plane, left, none, NOTHING))
        self._loose = loose
        self._fixed = fixed_point(canvas, loose.source, loose.port)

    def paint(self, painter: QPainter) -> None:
        """Paint the wire from its node to where it was dropped."""
        ends = (self._fixed, self.pressed.plane)
        start, end = ends if self._loose.port is None else ends[::-1]
        paint_loose(painter, self.canvas.look, start, end, accepted=None)


def fixed_point(canvas: Canvas, source: str | None, port: Port | None) -> QPointF:
    """Return where in the plane the end of a wire is that is not loose."""
    of = canvas.opened.slots.of
    if port is not None:
        return hits.port_points(canvas.scene, of[port.node])[port.operand]
    return hits.output_point(canvas.scene, of[source or ""])
