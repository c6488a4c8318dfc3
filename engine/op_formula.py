"""An op's functions run on names: its formula and its partials as text for a person."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from engine.expr import Expr
from engine.notation import SCREEN, write
from engine.ops import OPS
from engine.readable import readable

_NUMBERS: Final = replace(SCREEN, number=readable)


def applied(op: str, operands: Sequence[Expr]) -> Expr:
    """Return an op's formula; one that is all cases is better known by the op's name."""
    literal = Expr.applied(op, *operands)
    if op in SCREEN.forms or OPS[op].holds:
        return literal
    formula = OPS[op].forward(*operands)
    return literal if formula.head == "where" or OPS[op].reduces_rows else formula


def settled(expr: Expr, at: Mapping[str, float]) -> Expr:
    """Take the case that holds at these numbers, and fold numbers, where names are left."""
    if not expr.operands:
        return expr
    operands = tuple(settled(operand, at) for operand in expr.operands)
    if expr.head == "where" and not all(is_constant(o) for o in operands[1:]):
        holds = _truth(operands[0], at)
        return operands[1 if holds else 2] if holds is not None else Expr("where", operands)
    if expr.head == "sub" and all(o.head == "number" for o in operands):
        return Expr.number(_number(operands[0], at) - _number(operands[1], at))
    return Expr.of(expr.head, *operands)


_COMPARISONS: Final[dict[str, Callable[[float, float], bool]]] = {
    "greater": operator.gt,
    "less": operator.lt,
    "greater_equal": operator.ge,
    "less_equal": operator.le,
    "equal": operator.eq,
}


def _truth(condition: Expr, at: Mapping[str, float]) -> bool | None:
    if condition.head == "both":
        first, second = (_truth(each, at) for each in condition.operands)
        return None if first is None or second is None else first and second
    compare = _COMPARISONS[condition.head]
    known = all(o.head == "number" or o.value in at for o in condition.operands)
    return compare(*(_number(o, at) for o in condition.operands)) if known else None


def _number(expr: Expr, at: Mapping[str, float]) -> float:
    return at[str(expr.value)] if expr.head == "name" else float(expr.value or 0.0)


def is_constant(expr: Expr) -> bool:
    """Tell whether a formula is a number, or cases that are numbers."""
    if expr.head == "where":
        return all(is_constant(operand) for operand in expr.operands[1:])
    return expr.head == "number"


def with_numbers(formula: Expr, numbers: Mapping[str, float]) -> str:
    """Return the formula as text with numbers in the place of names."""
    return written(formula.substitute({n: Expr.number(v) for n, v in numbers.items()}))


def written(formula: Expr) -> str:
    """Return the formula as text for a person."""
    return write(formula, _NUMBERS)
