"""How far an op's value and slopes may be from the exact ones, op by op.

A bound is so many ulp of the exact number, one ulp at 0 being the smallest number above it. Where a
function is steep, or a slope is computed from a result that was rounded before (1 − y² from y),
what that costs is added: it says where digits are lost, and how many.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from sys import float_info
from typing import Final, NamedTuple

from mpmath import mpf

from tests.exact import Exact

ROUNDING: Final = float_info.epsilon / 2
"""The most that rounding moves a number, of its size."""
LARGEST: Final = float_info.max
SMALLEST: Final = mpf(math.ulp(0.0))

Extra = Callable[..., float]
"""Operands → what is allowed beside the ulps."""


class Bound(NamedTuple):
    """How near is near enough.

    Attributes:
        value: in ulp of the value.
        slopes: in ulp of the slope by each operand.
        beside: what a value may be off beside that.
        beside_slope: what each slope may be off beside that.
    """

    value: float
    slopes: tuple[float, ...]
    beside: Extra = lambda *_: 0.0
    beside_slope: tuple[Extra, ...] = ()


def _density(x: float) -> float:
    return math.exp(-0.5 * x * x) / math.sqrt(math.tau)


def _cdf_beside(x: float) -> float:
    """The operand −x/√2 is rounded twice, and the tail is steep."""
    return 3 * ROUNDING * abs(x) * _density(x)


def _density_beside(x: float, power: int = 2) -> float:
    """The exponent −x²/2 is rounded, and what is rounded is as large as that."""
    return 2 * ROUNDING * math.prod([abs(x)] * power, start=_density(x))


def _gelu_slope_beside(x: float) -> float:
    """Φ(x) and x·φ(x) cancel near −0.75."""
    of_terms = _lost(x) + 4 * ROUNDING * (math.erfc(-x * math.sqrt(0.5)) + abs(x) * _density(x))
    return of_terms + _cdf_beside(x) + _density_beside(x, 3)


def _lost(x: float) -> float:
    """A number below 10⁻³⁰⁸ has few digits; times x, what is missing grows."""
    return 3 * math.ulp(0.0) * abs(x)


def _product_beside(*xs: float) -> float:
    """Where the first factors make a number below 10⁻³⁰⁸, the others bring up what it has lost."""
    return len(xs) * math.ulp(0.0) * math.prod(max(1.0, abs(x)) for x in xs)


def _angle(x: float) -> float:
    """The GNU library takes multiples of π/2 from a large angle with about 110 bits."""
    return 2.0**-109 if abs(x) > 1e8 else 0.0


def _pow_base_beside(x: float, n: float) -> float:
    """The exponent n − 1 is rounded; the power may be too small for all its digits."""
    if x == 0.0:
        return 0.0
    size = abs(n) * _size_of_power(x, n - 1.0)
    return size * abs(math.log(abs(x))) * math.ulp(n - 1.0) + abs(n) * math.ulp(0.0)


def _pow_exponent_beside(x: float, n: float) -> float:
    """The power may be too small for all its digits, or too large for a float."""
    if x <= 0.0:
        return 0.0
    is_too_large = math.isinf(_size_of_power(x, n))
    return math.inf if is_too_large else abs(math.log(x)) * math.ulp(0.0)


def _size_of_power(x: float, n: float) -> float:
    try:
        return math.pow(abs(x), n)
    except OverflowError:
        return math.inf


EXACTLY: Final = Bound(0.0, (0.0, 0.0, 0.0))
ROUNDED: Final = Bound(0.5, (0.0, 0.0, 0.0))
"""Correctly rounded, as IEEE 754 has it; the slopes are numbers that are there already."""

BOUNDS: Final[Mapping[str, Bound]] = {
    "add": ROUNDED,
    "sub": ROUNDED,
    "mul": ROUNDED,
    "div": Bound(0.5, (0.5, 1.5), beside_slope=(
        lambda a, b: 0.0, lambda a, b: math.ulp(a / b) / abs(b) if abs(a / b) < 1e-300 else 0.0,
    )),
    "pow": Bound(2.0, (4.0, 5.0), beside_slope=(
        _pow_base_beside, _pow_exponent_beside,
    )),
    "square": ROUNDED,
    "sqrt": Bound(0.5, (1.5,)),
    "reciprocal": Bound(0.5, (2.0,)),
    "exp": Bound(2.0, (2.0,)),
    "log": Bound(2.0, (0.5,)),
    "sin": Bound(2.0, (2.0,), _angle, (_angle,)),
    "cos": Bound(2.0, (2.0,), _angle, (_angle,)),
    "tan": Bound(2.0, (6.0,), lambda x: _angle(x) * (1 + math.tan(x) ** 2), (
        lambda x: 2 * _angle(x) * abs(math.tan(x)) * (1 + math.tan(x) ** 2),
    )),
    "tanh": Bound(3.0, (1.0,), beside_slope=(lambda x: 8 * ROUNDING * math.tanh(x) ** 2,)),
    "sigmoid": Bound(3.0, (5.0,), beside_slope=(lambda x: 4 * ROUNDING if x > 0 else 0.0,)),
    "leaky_relu": ROUNDED,
    "softplus": Bound(3.0, (3.0,)),
    "gelu": Bound(4.0, (4.0,), lambda x: abs(x) * _cdf_beside(x) + _lost(x), (_gelu_slope_beside,)),
    "add_n": Bound(0.5, (), lambda *xs: len(xs) * ROUNDING * math.fsum(map(abs, xs))),
    "normal_cdf": Bound(3.0, (3.0,), _cdf_beside, (_density_beside,)),
    "normal_density": Bound(
        3.0, (4.0,), _density_beside, (lambda x: _density_beside(x, 3) + _lost(x),)
    ),
}  # fmt: skip
"""By op; the others are exact, and a product of n operands is rounded n − 1 times."""


def of(op: str, count: int) -> Bound:
    """Return the bound of an op of so many operands."""
    if op == "mul_n":
        ulps, beside = 0.5 * count, _product_beside
        return Bound(ulps, (ulps,) * count, beside, (beside,) * count)
    if op == "add_n":
        return BOUNDS[op]._replace(slopes=(0.0,) * count)
    return BOUNDS.get(op, EXACTLY)


def value_bound(op: str, operands: Sequence[float], exact: Exact) -> Exact:
    """Return how far a value may be from the exact one."""
    bound = of(op, len(operands))
    return bound.value * ulp(exact) + bound.beside(*operands)


def slope_bound(op: str, operands: Sequence[float], by: int, exact: Exact) -> Exact:
    """Return how far the slope by an operand may be from the exact one."""
    bound = of(op, len(operands))
    beside = bound.beside_slope[by](*operands) if bound.beside_slope else 0.0
    return bound.slopes[by] * ulp(exact) + beside


def ulp(exact: Exact) -> Exact:
    """Return the distance between the floats around a number of any precision."""
    # Not a float: half the smallest of them would be 0.
    return mpf(math.ulp(min(float(abs(exact)), LARGEST)))


def is_within(found: float, exact: Exact, bound: Exact) -> bool:
    """Tell whether a number is as near as that; what is too large for a float is to be ±inf."""
    if math.isnan(found):
        return False
    if math.isinf(found):
        return bool((exact > 0) == (found > 0) and abs(exact) + bound >= LARGEST)
    return bool(abs(found - exact) <= bound)
