"""Cut: draw a stroke with Ctrl and the right button, or with Y held; what it crosses goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from desktop_app.canvas import curves, hits
from desktop_app.canvas.look import pen
from desktop_app.canvas.tools.base import CTRL, Pointer, Tool
from desktop_app.commands import wiring
from engine.graph import Wire

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class Cut(Tool):
    """Draw a stroke; the wires that it crosses light up, and the release takes them out."""

    cursor = Qt.CursorShape.CrossCursor

    @classmethod
    def start(cls, canvas: Canvas, pointer: Pointer) -> Cut | None:
        """Begin anywhere."""
        right = pointer.button == Qt.MouseButton.RightButton and pointer.holds(CTRL)
        return cls(canvas, pointer) if right or (pointer.is_left and pointer.cuts) else None

    def __init__(self, canvas: Canvas, pointer: Pointer) -> None:
        """Begin with a press."""
        super().__init__(canvas, pointer)
        self._stroke = [QPointF(pointer.plane)]
        self._crossed: dict[Wire, None] = {}

    def move(self, pointer: Pointer) -> None:
        """Lead the stroke on, and find what it crosses."""
        last, here = self._stroke[-1], QPointF(pointer.plane)
        if last == here:
            return
        self._stroke.append(here)
        scene = self.canvas.scene
        for row in hits.rows_crossed(scene, QLineF(last, here)):
            self._crossed[scene.wire_at(row)] = None
        self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        """Take out all wires that were crossed: one step for Undo."""
        if self._crossed:
            document = self.canvas.opened.document
            edit = wiring.unwire(document, self._crossed)
            self.canvas.opened.apply(edit.named(edit.name.replace("Unwire", "Cut", 1)))

    def paint(self, painter: QPainter) -> None:
        """Paint the wires that would go, and the stroke over them."""
        colour = self.canvas.look.theme.canvas.refusal
        scale = self.canvas.shown.view.scale
        ends, row_of = self.canvas.scene.ends(), self.canvas.scene.row_of
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(colour, 3.0))
        for wire in self._crossed:
            painter.drawPath(curves.path(*map(float, ends[row_of[wire.port]])))
        stroke = pen(colour, 1.6 / scale)
        stroke.setDashPattern([4.0, 3.0])
        painter.setPen(stroke)
        painter.drawPolyline(QPolygonF(self._stroke))
