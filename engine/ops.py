"""Every op, declared once.

``forward`` and ``partials`` are ordinary functions, generic in the kind of number: on floats they
compute, on numpy rows they compute all rows, on ``Expr`` they give the formula. ``partials`` get
the result ``y`` first (tanh′ = 1 − y²) and return ∂y/∂operand for each operand.

The conventions at kinks and edges follow PyTorch 2: relu′(0) = 0, abs′(0) = 0, ties of max and min
share ½ and ½, √′(0) = ∞, ∂(x⁰)/∂x = 0 at 0. Nothing raises: IEEE numbers flow on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from engine.elementary import (
    absolute,
    both,
    cos,
    divide,
    equal,
    exp,
    larger,
    log,
    normal_cdf,
    normal_density,
    over_rows,
    power,
    row_count,
    sigmoid,
    sign,
    sin,
    smaller,
    softplus,
    sqrt,
    square,
    tan,
    tanh,
    where,
)

Number = Any
SLOPE: Final = 0.01
"""The slope of leaky relu below 0; PyTorch's default."""


_ONE_OPERAND: Final = ("x",)
_TWO_OPERANDS: Final = ("a", "b")
_JUMP: Final = "The derivative at the jump is taken to be 0."


def _never(*_operands: Number) -> bool:
    return False


