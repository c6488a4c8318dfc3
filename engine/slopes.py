"""The slope of a black-box function at a point, with an honest error bar.

Difference quotients over many steps, each a quarter of the one before, are extrapolated to step 0
(Richardson's tableau, as in Ridders' method of 1982). Large steps see curvature, small steps see
rounding: the error bar of each estimate adds up what the tableau still moves and what rounding can
do. The estimate with the smallest bar is taken, and trusted where a second one bears it out, from
no coarser a step than the function is smooth over.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from math import inf, isfinite
from typing import Final, NamedTuple

RATIO: Final = 4.0
"""Each step is the one before divided by this; a power of two, so that steps stay exact."""
BARS: Final = 10.0
"""How many error bars away from an estimate a slope may be and still fit it."""
CLEAR: Final = 4e-4
"""An estimate whose error bar is a larger part of it than this decides nothing."""
_LOSING_DIGITS: Final = 1e-280
"""Numbers that come out so small have lost digits on the way."""
_COLUMNS: Final = 4
_FINEST: Final = 1e-10
_TINIEST: Final = 1e-280
_SIGNAL: Final = 1e3
"""A function that moves less than so many times its rounding shows nothing but rounding."""
_FEW: Final = 4
"""How many of the finest steps show how far rounding puts a function off."""


class Estimate(NamedTuple):
    """A slope, how far off it may be, and the step that it was made from."""

    slope: float
    error: float
    step: float = 0.0


class Slopes(NamedTuple):
    """The slope at a point, and that seen from each side alone.

    Attributes:
        best: the estimate from both sides, or from the only one on which the function is defined;
            None where none can be trusted.
        left: the estimate from below alone, or None.
        right: the estimate from above alone, or None.
        negligible: a slope so small that a change of x by its own size, or by 1, hardly shows.
        jumps: whether the function's value is another than beside it.
    """

    best: Estimate | None = None
    left: Estimate | None = None
    right: Estimate | None = None
    negligible: float = 0.0
    jumps: bool = False

    @property
    def is_clear(self) -> bool:
        """Whether the estimate says the first digits of the slope, or that there is hardly one."""
        best = self.best
        return best is not None and best.error <= CLEAR * max(abs(best.slope), self.negligible)

    @property
    def differ(self) -> bool:
        """Whether the slopes from the left and from the right are clearly not the same."""
        if self.left is None or self.right is None:
            return False
        left, right = self.left, self.right
        doubt = 100.0 * BARS * (left.error + right.error)
        doubt += 1e-6 * max(abs(left.slope), abs(right.slope))
        return abs(left.slope - right.slope) > doubt


def points(x: float) -> list[float]:
    """Return where ``slopes`` asks for a function's values: x, then above and below, alternating.

    The coarsest step comes first, the finest last.
    """
    return [x, *(there for step in steps(x) for there in (x + step, x - step))]


def slopes(x: float, values: Sequence[float], noise: float) -> Slopes:
    """Return a function's slope at x.

    Args:
        x: where.
        values: the function's values at ``points(x)``; where one is not finite, the function is
            taken to be undefined.
        noise: how far rounding may put the function's value off, near x.
    """
    here = values[0]
    if not (isfinite(x) and isfinite(here) and isfinite(noise)):
        return Slopes()
    sides = zip(steps(x), values[1::2], values[2::2], strict=True)
    above, below = [], []
    for step, up, down in sides:
        above.append(_secant(x, here, +step, up, noise))
        below.append(_secant(x, here, -step, down, noise))
    signal = max((abs(each.rise) for each in above + below if isfinite(each.rise)), default=0.0)
    largest = max(signal, abs(here))
    if _SIGNAL * noise > max(largest, _LOSING_DIGITS) or 0.0 < largest < _LOSING_DIGITS:
        return Slopes()
    if signal:
        # Where the function is 0, a small step may lose all of a rise that a larger one shows.
        above, below = (
            [each._replace(noise=each.noise + _LOSING_DIGITS) for each in side]
            for side in (above, below)
        )
    negligible = 1e-5 * (largest or _LOSING_DIGITS) / max(abs(x), 1.0)
    around = [_middle(a, b) for a, b in zip(above, below, strict=True)]
    seen = _seen_noise(above, below)
    both, left, right = (
        _trusted(secants, power, negligible, seen)
        for secants, power in ((around, 2), (below, 1), (above, 1))
    )
    alone = left if _is_undefined(above) else right if _is_undefined(below) else None
    return Slopes(both or alone, left, right, negligible, _jumps(above) or _jumps(below))


def steps(x: float) -> list[float]:
    """Return steps for the neighbourhood of x, the coarsest first."""
    if not isfinite(x):
        return []
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


def _secant(x: float, here: float, width: float, value: float, noise: float) -> _Secant:
    off = 2.0 * noise + sys.float_info.epsilon * abs(value)
    return _Secant((x + width) - x, value - here, off)


def _middle(above: _Secant, below: _Secant) -> _Secant:
    noise = max(above.noise, below.noise)
    return _Secant(above.width - below.width, above.rise - below.rise, noise)


def _is_undefined(side: Sequence[_Secant]) -> bool:
    return not any(isfinite(each.rise) for each in side[-_FEW:])


def _jumps(side: Sequence[_Secant]) -> bool:
    """Tell whether the finest steps all rise by the same, and by more than rounding."""
    rises = [each.rise for each in side[-_FEW:]]
    least, most = min(rises), max(rises)
    is_flat = most - least <= 1e-3 * abs(most)
    return is_flat and abs(most) > _SIGNAL * side[-1].noise


def _seen_noise(above: Sequence[_Secant], below: Sequence[_Secant]) -> float:
    """Return how far the function is from straight over the finest steps: that is rounding."""
    finest = zip(above[-_FEW:], below[-_FEW:], strict=True)
    bends = [abs(a.rise + b.rise) for a, b in finest]
    return max((bend for bend in bends if isfinite(bend)), default=0.0)


def _trusted(
    secants: Sequence[_Secant], power: int, negligible: float, seen: float
) -> Estimate | None:
    """Return the best estimate, with the error that the second best gives it; None for neither."""
    roughest = min((abs(each.width) for each in _rough(secants, negligible)), default=inf)
    noisy = [each._replace(noise=max(each.noise, seen)) for each in secants]
    found = sorted(_estimates(noisy, power), key=lambda estimate: estimate.error)
    seeing = [estimate for estimate in found if estimate.step < roughest]
    if len(seeing) < 2:
        return None
    first, second = seeing[:2]
    if any(e.step < first.step and not _is_consistent(e, first) for e in seeing):
        return None
    error = max(first.error, abs(first.slope - second.slope), second.error / BARS)
    return first._replace(error=error)


def _is_consistent(one: Estimate, other: Estimate) -> bool:
    return abs(one.slope - other.slope) <= BARS * (one.error + other.error)


def _estimates(secants: Sequence[_Secant], power: int) -> Iterator[Estimate]:
    """Yield the best entry of each row of the tableau, errors being in powers of step^power."""
    previous: list[float] = []
    last_rise = inf
    for secant in secants:
        if not _is_resolved(secant, last_rise):
            previous = []
        last_rise = abs(secant.rise) if isfinite(secant.slope) else inf
        if not isfinite(secant.slope):
            continue
        row = _row(secant.slope, previous, RATIO**power)
        rounding = secant.noise / abs(secant.width) + sys.float_info.min
        entries = [
            Estimate(row[j], _movement(row, previous, j) + rounding, abs(secant.width))
            for j in range(1, len(row))
            if isfinite(row[j])
        ]
        if entries:
            yield min(entries, key=lambda entry: entry.error)
        previous = row


def _rough(secants: Sequence[_Secant], negligible: float) -> Iterator[_Secant]:
    """Yield the secants whose slope is not settling, where rounding does not explain it."""
    for first, second, third in zip(secants, secants[1:], secants[2:], strict=False):
        before, now = abs(second.slope - first.slope), abs(third.slope - second.slope)
        if now > 0.5 * before + 8.0 * third.noise / abs(third.width) + 1e-6 * negligible:
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
