"""How the error of a difference quotient depends on its step.

A large step sees the curve's bend (truncation: the error grows with h, or with h² between two
sides), a small one the last digits of the values (rounding: the error grows with 1/h). The best
step lies between: Nocedal and Wright, "Numerical Optimization", 2nd ed., 2006, section 8.1, put it
near √ε for the quotient from one side and near ε^(1/3) for the central one.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import isfinite
from typing import Final, NamedTuple

from engine.curve import Curve

LARGEST, SMALLEST = 1e-1, 1e-15
"""The steps between which a study ranges."""
_PER_DECADE: Final = 4

STEPS: Final = (
    *(
        float(f"{10.0 ** (part / _PER_DECADE):.12g}e{decade}")
        for decade in range(-15, -1)
        for part in range(_PER_DECADE)
    ),
    LARGEST,
)
"""Four steps a decade, from the smallest to the largest."""


class Way(StrEnum):
    """From which points a quotient is made."""

    FORWARD = "forward"
    """(f(x + h) − f(x)) / h"""
    CENTRAL = "central"
    """(f(x + h) − f(x − h)) / 2h"""


class Quotient(NamedTuple):
    """One difference quotient, and all that it is made of.

    Attributes:
        step: h, in the unit of x.
        start: where the quotient begins: x, or x − h where it is central.
        here: f(x).
        above: f(x + h).
        below: f(start).
        quotient: the difference quotient.
        difference: the quotient less the gradient of the backward pass.
    """

    step: float
    start: float
    here: float
    above: float
    below: float
    quotient: float
    difference: float


class Side(StrEnum):
    """What the error of a quotient is mostly made of."""

    TRUNCATION = "truncation"
    ROUNDING = "rounding"
    NEITHER = "neither"


def quotients(curve: Curve, steps: Sequence[float], way: Way = Way.FORWARD) -> list[Quotient]:
    """Return the quotient over each of some steps, with the rounding that its formula has."""
    x = curve.start
    signs = (1.0, -1.0) if way is Way.CENTRAL else (1.0,)
    places = [x, *(x + sign * step for step in steps for sign in signs)]
    here, *others = curve.at(places).target()
    above = others[:: len(signs)]
    below = others[1::2] if way is Way.CENTRAL else [here] * len(steps)
    wide = 2.0 if way is Way.CENTRAL else 1.0
    slopes = [(up - down) / (wide * h) for h, up, down in zip(steps, above, below, strict=True)]
    return [
        Quotient(step, x - (wide - 1.0) * step, here, up, down, slope, slope - curve.gradient)
        for step, up, down, slope in zip(steps, above, below, slopes, strict=True)
    ]


def best(study: Sequence[Quotient]) -> Quotient | None:
    """Return the quotient nearest to the gradient; among equals, that of the largest step.

    None where no difference is finite.
    """
    finite = [one for one in study if isfinite(one.difference)]
    return min(finite, key=lambda one: (abs(one.difference), -one.step), default=None)


def side(one: Quotient, study: Sequence[Quotient]) -> Side:
    """Tell what the error of one quotient is mostly made of, by a study of the same curve."""
    nearest = best(study)
    if nearest is None or not one.difference or abs(one.difference) <= abs(nearest.difference):
        return Side.NEITHER
    return Side.TRUNCATION if one.step > nearest.step else Side.ROUNDING
