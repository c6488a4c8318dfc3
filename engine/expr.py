"""The symbolic twin of a number: what an op's functions return when they are run on names.

An ``Expr`` is a value. Building one applies only the simplifications that a reader expects of a
worked formula (×1, +0, folding of numbers); nothing clever, and nothing that changes where the
formula is defined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Operand = Any


@dataclass(frozen=True, slots=True)
class Expr:
    """A name, a number, or a function applied to operands.

    Attributes:
        head: ``"name"``, ``"number"``, or what is applied: an op's name such as ``"mul"``.
        operands: what it is applied to; empty for a name and a number.
        value: the name's text or the number; None for a function.
    """

    head: str
    operands: tuple[Expr, ...] = ()
    value: str | float | None = None

    @classmethod
    def name(cls, text: str) -> Expr:
        """Return the expression that is just this name."""
        return cls("name", (), text)

    @classmethod
    def number(cls, number: float) -> Expr:
        """Return the expression that is just this number."""
        return cls("number", (), float(number))

    @classmethod
    def of(cls, head: str, *operands: Operand) -> Expr:
        """Return the function applied to operands (numbers allowed), lightly simplified."""
        exprs = tuple([_as_expr(operand) for operand in operands])
        simplify = _SIMPLER.get(head)
        simpler = simplify(*exprs) if simplify else None
        return cls(head, exprs) if simpler is None else simpler

    @classmethod
    def applied(cls, head: str, *operands: Expr) -> Expr:
        """Return the function applied to operands, exactly as written."""
        return cls(head, operands)

    def substitute(self, values: Mapping[str, Expr]) -> Expr:
        """Return the same formula with names replaced, not simplified any further."""
        if self.head == "name":
            return values.get(str(self.value), self)
        return Expr(self.head, tuple(e.substitute(values) for e in self.operands), self.value)

    def mentions(self, name: str) -> bool:
        """Tell whether a name comes up in this formula."""
        own = self.head == "name" and self.value == name
        return own or any(operand.mentions(name) for operand in self.operands)

    def is_number(self, number: float) -> bool:
        """Tell whether this is the given number."""
        return self.head == "number" and self.value == number

    def __add__(self, other: Operand) -> Expr:
        return Expr.of("add", self, other)

    def __radd__(self, other: Operand) -> Expr:
        return Expr.of("add", other, self)

    def __sub__(self, other: Operand) -> Expr:
        return Expr.of("sub", self, other)

    def __rsub__(self, other: Operand) -> Expr:
        return Expr.of("sub", other, self)

    def __mul__(self, other: Operand) -> Expr:
        return Expr.of("mul", self, other)

    def __rmul__(self, other: Operand) -> Expr:
        return Expr.of("mul", other, self)

    def __truediv__(self, other: Operand) -> Expr:
        return Expr.of("div", self, other)

    def __rtruediv__(self, other: Operand) -> Expr:
        return Expr.of("div", other, self)

    def __neg__(self) -> Expr:
        return Expr.of("neg", self)

    def __gt__(self, other: Operand) -> Expr:
        return Expr.of("greater", self, other)

    def __lt__(self, other: Operand) -> Expr:
        return Expr.of("less", self, other)

    def __ge__(self, other: Operand) -> Expr:
        return Expr.of("greater_equal", self, other)

    def __le__(self, other: Operand) -> Expr:
        return Expr.of("less_equal", self, other)


def _as_expr(operand: Operand) -> Expr:
    return operand if type(operand) is Expr else Expr.number(operand)


def _sum(a: Expr, b: Expr) -> Expr | None:
    if a.is_number(0.0):
        return b
    return a if b.is_number(0.0) else None


def _difference(a: Expr, b: Expr) -> Expr | None:
    if b.is_number(0.0):
        return a
    return Expr.of("neg", b) if a.is_number(0.0) else None


def _product(a: Expr, b: Expr) -> Expr | None:
    if a.is_number(1.0):
        return b
    if b.is_number(1.0):
        return a
    if a.is_number(-1.0):
        return Expr.of("neg", b)
    return Expr.of("neg", a) if b.is_number(-1.0) else None


def _quotient(a: Expr, b: Expr) -> Expr | None:
    return a if b.is_number(1.0) else None


def _negation(a: Expr) -> Expr | None:
    if a.head == "number":
        return Expr.number(-float(a.value or 0.0))
    return a.operands[0] if a.head == "neg" else None


def _power(a: Expr, b: Expr) -> Expr | None:
    if b.is_number(1.0):
        return a
    return Expr.of("square", a) if b.is_number(2.0) else None


_SIMPLER: Final[dict[str, Callable[..., Expr | None]]] = {
    "add": _sum,
    "sub": _difference,
    "mul": _product,
    "div": _quotient,
    "neg": _negation,
    "pow": _power,
}
