"""Formulas there and back: from an ``Expr`` to SymPy, a derivative, and from SymPy to an ``Expr``.

Functions that SymPy writes at length (the logistic function, softplus, the normal distribution) are
functions of their own here, with their derivatives, so that they come back by their names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, Final

import sympy

from engine.expr import Expr

_SHORTENED: Final = 60
"""Up to so many operations SymPy may look for a shorter form: it takes longer and longer."""


class sigmoid(sympy.Function):  # type: ignore[misc]  # noqa: N801 - its name is what is written
    """1 / (1 + e^−x)."""

    def fdiff(self, argindex: int = 1) -> Any:  # noqa: ARG002 - SymPy's signature
        """σ′ = σ (1 − σ)."""
        return self * (1 - self)


class softplus(sympy.Function):  # type: ignore[misc]  # noqa: N801 - likewise
    """ln(1 + e^x)."""

    def fdiff(self, argindex: int = 1) -> Any:  # noqa: ARG002
        """Its derivative is the logistic function."""
        return sigmoid(self.args[0])


class normal_density(sympy.Function):  # type: ignore[misc]  # noqa: N801 - likewise
    """e^(−x²/2) / √(2π)."""

    def fdiff(self, argindex: int = 1) -> Any:  # noqa: ARG002
        """φ′ = −x φ."""
        return -self.args[0] * self


class normal_cdf(sympy.Function):  # type: ignore[misc]  # noqa: N801 - likewise
    """The integral of the normal density."""

    def fdiff(self, argindex: int = 1) -> Any:  # noqa: ARG002
        """Φ′ = φ."""
        return normal_density(self.args[0])


_HEADS: Final[Mapping[str, Callable[..., Any]]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "pow": lambda a, b: a**b,
    "square": lambda a: a**2,
    "reciprocal": lambda a: 1 / a,
    "exp": sympy.exp,
    "log": sympy.log,
    "sqrt": sympy.sqrt,
    "abs": sympy.Abs,
    "sign": sympy.sign,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "tanh": sympy.tanh,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "normal_cdf": normal_cdf,
    "normal_density": normal_density,
    "max": lambda a, b: sympy.Piecewise((a, a > b), (b, True)),
    "min": lambda a, b: sympy.Piecewise((a, a < b), (b, True)),
    "where": lambda condition, then, other: sympy.Piecewise((then, condition), (other, True)),
    "greater": lambda a, b: a > b,
    "less": lambda a, b: a < b,
    "greater_equal": lambda a, b: a >= b,
    "less_equal": lambda a, b: a <= b,
    "equal": sympy.Eq,
    "both": sympy.And,
}
"""What an expression's head is in SymPy."""

_HEAD_OF: Final = {
    sympy.StrictGreaterThan: "greater",
    sympy.StrictLessThan: "less",
    sympy.GreaterThan: "greater_equal",
    sympy.LessThan: "less_equal",
    sympy.Equality: "equal",
    sympy.And: "both",
    sympy.exp: "exp", sympy.log: "log", sympy.Abs: "abs", sympy.sign: "sign", sympy.sin: "sin",
    sympy.cos: "cos", sympy.tan: "tan", sympy.tanh: "tanh", sigmoid: "sigmoid",
    softplus: "softplus", normal_cdf: "normal_cdf", normal_density: "normal_density",
}  # fmt: skip


def _is_readable(form: Any) -> bool:
    """Tell whether a form has no functions but those of the ops: SymPy likes to bring in cosh."""
    return all(f.func in _HEAD_OF for f in form.atoms(sympy.Function) - form.atoms(sympy.Piecewise))


