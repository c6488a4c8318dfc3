"""Which stroke draws each wire: found for those that are asked for, kept until numbers change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from desktop_app.canvas.contributions import contributions
from desktop_app.canvas.scene import Scene
from desktop_app.canvas.wire_painter import stroke_keys
from desktop_app.model.run import Run

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.intp]
    Keys = NDArray[np.int16]


class WireStrokes:
    """The key of each wire's stroke, by row."""

    def __init__(self, scene: Scene, run: Run, one_by_one: Callable[[int], float | None]) -> None:
        """Take where wires run, the numbers, and what finds one contribution alone."""
        self._scene, self._run, self._one_by_one = scene, run, one_by_one
        self._keys: Keys = np.zeros(0, np.int16)
        self._known = np.zeros(0, np.bool_)
        self._made_for = -1
        self._greatest: float | None = None

    def forget(self) -> None:
        """Find all of them anew, after numbers changed."""
        self._known[:] = False
        self._greatest = None

    def keys(self, rows: Integers) -> Keys:
        """Return the keys of rows."""
        self._follow_scene()
        missing = rows[~self._known[rows]]
        if len(missing):
            self._keys[missing] = self._found(missing)
            self._known[missing] = True
        found: Keys = self._keys[rows]
        return found

    def changed(self, rows: Integers) -> Integers:
        """Return which of the rows have another stroke than when they were last asked for."""
        before = self._keys[rows] if self._made_for == self._scene.version else None
        now = self.keys(rows)
        changed: Integers = rows if before is None else rows[now != before]
        return changed

    def _follow_scene(self) -> None:
        if self._made_for != self._scene.version:
            self._made_for = self._scene.version
            self._keys = np.zeros(len(self._scene.used), np.int16)
            self._known = np.zeros(len(self._scene.used), np.bool_)

    def _found(self, rows: Integers) -> Keys:
        found, known = contributions(self._scene, self._run, rows, self._one_by_one)
        return stroke_keys(found, known, self._greatest_gradient())

    def _greatest_gradient(self) -> float:
        if self._greatest is None:
            sizes = np.abs(self._run.gradients)
            self._greatest = float(np.max(sizes, initial=0.0, where=np.isfinite(sizes)))
        return self._greatest
