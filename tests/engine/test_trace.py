"""The passes one node at a time: what is known at each place, and at the end all of the run."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given

from engine import backward, parse
from engine.autodiff import NoTargetError
from engine.graph import Graph
from engine.labels import find_node
from engine.slots import Slots
from engine.trace import Trace
from tests.strategies import graphs

WORKED = "e = a*b; d = e + c; L = d*f; a = 2; b = -3; c = 10; f = -2"
TWICE = "d = a*b; e = a + c; L = d*e; a = 3; b = 2; c = 4"


def traced(text: str) -> tuple[Graph, Trace]:
    graph = parse(text)
    return graph, Trace(graph, Slots(graph.nodes), backward(graph).target or "")


def known(graph: Graph, trace: Trace, place: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return values and gradients by name, those that are known."""
    found = trace.at(place)
    names = {n: graph.nodes[n].label or n for n in graph.nodes}
    pick = [(names[n], trace.slots.of[n]) for n in graph.nodes]
    return (
        {name: float(found.values[s]) for name, s in pick if not math.isnan(found.values[s])},
        {name: float(found.gradients[s]) for name, s in pick if not math.isnan(found.gradients[s])},
    )


def test_the_worked_example_step_by_step() -> None:
    graph, trace = traced(WORKED)
    leaves = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}
    done = [graph.nodes[trace.current(i) or ""].label for i in range(1, len(trace) + 1)]
    assert done == ["e", "d", "L", "L", "L", "d", "e"]
    assert known(graph, trace, 0) == (leaves, {})
    assert known(graph, trace, 1) == ({**leaves, "e": -6.0}, {})
    assert known(graph, trace, 2) == ({**leaves, "e": -6.0, "d": 4.0}, {})
    values = {**leaves, "e": -6.0, "d": 4.0, "L": -8.0}
    assert known(graph, trace, 3) == (values, {})
    assert known(graph, trace, 4) == (values, {"L": 1.0})
    assert known(graph, trace, 5) == (values, {"L": 1.0, "d": -2.0, "f": 4.0})
    assert known(graph, trace, 6)[1] == {"L": 1.0, "d": -2.0, "f": 4.0, "e": -2.0, "c": -2.0}
    assert known(graph, trace, 7)[1] == {
        "L": 1.0, "d": -2.0, "f": 4.0, "e": -2.0, "c": -2.0, "a": 6.0, "b": -4.0,
    }  # fmt: skip


def test_a_value_used_twice_waits_for_two_contributions() -> None:
    graph, trace = traced(TWICE)
    a = trace.slots.of[find_node(graph, "a")]
    assert trace.expected[a] == 2
    arrivals = [int(trace.at(place).arrived[a]) for place in range(len(trace) + 1)]
    assert arrivals == [0, 0, 0, 0, 0, 0, 1, 2]
    assert trace.at(len(trace)).gradients[a] == 20.0


def test_the_same_source_in_both_ports_is_two_contributions() -> None:
    graph, trace = traced("y = a*a; a = 3")
    a = trace.slots.of[find_node(graph, "a")]
    assert trace.expected[a] == 2
    assert trace.at(len(trace)).gradients[a] == 6.0


def test_a_node_is_found_in_either_pass() -> None:
    graph, trace = traced(WORKED)
    d = find_node(graph, "d")
    forward, back = trace.place_of(d, backward=False), trace.place_of(d, backward=True)
    assert (forward, back) == (2, 6)
    assert trace.is_forward(2)
    assert not trace.is_forward(4)
    assert trace.place_of(find_node(graph, "a"), backward=True) is None


def test_what_cannot_be_computed_has_no_trace() -> None:
    graph = parse("y = x + 1; x = 2")
    from engine.graph import Apply

    graph.set_node("n9", Apply("add", (None, "n1")))
    with pytest.raises(NoTargetError, match="fill its ports"):
        Trace(graph, Slots(graph.nodes), "n9")


@given(graphs(min_size=1))
def test_stepped_to_its_end_it_is_the_run_to_the_last_bit(graph: Graph) -> None:
    slots = Slots(graph.nodes)
    for target in list(graph.nodes)[-3:]:
        try:
            trace = Trace(graph, slots, target)
        except NoTargetError:
            continue
        done, found = backward(graph, target), trace.at(len(trace))
        for node_id, value in done.values.items():
            assert np.array_equal(found.values[slots.of[node_id]], value, equal_nan=True)
        for node_id, gradient in done.gradients.items():
            shown = found.gradients[slots.of[node_id]]
            # A node that the target does not depend on has no contribution: its gradient is 0.
            assert np.array_equal(shown, gradient, equal_nan=True) or (
                math.isnan(shown) and gradient == 0.0
            )


@given(graphs(min_size=1))
def test_no_step_takes_anything_back(graph: Graph) -> None:
    slots = Slots(graph.nodes)
    target = list(graph.nodes)[-1]
    try:
        trace = Trace(graph, slots, target)
    except NoTargetError:
        return
    arrived = [trace.at(place).arrived for place in range(len(trace) + 1)]
    for before, after in itertools.pairwise(arrived):
        assert (after >= before).all()
    assert (arrived[-1] == trace.expected).all()
