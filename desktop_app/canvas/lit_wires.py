"""Wires that a panel points at, lit up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from desktop_app.canvas import curves
from desktop_app.canvas.look import pen
from desktop_app.canvas.overlay import Overlay

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas
    from desktop_app.model.highlight import Highlight

_HALO: Final = 11.0
_LINE: Final = 3.5
_FAINT: Final = 0.35


class LitWires(Overlay):
    """A halo and a line along each wire."""

    def __init__(self, canvas: Canvas, highlight: Highlight) -> None:
        """Show on a canvas what is pointed at."""
        self._canvas, self._highlight = canvas, highlight
        highlight.changed.connect(canvas.update)

    def paint(self, painter: QPainter) -> None:
        """Paint the wires that still exist."""
        scene, colour = self._canvas.scene, self._canvas.look.theme.canvas.target
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for wire in self._highlight.wires:
            row = scene.row_of.get(wire.port)
            if row is None:
                continue
            curve = curves.path(*map(float, scene.ends()[row]))
            halo = pen(colour, _HALO)
            faint = halo.color()
            faint.setAlphaF(_FAINT)
            halo.setColor(faint)
            for used in (halo, pen(colour, _LINE)):
                painter.setPen(used)
                painter.drawPath(curve)
