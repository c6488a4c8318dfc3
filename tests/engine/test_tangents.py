"""Forward mode: the same derivatives as Backward, from the other end."""

from collections.abc import Mapping
from math import isfinite

import pytest
from hypothesis import given

from engine.autodiff import backward, forward
from engine.graph import Apply, Graph, Leaf, Node
from engine.parse import parse
from engine.tangents import tangents
from tests.strategies import calm, graphs


@given(graphs(filled=True, min_size=1, max_size=10, values=calm))
def test_both_modes_agree_for_every_pair_of_nodes(graph: Graph) -> None:
    found = {source: tangents(graph, source) for source in graph.nodes}
    for target in graph.nodes:
        gradients = backward(graph, target).gradients
        for source, each in found.items():
            forwards, backwards = each.tangents[target], gradients[source]
            if isfinite(forwards) and isfinite(backwards):
                size = max(largest(each.tangents), largest(gradients))
                assert abs(forwards - backwards) <= 1e-9 * abs(backwards) + 1e-12 * size


def largest(numbers: Mapping[str, float]) -> float:
    return max((abs(x) for x in numbers.values() if isfinite(x)), default=0.0)


def test_the_worked_example_from_a() -> None:
    graph = parse("a = 2; b = -3; c = 10; f = -2; e = a*b; d = e + c; L = d*f")
    ids = {node.label: node_id for node_id, node in graph.nodes.items()}
    found = tangents(graph, ids["a"])
    moved = {name: found.tangents[node_id] for name, node_id in ids.items()}
    assert moved == {"a": 1, "b": 0, "c": 0, "f": 0, "e": -3, "d": -3, "L": 6}
    assert found.values == forward(graph).values


def test_an_op_node_moves_as_if_it_were_a_leaf() -> None:
    graph = parse("e = a*b; L = e*e")
    ids = {node.label: node_id for node_id, node in graph.nodes.items()}
    found = tangents(graph, ids["e"]).tangents
    assert (found[ids["a"]], found[ids["e"]], found[ids["L"]]) == (0.0, 1.0, 2.0)


def test_the_same_source_in_both_ports_counts_twice() -> None:
    graph = Graph({"a": Leaf(3.0), "y": Apply("mul", ("a", "a"))})
    assert tangents(graph, "a").tangents["y"] == 6.0


def test_what_does_not_move_passes_nothing_on_however_steep_it_is() -> None:
    nodes: dict[str, Node] = {
        "x": Leaf(0.0),
        "z": Leaf(1.0),
        "s": Apply("sqrt", ("x",)),
        "y": Apply("add", ("s", "z")),
    }
    assert tangents(Graph(nodes), "z").tangents["y"] == 1.0


def test_the_slope_by_an_operand_that_does_not_move_does_not_matter() -> None:
    nodes: dict[str, Node] = {"x": Leaf(-2.0), "n": Leaf(3.0), "y": Apply("pow", ("x", "n"))}
    assert tangents(Graph(nodes), "x").tangents["y"] == 12.0


def test_a_node_that_cannot_be_computed_has_no_tangent() -> None:
    nodes: dict[str, Node] = {"x": Leaf(1.0), "y": Apply("mul", ("x", None))}
    assert tangents(Graph(nodes), "x").tangents == {"x": 1.0}
    assert tangents(Graph(nodes), "y").tangents == {"x": 0.0}


def test_a_chain_of_100_000_nodes_is_no_deeper_than_a_short_one() -> None:
    nodes: dict[str, Node] = {"n0": Leaf(1.0)}
    for i in range(1, 100_001):
        nodes[f"n{i}"] = Apply("neg", (f"n{i - 1}",))
    assert tangents(Graph(nodes), "n0").tangents["n100000"] == 1.0


def test_a_node_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        tangents(Graph({"x": Leaf(1.0)}), "q")
