"""What a slope with its error bar says about a gradient.

A slope s with room r for error is clear where r ≤ 0.004 |s|, whatever the gradient. A gradient g
other than 0 agrees only with a clear slope, and only where |g − s| ≤ r. One that is off by a
hundredth then is at least 0.01 |g| − r ≥ 0.01 × 0.996 |s| − r > 0.0059 |s| > r from it: it never
agrees, and differs. The one exception is INCONCLUSIVE: where the backward pass's own gradients jump
about close by, by more than a quarter of the distance, or are nowhere finite.

Otherwise a check is inconclusive where there is no clear slope: the function or the gradient is not
finite, rounding is too large beside how far the function moves, a number on the way is below
10⁻²⁸⁰, the function is not smooth over any step that rounding leaves, or the slope is too small to
be told from 0 and the gradient is not 0.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from math import isfinite, nan
from typing import Final, NamedTuple

from engine.slopes import BARS, Slopes

ROOM: Final = 0.004
"""How far from the slope, as a part of it, a gradient may be at most and still agree."""
_ROUNDING: Final = 1e-9
_STEADY: Final = 0.25
"""Gradients that change by more than this part of an error are no ground for an alarm."""


class Verdict(StrEnum):
    """What a gradient check found."""

    AGREE = "agree"
    DIFFER = "differ"
    KINK = "kink"
    """There is no derivative here: the slopes from the left and from the right differ."""
    INCONCLUSIVE = "inconclusive"
    """Rounding, a pole or the edge of a domain leaves no quotient that could be trusted."""


class Judgement(NamedTuple):
    """A verdict, and the slope that it rests on; nan where there is none."""

    verdict: Verdict
    slope: float


def judge(
    gradient: float,
    doubt: float,
    found: Slopes,
    *,
    by_convention: float | None = None,
    unsteadiness: Callable[[float], float] = lambda _step: 0.0,
) -> Judgement:
    """Return what slopes say about a gradient.

    Args:
        gradient: the gradient in question.
        doubt: how far rounding may have put it off.
        found: the slopes there.
        by_convention: where an op on the way has no derivative, the gradient by the conventions of
            the ops, which no slope need agree with.
        unsteadiness: tells how much gradients jump about much nearer than a step; asked before a
            gradient is called wrong, because rounding may hide from quotients what is that fine.
    """
    estimate = found.best
    if found.differ or (found.jumps and by_convention is not None):
        return Judgement(Verdict.KINK, estimate.slope if estimate else nan)
    if estimate is None:
        return Judgement(Verdict.INCONCLUSIVE, nan)
    slope = estimate.slope
    room = BARS * estimate.error + _ROUNDING * abs(slope) + doubt
    is_clear = room <= ROOM * abs(slope)
    if abs(gradient - slope) <= room:
        agrees = is_clear or (not gradient and room <= ROOM * found.negligible)
        return Judgement(Verdict.AGREE if agrees else Verdict.INCONCLUSIVE, slope)
    if not (is_clear or room <= ROOM * found.negligible):
        return Judgement(Verdict.INCONCLUSIVE, slope)
    if by_convention is not None and not abs(by_convention - slope) <= room:
        return Judgement(Verdict.KINK, slope)
    is_wrong = isfinite(gradient) and unsteadiness(estimate.step) <= _STEADY * abs(gradient - slope)
    return Judgement(Verdict.DIFFER if is_wrong else Verdict.INCONCLUSIVE, slope)
