"""Elementary functions, generic in the kind of number.

On a ``float`` they compute by IEEE 754 and never raise; on numpy rows they compute every row; on an
``Expr`` they build the formula. An op written with them is therefore declared once for all three.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine.expr import Expr

Number = Any
"""A ``float``, a numpy array of rows, or an ``Expr``."""

INF = math.inf
NAN = math.nan


def divide(x: Number, y: Number) -> Number:
    """Return x / y; 1/0 is inf and 0/0 is nan."""
    try:
        return x / y
    except ZeroDivisionError:
        if x == 0.0 or x != x:
            return NAN
        return math.copysign(INF, x) * math.copysign(1.0, y)


def power(x: Number, y: Number) -> Number:
    """Return x to the power y; nan where the real power does not exist, as in (-8)^(1/3)."""
    if type(x) is float and type(y) is float:
        try:
            return math.pow(x, y)
        except OverflowError:
            return -INF if x < 0.0 and y % 2.0 == 1.0 else INF
        except ValueError:
            return _pole_of_power(x, y)
    return _call("pow", x, y)


def exp(x: Number) -> Number:
    """Return e to the power x; inf above 709.78."""
    if type(x) is float:
        try:
            return math.exp(x)
        except OverflowError:
            return INF
    return _call("exp", x)


def log(x: Number) -> Number:
    """Return the natural logarithm; -inf at 0 and nan below."""
    if type(x) is float:
        if x > 0.0:
            return math.log(x)
        return -INF if x == 0.0 else NAN
    return _call("log", x)


def sqrt(x: Number) -> Number:
    """Return the square root; nan below 0."""
    if type(x) is float:
        return math.sqrt(x) if x >= 0.0 else NAN
    return _call("sqrt", x)


def square(x: Number) -> Number:
    """Return x squared."""
    return _call("square", x) if type(x) is Expr else x * x


def absolute(x: Number) -> Number:
    """Return the distance of x from 0."""
    return _call("abs", x) if type(x) is Expr else abs(x)


def sign(x: Number) -> Number:
    """Return -1, 0 or 1, and nan for nan."""
    if type(x) is float:
        return math.copysign(1.0, x) if x > 0.0 or x < 0.0 else x * 0.0
    return _call("sign", x)


def sin(x: Number) -> Number:
    """Return the sine of x radians; nan at ±inf."""
    if type(x) is float:
        return math.sin(x) if math.isfinite(x) else NAN
    return _call("sin", x)


def cos(x: Number) -> Number:
    """Return the cosine of x radians; nan at ±inf."""
    if type(x) is float:
        return math.cos(x) if math.isfinite(x) else NAN
    return _call("cos", x)


def tan(x: Number) -> Number:
    """Return the tangent of x radians; nan at ±inf."""
    if type(x) is float:
        return math.tan(x) if math.isfinite(x) else NAN
    return _call("tan", x)


def tanh(x: Number) -> Number:
    """Return the hyperbolic tangent."""
    return math.tanh(x) if type(x) is float else _call("tanh", x)


def sigmoid(x: Number) -> Number:
    """Return 1 / (1 + e^-x), without overflow on either side."""
    if type(x) is float:
        if x >= 0.0:
            return 1.0 / (1.0 + math.exp(-x))
        small = math.exp(x)
        return small / (1.0 + small)
    return _call("sigmoid", x)


def softplus(x: Number) -> Number:
    """Return log(1 + e^x), without overflow."""
    if type(x) is float:
        return max(x, 0.0) + math.log1p(math.exp(-abs(x))) if x == x else NAN
    return _call("softplus", x)


def normal_cdf(x: Number) -> Number:
    """Return the standard normal distribution function Φ(x), precise in the lower tail too."""
    if type(x) is float:
        return 0.5 * math.erfc(-x * math.sqrt(0.5))
    return _call("normal_cdf", x)


def normal_density(x: Number) -> Number:
    """Return the standard normal density φ(x) = e^(-x²/2) / √(2π)."""
    if type(x) is float:
        return math.exp(-0.5 * x * x) / math.sqrt(math.tau)
    return _call("normal_density", x)


def larger(x: Number, y: Number) -> Number:
    """Return the larger of two numbers; nan where one is nan."""
    if type(x) is float and type(y) is float:
        return x if x >= y else y if y > x else NAN
    return _call("max", x, y)


def smaller(x: Number, y: Number) -> Number:
    """Return the smaller of two numbers; nan where one is nan."""
    if type(x) is float and type(y) is float:
        return x if x <= y else y if y < x else NAN
    return _call("min", x, y)


def where(condition: Any, then: Number, otherwise: Number) -> Number:
    """Return ``then`` where the condition holds, else ``otherwise``."""
    if type(condition) is bool:
        return then if condition else otherwise
    return _call("where", condition, then, otherwise)


def equal(x: Number, y: Number) -> Any:
    """Return whether x equals y: a bool, one bool a row, or a condition."""
    if type(x) is Expr or type(y) is Expr:
        return _call("equal", x, y)
    return x == y


def both(first: Any, second: Any) -> Any:
    """Return whether both conditions hold."""
    if type(first) is bool and type(second) is bool:
        return first and second
    return _call("both", first, second)


def over_rows(x: Number) -> Number:
    """Return the sum over the rows; a single number is its own sum."""
    return x if type(x) is float else _call("over_rows", x)


def row_count(x: Number) -> Number:
    """Return how many rows x has; a single number is one row."""
    return 1.0 if type(x) is float else _call("row_count", x)


def _pole_of_power(x: float, y: float) -> float:
    if x < 0.0:
        return NAN
    odd = y % 2.0 == 1.0
    return math.copysign(INF, x) if odd else INF


def _call(name: str, *operands: Number) -> Number:
    if any(type(operand) is Expr for operand in operands):
        return Expr.of(name, *operands)
    return _rows_function(name)(*operands)


def _rows_function(name: str) -> Callable[..., Number]:
    # numpy takes half of the program's start-up time, and most graphs have no rows.
    from engine import rows

    return rows.FUNCTIONS[name]
