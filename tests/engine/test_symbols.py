"""Formulas of nodes and of their derivatives, as they are read and as they compute."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import backward, parse
from engine.autodiff import only_target
from engine.expr import Expr
from engine.labels import find_node
from engine.notation import LATEX, write
from engine.op_formula import written
from engine.ops import OPS
from engine.symbols import NoFormulaError, symbols

DOUBLED = "; ".join(["v0 = 1", *(f"v{i} = v{i - 1}*v{i - 1}" for i in range(1, 12))])
WORKED = "e = a*b; d = e + c; L = d*f; a = 2; b = -3; c = 10; f = -2"


def both(text: str, leaf: str, node: str | None = None) -> tuple[str, str]:
    graph = parse(text)
    target = find_node(graph, node) if node else only_target(graph)
    found = symbols(graph, target, find_node(graph, leaf))
    assert found.derivative is not None
    return written(found.expression), written(found.derivative)


@pytest.mark.parametrize(
    ("text", "leaf", "expression", "derivative"),
    [
        (WORKED, "a", "(a × b + c) × f", "b × f"),
        (WORKED, "f", "(a × b + c) × f", "a × b + c"),
        ("y = 7*x**2 + 6*x + 3; x = 5", "x", "7 × x² + 6 × x + 3", "14 × x + 6"),
        ("y = tanh(w*x); w = 1; x = 2", "w", "tanh(w × x)", None),
        ("y = sigmoid(x); x = 1", "x", "σ(x)", "(1 − σ(x)) × σ(x)"),
        ("y = log(x); x = 2", "x", "ln(x)", "1 ÷ x"),
        ("y = sqrt(x); x = 2", "x", "√x", "1 ÷ (2 × √x)"),
        ("y = x*x*x; x = 2", "x", "x × x × x", "3 × x²"),
        ("y = exp(-x); x = 2", "x", "exp(−x)", "−exp(−x)"),
        ("y = relu(x); x = 2", "x", "relu(x)", "0 if x ≤ 0, else 1"),
        ("y = 0.1*x; x = 2", "x", "0.1 × x", "0.1"),
        ("y = x/3; x = 2", "x", "x ÷ 3", "1 ÷ 3"),
    ],
)
def test_a_formula_reads_as_one_would_write_it(
    text: str, leaf: str, expression: str, derivative: str | None
) -> None:
    found = both(text, leaf)
    assert found[0] == expression
    assert derivative is None or found[1] == derivative


def test_the_derivative_of_any_node_by_any_leaf_can_be_asked_for() -> None:
    assert both(WORKED, "c", "d")[1] == "1"
    assert both(WORKED, "f", "e")[1] == "0"


def test_names_are_never_read_as_formulas() -> None:
    graph = parse("y = `print(1)` * E; `print(1)` = 2; E = 3")
    found = symbols(graph, only_target(graph), find_node(graph, "E"))
    assert found.derivative == Expr.name("print(1)")


def test_a_formula_can_be_had_as_latex() -> None:
    graph = parse("y = x/(1 + x); x = 1")
    found = symbols(graph, only_target(graph), find_node(graph, "x"))
    assert write(found.expression, LATEX) == r"\frac{x}{1 + x}"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (DOUBLED, "more than"),
        ("y = mean(x); input x = 1", "goes over rows"),
    ],
)
def test_what_has_no_formula_says_why(text: str, says: str) -> None:
    graph = parse(text)
    with pytest.raises(NoFormulaError, match=says):
        symbols(graph, only_target(graph))


OPS_OF_ONE = ("exp", "log", "sqrt", "abs", "sin", "cos", "tan", "tanh", "sigmoid", "relu",
              "leaky_relu", "softplus", "gelu", "reciprocal", "square", "neg")  # fmt: skip


def computed(formula: Expr, at: dict[str, float]) -> float:
    if formula.head == "name":
        return at[str(formula.value)]
    if formula.head == "number":
        return float(formula.value or 0.0)
    if formula.head == "where":
        operands = [0.0, *(computed(each, at) for each in formula.operands[1:])]
        condition = formula.operands[0]
        low, high = (computed(each, at) for each in condition.operands)
        holds = {"less_equal": low <= high, "greater": low > high}[condition.head]
        return operands[1] if holds else operands[2]
    operands = [computed(each, at) for each in formula.operands]
    if formula.head in OPS:
        return float(OPS[formula.head].forward(*operands))
    return ELSEWHERE[formula.head](operands[0])


ELSEWHERE: dict[str, Callable[[float], float]] = {
    "normal_cdf": lambda x: 0.5 * math.erfc(-x / math.sqrt(2)),
    "normal_density": lambda x: math.exp(-(x**2) / 2) / math.sqrt(2 * math.pi),
}


@pytest.mark.parametrize("op", OPS_OF_ONE)
def test_every_ops_derivative_computes_to_its_gradient(op: str) -> None:
    for x in (0.3, 0.9, 1.7):
        text = f"y = {op}(x*k) * x; x = {x}; k = 0.7"
        graph = parse(text)
        leaf = find_node(graph, "x")
        found = symbols(graph, only_target(graph), leaf)
        assert found.derivative is not None
        right = backward(graph).gradients[leaf]
        assert computed(found.derivative, {"x": x, "k": 0.7}) == pytest.approx(right, rel=1e-9)


names = st.sampled_from(["a", "b", "c"])
formulas = st.recursive(
    names,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["tanh", "sin", "exp"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
    ),
    max_leaves=5,
)


@settings(max_examples=40, deadline=None)
@given(formula=formulas, leaf=names)
def test_a_simplified_derivative_is_the_gradient(formula: str, leaf: str) -> None:
    at = {"a": 0.4, "b": -0.7, "c": 1.1}
    text = f"y = {formula} + 0*(a + b + c); " + "; ".join(f"{n} = {v}" for n, v in at.items())
    graph = parse(text)
    node = find_node(graph, leaf)
    found = symbols(graph, find_node(graph, "y"), node)
    assert found.derivative is not None
    right = backward(graph, find_node(graph, "y")).gradients[node]
    assert computed(found.derivative, at) == pytest.approx(right, rel=1e-7, abs=1e-9)
