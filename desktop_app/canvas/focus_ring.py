"""The ring that shows that the keyboard acts on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from desktop_app.canvas.look import pen
from desktop_app.canvas.overlay import Overlay

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class FocusRing(Overlay):
    """A ring along the edge.

    Attributes:
        is_shown: whether the keyboard came here by the keyboard.
    """

    def __init__(self, canvas: Canvas) -> None:
        """Show a ring on a canvas, not yet."""
        self._canvas = canvas
        self.is_shown = False

    def paint_on_glass(self, painter: QPainter) -> None:
        """Paint the ring."""
        if self.is_shown:
            painter.setPen(pen(self._canvas.look.theme.window.focus, 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self._canvas.rect()).adjusted(1, 1, -1, -1))
