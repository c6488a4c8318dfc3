"""Which of many rectangles may touch another: an index of squares of the plane.

Each rectangle lies in one square, that of its middle, on the level whose squares are as large as it
at least: it then reaches beyond its square by half a side at the most. Squares are numbered so that
those beside each other in a row are beside each other when sorted, and a query is a few searches in
a sorted array.

The index is made when it is first worth it, and never moved: what has been moved since is looked at
one by one, and what an index offers is a candidate only.
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.intp]

Sides = tuple["Integers", "Floats", "Floats", "Floats", "Floats"]
"""The numbers of rectangles, and the left, top, right and bottom of each."""

_LEAST: Final = 200
"""So few are looked at one by one as fast."""
_PATIENCE: Final = 8
"""An index is made when so many queries came without one, and nothing moved between them."""
_MOST_LOOSE: Final = 300
_MOST_ROWS: Final = 40
_PART: Final = 4
"""Where more than one in so many is a candidate, all are looked at."""
_SIDE: Final = 256.0
_HALF: Final = 0.501
"""Half a side, and what may be lost in rounding."""
_LEVELS: Final = 24
_BITS: Final = 24
_FAR: Final = 1 << (_BITS - 1)


class Squares:
    """An index of rectangles that are numbered, and are kept elsewhere."""

    def __init__(self, sides: Callable[[], Sides]) -> None:
        """Make no index yet.

        Args:
            sides: returns the rectangles that there are, as they are.
        """
        self._sides = sides
        self._waited = 0
        self._sorted: Integers | None = None
        self._numbers: Integers = np.zeros(0, np.intp)
        self._loose: Integers = np.zeros(0, np.intp)
        self._levels: list[int] = []

    def moved(self, numbers: Integers) -> None:
        """Be told that rectangles are new, or elsewhere."""
        self._waited = 0
        if self._sorted is None:
            return
        if len(numbers) > _MOST_LOOSE:
            self._forget()
            return
        loose = np.concatenate((self._loose, numbers[~self._is_loose(numbers)]))
        if len(loose) > _MOST_LOOSE:
            self._forget()
        else:
            self._loose = loose

    def candidates(self, left: float, top: float, right: float, bottom: float) -> Integers | None:
        """Return the numbers of all that may touch a rectangle, in order; None for all of them."""
        if self._sorted is None and not self._may_build():
            return None
        found = self._within(left, top, right, bottom)
        if found is None:
            return None
        if len(self._loose):
            found = np.concatenate((found[~self._is_loose(found)], self._loose))
        found.sort()
        return found

    def _forget(self) -> None:
        self._sorted = None
        self._numbers = self._loose = self._loose[:0]

    def _is_loose(self, numbers: Integers) -> NDArray[np.bool_]:
        known: NDArray[np.bool_] = np.isin(numbers, self._loose)
        return known

    def _may_build(self) -> bool:
        self._waited += 1
        if self._waited <= _PATIENCE:
            return False
        self._waited = 0
        self._build(*self._sides())
        return self._sorted is not None

    def _build(
        self, numbers: Integers, left: Floats, top: Floats, right: Floats, bottom: Floats
    ) -> None:
        across, down = (left + right) / 2.0, (top + bottom) / 2.0
        largest = np.maximum(np.maximum(right - left, bottom - top), 1.0)
        if len(numbers) < _LEAST or largest.max() > _SIDE * 2.0**_LEVELS:
            return
        level = np.maximum(np.ceil(np.log2(largest / _SIDE)), 0.0).astype(np.int64)
        side = _SIDE * 2.0**level
        column, row = _clipped(np.floor(across / side)), _clipped(np.floor(down / side))
        keys = ((level << _BITS | row + _FAR) << _BITS) | column + _FAR
        order = np.argsort(keys, kind="stable")
        self._numbers, self._sorted = numbers[order], keys[order]
        self._levels = np.flatnonzero(np.bincount(level)).tolist()

    def _within(self, left: float, top: float, right: float, bottom: float) -> Integers | None:
        """Return what lies in the squares from which a rectangle can be reached."""
        assert self._sorted is not None  # noqa: S101 - asked by the caller
        ends: list[int] = []
        for level in self._levels:
            side = _SIDE * 2.0**level
            first, last = _square(left / side - _HALF), _square(right / side + _HALF)
            rows = range(_square(top / side - _HALF), _square(bottom / side + _HALF) + 1)
            if len(ends) // 2 + len(rows) > _MOST_ROWS:
                return None
            for row in rows:
                start = (level << _BITS | row) << _BITS
                ends += (start | first, (start | last) + 1)
        places = self._sorted.searchsorted(ends).tolist()
        runs = [(a, b) for a, b in zip(places[::2], places[1::2], strict=True) if a < b]
        if sum(b - a for a, b in runs) * _PART > len(self._sorted):
            return None
        if not runs:
            return np.zeros(0, np.intp)
        return np.concatenate([self._numbers[a:b] for a, b in runs])


def _clipped(squares: Floats) -> Integers:
    """Return squares as whole numbers; those too far out share the last one."""
    near: Integers = np.clip(squares, -_FAR, _FAR - 1).astype(np.int64)
    return near


def _square(at: float) -> int:
    return max(0, min(floor(max(-_FAR, min(at, _FAR))) + _FAR, 2 * _FAR - 1))
