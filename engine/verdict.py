"""What slopes, each with its error bar, say about a gradient."""

from __future__ import annotations

from enum import StrEnum
from math import inf, isfinite, nan
from typing import Final, NamedTuple

from engine.slopes import Estimate, Slopes, best

CREDIBLE: Final = 5e-4
"""An estimate whose error bar is a larger part of it than this decides nothing."""
BARS: Final = 10.0
"""How many error bars away from a slope a gradient may be and still fit it."""
_ROUNDING: Final = 1e-9


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


def judge(gradient: float, doubt: float, found: Slopes, *, at_kink: bool) -> Judgement:
    """Return what slopes say about a gradient.

    Args:
        gradient: the gradient in question.
        doubt: how far rounding may have put it off.
        found: the slopes there.
        at_kink: whether an op on the way has no derivative there.
    """
    evidence = _Evidence(gradient, doubt, found)
    slope = evidence.slope()
    if slope is None:
        return Judgement(Verdict.INCONCLUSIVE, nan)
    if _slopes_differ(found):
        return Judgement(Verdict.KINK, slope.slope)
    if evidence.agrees():
        return Judgement(Verdict.AGREE, slope.slope)
    if at_kink and (evidence.against or not isfinite(gradient)):
        return Judgement(Verdict.KINK, slope.slope)
    verdict = Verdict.DIFFER if evidence.differs() else Verdict.INCONCLUSIVE
    return Judgement(verdict, slope.slope)


class _Evidence:
    """Estimates of a slope, sorted by what they say about a gradient.

    Attributes:
        telling: those whose error bar is small beside them.
        fitting: those near which the gradient lies.
        clear: those of the fitting that would not fit a gradient that is off by a hundredth.
        against: those of the telling that do not fit.
    """

    def __init__(self, gradient: float, doubt: float, found: Slopes) -> None:
        self._all = found.central or [e for e in (found.left, found.right) if e]
        self._has_both_sides = not found.central or bool(found.left and found.right)
        self._roughest = found.roughest
        self._is_finite = isfinite(gradient)
        least = 0.0 if gradient else found.negligible
        self.telling = [e for e in self._all if _is_clear(e, found.negligible)]
        self.fitting = [e for e in self._all if _fits(e, gradient, doubt)]
        self.clear = [e for e in self.fitting if _is_clear(e, max(abs(gradient), least))]
        self.against = [e for e in self.telling if e not in self.fitting]

    def slope(self) -> Estimate | None:
        """Return the estimate to show beside the gradient."""
        return best(self.clear) or best(self.telling) or best(self._all)

    def agrees(self) -> bool:
        """Tell whether the estimate that is nearest to the limit is for it."""
        if not self._is_finite:
            return False
        nearest = min([*self.clear, *self.against], key=lambda e: e.step, default=None)
        return nearest in self.clear or self._is_supported_nearer()

    def differs(self) -> bool:
        """Tell whether several estimates are against it and none that is nearer is for it."""
        seeing = [e for e in self.against if e.step < self._roughest]
        farthest = max((e.step for e in seeing), default=0.0)
        is_opposed = len(seeing) >= 2 and all(e.step > farthest for e in self.clear)
        return is_opposed and self._is_finite and self._has_both_sides

    def _is_supported_nearer(self) -> bool:
        # Coarse steps may see another branch: beyond a kink, or on the far side of a pole.
        finest = min((e.step for e in self.against), default=inf)
        largest = max((abs(e.slope) for e in self.against), default=0.0)
        return any(e.step < finest and _is_clear(e, largest) for e in self.fitting)


def _is_clear(estimate: Estimate, size: float) -> bool:
    return estimate.error <= CREDIBLE * max(abs(estimate.slope), size)


def _fits(estimate: Estimate, gradient: float, doubt: float) -> bool:
    room = BARS * estimate.error + _ROUNDING * abs(gradient) + (doubt if isfinite(doubt) else 0.0)
    return abs(gradient - estimate.slope) <= room


def _slopes_differ(found: Slopes) -> bool:
    if found.left is None or found.right is None:
        return False
    left, right = found.left, found.right
    doubt = 1000.0 * (left.error + right.error) + 1e-6 * max(abs(left.slope), abs(right.slope))
    return abs(left.slope - right.slope) > doubt
