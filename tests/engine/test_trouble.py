"""Where numbers went bad: the first one, and why."""

from math import inf, isfinite, isnan, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from engine.autodiff import Pass, backward, forward
from engine.graph import Apply, Graph, Leaf, Node, Role, find_target, topological_order
from engine.ops import OPS
from engine.parse import parse
from engine.trouble import Quantity, Trouble, first_bad_gradient, first_trouble, reason
from tests.strategies import graphs

BEYOND = "beyond the largest number, about 1.8e308"


def trouble(text: str, **numbers: float) -> Trouble:
    graph = with_numbers(parse(text), numbers)
    found = first_trouble(graph, backward(graph))
    assert found is not None
    return found


def with_numbers(graph: Graph, numbers: dict[str, float]) -> Graph:
    nodes: dict[str, Node] = {}
    for node_id, node in graph.nodes.items():
        known = isinstance(node, Leaf) and node.label in numbers
        nodes[node_id] = Leaf(numbers[str(node.label)], node.label) if known else node
    return Graph(nodes, graph.marked_target)


@pytest.mark.parametrize(
    ("text", "numbers", "number", "because"),
    [
        ("log(x)", {"x": -1.0}, nan, "A negative number has no real logarithm."),
        ("log(x)", {"x": 0.0}, -inf, "The logarithm falls without end as x nears 0."),
        ("sqrt(x)", {"x": -4.0}, nan, "A negative number has no real square root."),
        ("exp(x)", {"x": 710.0}, inf,
         f"e to the power 710 overflows: above 709.78 it is {BEYOND}."),
        ("a/b", {"b": 0.0}, inf, "It divides by 0."),
        ("a/b", {"a": 0.0, "b": 0.0}, nan, "0 ÷ 0 has no value."),
        ("a/b", {"a": 1e300, "b": 1e-300}, inf, f"The result overflows: it is {BEYOND}."),
        ("reciprocal(x)", {"x": 0.0}, inf, "It divides by 0."),
        ("x**n", {"x": -8.0, "n": 0.5}, nan, "A negative number has no real power 0.5, "
         "which is not a whole number."),
        ("x**n", {"x": 0.0, "n": -1.0}, inf, "0 to a negative power divides by 0."),
        ("x**n", {"x": -1e200, "n": 3.0}, -inf, f"The result overflows: it is {BEYOND}."),
        ("a*b", {"a": 1e200, "b": -1e200}, -inf, f"The result overflows: it is {BEYOND}."),
        ("a+b", {"a": 1e308, "b": 1e308}, inf, f"The result overflows: it is {BEYOND}."),
        ("mul_n(a, b, c)", {"a": 1e200, "b": 1e200, "c": 0.0}, nan,
         "A product on the way overflows, and 0 × ∞ has no value."),
    ],
)  # fmt: skip
def test_the_first_bad_value_has_a_reason(
    text: str, numbers: dict[str, float], number: float, because: str
) -> None:
    found = trouble(f"y = {text}; y + 1", **numbers)
    assert found.quantity is Quantity.VALUE
    assert found.number == number or (isnan(found.number) and isnan(number))
    assert found.reason == because
    assert sorted(found.operands) == sorted(operand_numbers(text, numbers))
    assert found.domain == OPS[found.op].domain


def operand_numbers(text: str, numbers: dict[str, float]) -> list[float]:
    graph = with_numbers(parse(f"y = {text}"), numbers)
    return [node.value for node in graph.nodes.values() if isinstance(node, Leaf)]


@pytest.mark.parametrize(
    ("op", "operands", "because"),
    [
        ("mul", (0.0, inf), "0 × ∞ has no value."),
        ("add", (inf, -inf), "∞ − ∞ has no value."),
        ("sub", (inf, inf), "∞ − ∞ has no value."),
        ("div", (inf, inf), "∞ ÷ ∞ has no value."),
        ("sin", (inf,), "It has no value at infinity."),
        ("log", (-inf,), "A negative number has no real logarithm."),
        ("exp", (inf,), "Its operand x is ∞ already."),
        ("mul", (2.0, -inf), "Its operand b is −∞ already."),
        ("add", (nan, inf), "Its operand a is nan already."),
    ],
)
def test_what_follows_from_infinity_has_a_reason_too(
    op: str, operands: tuple[float, ...], because: str
) -> None:
    assert reason(OPS[op], operands, OPS[op].forward(*operands)) == because


@pytest.mark.parametrize("op", OPS.values(), ids=OPS)
def test_there_is_a_sentence_for_every_op(op: Any) -> None:
    edges = ((-1e308,) * 3, (0.0,) * 3, (inf, -inf, nan), (1e308,) * 3, (0.0, inf, 1.0))
    for numbers in edges:
        operands = numbers[: len(op.operands)]
        y = op.forward(*operands)
        if not isfinite(y):
            assert reason(op, operands, y).endswith(".")


