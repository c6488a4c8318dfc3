"""Which boxes touch another one: what is painted of these depends on what lies on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from desktop_app.canvas.scene import Scene
from engine import boxes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Booleans = NDArray[np.bool_]
    Integers = NDArray[np.intp]

_NEIGHBOURS: Final = ((0, 0), (0, 1), (1, -1), (1, 0), (1, 1))
"""Where another box may lie that touches one, in cells as large as a box; the rest by symmetry."""
_MOST: Final = 12
"""With more boxes in a cell, all are said to touch another: nobody lays a graph out so."""
_AROUND: Final = 24.0
"""Boxes that are as near as this are taken to touch: shadows and rings reach beyond them."""


class Crowding:
    """Remembers its answer until boxes move."""

    def __init__(self, scene: Scene) -> None:
        """Take the boxes."""
        self._scene = scene
        self._made_for = -1
        self._crowded: Booleans = np.zeros(0, np.bool_)

    def crowded(self, slots: Integers) -> Booleans:
        """Tell which boxes touch another one."""
        if self._made_for != self._scene.placing:
            self._made_for = self._scene.placing
            self._crowded = _touching(self._scene)
        found: Booleans = self._crowded[slots]
        return found


def _touching(scene: Scene) -> Booleans:
    touching = np.zeros(len(scene.alive), np.bool_)
    slots = np.flatnonzero(scene.alive)
    if not len(slots):
        return touching
    x, y, high = scene.x[slots], scene.y[slots], scene.height[slots] + _AROUND
    wide = boxes.WIDTH + _AROUND
    column, row = np.floor(x / wide).astype(np.int64), np.floor(y / high.max()).astype(np.int64)
    column, row = column - column.min() + 1, row - row.min() + 1
    rows = int(row.max()) + 2
    cells = column * rows + row
    order = np.argsort(cells, kind="stable")
    x, y, high, cells, slots = x[order], y[order], high[order], cells[order], slots[order]
    for across, down in _NEIGHBOURS:
        wanted = cells + across * rows + down
        first = np.searchsorted(cells, wanted)
        most = int((np.searchsorted(cells, wanted, side="right") - first).max())
        if most > _MOST:
            touching[slots] = True
            return touching
        for further in range(most):
            other = np.minimum(first + further, len(cells) - 1)
            meets = (
                (cells[other] == wanted)
                & (other != np.arange(len(cells)))
                & (np.abs(x - x[other]) < wide)
                & (y < y[other] + high[other])
                & (y[other] < y + high)
            )
            touching[slots[meets]] = touching[slots[other[meets]]] = True
    return touching
