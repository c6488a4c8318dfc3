"""What lies around the view, kept while it moves: a large graph is not searched at each pan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QRectF

from desktop_app.canvas import curves, hits
from desktop_app.canvas.scene import Scene
from engine import boxes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.intp]

_AROUND: Final = 0.6
"""How far beyond a rectangle is looked at once, as a share of its size."""
_LEAST: Final = 400.0
_FEW: Final = 2_000
"""So few nodes are searched at once, whatever the view."""


class Nearby:
    """Answers what ``hits`` does of rectangles."""

    def __init__(self, scene: Scene) -> None:
        """Take the boxes and wires."""
        self._scene = scene
        self._made_for = (-1, -1)
        self._covered = QRectF()
        self._slots: Integers = np.zeros(0, np.intp)
        self._rows: Integers = np.zeros(0, np.intp)
        self._bounds: tuple[int, QRectF] = (-1, QRectF())

    def slots(self, rect: QRectF, margin: float) -> Integers:
        """Return the slots whose boxes touch a rectangle of the plane, widened by a margin."""
        scene, wide = self._scene, rect.adjusted(-margin, -margin, margin, margin)
        self._cover(wide)
        near, (left, top, right, bottom) = self._slots, _corners(wide)
        x, y = scene.x[near], scene.y[near]
        touches = (
            (x <= right)
            & (x + boxes.WIDTH >= left)
            & (y <= bottom)
            & (y + scene.height[near] >= top)
        )
        found: Integers = near[touches]
        return found

    def rows(self, rect: QRectF, margin: float) -> Integers:
        """Return the rows of wires whose curves may touch it."""
        wide = rect.adjusted(-margin, -margin, margin, margin)
        self._cover(wide)
        near = curves.may_come_near(self._scene.ends()[self._rows], *_corners(wide))
        found: Integers = self._rows[near]
        return found

    def bounds(self) -> QRectF:
        """Return the rectangle around all boxes; empty where there are none."""
        if self._bounds[0] != self._scene.placing:
            around = hits.bounds(self._scene, hits.living(self._scene))
            self._bounds = self._scene.placing, around
        return self._bounds[1]

    def _cover(self, wide: QRectF) -> None:
        scene = self._scene
        now = scene.version, scene.placing
        if now == self._made_for and self._covered.contains(wide):
            return
        self._made_for = now
        across = _AROUND * wide.width() + _LEAST
        down = _AROUND * wide.height() + _LEAST
        self._covered = wide.adjusted(-across, -down, across, down)
        self._slots = hits.slots_touching(scene, self._covered)
        self._rows = hits.rows_touching(scene, self._covered)


def _corners(rect: QRectF) -> curves.Corners:
    return rect.left(), rect.top(), rect.right(), rect.bottom()
