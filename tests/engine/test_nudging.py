"""What a nudge is foretold to do, and what it does."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import parse
from engine.autodiff import only_target
from engine.curve import Curves
from engine.graph import Graph
from engine.labels import find_node
from engine.nudging import Nudge, nudge, sentence, strongest

WORKED = "e = a*b; d = e + c; L = d*f; a = 2; b = -3; c = 10; f = -2"


def curves_of(graph: Graph) -> Curves:
    return Curves(graph, only_target(graph))


def nudged(text: str, leaf: str, delta: float) -> Nudge:
    graph = parse(text)
    return nudge(curves_of(graph), find_node(graph, leaf), delta)


def test_the_worked_example_moves_as_its_gradients_say() -> None:
    found = nudged(WORKED, "a", 0.01)
    assert found.gradient == 6.0
    assert found.predicted == pytest.approx(0.06, rel=1e-15)
    assert found.actual == pytest.approx(0.06, rel=1e-12)


def test_a_bend_leaves_the_square_of_the_nudge_over() -> None:
    for delta in (0.1, 0.01):
        found = nudged("y = 7*x**2 + 6*x + 3; x = 5", "x", delta)
        assert found.actual - found.predicted == pytest.approx(7 * delta**2, rel=1e-6)


def test_a_kink_is_seen_by_the_real_change_alone() -> None:
    found = nudged("y = relu(x); x = 0", "x", 0.5)
    assert (found.predicted, found.actual) == (0.0, 0.5)


def test_a_target_that_is_not_finite_has_no_real_change() -> None:
    assert math.isnan(nudged("y = log(x); x = 0", "x", 0.1).actual)


def test_the_leaves_are_listed_by_how_much_they_move_the_target() -> None:
    graph = parse(WORKED)
    names = [graph.nodes[leaf].label for leaf in strongest(curves_of(graph), graph)]
    assert names == ["a", "b", "f", "c"]


def test_a_leaf_that_the_target_does_not_hang_on_is_not_listed_and_moves_nothing() -> None:
    graph = parse("y = x*x; z = 2*w; x = 3; w = 1")
    curves = Curves(graph, find_node(graph, "y"))
    assert [graph.nodes[leaf].label for leaf in strongest(curves, graph)] == ["x"]
    assert nudge(curves, find_node(graph, "w"), 1.0).actual == 0.0


@pytest.mark.parametrize(
    ("leaf", "delta", "said"),
    [
        ("a", 0.01, "Raise a by 0.01: the gradient is positive (6), so L goes the same way as a "
                    "and rises by about 0.06."),
        ("a", -0.01, "Lower a by 0.01: the gradient is positive (6), so L goes the same way as a "
                     "and falls by about 0.06."),
        ("b", 0.5, "Raise b by 0.5: the gradient is negative (−4), so L goes the other way from b "
                   "and falls by about 2."),
        ("b", -0.5, "Lower b by 0.5: the gradient is negative (−4), so L goes the other way from "
                    "b and rises by about 2."),
    ],
)  # fmt: skip
def test_the_sign_is_explained(leaf: str, delta: float, said: str) -> None:
    assert sentence(leaf, "L", nudged(WORKED, leaf, delta)) == said


def test_a_flat_place_and_a_wild_one_are_said() -> None:
    assert "stays as it is" in sentence("x", "y", nudged("y = relu(x); x = -1", "x", 0.1))
    assert "nothing can be foretold" in sentence("x", "y", nudged("y = sqrt(x); x = 0", "x", 0.1))


@given(
    a=st.floats(-5, 5),
    b=st.floats(-5, 5),
    delta=st.floats(-1e-4, 1e-4).filter(lambda d: abs(d) > 1e-7),
)
def test_the_prediction_is_right_to_first_order(a: float, b: float, delta: float) -> None:
    found = nudged(f"y = tanh(a*b) + sin(a); a = {a!r}; b = {b!r}", "a", delta)
    # |y″| ≤ b² × max|tanh″| + 1 < 0.77 × 25 + 1.
    assert abs(found.actual - found.predicted) <= 0.5 * 20.3 * delta**2 + 1e-14