def _ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th and so on."""
    is_teen = number // 10 % 10 == 1
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


class Flat(StrEnum):
    """What a node is called whose op is flat where it stands."""

    NEVER = ""
    SATURATED = "saturated"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Op:
    """One op.

    Attributes:
        name: its name in files and in typed expressions.
        symbol: its sign on the canvas.
        operands: the operands' names, in order.
        forward: operands → y.
        partials: y, operands → (∂y/∂operand, …).
        help: what it computes, in a sentence.
        gate: what it does to the upstream gradient, as a metaphor.
        domain: where it is defined, in words.
        group: the heading under which a palette lists it.
        kink: what the derivative is taken to be where there is none, or empty.
        at_kink: operands → whether this is such a place.
        flat: what a node is called where hardly any gradient gets through, or empty.
        ordered: whether swapping operands changes y, so that ports show names.
        variadic: whether further operands may be added.
        reduces_rows: whether a number per row becomes one number.
        holds: whether the derivatives take its value for a constant, though it follows its operand.
        offered: whether a palette lists it; what is not is there for the gradients of others.
    """

    name: str
    symbol: str
    operands: tuple[str, ...]
    forward: Callable[..., Number]
    partials: Callable[..., tuple[Number, ...]]
    help: str
    gate: str
    domain: str = "every number"
    group: str = "Arithmetic"
    kink: str = ""
    at_kink: Callable[..., Any] = _never
    flat: Flat = Flat.NEVER
    ordered: bool = False
    variadic: bool = False
    reduces_rows: bool = False
    holds: bool = False
    offered: bool = True

    def operand_name(self, operand: int) -> str:
        """Return the name of an operand; further operands of a variadic op are numbered."""
        if operand < len(self.operands):
            return self.operands[operand]
        return f"x{operand + 1}"

    def operand_title(self, operand: int) -> str:
        """Return what to call an operand in a sentence; a and b might be taken for nodes."""
        is_telling = self.operands != _TWO_OPERANDS and not self.variadic
        return self.operand_name(operand) if is_telling else f"{_ordinal(operand + 1)} operand"


def _pow_by_base(x: Number, n: Number) -> Number:
    return where(equal(n, 0.0), 0.0, n * power(x, n - 1.0))


def _pow_by_exponent(y: Number, x: Number, n: Number) -> Number:
    return where(both(equal(x, 0.0), n >= 0.0), 0.0, y * log(x))


def _share(mine: Number, other: Number) -> Number:
    """Return 1 to the winner of max, 0 to the loser, ½ in a tie."""
    return where(mine > other, 1.0, where(equal(mine, other), 0.5, 0.0))


def _total(*operands: Number) -> Number:
    result = operands[0]
    for operand in operands[1:]:
        result = result + operand
    return result


def _product(*operands: Number) -> Number:
    result = operands[0]
    for operand in operands[1:]:
        result = result * operand
    return result


def _product_partials(_y: Number, *operands: Number) -> tuple[Number, ...]:
    """Return, for each operand, the product of all others: y ÷ operand would fail at 0."""
    before: list[Number] = [1.0]
    for operand in operands[:-1]:
        before.append(before[-1] * operand)
    after: list[Number] = [1.0]
    for operand in reversed(operands[1:]):
        after.append(operand * after[-1])
    return tuple(b * a for b, a in zip(before, reversed(after), strict=True))


def _at_0(x: Number) -> Any:
    return equal(x, 0.0)


def _no_slopes(_y: Number, *operands: Number) -> tuple[Number, ...]:
    return (0.0,) * len(operands)


# The rows of a table, not calls with an argument a line.
# fmt: off
_ALL: Final = (
    Op(
        "add", "+", _TWO_OPERANDS, lambda a, b: a + b, lambda y, a, b: (1.0, 1.0),
        help="The sum of two values.",
        gate="Distributes: passes the upstream gradient on to both operands unchanged.",
    ),
    Op(
        "sub", "−", _TWO_OPERANDS, lambda a, b: a - b, lambda y, a, b: (1.0, -1.0),
        help="The first value less the second.",
        gate="Distributes: passes the gradient on to the 1st operand, sign turned to the 2nd.",
        ordered=True,
    ),
    Op(
        "mul", "×", _TWO_OPERANDS, lambda a, b: a * b, lambda y, a, b: (b, a),
        help="The product of two values.",
        gate="Swaps: each operand gets the upstream gradient times the other operand.",
    ),
    Op(
        "div", "÷", _TWO_OPERANDS, divide, lambda y, a, b: (divide(1.0, b), divide(-y, b)),
        help="The first value divided by the second.",
        gate="Scales: by 1 ÷ 2nd operand for the 1st, by −result ÷ 2nd operand for the 2nd.",
        domain="a 2nd operand other than 0", ordered=True,
    ),
    Op(
        "neg", "−x", _ONE_OPERAND, lambda x: -x, lambda y, x: (-1.0,),
        help="The value with its sign turned.",
        gate="Flips: passes the gradient on with its sign turned.",
    ),
    Op(
        "pow", "xⁿ", ("x", "n"), power,
        lambda y, x, n: (_pow_by_base(x, n), _pow_by_exponent(y, x, n)),
        help="x raised to the power n.",
        gate="Amplifies: x gets the gradient times n·xⁿ⁻¹.",
        domain="x above 0, or n a whole number (for n below 0, x other than 0)",
        group="Powers", ordered=True,
    ),
    Op(
        "square", "x²", _ONE_OPERAND, square, lambda y, x: (2.0 * x,),
        help="The value times itself.",
        gate="Amplifies: the gradient times 2x.", group="Powers",
    ),
    Op(
        "sqrt", "√", _ONE_OPERAND, sqrt, lambda y, x: (divide(0.5, y),),
        help="The square root.",
        gate="Steep near 0: the gradient divided by 2√x.",
        domain="x from 0 up (infinitely steep at 0)", group="Powers",
    ),
    Op(
        "reciprocal", "1/x", _ONE_OPERAND,
        lambda x: divide(1.0, x), lambda y, x: (-(y * y),),
        help="One divided by the value.",
        gate="Flips and scales: the gradient times −1 ÷ x².",
        domain="x other than 0", group="Powers",
    ),
    Op(
        "exp", "eˣ", _ONE_OPERAND, exp, lambda y, x: (y,),
        help="e raised to the power x.",
        gate="Grows with itself: the gradient times the output.",
        domain="every number (overflows above 709.78)", group="Functions",
    ),
    Op(
        "log", "ln", _ONE_OPERAND, log, lambda y, x: (divide(1.0, x),),
        help="The natural logarithm.",
        gate="Steep near 0, flat far out: the gradient divided by x.",
        domain="x above 0", group="Functions",
    ),
    Op(
        "sin", "sin", _ONE_OPERAND, sin, lambda y, x: (cos(x),),
        help="The sine of x, in radians.",
        gate="Oscillates: the gradient times cos x.", group="Functions",
    ),
    Op(
        "cos", "cos", _ONE_OPERAND, cos, lambda y, x: (-sin(x),),
        help="The cosine of x, in radians.",
        gate="Oscillates: the gradient times −sin x.", group="Functions",
    ),
    Op(
        "tan", "tan", _ONE_OPERAND, tan, lambda y, x: (1.0 + square(y),),
        help="The tangent of x, in radians.",
        gate="Steep: the gradient times 1 + y².",
        domain="x other than an odd multiple of π/2", group="Functions",
    ),
    Op(
        "abs", "|x|", _ONE_OPERAND, absolute, lambda y, x: (sign(x),),
        help="The distance from 0.",
        gate="Passes the gradient on, with its sign turned where x is below 0.",
        group="Functions", kink="The derivative at 0 is taken to be 0.", at_kink=_at_0,
    ),
    Op(
        "tanh", "tanh", _ONE_OPERAND, tanh, lambda y, x: (1.0 - square(y),),
        help="The hyperbolic tangent: squashes to between −1 and 1.",
        gate="Saturates: lets the gradient through near 0, closes far out.", group="Activations",
        flat=Flat.SATURATED,
    ),
    Op(
        "sigmoid", "σ", _ONE_OPERAND, sigmoid, lambda y, x: (y * (1.0 - y),),
        help="The logistic function: squashes to between 0 and 1.",
        gate="Saturates: at most a quarter of the gradient gets through.", group="Activations",
        flat=Flat.SATURATED,
    ),
    Op(
        "relu", "relu", _ONE_OPERAND,
        lambda x: where(x <= 0.0, 0.0, x), lambda y, x: (where(x > 0.0, 1.0, 0.0),),
        help="The value where it is above 0, else 0.",
        gate="Switches: open above 0, shut below.", group="Activations",
        kink="The derivative at 0 is taken to be 0.", at_kink=_at_0, flat=Flat.DEAD,
    ),
    Op(
        "leaky_relu", "leaky", _ONE_OPERAND,
        lambda x: where(x > 0.0, x, SLOPE * x), lambda y, x: (where(x > 0.0, 1.0, SLOPE),),
        help="The value where it is above 0, else a hundredth of it.",
        gate="Switches: open above 0, a crack (0.01) below.", group="Activations",
        kink="The derivative at 0 is taken to be 0.01.", at_kink=_at_0,
    ),
    Op(
        "softplus", "softplus", _ONE_OPERAND, softplus, lambda y, x: (sigmoid(x),),
        help="log(1 + eˣ): relu with a smooth corner.",
        gate="A soft switch: the gradient times σ(x).", group="Activations",
        flat=Flat.SATURATED,
    ),
    Op(
        "gelu", "gelu", _ONE_OPERAND,
        lambda x: x * normal_cdf(x), lambda y, x: (normal_cdf(x) + x * normal_density(x),),
        help="x times the standard normal distribution function at x.",
        gate="A soft switch that dips below 0.", group="Activations",
    ),
    Op(
        "max", "max", _TWO_OPERANDS, larger, lambda y, a, b: (_share(a, b), _share(b, a)),
        help="The larger of two values.",
        gate="Routes: the whole gradient goes to the larger operand.", group="Choice",
        kink="In a tie each operand gets half.", at_kink=equal,
    ),
    Op(
        "min", "min", _TWO_OPERANDS, smaller, lambda y, a, b: (_share(b, a), _share(a, b)),
        help="The smaller of two values.",
        gate="Routes: the whole gradient goes to the smaller operand.", group="Choice",
        kink="In a tie each operand gets half.", at_kink=equal,
    ),
    Op(
        "hold", "hold", _ONE_OPERAND, lambda x: x, lambda y, x: (0.0,),
        help="The value as it is, held constant: no gradient flows through.",
        gate="Shut: passes the value on, and no gradient back.", group="Choice", holds=True,
    ),
    Op(
        "add_n", "∑", ("x1", "x2"), _total, lambda y, *operands: (1.0,) * len(operands),
        help="The sum of any number of values.",
        gate="Distributes: passes the upstream gradient on to every operand.",
        group="Many values", variadic=True,
    ),
    Op(
        "mul_n", "∏", ("x1", "x2"), _product, _product_partials,
        help="The product of any number of values.",
        gate="Swaps: each operand gets the gradient times the product of the others.",
        group="Many values", variadic=True,
    ),
    Op(
        "sum", "∑ rows", _ONE_OPERAND, over_rows, lambda y, x: (1.0,),
        help="The sum of a value over the rows of the data.",
        gate="Distributes: every row gets the whole gradient.",
        group="Over rows", reduces_rows=True,
    ),
    Op(
        "mean", "mean", _ONE_OPERAND,
        lambda x: over_rows(x) / row_count(x), lambda y, x: (1.0 / row_count(x),),
        help="The average of a value over the rows of the data.",
        gate="Shares out: every row gets the gradient divided by the number of rows.",
        group="Over rows", reduces_rows=True,
    ),
    Op(
        "row_count", "N", _ONE_OPERAND, row_count, lambda y, x: (0.0,),
        help="The number of rows that a value has.",
        gate="Shut: the number of rows does not depend on the value.",
        group="Over rows", reduces_rows=True, offered=False,
    ),
    Op(
        "sign", "sgn", _ONE_OPERAND, sign, lambda y, x: (0.0,),
        help="−1 below 0, 1 above 0, and 0 at 0.",
        gate="Shut: a small change of x does not change the sign.",
        group="Conditions", kink="The derivative at 0 is taken to be 0.", at_kink=_at_0,
        offered=False,
    ),
    Op(
        "greater", ">", _TWO_OPERANDS, lambda a, b: where(a > b, 1.0, 0.0), _no_slopes,
        help="1 where a is above b, else 0.",
        gate="Shut: a small change does not change the answer.",
        group="Conditions", kink=_JUMP, at_kink=equal, ordered=True, offered=False,
    ),
    Op(
        "greater_equal", "≥", _TWO_OPERANDS, lambda a, b: where(a >= b, 1.0, 0.0), _no_slopes,
        help="1 where a is b or above, else 0.",
        gate="Shut: a small change does not change the answer.",
        group="Conditions", kink=_JUMP, at_kink=equal, ordered=True, offered=False,
    ),
    Op(
        "equal", "=", _TWO_OPERANDS, lambda a, b: where(equal(a, b), 1.0, 0.0), _no_slopes,
        help="1 where both values are the same, else 0.",
        gate="Shut: a small change does not change the answer.",
        group="Conditions", kink=_JUMP, at_kink=equal, offered=False,
    ),
    Op(
        "where", "if", ("condition", "then", "otherwise"),
        lambda c, x, z: where(equal(c, 0.0), z, x),
        lambda y, c, x, z: (0.0, where(equal(c, 0.0), 0.0, 1.0), where(equal(c, 0.0), 1.0, 0.0)),
        help="One value where the condition is other than 0, else the other.",
        gate="Routes: the whole gradient goes to the value that was taken.",
        group="Conditions", ordered=True, offered=False,
    ),
    Op(
        "normal_cdf", "Φ", _ONE_OPERAND, normal_cdf, lambda y, x: (normal_density(x),),
        help="The standard normal distribution function.",
        gate="A bell: lets the gradient through near 0, closes far out.",
        group="Functions", offered=False,
    ),
    Op(
        "normal_density", "φ", _ONE_OPERAND, normal_density, lambda y, x: (-x * y,),
        help="The standard normal density.",
        gate="Turns round: the gradient times −x·φ(x).",
        group="Functions", offered=False,
    ),
)
# fmt: on

OPS: Final = MappingProxyType({op.name: op for op in _ALL})
"""Every op by its name, in the order in which a palette lists them."""
