"""Switch a leaf's role: a click on the sign in its header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from desktop_app.canvas.hits import Part
from desktop_app.canvas.tools.base import CTRL, SHIFT, Pointer
from desktop_app.canvas.tools.move import Move
from desktop_app.commands import nodes
from engine.graph import Leaf, Role

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas

_NEXT: Final = {
    Role.PARAMETER: Role.CONSTANT,
    Role.CONSTANT: Role.PARAMETER,
    Role.INPUT: Role.PARAMETER,
}


class SwitchRole(Move):
    """Make a parameter constant and a constant a parameter; a drag moves the node all the same."""

    cursor = Qt.CursorShape.PointingHandCursor

    @classmethod
    def start(cls, canvas: Canvas, pointer: Pointer) -> SwitchRole | None:
        """Begin on the sign of a leaf's role."""
        if pointer.hit.part is not Part.CHIP or not pointer.is_left:
            return None
        if pointer.holds(SHIFT) or pointer.holds(CTRL):
            return None
        node = canvas.opened.document.graph.nodes[pointer.hit.node or ""]
        return cls(canvas, pointer) if isinstance(node, Leaf) else None

    def release(self, pointer: Pointer) -> None:
        """Switch the role, unless the node was dragged."""
        if self._to:
            super().release(pointer)
            return
        document = self.canvas.opened.document
        node = document.graph.nodes[self._node]
        if isinstance(node, Leaf):
            self.canvas.selection.set([self._node])
            self.canvas.opened.apply(nodes.set_role(document, [self._node], _NEXT[node.role]))
