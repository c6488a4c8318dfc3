"""Move: drag a node, and with it all that are selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from desktop_app.canvas.hits import Part
from desktop_app.canvas.tools.base import CTRL, SHIFT, Pointer, Tool
from desktop_app.commands import arrange
from engine.document import Point

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class Move(Tool):
    """Select by a click, move by a drag; with Shift or Ctrl a click adds or takes out."""

    cursor = Qt.CursorShape.ArrowCursor

    @classmethod
    def start(cls, canvas: Canvas, pointer: Pointer) -> Move | None:
        """Begin on a node."""
        on_node = pointer.hit.node is not None and pointer.hit.part not in (Part.PORT, Part.OUTPUT)
        return cls(canvas, pointer) if pointer.is_left and on_node else None

    def __init__(self, canvas: Canvas, pointer: Pointer) -> None:
        """Begin with a press, which selects the node unless it is selected."""
        super().__init__(canvas, pointer)
        self._node = pointer.hit.node or ""
        self._was_selected = self._node in canvas.selection.nodes
        self._adds = pointer.holds(SHIFT) or pointer.holds(CTRL)
        if not self._was_selected:
            (canvas.selection.add if self._adds else canvas.selection.set)([self._node])
        layout = canvas.opened.document.layout
        self._from = {n: layout[n] for n in canvas.selection.nodes if n in layout}
        self._to: dict[str, Point] = {}

    def move(self, pointer: Pointer) -> None:
        """Show the nodes where they would come to lie."""
        if not self._to and not self.has_gone(pointer):
            return
        by = pointer.plane - self.pressed.plane
        dx, dy = _whole(by)
        self._to = {n: Point(at.x + dx, at.y + dy) for n, at in self._from.items()}
        self.canvas.displace(self._to)

    def release(self, pointer: Pointer) -> None:
        """Make the move one edit; a click selects."""
        if self._to:
            self.canvas.opened.apply(arrange.move(self.canvas.opened.document, self._to))
        elif self._was_selected and self._adds:
            self.canvas.selection.toggle_node(self._node)
        elif self._was_selected:
            self.canvas.selection.set([self._node])

    def cancel(self) -> None:
        """Show the nodes where they were."""
        self.canvas.displace(self._from)


def _whole(by: QPointF) -> tuple[float, float]:
    # Whole units keep text on whole pixels at 100 %.
    return float(round(by.x())), float(round(by.y()))
