"""Some rectangles of the plane that are to be painted, and what touches any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QRegion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from desktop_app.canvas.curves import Corners

    Floats = NDArray[np.float64]


_TILE: Final = 64
_MOST: Final = 0.25
"""Where more than this share of the tiles is touched, these are many."""


class Parts(NamedTuple):
    """Rectangles.

    Attributes:
        corners: left, top, right and bottom of each, one row for each.
    """

    corners: Floats

    def around(self) -> Corners:
        """Return left, top, right and bottom of the rectangle around all of them."""
        left, top = self.corners[:, :2].min(axis=0).tolist()
        right, bottom = self.corners[:, 2:].max(axis=0).tolist()
        return left, top, right, bottom

    def widened(self, margin: float) -> Parts:
        """Return them larger at each side."""
        return Parts(self.corners + np.array((-margin, -margin, margin, margin)))

    def touch(self, left: Floats, top: Floats, right: Floats, bottom: Floats) -> NDArray[np.bool_]:
        """Tell which of other rectangles touch any of them."""
        found = np.zeros(len(left), np.bool_)
        for a, b, c, d in self.corners.tolist():
            found |= (left <= c) & (right >= a) & (top <= d) & (bottom >= b)
        return found


def tiles(rects: Iterable[QRectF], size: QSize) -> QRegion | None:
    """Return the tiles of a widget that some rectangles touch, or None where they are many.

    To paint a few large rectangles takes less than to paint many that fit closely.
    """
    across, down = size.width() // _TILE + 1, size.height() // _TILE + 1
    touched = np.zeros((down, across + 1), np.int8)
    for rect in rects:
        left, right = int(max(rect.left(), 0.0)) // _TILE, int(max(rect.right(), -1.0)) // _TILE
        top, bottom = int(max(rect.top(), 0.0)) // _TILE, int(max(rect.bottom(), -1.0)) // _TILE
        touched[top : bottom + 1, left : min(right + 1, across)] = 1
    if np.count_nonzero(touched) > _MOST * across * down:
        return None
    region = QRegion()
    ends = np.diff(touched, axis=1, prepend=np.int8(0))
    for row in np.flatnonzero(touched.any(axis=1)).tolist():
        starts, stops = np.flatnonzero(ends[row] > 0), np.flatnonzero(ends[row] < 0)
        for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
            region += QRect(start * _TILE, row * _TILE, (stop - start) * _TILE, _TILE)
    return region


def parts_of(rects: Iterable[QRectF]) -> Parts:
    """Return rectangles as parts."""
    return Parts(np.array([(r.left(), r.top(), r.right(), r.bottom()) for r in rects]))
