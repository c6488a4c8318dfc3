"""Scrub: drag a leaf's number sideways to change it; finer with Shift, coarser with Ctrl."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop_app.canvas.hits import Part
from desktop_app.canvas.tools.base import CTRL, SHIFT, Pointer
from desktop_app.canvas.tools.move import Move
from desktop_app.commands import nodes
from engine.graph import Leaf

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class Scrub(Move):
    """Change a number by dragging it; a drag that begins downwards moves the node instead."""

    cursor = Qt.CursorShape.SizeHorCursor

    @classmethod
    def start(cls, canvas: Canvas, pointer: Pointer) -> Scrub | None:
        """Begin on the number of a leaf."""
        if pointer.hit.part is not Part.VALUE or not pointer.is_left:
            return None
        node = canvas.opened.document.graph.nodes[pointer.hit.node or ""]
        return cls(canvas, pointer, node) if isinstance(node, Leaf) else None

    def __init__(self, canvas: Canvas, pointer: Pointer, leaf: Leaf) -> None:
        """Begin with a press on a leaf's number."""
        super().__init__(canvas, pointer)
        self._unit = unit(leaf.value)
        self._value = leaf.value
        self._last_x = pointer.at.x()
        self._scrubs = False

    def move(self, pointer: Pointer) -> None:
        """Change the number with each pixel to the right or left."""
        if not self._scrubs:
            self._decide(pointer)
        if not self._scrubs:
            if self._to or self.has_gone(pointer):
                super().move(pointer)
            return
        fineness = 0.1 if pointer.holds(SHIFT) else 10.0 if pointer.holds(CTRL) else 1.0
        self._value += (pointer.at.x() - self._last_x) * self._unit * fineness
        self._last_x = pointer.at.x()
        self._show(rounded(self._value, self._unit * fineness))

    def release(self, pointer: Pointer) -> None:
        """Keep the number: one step for Undo."""
        if not self._scrubs:
            super().release(pointer)

    def _decide(self, pointer: Pointer) -> None:
        moved = pointer.at - self.pressed.at
        sideways = abs(moved.x()) >= abs(moved.y())
        self._scrubs = self.has_gone(pointer) and sideways and not self._to

    def _show(self, value: float) -> None:
        document = self.canvas.opened.document
        edit = nodes.set_value(document, self._node, value)
        self.canvas.opened.apply(edit, gesture=self)


def unit(value: float) -> float:
    """Return how much one pixel changes a number: a hundredth of its order of magnitude."""
    size = abs(value)
    order = math.floor(math.log10(size)) if size > 0.0 else 0
    return 10.0 ** (max(min(order, 300), -6) - 2)


def rounded(value: float, step: float) -> float:
    """Return the number rounded to the step's last digit, free of binary tails."""
    return round(value, max(0, -math.floor(math.log10(step))))
