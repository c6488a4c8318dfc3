"""Pan: drag with the middle button, or with the space bar held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from desktop_app.canvas.tools.base import Pointer, Tool

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class Pan(Tool):
    """Pull the plane along with the pointer."""

    cursor = Qt.CursorShape.ClosedHandCursor

    @classmethod
    def start(cls, canvas: Canvas, pointer: Pointer) -> Pan | None:
        """Begin where the press is one for panning."""
        middle = pointer.button == Qt.MouseButton.MiddleButton
        return cls(canvas, pointer) if middle or (pointer.is_left and pointer.space) else None

    def __init__(self, canvas: Canvas, pointer: Pointer) -> None:
        """Begin with a press."""
        super().__init__(canvas, pointer)
        self._last = QPointF(pointer.at)
        self._first_view = canvas.shown.view

    def move(self, pointer: Pointer) -> None:
        """Show what is now under the pointer."""
        moved = pointer.at - self._last
        self._last = QPointF(pointer.at)
        self.canvas.camera.pan(moved.x(), moved.y())

    def cancel(self) -> None:
        """Go back to what was shown."""
        self.canvas.set_view(self._first_view)
