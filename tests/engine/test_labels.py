"""What nodes are called on the screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.graph import Apply, Graph, Leaf, Node, Role
from engine.labels import (
    ELLIPSIS,
    UnknownNodeError,
    display_name,
    display_names,
    find_node,
    formula_of_new,
)
from engine.parse import parse
from tests.strategies import graphs

A, B = Leaf(2.0, "a"), Leaf(-3.0, "b")


def name(limit: int = 28, **nodes: Node) -> str:
    return display_name(Graph({"a": A, "b": B, **nodes}), "n", limit)


def test_a_node_with_a_name_is_called_by_it() -> None:
    assert name(n=Apply("mul", ("a", "b"), "e")) == "e"


def test_an_unnamed_constant_is_called_by_its_number() -> None:
    assert name(n=Leaf(-0.5, None, Role.CONSTANT)) == "−0.5"


def test_an_unnamed_parameter_is_called_by_its_id_because_its_number_changes() -> None:
    assert name(n=Leaf(-0.5)) == "n"


def test_an_unnamed_op_node_is_called_by_its_expression() -> None:
    assert name(n=Apply("mul", ("a", "b"))) == "a × b"


def test_an_expression_names_what_has_a_name_and_spells_out_what_has_none() -> None:
    inner = Apply("add", ("a", "b"))
    assert name(n=Apply("mul", ("m", "a")), m=inner) == "(a + b) × a"
    named = Apply("add", ("a", "b"), "s")
    assert name(n=Apply("mul", ("m", "a")), m=named) == "s × a"


def test_a_long_expression_leaves_its_depth_out() -> None:
    nodes = {"m": Apply("tanh", ("k",)), "k": Apply("mul", ("a", "b"))}
    assert name(18, n=Apply("add", ("m", "a")), **nodes) == "tanh(a × b) + a"
    assert name(14, n=Apply("add", ("m", "a")), **nodes) == "tanh(…) + a"
    assert name(8, n=Apply("add", ("m", "a")), **nodes) == "… + a"
    assert name(3, n=Apply("add", ("m", "a")), **nodes) == "…"


def test_an_unfilled_port_is_a_question_mark() -> None:
    assert name(n=Apply("div", ("a", None))) == "a ÷ ?"


def test_many_operands_are_cut_short() -> None:
    assert name(n=Apply("add_n", ("a",) * 50)) == "a + a + a + a + a + a + …"


@given(graphs(), st.integers(1, 40))
def test_no_name_is_longer_than_asked_for_or_empty(graph: Graph, limit: int) -> None:
    for text in display_names(graph, graph.nodes, limit).values():
        assert 0 < len(text) <= limit


def test_the_names_of_a_deep_graph_without_names_take_little_time_each() -> None:
    nodes: dict[str, Node] = {"n0": Leaf(1.0)}
    for i in range(1, 50_000):
        nodes[f"n{i}"] = Apply("add", (f"n{i - 1}", f"n{i - 1}"))
    assert ELLIPSIS in display_name(Graph(nodes), "n49999")


def test_a_node_is_found_by_its_name_before_its_id() -> None:
    graph = Graph({"n1": Leaf(1.0, "n2"), "n2": Leaf(2.0, "x")})
    assert find_node(graph, "n2") == "n1"
    assert find_node(graph, "x") == "n2"
    assert find_node(graph, "n1") == "n1"
    with pytest.raises(UnknownNodeError, match=r"^There is no node called y\.$"):
        find_node(graph, "y")


def test_sums_of_sums_are_told_apart_by_their_ends() -> None:
    graph = parse(f"y = {_halves(0, 16)}")
    names = list(display_names(graph, graph.nodes).values())
    assert len(set(names)) == len(names)


def test_a_node_that_is_not_there_yet_is_called_as_it_will_be() -> None:
    graph = parse("e = a*b; (a + b)*c")
    new = Apply("sub", ("n6", None))
    name = formula_of_new(graph, new)
    assert name == "(a + b) × c − ?"
    assert display_name(Graph({**graph.nodes, "n9": new}), "n9") == name


def _halves(first: int, end: int) -> str:
    if end - first == 1:
        return f"x{first}"
    middle = (first + end) // 2
    return f"({_halves(first, middle)} + {_halves(middle, end)})"