@pytest.mark.parametrize(
    ("text", "numbers", "number", "because"),
    [
        ("sqrt(x)", {"x": 0.0}, inf, "∂y/∂x is ∞ at x = 0."),
        ("sqrt(x)*x", {"x": 0.0}, nan, "∂√x/∂x is ∞ at x = 0, and 0 × ∞ has no value."),
        ("1e200*(1e200*(x*1e-250))", {"x": 1.0}, inf,
         f"What 1e+200 × (x × 1e−250) sends back overflows: 1e200 × 1e200 is {BEYOND}."),
        ("sqrt(x) - sqrt(x)", {"x": 0.0}, nan, "Its contributions are ∞ and −∞, whose sum has no "
         "value."),
        ("1.5e308*x + 1.5e308*x", {"x": 0.0}, inf,
         f"The sum of its contributions overflows: it is {BEYOND}."),
    ],
)  # fmt: skip
def test_the_first_bad_gradient_has_a_reason(
    text: str, numbers: dict[str, float], number: float, because: str
) -> None:
    found = trouble(f"y = {text}", **numbers)
    assert found.quantity is Quantity.GRADIENT
    assert found.number == number or (isnan(found.number) and isnan(number))
    assert found.reason == because


def test_the_whole_sentence_names_the_node_its_operands_and_the_domain() -> None:
    graph = with_numbers(parse("y = log(a - b)"), {"a": 1.0, "b": 3.0})
    found = first_trouble(graph, backward(graph))
    assert found is not None
    assert found.sentence(graph) == (
        "y is nan, the first value that is not finite (its operand is −2). "
        "A negative number has no real logarithm. log is defined for x above 0."
    )


def test_the_slope_of_a_constant_exponent_troubles_nobody() -> None:
    nodes: dict[str, Node] = {
        "x": Leaf(-2.0),
        "k": Leaf(3.0, None, Role.CONSTANT),
        "y": Apply("pow", ("x", "k")),
    }
    assert first_trouble(Graph(nodes), backward(Graph(nodes))) is None


def test_a_node_beside_the_target_sends_nothing_back() -> None:
    nodes: dict[str, Node] = {
        "x": Leaf(0.0),
        "y": Apply("sqrt", ("x",)),
        "s": Apply("reciprocal", ("x",)),
    }
    graph = Graph(nodes)
    found = first_bad_gradient(graph, backward(graph, "y"), topological_order(graph))
    assert found is not None
    assert found.node == "x"
    assert found.reason == "∂√x/∂x is ∞ at x = 0."


@given(graphs(filled=True, min_size=1))
def test_nothing_is_troubled_exactly_where_all_numbers_are_finite(graph: Graph) -> None:
    target = find_target(graph).node
    done = forward(graph) if target is None else backward(graph, target)
    found = first_trouble(graph, done)
    needed = {
        node_id: gradient
        for node_id, gradient in done.gradients.items()
        if not (isinstance(n := graph.nodes[node_id], Leaf) and n.role is Role.CONSTANT)
    }
    all_finite = all(map(isfinite, [*done.values.values(), *needed.values()]))
    assert (found is None) is all_finite
    if found is not None:
        assert found.reason.endswith(".")
        assert found.sentence(graph).endswith(".")


@given(graphs(filled=True, min_size=1))
def test_no_operand_of_the_first_bad_value_is_bad(graph: Graph) -> None:
    found = first_trouble(graph, forward(graph))
    if found is not None:
        assert all(map(isfinite, found.operands))


def test_in_rows_the_first_bad_row_is_named() -> None:
    graph = Graph({"x": Leaf(1.0, "x", Role.INPUT), "y": Apply("log", ("x",), "y")})
    x = np.array([1.0, 2.0, -3.0, -4.0])
    with np.errstate(all="ignore"):
        found = first_trouble(graph, Pass({"x": x, "y": np.log(x)}, {}))
    assert found is not None
    assert (found.row, found.operands) == (2, (-3.0,))
    assert found.sentence(graph).startswith("y is nan in row 3, the first value")


def test_in_rows_the_row_whose_contribution_spoils_a_sum_is_named() -> None:
    graph = Graph({"w": Leaf(1.0, "w"), "x": Leaf(1.0, "x", Role.INPUT),
                   "p": Apply("mul", ("w", "x")), "y": Apply("sqrt", ("p",), "y")})  # fmt: skip
    x = np.array([4.0, 1.0, 0.0])
    done = Pass(
        {"w": 1.0, "x": x, "p": x, "y": np.sqrt(x)},
        {"y": np.ones(3), "p": np.array([0.25, 0.5, inf]), "w": nan, "x": x},
        "y",
    )
    found = first_bad_gradient(graph, done, topological_order(graph))
    assert found is not None
    assert (found.node, found.row) == ("p", 2)
    assert found.reason == "∂y/∂(w × x) is ∞ at w × x = 0."
