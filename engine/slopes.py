"""The slope of a black-box function at a point, with an honest error bar.

Difference quotients over many steps, each a quarter of the one before, are extrapolated to step 0
(Richardson's tableau, as in Ridders' method of 1982). Large steps see curvature, small steps see
rounding: the error bar of each estimate adds up what the tableau still moves and what rounding can
do, and the estimate with the smallest bar is the best.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from typing import Final, NamedTuple

Function = Callable[[float], float]

RATIO: Final = 4.0
"""Each step is the one before divided by this; a power of two, so that steps stay exact."""
_LOSING_DIGITS: Final = 1e-280
"""Numbers that come out so small have lost digits on the way."""
_COLUMNS: Final = 4
_FINEST: Final = 1e-10
_TINIEST: Final = 1e-280
_SIGNAL: Final = 1e3
"""A function that moves less than so many times its rounding shows nothing but rounding."""


class Estimate(NamedTuple):
    """A slope, how far off it may be, and the finest step that it was made from."""

    slope: float
    error: float
    step: float = 0.0


class Slopes(NamedTuple):
    """The slope at a point, seen from both sides and from each alone.

    Attributes:
        central: estimates from both sides, the finest step last.
        left: the best estimate from below, or None.
        right: the best estimate from above, or None.
        negligible: a slope so small that a change of x by its own size, or by 1, hardly shows.
        roughest: the finest step over which the function still is not smooth, or inf; estimates
            from coarser steps have not seen what is there.
    """

    central: list[Estimate]
    left: Estimate | None = None
    right: Estimate | None = None
    negligible: float = 0.0
    roughest: float = math.inf


def slopes(function: Function, x: float, noise: float) -> Slopes:
    """Return estimates of a function's slope at x.

    Args:
        function: any function; where it is not finite, it is taken to be undefined.
        x: where.
        noise: how far rounding may put the function's value off, near x.
    """
    here = function(x)
    if not (isfinite(x) and isfinite(here)):
        return Slopes([])
    widths = steps(x)
    above = [_secant(function, x, here, +width, noise) for width in widths]
    below = [_secant(function, x, here, -width, noise) for width in widths]
    signal = max((abs(secant.rise) for secant in above + below if isfinite(secant.rise)), default=0)
    largest = max(signal, abs(here))
    if _SIGNAL * noise > largest or 0.0 < largest < _LOSING_DIGITS:
        return Slopes([])
    around = [_middle(a, b) for a, b in zip(above, below, strict=True)]
    return Slopes(
        _estimates(around, 2),
        best(_estimates(below, 1)),
        best(_estimates(above, 1)),
        1e-5 * largest / max(abs(x), 1.0),
        min((abs(secant.width) for secant in _rough(around)), default=math.inf),
    )


def best(estimates: Sequence[Estimate]) -> Estimate | None:
    """Return the estimate with the smallest error bar, or None where there is none."""
    return min(estimates, key=lambda estimate: estimate.error, default=None)


def steps(x: float) -> list[float]:
    """Return steps for the neighbourhood of x, the coarsest first."""
    coarsest = 2.0 ** (math.frexp(max(abs(x), 1.0))[1] - 4)
    # Beside a tiny x a function may change over its size; at 0 nothing tells over what.
    finest = _FINEST * (max(abs(x), _TINIEST) if x else 0.01)
    count = math.ceil(math.log(coarsest / finest, RATIO))
    return [coarsest * RATIO**-k for k in range(count)]


class _Secant(NamedTuple):
    """How far a function rises over a step that was really made, and how far that may be off."""

    width: float
    rise: float
    noise: float

    @property
    def slope(self) -> float:
        return self.rise / self.width if self.width else math.nan


def _secant(function: Function, x: float, here: float, width: float, noise: float) -> _Secant:
    there = x + width
    value = function(there)
    return _Secant(there - x, value - here, 2.0 * noise + sys.float_info.epsilon * abs(value))


def _middle(above: _Secant, below: _Secant) -> _Secant:
    noise = max(above.noise, below.noise)
    return _Secant(above.width - below.width, above.rise - below.rise, noise)


def _estimates(secants: Sequence[_Secant], power: int) -> list[Estimate]:
    """Return the best entry of each row of the tableau, errors being in powers of step^power."""
    found: list[Estimate] = []
    previous: list[float] = []
    last_rise = math.inf
    for secant in secants:
        if not _is_resolved(secant, last_rise):
            previous = []
        last_rise = abs(secant.rise) if isfinite(secant.slope) else math.inf
        if not isfinite(secant.slope):
            continue
        row = _row(secant.slope, previous, RATIO**power)
        rounding = secant.noise / abs(secant.width)
        entries = [
            Estimate(row[j], _movement(row, previous, j) + rounding, abs(secant.width))
            for j in range(1, len(row))
            if isfinite(row[j])
        ]
        if entries:
            found.append(min(entries, key=lambda entry: entry.error))
        previous = row
    return found


def _rough(secants: Sequence[_Secant]) -> Iterator[_Secant]:
    """Yield the secants whose slope is not settling, where rounding does not explain it."""
    for first, second, third in zip(secants, secants[1:], secants[2:], strict=False):
        before, now = abs(second.slope - first.slope), abs(third.slope - second.slope)
        if now > 0.5 * before + 8.0 * third.noise / abs(third.width):
            yield third


def _is_resolved(secant: _Secant, last_rise: float) -> bool:
    # Where a function is smooth, a quarter of the step is a quarter of the rise, or less.
    return abs(secant.rise) <= 0.5 * last_rise + secant.noise


def _row(slope: float, previous: Sequence[float], ratio: float) -> list[float]:
    row = [slope]
    factor = ratio
    for older in previous[:_COLUMNS]:
        row.append(row[-1] + (row[-1] - older) / (factor - 1.0))
        factor *= ratio
    return row


def _movement(row: Sequence[float], previous: Sequence[float], column: int) -> float:
    return max(abs(row[column] - row[column - 1]), abs(row[column] - previous[column - 1]))
