"""Formulas: how they are simplified, and how they are written."""

from typing import Any

import pytest

from engine.expr import Expr
from engine.notation import LATEX, SCREEN, TYPED, write

a, b, c, x = map(Expr.name, "abcx")


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (a * 1.0, "a"),
        (1.0 * a, "a"),
        (a + 0.0, "a"),
        (0.0 + a, "a"),
        (a - 0.0, "a"),
        (0.0 - a, "−a"),
        (a * -1.0, "−a"),
        (Expr.of("neg", -a), "a"),
        (a / 1.0, "a"),
        (Expr.of("pow", a, 1.0), "a"),
        (Expr.of("pow", a, 2.0), "a²"),
        (-Expr.number(3.0), "−3"),
    ],
)
def test_a_formula_leaves_out_what_a_reader_would(formula: Expr, text: str) -> None:
    assert write(formula, SCREEN) == text


@pytest.mark.parametrize("formula", [a * 0.0, a / a, a - a, Expr.of("pow", a, 0.0)])
def test_what_is_defined_in_fewer_places_is_not_simplified(formula: Expr) -> None:
    assert formula.operands


@pytest.mark.parametrize(
    ("formula", "screen", "typed"),
    [
        ((a + b) * c, "(a + b) × c", "(a + b)*c"),
        (a + b * c, "a + b × c", "a + b*c"),
        (a - (b - c), "a − (b − c)", "a - (b - c)"),
        ((a - b) - c, "a − b − c", "a - b - c"),
        (a - (b + c), "a − (b + c)", "a - (b + c)"),
        (a / (b * c), "a ÷ (b × c)", "a/(b*c)"),
        (a / b * c, "a ÷ b × c", "a/b*c"),
        (a / (b / c), "a ÷ (b ÷ c)", "a/(b/c)"),
        (-(a + b), "−(a + b)", "-(a + b)"),
        (-a * b, "−a × b", "-a*b"),
        (a * -b, "a × (−b)", "a*(-b)"),
        (a + -b, "a + (−b)", "a + (-b)"),
        (a * -3.0, "a × (−3)", "a*(-3)"),
        (Expr.of("pow", a + b, 3.0), "(a + b)³", "(a + b)**3"),
        (Expr.of("pow", a, -1.0), "a⁻¹", "a**(-1)"),
        (Expr.of("pow", -a, 3.0), "(−a)³", "(-a)**3"),
        (-Expr.of("pow", a, 3.0), "−a³", "-a**3"),
        (Expr.of("pow", a, 1e300), "a^1e+300", "a**1e+300"),
        (Expr.of("pow", a, Expr.of("pow", b, c)), "a^b^c", "a**b**c"),
        (Expr.of("pow", Expr.of("pow", a, b), c), "(a^b)^c", "(a**b)**c"),
        (Expr.of("tanh", a + b), "tanh(a + b)", "tanh(a + b)"),
        (Expr.of("max", a, b * c), "max(a, b × c)", "max(a, b*c)"),
        (Expr.name("x1*w1") + b, "(x1*w1) + b", "`x1*w1` + b"),
        (Expr.of("tanh", Expr.name("x1 + b")), "tanh(x1 + b)", "tanh(`x1 + b`)"),
    ],
)
def test_a_formula_has_the_parentheses_that_it_needs(
    formula: Expr, screen: str, typed: str
) -> None:
    assert write(formula, SCREEN) == screen
    assert write(formula, TYPED) == typed


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (Expr.of("sqrt", a), "√a"),
        (Expr.of("sqrt", a + b), "√(a + b)"),
        (Expr.of("abs", a - b), "|a − b|"),
        (Expr.of("sigmoid", a), "σ(a)"),
        (Expr.of("log", a), "ln(a)"),
        (Expr.applied("reciprocal", a + b), "1 ÷ (a + b)"),
        (Expr.applied("add_n", a, b, c), "a + b + c"),
        (Expr.applied("mul_n", a + b, -b, c), "(a + b) × (−b) × c"),
        (Expr.of("where", a > 0.0, 1.0, 0.5 * b), "1 if a > 0, else 0.5 × b"),
    ],
)
def test_the_screen_shows_mathematics(formula: Expr, text: str) -> None:
    assert write(formula, SCREEN) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ((a + b) / c, r"\frac{a + b}{c}"),
        ((a + b) * c, r"\left(a + b\right) \cdot c"),
        (Expr.of("pow", a, b + c), "a^{b + c}"),
        (Expr.of("exp", -x), "e^{-x}"),
        (Expr.of("tanh", a), r"\tanh\left(a\right)"),
        (Expr.of("relu", a), r"\operatorname{relu}\left(a\right)"),
        (Expr.name("x1") * Expr.name("loss_%"), r"x_{1} \cdot \mathrm{loss\_\%}"),
        (Expr.applied("mul_n", a, b, c), r"a \cdot b \cdot c"),
    ],
)
def test_documents_get_latex(formula: Expr, text: str) -> None:
    assert write(formula, LATEX) == text


def test_names_are_replaced_without_simplifying_any_further() -> None:
    replaced = (a * b).substitute({"a": Expr.number(1.0)})
    assert write(replaced, SCREEN) == "1 × b"


def test_comparisons_are_formulas_too() -> None:
    comparisons: list[Any] = [a > b, a < b, a >= b, a <= b]
    assert [write(each, SCREEN) for each in comparisons] == ["a > b", "a < b", "a ≥ b", "a ≤ b"]