class Algebra:
    """Numbered symbols, and what they stand for."""

    def __init__(self) -> None:
        """Know no symbol."""
        self._names: dict[str, str] = {}
        self._kinds: tuple[tuple[Callable[[Any], bool], Callable[[Any], Expr]], ...] = (
            (lambda e: e.is_Number or e.is_NumberSymbol, self._number_back),
            (lambda e: e.is_Add, self._sum_back),
            (lambda e: e.is_Mul, self._product_back),
            (lambda e: e.is_Pow, self._power_back),
            (lambda e: isinstance(e, sympy.Piecewise), lambda e: self._cases_back(e.args)),
        )

    def symbol(self, name: str) -> Any:
        """Return a new real symbol; ``derivative`` gives it back under this name."""
        plain = f"v{len(self._names):04}"
        self._names[plain] = name
        return sympy.Symbol(plain, real=True)

    def number(self, number: float) -> Any:
        """Return a number, a decimal as the fraction that it is written as."""
        if number != number or number in (float("inf"), float("-inf")):
            return sympy.Float(number)
        return sympy.Rational(repr(float(number)))

    def put_in(self, formula: Expr, values: Mapping[str, Any]) -> Any:
        """Return a formula with SymPy's expressions in the place of its names."""
        if formula.head == "name":
            return values[str(formula.value)]
        if formula.head == "number":
            return self.number(float(formula.value or 0.0))
        return _HEADS[formula.head](*[self.put_in(each, values) for each in formula.operands])

    def derivative(self, whole: Any, symbol: Any) -> Expr:
        """Return the derivative of an expression by a symbol, in the shortest form found."""
        slope = whole.diff(symbol)
        forms = [slope, sympy.factor_terms(slope)]
        if slope.count_ops() <= _SHORTENED and not slope.has(sympy.Piecewise):
            forms += [sympy.expand(slope), sympy.simplify(slope)]
        readable = [form for form in forms if _is_readable(form)]
        return self._back(min(readable, key=lambda form: form.count_ops()))

    def _back(self, found: Any) -> Expr:
        """Return one of SymPy's expressions as a formula of ops."""
        if found.is_Symbol:
            return Expr.name(self._names[found.name])
        for is_kind, back in self._kinds:
            if is_kind(found):
                return back(found)
        return Expr.applied(_HEAD_OF[found.func], *map(self._back, found.args))

    def _number_back(self, number: Any) -> Expr:
        if number.is_Rational and number.q != 1:
            decimal = float(number)
            if sympy.Rational(repr(decimal)) == number:
                return Expr.number(decimal)
            return Expr.applied("div", Expr.number(float(number.p)), Expr.number(float(number.q)))
        return Expr.number(float(number))

    def _sum_back(self, total: Any) -> Expr:
        first, *others = total.as_ordered_terms()
        result = self._back(first)
        for term in others:
            head, shown = ("sub", -term) if term.could_extract_minus_sign() else ("add", term)
            result = Expr.applied(head, result, self._back(shown))
        return result

    def _product_back(self, product: Any) -> Expr:
        if product.could_extract_minus_sign():
            return Expr.applied("neg", self._back(-product))
        above, below = sympy.fraction(product)
        if below != 1:
            return Expr.applied("div", self._back(above), self._back(below))
        factors = [self._back(factor) for factor in product.as_ordered_factors()]
        return reduce(lambda a, b: Expr.applied("mul", a, b), factors)

    def _power_back(self, power: Any) -> Expr:
        base, exponent = power.as_base_exp()
        if exponent == sympy.Rational(1, 2):
            return Expr.applied("sqrt", self._back(base))
        if exponent.could_extract_minus_sign():
            return Expr.applied("div", Expr.number(1.0), self._back(base**-exponent))
        head = Expr.applied("square", self._back(base)) if exponent == 2 else None
        return head or Expr.applied("pow", self._back(base), self._back(exponent))

    def _cases_back(self, cases: Any) -> Expr:
        (value, condition), *others = cases
        if not others or condition == True:  # noqa: E712 - SymPy's own truth
            return self._back(value)
        rest = self._cases_back(others)
        return Expr.applied("where", self._back(condition), self._back(value), rest)
