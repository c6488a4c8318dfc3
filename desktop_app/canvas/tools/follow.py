"""Follow: new nodes go with the pointer until a click or Enter leaves them; Esc takes them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from desktop_app.canvas.tools.base import Pointer, Tool
from desktop_app.commands import arrange
from desktop_app.commands.nodes import added
from engine.document import Point
from engine.edits import Edit

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class Follow(Tool):
    """Make an edit that adds nodes, and let these follow the pointer: one step with their place."""

    cursor = Qt.CursorShape.SizeAllCursor
    goes_on = True

    def __init__(self, canvas: Canvas, pointer: Pointer, edit: Edit) -> None:
        """Make the edit, and select what it adds."""
        super().__init__(canvas, pointer)
        self._edit = edit
        self._before = (canvas.selection.nodes, canvas.selection.wires)
        canvas.opened.apply(edit, gesture=self)
        new = added(edit)
        canvas.selection.set(new)
        layout = canvas.opened.document.layout
        self._from = {n: layout[n] for n in new if n in layout}
        self._to: dict[str, Point] = {}
        self._start: QPointF | None = None

    def move(self, pointer: Pointer) -> None:
        """Show the nodes as far from where they were as the pointer has gone."""
        # It may come from anywhere in the window, so that its first place here is the start.
        if self._start is None:
            self._start = QPointF(pointer.plane)
        by = pointer.plane - self._start
        dx, dy = float(round(by.x())), float(round(by.y()))
        self._to = {n: Point(at.x + dx, at.y + dy) for n, at in self._from.items()}
        self.canvas.displace(self._to)

    def release(self, pointer: Pointer) -> None:
        """Leave the nodes where they are shown."""
        self.leave()

    def leave(self) -> None:
        """Leave the nodes where they are shown."""
        opened = self.canvas.opened
        opened.apply(arrange.move(opened.document, self._to, self._edit.name), gesture=self)

    def cancel(self) -> None:
        """Take the nodes back, and select what was selected."""
        self.canvas.opened.take_back(self)
        self.canvas.selection.set(*self._before)
