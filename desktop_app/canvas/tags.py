"""The numbers on the wires near what is selected, over the picture that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter

from desktop_app.canvas.overlay import Overlay

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class Tags(Overlay):
    """Local derivative and contribution of a few wires; those of all are in the picture."""

    def __init__(self, canvas: Canvas) -> None:
        """Show on a canvas."""
        self._canvas = canvas

    def paint(self, painter: QPainter) -> None:
        """Paint them in the plane."""
        canvas = self._canvas
        if not canvas.shown.tags_always:
            canvas.picture.paint_tags(painter, canvas.camera.seen(), canvas.shown)
