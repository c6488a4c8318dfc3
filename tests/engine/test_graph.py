"""Graphs: wires, order, targets, loops."""

from itertools import pairwise

import pytest
from hypothesis import given

from engine.graph import (
    Apply,
    Graph,
    Leaf,
    Node,
    Port,
    Target,
    Wire,
    ancestors,
    descendants,
    find_loop,
    find_path,
    find_target,
    outputs,
    sources,
    topological_order,
)
from tests.strategies import graphs

LONG = 100_000


@pytest.fixture
def worked() -> Graph:
    return Graph(
        {
            "a": Leaf(2.0),
            "b": Leaf(-3.0),
            "c": Leaf(10.0),
            "f": Leaf(-2.0),
            "e": Apply("mul", ("a", "b")),
            "d": Apply("add", ("e", "c")),
            "L": Apply("mul", ("d", "f")),
        }
    )


def chain(length: int) -> Graph:
    nodes: dict[str, Node] = {"n0": Leaf(1.0)}
    for i in range(1, length):
        nodes[f"n{i}"] = Apply("neg", (f"n{i - 1}",))
    return Graph(nodes)


def test_the_same_source_may_feed_both_ports_of_a_node() -> None:
    graph = Graph({"a": Leaf(3.0), "y": Apply("mul", ("a", "a"))})
    assert graph.wires_out("a") == [Wire("a", Port("y", 0)), Wire("a", Port("y", 1))]


def test_taking_a_node_out_takes_its_wires_along(worked: Graph) -> None:
    worked.set_node("L", None)
    assert not worked.users("d")
    assert not worked.users("f")


def test_a_replaced_node_leaves_no_wire_behind(worked: Graph) -> None:
    worked.set_node("e", Apply("mul", ("a", None)))
    assert not worked.users("b")
    assert list(worked.users("a")) == [Port("e", 0)]


def test_wires_come_in_the_order_of_the_ports_that_they_enter() -> None:
    ops: dict[str, Node] = {f"n{i}": Apply("neg", ("a",)) for i in (10, 9, 2)}
    graph = Graph({"a": Leaf(1.0), **ops})
    assert [wire.port.node for wire in graph.wires_out("a")] == ["n2", "n9", "n10"]


@given(graphs())
def test_operands_stand_before_what_uses_them(graph: Graph) -> None:
    order = topological_order(graph)
    assert sorted(order) == sorted(graph.nodes)
    place = {node_id: index for index, node_id in enumerate(order)}
    assert all(place[wire.source] < place[wire.port.node] for wire in graph.wires())


@given(graphs())
def test_the_order_does_not_depend_on_how_the_nodes_came_in(graph: Graph) -> None:
    turned = Graph(dict(reversed(list(graph.nodes.items()))), graph.marked_target)
    assert topological_order(turned) == topological_order(graph)
    assert turned == graph


@given(graphs(min_size=1))
def test_what_depends_on_a_node_is_what_has_it_among_its_ancestors(graph: Graph) -> None:
    start = min(graph.nodes)
    assert descendants(graph, start) == {n for n in graph.nodes if start in ancestors(graph, n)}


@given(graphs(min_size=1))
def test_a_path_follows_wires_and_exists_just_where_one_node_depends_on_another(
    graph: Graph,
) -> None:
    start = min(graph.nodes)
    below = descendants(graph, start)
    for end in graph.nodes:
        path = find_path(graph, start, end)
        assert (path is not None) is (end in below)
        if path:
            assert (path[0], path[-1]) == (start, end)
            for source, user in pairwise(path):
                assert source in sources(graph.nodes[user])


def test_the_target_is_the_only_node_that_feeds_nothing(worked: Graph) -> None:
    assert outputs(worked) == ["L"]
    assert find_target(worked) == Target("L")


def test_the_marked_target_goes_before_the_only_output(worked: Graph) -> None:
    worked.set_target("e")
    assert find_target(worked) == Target("e")


def test_a_node_without_any_wire_does_not_count_beside_an_expression(worked: Graph) -> None:
    worked.set_node("loose", Leaf(1.0))
    worked.set_node("unwired", Apply("add", (None, None)))
    assert find_target(worked) == Target("L")


def test_among_nodes_without_any_wire_none_is_chosen() -> None:
    alone, two = {"a": Leaf(1.0)}, {"a": Leaf(1.0), "b": Leaf(2.0)}
    assert find_target(Graph(alone)) == Target("a")
    assert find_target(Graph(two)) == Target(None, ("a", "b"))


def test_several_outputs_are_all_named_and_none_is_chosen(worked: Graph) -> None:
    worked.set_node("y", Apply("neg", ("a",)))
    assert find_target(worked) == Target(None, ("L", "y"))
    assert find_target(Graph()) == Target(None, ())


def test_a_loop_is_given_along_the_wires() -> None:
    nodes = {"e": Apply("add", ("L", "a")), "d": Apply("neg", ("e",)), "L": Apply("neg", ("d",))}
    assert find_loop(nodes.get, ["d"]) == ["d", "L", "e", "d"]


def test_a_node_that_feeds_itself_is_a_loop() -> None:
    assert find_loop({"x": Apply("neg", ("x",))}.get, ["x"]) == ["x", "x"]


@given(graphs())
def test_a_graph_without_loops_has_none_found(graph: Graph) -> None:
    assert find_loop(graph.nodes.get, graph.nodes) is None


def test_a_chain_of_100_000_nodes_is_sorted_searched_and_checked() -> None:
    graph = chain(LONG)
    last = f"n{LONG - 1}"
    assert topological_order(graph)[-1] == last
    assert len(ancestors(graph, last)) == LONG
    path = find_path(graph, "n0", last)
    assert path is not None
    assert len(path) == LONG
    assert find_loop(graph.nodes.get, [last]) is None
