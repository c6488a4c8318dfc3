"""The two passes over a graph."""

import math
from math import inf

import pytest
from hypothesis import given

from engine.autodiff import (
    NoTargetError,
    Pass,
    WireNumbers,
    backward,
    drain,
    forward,
    forward_steps,
    wire_numbers,
)
from engine.graph import Apply, Graph, Leaf, Node, Port, Wire, ancestors
from engine.slots import Slots
from engine.tape import compile_tape
from tests.strategies import calm, graphs

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


def test_the_worked_example(worked: Graph) -> None:
    done = backward(worked)
    assert done.target == "L"
    assert done.values == {"a": 2, "b": -3, "c": 10, "f": -2, "e": -6, "d": 4, "L": -8}
    assert done.gradients == {"a": 6, "b": -4, "c": -2, "f": 4, "e": -2, "d": -2, "L": 1}


def test_a_forward_pass_has_no_gradients(worked: Graph) -> None:
    assert forward(worked) == Pass(backward(worked).values, {})


def test_backward_twice_gives_the_same(worked: Graph) -> None:
    assert backward(worked) == backward(worked)


def test_backward_may_start_at_any_node(worked: Graph) -> None:
    gradients = backward(worked, "e").gradients
    assert gradients == {"a": -3, "b": 2, "c": 0, "f": 0, "e": 1, "d": 0, "L": 0}


def test_the_same_source_in_both_ports_counts_twice() -> None:
    graph = Graph({"a": Leaf(3.0), "y": Apply("mul", ("a", "a"))})
    assert backward(graph).gradients["a"] == 6.0


def test_the_gradient_is_the_sum_of_the_contributions_on_the_wires(worked: Graph) -> None:
    worked.set_node("L", Apply("mul_n", ("d", "f", "e", "d")))
    done = backward(worked)
    for node_id in "abcdef":
        wires = worked.wires_out(node_id)
        numbers = [
            wire_numbers(worked, done.values.get, done.gradients.get, wire) for wire in wires
        ]
        contributions = [each.contribution or 0.0 for each in numbers]
        assert done.gradients[node_id] == pytest.approx(math.fsum(contributions))


@given(graphs(min_size=1, values=calm))
def test_a_contribution_is_upstream_times_local(graph: Graph) -> None:
    target = max(graph.nodes)
    try:
        done = backward(graph, target)
    except NoTargetError:
        return
    for wire in graph.wires():
        numbers = wire_numbers(graph, done.values.get, done.gradients.get, wire)
        assert numbers.upstream == done.gradients.get(wire.port.node) or (
            numbers.upstream != numbers.upstream
        )
        if wire.port.node not in done.values:
            assert numbers == WireNumbers(None, None, None)
        elif None not in numbers:
            product = numbers.upstream * numbers.local  # type: ignore[operator]
            assert numbers.contribution == product or math.isnan(product)


def test_before_backward_a_wire_has_a_local_derivative_alone(worked: Graph) -> None:
    values = forward(worked).values
    wire = Wire("a", Port("e", 0))
    assert wire_numbers(worked, values.get, lambda _: None, wire) == WireNumbers(None, -3.0, None)


def test_an_infinite_slope_on_another_branch_makes_no_nan() -> None:
    graph = Graph(
        {
            "x": Leaf(0.0),
            "steep": Apply("sqrt", ("x",)),
            "end": Apply("mul", ("steep", "x")),
            "y": Apply("sin", ("x",)),
        }
    )
    done = backward(graph, "y")
    assert done.gradients == {"x": 1.0, "steep": 0.0, "end": 0.0, "y": 1.0}


def test_numbers_that_went_bad_flow_on() -> None:
    graph = Graph(
        {"x": Leaf(0.0), "l": Apply("log", ("x",)), "y": Apply("mul", ("l", "x"))},
    )
    done = backward(graph)
    assert done.values["l"] == -inf
    assert math.isnan(done.values["y"])


def test_what_hangs_on_an_unfilled_port_is_not_computed(worked: Graph) -> None:
    worked.set_node("d", Apply("add", ("e", None)))
    done = backward(worked, "e")
    assert done.values.keys() == {"a", "b", "c", "f", "e"}
    assert done.gradients == {"a": -3, "b": 2, "c": 0, "f": 0, "e": 1}


def test_backward_from_what_cannot_be_computed_says_what_to_do(worked: Graph) -> None:
    worked.set_node("d", Apply("add", ("e", None)))
    worked.set_node("L", Apply("mul", ("d", "f"), "L"))
    with pytest.raises(NoTargetError, match=r"^L cannot be computed yet: fill its ports\.$"):
        backward(worked, "L")


def test_without_one_output_backward_says_what_to_do(worked: Graph) -> None:
    worked.set_node("L", Apply("mul", ("d", "f"), "L"))
    worked.set_node("y", Apply("neg", ("a",)))
    with pytest.raises(NoTargetError) as refusal:
        backward(worked)
    assert str(refusal.value) == (
        "Several nodes feed nothing (L, −a): mark one of them as the target."
    )
    with pytest.raises(NoTargetError, match="The graph is empty"):
        backward(Graph())


def test_many_outputs_are_not_all_named() -> None:
    graph = Graph({f"n{i}": Leaf(1.0) for i in range(9)})
    with pytest.raises(NoTargetError, match=r"\(n0, n1, n2, n3, …\)"):
        backward(graph)


def test_a_pass_can_be_stepped_one_node_at_a_time(worked: Graph) -> None:
    slots = Slots(worked.nodes)
    tape = compile_tape(worked, slots)
    values = tape.load(worked)
    steps = forward_steps(tape, values)
    assert slots.ids[next(steps)] == "e"
    assert values[slots.of["e"]] == -6.0
    assert values[slots.of["d"]] is None
    drain(steps)
    assert values[slots.of["L"]] == -8.0


@given(graphs(min_size=1))
def test_what_the_target_does_not_depend_on_has_gradient_0(graph: Graph) -> None:
    target = min(graph.nodes)
    try:
        done = backward(graph, target)
    except NoTargetError:
        return
    assert done.gradients.keys() == done.values.keys()
    for node_id in done.values.keys() - ancestors(graph, target):
        assert done.gradients[node_id] == 0.0


def test_a_chain_of_100_000_nodes_is_no_trouble() -> None:
    nodes: dict[str, Node] = {"n0": Leaf(1.0), "one": Leaf(1.0)}
    for i in range(1, LONG):
        nodes[f"n{i}"] = Apply("add", (f"n{i - 1}", "one"))
    done = backward(Graph(nodes))
    assert done.values[f"n{LONG - 1}"] == LONG
    assert done.gradients["n0"] == 1.0
    assert done.gradients["one"] == LONG - 1
