"""Box select: drag over empty canvas; with Shift or Ctrl, add to what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop_app.canvas import hits
from desktop_app.canvas.look import pen, tinted
from desktop_app.canvas.tools.base import CTRL, SHIFT, Pointer, Tool

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class BoxSelect(Tool):
    """Select the nodes that a box touches; a click on nothing selects nothing."""

    @classmethod
    def start(cls, canvas: Canvas, pointer: Pointer) -> BoxSelect | None:
        """Begin on empty canvas."""
        on_nothing = pointer.hit.part is hits.Part.NOTHING
        return cls(canvas, pointer) if pointer.is_left and on_nothing else None

    def __init__(self, canvas: Canvas, pointer: Pointer) -> None:
        """Begin with a press."""
        super().__init__(canvas, pointer)
        selection = canvas.selection
        self._before = (selection.nodes, selection.wires)
        adds = pointer.holds(SHIFT) or pointer.holds(CTRL)
        self._kept = selection.nodes if adds else frozenset()
        self._kept_wires = selection.wires if adds else frozenset()
        self._box = QRectF()

    def move(self, pointer: Pointer) -> None:
        """Draw the box out and select what it touches so far."""
        self._box = QRectF(self.pressed.plane, pointer.plane).normalized()
        inside = hits.nodes_in(self.canvas.scene, self.canvas.opened.slots, self._box)
        self.canvas.selection.set(self._kept.union(inside), self._kept_wires)
        self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        """Keep what was selected; a click selects nothing new."""
        if not self.has_gone(pointer):
            self.canvas.selection.set(self._kept, self._kept_wires)

    def cancel(self) -> None:
        """Select what was selected before."""
        self.canvas.selection.set(*self._before)

    def paint(self, painter: QPainter) -> None:
        """Paint the box."""
        colour = self.canvas.look.theme.canvas.box
        painter.setPen(pen(colour, 1.0 / self.canvas.shown.view.scale))
        painter.setBrush(tinted(colour, 0.12))
        painter.drawRect(self._box)
