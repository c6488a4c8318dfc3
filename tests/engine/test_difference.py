"""Difference quotients, to the last digit of the textbook."""

import math
from collections.abc import Callable

import pytest

from engine import adaptive_quotient, central_quotient, difference_quotient, parse
from engine.autodiff import NoTargetError
from engine.graph import Apply, Graph, Leaf
from engine.labels import UnknownNodeError

H = 0.0001


def f(x: float) -> float:
    return 7 * x**2 + 6 * x + 3


def at(graph: Graph, **values: float) -> Graph:
    """Return the graph with other values in named leaves."""
    for node_id, node in list(graph.nodes.items()):
        if node.label in values:
            graph.set_node(node_id, Leaf(values[node.label], node.label))
    return graph


def test_the_quotient_of_a_function_has_the_digits_of_the_textbook() -> None:
    assert difference_quotient(f, 5, H) == 76.00069999995185


def test_the_quotient_of_the_same_graph_has_the_same_digits() -> None:
    graph = at(parse("y = 7*x**2 + 6*x + 3"), x=5.0)
    assert difference_quotient(graph, "x", H) == 76.00069999995185


@pytest.mark.parametrize(
    ("name", "quotient"),
    [("a", -3.000000000010772), ("b", 2.0000000000042206), ("c", 0.9999999999976694)],
)
def test_partial_quotients_have_the_digits_of_the_textbook(name: str, quotient: float) -> None:
    graph = at(parse("y = a*b + c"), a=2.0, b=-3.0, c=10.0)
    assert difference_quotient(graph, name, H) == quotient


def test_a_smaller_step_comes_nearer_until_rounding_takes_over() -> None:
    errors = [abs(difference_quotient(f, 5.0, h) - 76.0) for h in (1e-2, 1e-4, 1e-6, 1e-14)]
    assert errors[0] > errors[1] > errors[2] < errors[3]


def test_the_central_quotient_is_exact_for_a_parabola_up_to_rounding() -> None:
    assert central_quotient(f, 5.0, 0.25) == 76.0
    assert difference_quotient(f, 5.0, 0.25) == 76.0 + 7 * 0.25


def test_a_step_below_0_is_the_quotient_from_the_left() -> None:
    assert difference_quotient(abs, 0.0, -0.5) == -1.0
    assert difference_quotient(abs, 0.0, 0.5) == 1.0
    assert central_quotient(abs, 0.0, 0.5) == 0.0


def test_an_op_node_may_be_raised_too_and_any_node_be_the_target() -> None:
    graph = at(parse("e = a*b; L = (e + c)*f"), a=2.0, b=-3.0, c=10.0, f=-2.0)
    assert difference_quotient(graph, "e", 0.5) == -2.0
    assert difference_quotient(graph, "a", 0.5, target="e") == -3.0


def test_the_graph_stays_as_it_was() -> None:
    graph = at(parse("y = a*b + c"), a=2.0)
    before = dict(graph.nodes)
    difference_quotient(graph, "a", H)
    assert graph.nodes == before


def test_a_node_is_found_by_id_where_it_has_no_name() -> None:
    graph = Graph({"n1": Leaf(3.0), "n2": Apply("square", ("n1",))})
    assert difference_quotient(graph, "n1", 0.5) == 6.5


def test_what_cannot_be_asked_is_refused() -> None:
    graph = parse("y = a*b; z = -c")
    with pytest.raises(NoTargetError, match="Several nodes feed nothing"):
        difference_quotient(graph, "a", H)
    with pytest.raises(UnknownNodeError, match="no node called q"):
        difference_quotient(graph, "q", H, target="y")
    with pytest.raises(ValueError, match="The target does not depend on c"):
        difference_quotient(graph, "c", H, target="y")


def test_numbers_that_go_bad_flow_on() -> None:
    assert math.isnan(difference_quotient(parse("y = sqrt(x - 2)"), "x", H))


def test_the_adaptive_quotient_finds_nearly_every_digit() -> None:
    found = adaptive_quotient(math.exp, 1.0)
    assert found.slope == pytest.approx(math.e, rel=1e-12)
    assert abs(found.slope - math.e) < found.error < 1e-11
    assert not found.is_kink


def test_the_adaptive_quotient_of_a_graph_needs_no_step() -> None:
    graph = at(parse("y = 7*x**2 + 6*x + 3"), x=5.0)
    found = adaptive_quotient(graph, "x")
    assert found.slope == pytest.approx(76.0, rel=1e-12)
    assert found.left == pytest.approx(76.0, rel=1e-9)
    assert found.right == pytest.approx(76.0, rel=1e-9)


def test_at_a_corner_the_slopes_differ_from_side_to_side() -> None:
    found = adaptive_quotient(lambda x: abs(x) + x * x, 0.0)
    assert found.is_kink
    assert (found.left, found.right) == (pytest.approx(-1.0), pytest.approx(1.0))
    assert adaptive_quotient(at(parse("y = relu(x)"), x=0.0), "x")[2:] == (0.0, 1.0, True)


def test_where_there_are_values_on_one_side_alone_that_side_counts() -> None:
    found = adaptive_quotient(lambda x: x * x if x >= 1.0 else math.nan, 1.0)
    assert math.isnan(found.left)
    assert found.slope == found.right == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("function", "x"),
    [
        (lambda x: x and 1.0 / x, 0.0),
        (lambda x: 1.0 if x > 0.0 else 0.0, 0.0),
        (lambda x: math.sin(1e14 * x), 1.0),
        (math.cbrt, 0.0),
    ],
    ids=["a pole", "a jump", "waves finer than any step", "infinitely steep"],
)
def test_where_no_quotient_can_be_trusted_there_is_no_slope(
    function: Callable[[float], float], x: float
) -> None:
    found = adaptive_quotient(function, x)
    assert math.isnan(found.slope)
    assert found.error == math.inf


def test_a_graph_knows_what_rounding_hides() -> None:
    absorbed = adaptive_quotient(at(parse("y = (x + 1e20) - 1e20"), x=1.0), "x")
    assert math.isnan(absorbed.slope)
