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

_AROUND: Final = 0.5
"""How far beyond the view is looked at once, as a share of its size."""
_TOO_FAR: Final = 3.0
"""Where what was looked at is so many times as wide as the view, it is looked at anew."""


class Nearby:
    """Answers what ``hits`` does of rectangles, quickly where these are in view."""

    def __init__(self, scene: Scene) -> None:
        """Take the boxes and wires."""
        self._scene = scene
        self._made_for = (-1, -1)
        self._covered = QRectF()
        self._slots: Integers = np.zeros(0, np.intp)
        self._rows: Integers = np.zeros(0, np.intp)
        self._bounds: tuple[int, QRectF] = (-1, QRectF())

    def look_at(self, view: QRectF) -> None:
        """Expect that rectangles in a part of the plane are asked for."""
        scene, now = self._scene, (self._scene.version, self._scene.leaps)
        close = self._covered.width() <= _TOO_FAR * view.width()
        if close and now == self._made_for and self._covered.contains(view):
            return
        self._made_for = now
        across, down = _AROUND * view.width(), _AROUND * view.height()
        self._covered = view.adjusted(-across, -down, across, down)
        self._slots = hits.slots_touching(scene, self._covered)
        self._rows = hits.rows_touching(scene, self._covered)

    def slots(self, rect: QRectF, margin: float) -> Integers:
        """Return the slots whose boxes touch a rectangle of the plane, widened by a margin."""
        scene, wide = self._scene, rect.adjusted(-margin, -margin, margin, margin)
        if not self._covers(wide):
            return hits.slots_touching(scene, wide)
        near, (left, top, right, bottom) = self._with(self._slots, scene.strays), _corners(wide)
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
        scene, wide = self._scene, rect.adjusted(-margin, -margin, margin, margin)
        if not self._covers(wide):
            return hits.rows_touching(scene, wide)
        near = self._with(self._rows, scene.stray_rows)
        found: Integers = near[curves.may_come_near(scene.ends()[near], *_corners(wide))]
        return found

    def bounds(self) -> QRectF:
        """Return the rectangle around all boxes; empty where there are none."""
        if self._bounds[0] != self._scene.placing:
            self._bounds = self._scene.placing, _around_all(self._scene)
        return self._bounds[1]

    def _covers(self, rect: QRectF) -> bool:
        now = self._scene.version, self._scene.leaps
        return now == self._made_for and self._covered.contains(rect)

    def _with(self, near: Integers, strays: Integers) -> Integers:
        """Return what lay there, and what has been moved since."""
        return np.union1d(near, strays) if len(strays) else near


def _around_all(scene: Scene) -> QRectF:
    alive = scene.alive
    if not alive.any():
        return QRectF()
    x, y = scene.x[alive], scene.y[alive]
    left, top = float(x.min()), float(y.min())
    right, bottom = float(x.max()) + boxes.WIDTH, float((y + scene.height[alive]).max())
    return QRectF(left, top, right - left, bottom - top)


def _corners(rect: QRectF) -> curves.Corners:
    return rect.left(), rect.top(), rect.right(), rect.bottom()
