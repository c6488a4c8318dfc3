"""All that an op's declaration says, for a person: rule, slopes, curve and edges."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Final, NamedTuple

from engine.expr import Expr
from engine.op_formula import written
from engine.ops import OPS

_RESULT: Final = "y"
_VARIADIC: Final = 2
"""A card shows an op of any number of operands with so many."""
_REACH: Final = 4.0
"""How far a curve goes to each side at least; otherwise twice as far as the operand is from 0."""
_POINTS: Final = 241


class Card(NamedTuple):
    """What to say of an op.

    Attributes:
        name: its name in files and in typed expressions.
        symbol: its sign.
        help: what it computes, in a sentence.
        rule: the formula, as ``y = a × b``; kinks as cases.
        slopes: for each operand ∂y/∂operand as a formula.
        operands: the operands' names.
        gate: what it does to the upstream gradient, as a metaphor.
        domain: where it is defined, in words.
        kink: what the derivative is taken to be where there is none, or empty.
    """

    name: str
    symbol: str
    help: str
    rule: str
    slopes: tuple[str, ...]
    operands: tuple[str, ...]
    gate: str
    domain: str
    kink: str


class Curve(NamedTuple):
    """An op as a function of one operand, the others held.

    Attributes:
        xs, ys: points of it; a number that is not finite leaves a gap.
        at: where the operand is.
        value: y there.
        slope: ∂y/∂operand there.
        is_kink: whether the op has no derivative there.
    """

    xs: Sequence[float]
    ys: Sequence[float]
    at: float
    value: float
    slope: float
    is_kink: bool


def card(op: str) -> Card:
    """Return what is to be said of an op.

    Raises:
        KeyError: there is no such op.
    """
    row = OPS[op]
    operands = tuple(row.operand_name(i) for i in range(_count(op)))
    names = [Expr.name(name) for name in operands]
    slopes = tuple(
        f"∂{_RESULT}/∂{name} = {_text(partial)}"
        for name, partial in zip(operands, row.partials(Expr.name(_RESULT), *names), strict=True)
    )
    rule = f"{_RESULT} = {_text(row.forward(*names))}"
    return Card(
        row.name, row.symbol, row.help, rule, slopes, operands, row.gate, row.domain, row.kink
    )


def curve(op: str, operands: Sequence[float], varied: int) -> Curve:
    """Return an op as a function of one of its operands.

    Args:
        op: the op's name.
        operands: where all operands are.
        varied: the position of the one that is varied.
    """
    row, at = OPS[op], operands[varied]
    reach = max(_REACH, 2.0 * abs(at)) if isfinite(at) else _REACH
    middle = at if isfinite(at) else 0.0
    xs = [middle + reach * (2.0 * i / (_POINTS - 1) - 1.0) for i in range(_POINTS)]
    ys = [float(row.forward(*_with(operands, varied, x))) for x in xs]
    value = float(row.forward(*operands))
    slope = float(row.partials(value, *operands)[varied])
    return Curve(xs, ys, at, value, slope, bool(row.at_kink(*operands)))


def _with(operands: Sequence[float], varied: int, x: float) -> list[float]:
    return [x if i == varied else operand for i, operand in enumerate(operands)]


def _count(op: str) -> int:
    return max(len(OPS[op].operands), _VARIADIC) if OPS[op].variadic else len(OPS[op].operands)


def _text(formula: Expr | float) -> str:
    return written(formula if isinstance(formula, Expr) else Expr.number(formula))
