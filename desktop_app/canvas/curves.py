"""The shape of a wire: a cubic curve that leaves and enters level, as pure geometry."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.intp]

Corners = tuple[float, float, float, float]
"""Left, top, right and bottom of a rectangle."""
_LEAST_REACH: Final = 36.0
MOST_REACH: Final = 160.0
"""How far a curve runs level at the most, before it turns."""
_SAMPLES: Final = 24
_TOGETHER: Final = 3
"""How many samples make a part of a curve."""
_PIECES: Final = (1, 3, 5, 8, 12, 17, 24)
"""Into how many lines a curve is cut, so that nobody can tell them from a curve."""
_FINE: Final = 1.7
_FINE_FROM_AFAR: Final = 1.3
"""How many lines there are for the root of a curve's bend: hardly one is half a pixel off, none is
one off; where wires are thinner than a pixel, none is two off."""
_OFF: Final = 0.4
_OFF_FROM_AFAR: Final = 2.0
"""How many pixels of its tip are cut off where a curve turns round, about."""
AFAR: Final = 0.5
"""At a smaller scale a wire is thinner than a pixel."""


@cache
def _bernstein(pieces: int) -> Floats:
    return _weights(np.linspace(0.0, 1.0, pieces + 1))


@cache
def _bends(pieces: int) -> Floats:
    """Return the weights of points that lie closer together at the ends, where curves bend."""
    t = np.linspace(0.0, 1.0, pieces + 1)
    return np.ascontiguousarray(_weights((t + (1.0 - np.cos(np.pi * t)) / 2.0) / 2.0).T)


def _weights(t: Floats) -> Floats:
    return np.column_stack(((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3))


def reach(x0: float, y0: float, x1: float, y1: float) -> float:
    """Return how far the curve runs level before it turns; further where it must go back."""
    return float(_reaches(np.array(((x0, y0, x1, y1),)))[0])


def path(x0: float, y0: float, x1: float, y1: float) -> QPainterPath:
    """Return the curve from an output to a port."""
    level = reach(x0, y0, x1, y1)
    curve = QPainterPath(QPointF(x0, y0))
    curve.cubicTo(x0 + level, y0, x1 - level, y1, x1, y1)
    return curve


def samples(x0: float, y0: float, x1: float, y1: float) -> Floats:
    """Return points along the curve, ends included, as rows of x and y."""
    level = reach(x0, y0, x1, y1)
    control = np.array(((x0, y0), (x0 + level, y0), (x1 - level, y1), (x1, y1)))
    points: Floats = _bernstein(_SAMPLES) @ control
    return points


def segments(ends: Floats, part: Corners, scale: float) -> tuple[Floats, Integers]:
    """Return many curves as short lines, without those outside a rectangle, and whose each is.

    Args:
        ends: the curves' ends, rows of x0, y0, x1, y1; the lines are such rows too.
        part: left, top, right, bottom of the rectangle.
        scale: how many pixels show a unit of the plane: what is small needs fewer lines.
    """
    x0, y0, x1, y1 = ends.T
    level = _reaches(ends)
    across = np.stack((x0, x0 + level, x1 - level, x1), axis=1)
    down = np.stack((y0, y0, y1, y1), axis=1)
    kinds = _kinds(x1 - x0, np.abs(y1 - y0), level, scale)
    cut = []
    for kind, count in enumerate(_PIECES):
        at = np.flatnonzero(kinds == kind)
        if not len(at):
            continue
        lines = _joined(across[at] @ _bends(count), down[at] @ _bends(count))
        inside = _inside(lines, part)
        cut.append((lines[inside], np.repeat(at, count)[inside]))
    if not cut:
        return np.zeros((0, 4)), np.zeros(0, np.intp)
    return np.concatenate([c[0] for c in cut]), np.concatenate([c[1] for c in cut])


def overlapping(lines: Floats, by: float) -> Floats:
    """Return lines longer by so much at both ends, so that no seam shows where they meet."""
    along = lines[:, 2:] - lines[:, :2]
    length = np.sqrt(along[:, 0] ** 2 + along[:, 1] ** 2) + 1e-9
    more = along * (by / length)[:, None]
    longer: Floats = np.concatenate((lines[:, :2] - more, lines[:, 2:] + more), axis=1)
    return longer


def _kinds(across: Floats, down: Floats, level: Floats, scale: float) -> Integers:
    """Return which of ``_PIECES`` each curve is cut into.

    It bends as much as the smaller of its width and its height, about; their harmonic mean is
    between both.
    """
    wide = 2.0 * level - np.minimum(across, 0.0)
    bend = wide * down / (wide + down + 1e-9) * scale
    fine, off = (_FINE, _OFF) if scale >= AFAR else (_FINE_FROM_AFAR, _OFF_FROM_AFAR)
    pieces = fine * np.sqrt(bend)
    # Where a curve turns round, its second difference tells how far its tip is cut off.
    turning = np.sqrt(0.75 * np.maximum(3.0 * level - across, 0.0) * scale / off)
    kinds: Integers = np.searchsorted(
        _PIECES[:-1], np.where(across < 0.0, np.maximum(pieces, turning), pieces)
    )
    return kinds


def _joined(across: Floats, down: Floats) -> Floats:
    """Return lines between points that follow each other, given row by row."""
    lines = np.empty((len(across), across.shape[1] - 1, 4))
    lines[..., 0], lines[..., 2] = across[:, :-1], across[:, 1:]
    lines[..., 1], lines[..., 3] = down[:, :-1], down[:, 1:]
    return lines.reshape(-1, 4)


def _inside(lines: Floats, part: Corners) -> NDArray[np.bool_]:
    """Tell which lines may touch a rectangle."""
    left, top, right, bottom = part
    a, b, c, d = lines.T
    inside: NDArray[np.bool_] = (
        (np.minimum(a, c) <= right)
        & (np.maximum(a, c) >= left)
        & (np.minimum(b, d) <= bottom)
        & (np.maximum(b, d) >= top)
    )
    return inside


def crossed(ends: Floats, x0: float, y0: float, x1: float, y1: float) -> NDArray[np.bool_]:
    """Return, for each row of ends, whether a straight line between two points crosses its curve.

    Points on the line count as above it, so that a stroke along a level wire does not cross it.
    """
    across, down = _points(ends, _SAMPLES)
    is_above = (x1 - x0) * (down - y0) - (y1 - y0) * (across - x0) < 0.0
    dx, dy = np.diff(across), np.diff(down)
    left, top = across[:, :-1], down[:, :-1]
    start = dx * (y0 - top) - dy * (x0 - left) < 0.0
    end = dx * (y1 - top) - dy * (x1 - left) < 0.0
    cuts: NDArray[np.bool_] = ((is_above[:, :-1] != is_above[:, 1:]) & (start != end)).any(axis=1)
    return cuts


def _points(ends: Floats, pieces: int) -> tuple[Floats, Floats]:
    """Return x and y of points along every curve, one row for each."""
    x0, y0, x1, y1 = ends.T
    level, shape = _reaches(ends), _bernstein(pieces).T
    across = np.column_stack((x0, x0 + level, x1 - level, x1)) @ shape
    return across, np.column_stack((y0, y0, y1, y1)) @ shape


def _reaches(ends: Floats) -> Floats:
    """Return ``reach`` of every row."""
    x0, y0, x1, y1 = ends.T
    across = x1 - x0
    turned = np.minimum(_LEAST_REACH, 0.5 * across + 0.5 * np.abs(y1 - y0))
    backwards = np.minimum(_LEAST_REACH + 0.5 * np.abs(across), MOST_REACH)
    reaches: Floats = np.where(across >= 0.0, np.maximum(across * 0.5, turned), backwards)
    return reaches


def parts(ends: Floats, margin: float) -> Iterator[Floats]:
    """Yield, part by part along the curves, left, top, right and bottom around that part of each.

    Args:
        ends: the curves' ends, rows of x0, y0, x1, y1.
        margin: how far beyond the curve the rectangles reach.
    """
    across, down = _points(ends, _SAMPLES)
    for start in range(0, _SAMPLES, _TOGETHER):
        some = slice(start, start + _TOGETHER + 1)
        x, y = across[:, some], down[:, some]
        low, high = (x.min(axis=1), y.min(axis=1)), (x.max(axis=1), y.max(axis=1))
        yield np.stack((*low, *high), axis=1) + np.array((-margin, -margin, margin, margin))


def middle(x0: float, y0: float, x1: float, y1: float) -> QPointF:
    """Return the point half way along the curve."""
    return QPointF((x0 + x1) / 2, (y0 + y1) / 2)


def distances(ends: Floats, x: float, y: float) -> Floats:
    """Return, for each row of ends, how far a point is from its curve, cut into short lines."""
    across, down = _points(ends, _SAMPLES)
    dx, dy = across[:, 1:] - across[:, :-1], down[:, 1:] - down[:, :-1]
    left, up = x - across[:, :-1], y - down[:, :-1]
    part = (left * dx + up * dy) / np.maximum(dx * dx + dy * dy, 1e-12)
    part = np.minimum(np.maximum(part, 0.0), 1.0)
    nearest: Floats = ((left - part * dx) ** 2 + (up - part * dy) ** 2).min(axis=1)
    return np.sqrt(nearest)


def may_come_near(
    ends: Floats, left: float, top: float, right: float, bottom: float
) -> NDArray[np.bool_]:
    """Return, for each row of ends, whether its curve can touch a rectangle of the plane."""
    x0, y0, x1, y1 = sides(ends)
    near: NDArray[np.bool_] = (x0 <= right) & (x1 >= left) & (y0 <= bottom) & (y1 >= top)
    return near


def sides(ends: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return left, top, right, bottom of each row of ends: its curve does not go beyond them."""
    x0, y0, x1, y1 = ends.T
    bulge = np.where(x1 < x0, MOST_REACH, _LEAST_REACH)
    return (
        np.minimum(x0, x1) - bulge,
        np.minimum(y0, y1),
        np.maximum(x0, x1) + bulge,
        np.maximum(y0, y1),
    )
