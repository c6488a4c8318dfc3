"""Every op at 50 digits and more: what it means, written without the engine's functions.

There are no derivatives here: a slope is the difference quotient of a value, made with so many
digits and so small a step that its own error is below 10⁻²⁵ of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from mpmath import mp, mpf

from engine.ops import OPS

Exact = Any
"""An mpf."""

_BITS: Final = 1200
"""Enough for 50 digits of 1 − tanh x, which is 10⁻³⁰⁰ where a float has just not become 0."""
_STEP: Final = -120
"""The power of two that a step is, of a number from 1 up; of a smaller number, times its size."""
_STEP_BESIDE_KINKS: Final = -1200
"""So small that no kink lies between two floats that differ."""


def _logistic(x: Exact) -> Exact:
    return 1 / (1 + mp.exp(-x))


def _softplus(x: Exact) -> Exact:
    return mp.log1p(mp.exp(x))


def _normal_cdf(x: Exact) -> Exact:
    # mpmath's erfc cannot take huge numbers; Φ(−10⁴) is below 10⁻²⁰⁰⁰⁰⁰⁰⁰ as it is.
    return mp.erfc(-max(min(x, mpf(10**4)), mpf(-(10**4))) / mp.sqrt(2)) / 2


def _normal_density(x: Exact) -> Exact:
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


EXACT: Final[Mapping[str, Callable[..., Exact]]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda x: -x,
    "pow": lambda x, n: x**n,
    "square": lambda x: x * x,
    "sqrt": mp.sqrt,
    "reciprocal": lambda x: 1 / x,
    "exp": mp.exp,
    "log": mp.log,
    "sin": mp.sin,
    "cos": mp.cos,
    "tan": mp.tan,
    "abs": abs,
    "tanh": mp.tanh,
    "sigmoid": _logistic,
    "relu": lambda x: max(x, mpf(0)),
    "leaky_relu": lambda x: x if x > 0 else mpf(0.01) * x,
    "softplus": _softplus,
    "gelu": lambda x: x * _normal_cdf(x),
    "max": max,
    "min": min,
    "hold": lambda x: x,
    "add_n": lambda *xs: sum(xs[1:], xs[0]),
    "mul_n": lambda *xs: math.prod(xs[1:], start=xs[0]),
    "sum": lambda x: x,
    "mean": lambda x: x,
    "row_count": lambda x: mpf(1),
    "sign": lambda x: mpf((x > 0) - (x < 0)),
    "greater": lambda a, b: mpf(a > b),
    "greater_equal": lambda a, b: mpf(a >= b),
    "equal": lambda a, b: mpf(a == b),
    "where": lambda c, x, z: x if c != 0 else z,
    "normal_cdf": _normal_cdf,
    "normal_density": _normal_density,
}
"""Each op on one row, where it is defined and finite."""
HELD: Final = {"hold"}
"""The ops whose value counts as a constant for the derivatives, though it follows the operand."""

_DEFINED: Final[Mapping[str, Callable[..., bool]]] = {
    "div": lambda a, b: b != 0.0,
    "pow": lambda x, n: x > 0.0 or (x < 0.0 and n.is_integer()),
    "sqrt": lambda x: x > 0.0,
    "reciprocal": lambda x: x != 0.0,
    "log": lambda x: x > 0.0,
}


def is_defined(op: str, operands: Sequence[float]) -> bool:
    """Tell whether an op has a value here, and is not at the edge of where it has one."""
    return all(map(math.isfinite, operands)) and (op not in _DEFINED or _DEFINED[op](*operands))


def is_smooth(op: str, operands: Sequence[float], by: int) -> bool:
    """Tell whether an op has a slope by an operand here, and not a convention in place of it."""
    if not is_defined(op, operands) or OPS[op].at_kink(*operands):
        return False
    if op == "where":
        return by > 0 or operands[0] != 0.0
    return op != "pow" or by == 0 or operands[0] > 0.0


@cache
def value(op: str, operands: tuple[float, ...]) -> Exact:
    """Return an op's value."""
    with mp.workprec(_bits(operands)):
        return +EXACT[op](*map(mpf, operands))


@cache
def slope(op: str, operands: tuple[float, ...], by: int) -> Exact:
    """Return ∂(op)/∂operand where it is smooth."""
    if op in HELD:
        return mpf(0)
    step = _STEP_BESIDE_KINKS if OPS[op].kink else _STEP
    return derivative(EXACT[op], operands, [by], step)


def derivative(
    function: Callable[..., Exact], at: Sequence[float], by: Sequence[int], step: int = _STEP
) -> Exact:
    """Return a derivative of any order: by [0, 1], the mixed second one."""
    with mp.workprec(_bits(at) + 2 * len(by) * -step):
        return +_derivative(function, [mpf(x) for x in at], list(by), step)


def _derivative(
    function: Callable[..., Exact], at: list[Exact], by: list[int], finest: int
) -> Exact:
    if not by:
        return function(*at)
    *rest, last = by
    size = min(abs(at[last]), mpf(1)) or mpf(1)
    step = mp.ldexp(size, finest + 10 * len(rest))
    up, down = (_derivative(function, _moved(at, last, way), rest, finest) for way in (step, -step))
    return (up - down) / (2 * step)


def _moved(at: list[Exact], index: int, step: Exact) -> list[Exact]:
    return [*at[:index], at[index] + step, *at[index + 1 :]]


def _bits(operands: Sequence[float]) -> int:
    spans = (abs(math.frexp(x)[1]) for x in operands)
    return _BITS + 2 * max(spans, default=0)
