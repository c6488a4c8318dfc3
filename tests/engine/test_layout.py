"""Tidy: what every picture keeps to, whichever engine drew it."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import layout
from engine.layout import Positions, TidyCancelled, tidy, tidy_in_place
from engine.tidying import arrange as layout_arrange
from engine.tidying.arrange import Engine, arrange
from engine.tidying.boxes import from_graph
from tests.engine.layout_graphs import (
    Sketch,
    network,
    neuron,
    random_graph,
    tree,
    with_one_more_leaf,
    worked_example,
)
from tests.engine.layout_metrics import faults, moved_share, swapped_share

Tidy = Callable[[nx.MultiDiGraph], Positions]


@pytest.fixture(params=["dot", "columns"])
def lay_out(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Tidy:
    """Tidy with Graphviz, and as where it is not installed."""
    if request.param == "dot":
        pytest.importorskip("pygraphviz")
    else:
        monkeypatch.setattr(layout_arrange, "available", lambda: False)
    return tidy


@st.composite
def graphs(draw: st.DrawFn) -> nx.MultiDiGraph:
    """Draw graphs with boxes of mixed sizes and any wiring."""
    sketch, names = Sketch(), list[str]()
    for _ in range(draw(st.integers(1, 25))):
        operands = draw(st.lists(st.sampled_from(names), max_size=4)) if names else []
        width, height = draw(st.floats(1, 400)), draw(st.floats(8, 300))
        names.append(sketch.op(*operands, width=width, height=height))
    return sketch.graph


def a_times_a() -> nx.MultiDiGraph:
    s = Sketch()
    a = s.leaf()
    s.op(a, a)
    return s.graph


@pytest.mark.parametrize(
    "graph",
    [worked_example(), neuron(2), neuron(3), a_times_a(), tree(50), tree(500, seed=2)],
    ids=["worked example", "neuron 2", "neuron 3", "a*a", "tree 50", "tree 500"],
)
def test_a_formula_is_drawn_without_a_fault(lay_out: Tidy, graph: nx.MultiDiGraph) -> None:
    found = faults(graph, lay_out(graph))
    assert (found.crossings, found.twists, found.overlaps, found.leftward) == (0, 0, 0, 0)


def used_again_later(between: int) -> nx.MultiDiGraph:
    """Return y = a * f(…f(a + a)), with so many ops on the way."""
    s = Sketch()
    a = s.leaf()
    value = s.op(a, a)
    for _ in range(between - 1):
        value = s.op(value)
    s.op(a, value)
    return s.graph


@pytest.mark.parametrize("between", [1, 2, 3, 4])
def test_a_wire_past_a_column_runs_clear_of_the_boxes_in_it(lay_out: Tidy, between: int) -> None:
    graph = used_again_later(between)
    found = faults(graph, lay_out(graph))
    assert (found.crossings, found.hits, found.overlaps) == (0, 0, 0)


def test_few_wires_run_behind_boxes_in_small_graphs(lay_out: Tidy) -> None:
    sketches = [random_graph(12, seed) for seed in range(20)]
    assert sum(faults(graph, lay_out(graph)).hits for graph in sketches) <= 5


@settings(max_examples=60, deadline=None)
@given(graph=graphs(), engine=st.sampled_from(Engine))
def test_any_graph_is_drawn_without_overlap_and_from_left_to_right(
    graph: nx.MultiDiGraph, engine: Engine
) -> None:
    names, boxes = from_graph(graph)
    corners = arrange(boxes, engine).tolist()
    found = faults(graph, dict(zip(names, map(tuple, corners), strict=True)))
    assert (found.overlaps, found.leftward) == (0, 0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_boxes_keep_their_distance(lay_out: Tidy, seed: int) -> None:
    graph = random_graph(120, seed)
    inflated = graph.copy()
    for name in inflated:
        inflated.nodes[name]["width"] += 60
        inflated.nodes[name]["height"] += 24
    positions = {n: (x - 30, y - 12) for n, (x, y) in lay_out(graph).items()}
    assert faults(inflated, positions).overlaps == 0


def test_a_network_has_few_crossings_and_fits_a_page(lay_out: Tidy) -> None:
    graph = network(2, 4, 4, 1)
    positions = lay_out(graph)
    found = faults(graph, positions)
    assert found.crossings <= 62
    assert found.twists <= 12
    assert 0.5 <= width_to_height(graph, positions) <= 3


def test_a_wide_network_has_few_crossings_and_fits_a_page(lay_out: Tidy) -> None:
    graph = network(2, 16, 16, 1)
    positions = lay_out(graph)
    found = faults(graph, positions)
    assert found.crossings <= 4263
    assert (found.overlaps, found.leftward) == (0, 0)
    assert 0.5 <= width_to_height(graph, positions) <= 3


@pytest.mark.parametrize(("graph", "plain_dot"), [(network(2, 4, 4, 1), 36), (tree(50), 0)])
def test_with_graphviz_crossings_are_no_more_than_those_of_plain_dot(
    graph: nx.MultiDiGraph, plain_dot: int
) -> None:
    pytest.importorskip("pygraphviz")
    assert faults(graph, tidy(graph)).crossings <= 1.1 * plain_dot


def test_the_order_in_which_nodes_and_wires_were_made_does_not_matter(lay_out: Tidy) -> None:
    graph = random_graph(60)
    shuffled = nx.MultiDiGraph()
    rng = random.Random(5)
    nodes, wires = list(graph.nodes(data=True)), list(graph.edges(data=True))
    rng.shuffle(nodes)
    rng.shuffle(wires)
    shuffled.add_nodes_from(nodes)
    shuffled.add_edges_from(wires)
    assert lay_out(shuffled) == lay_out(graph)


_PRINT_POSITIONS = """
import json
from engine import layout
from engine.tidying import arrange as layout_arrange
from tests.engine.layout_graphs import network, random_graph
found = [layout.tidy(network(2, 4, 4, 1)), layout.tidy(random_graph(80))]
layout_arrange.available = lambda: False
print(json.dumps([*found, layout.tidy(random_graph(80))]))
"""


def test_positions_are_the_same_in_every_run() -> None:
    root = Path(layout.__file__).parents[1]
    printed = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        command = [sys.executable, "-c", _PRINT_POSITIONS]
        run = subprocess.run(command, env=environment, cwd=root, capture_output=True, check=True)
        printed.append(json.loads(run.stdout))
    assert printed[0] == printed[1]


def test_the_operands_of_a_large_sum_stand_in_the_order_of_its_ports(lay_out: Tidy) -> None:
    s = Sketch()
    leaves = [s.leaf() for _ in range(60)]
    s.op(*leaves)
    positions = lay_out(s.graph)
    heights = [positions[leaf][1] for leaf in leaves]
    assert all(upper < lower for upper, lower in pairwise(heights))


def test_a_leaf_stands_in_the_column_before_its_use(lay_out: Tidy) -> None:
    positions = lay_out(worked_example())
    c, e = positions["n3"], positions["n5"]
    assert c[0] == e[0]


def test_what_is_not_wired_together_is_drawn_side_by_side(lay_out: Tidy) -> None:
    s = Sketch()
    for _ in range(3):
        s.op(s.op(s.leaf(), s.leaf()), s.leaf())
    for _ in range(20):
        s.leaf()
    positions = lay_out(s.graph)
    assert faults(s.graph, positions).overlaps == 0
    assert 0.4 < width_to_height(s.graph, positions) < 4


def test_many_lone_leaves_fill_a_page_and_not_a_column(lay_out: Tidy) -> None:
    s = Sketch()
    for _ in range(200):
        s.leaf()
    assert 0.5 < width_to_height(s.graph, lay_out(s.graph)) < 3


def test_the_left_most_and_the_top_most_box_are_at_zero(lay_out: Tidy) -> None:
    corners = np.array(list(lay_out(random_graph(40)).values()))
    assert corners.min(axis=0).tolist() == [0, 0]
    assert (corners == np.round(corners)).all()


def test_an_empty_graph_has_no_positions(lay_out: Tidy) -> None:
    assert lay_out(nx.MultiDiGraph()) == {}


def test_a_lone_node_is_at_zero(lay_out: Tidy) -> None:
    s = Sketch()
    name = s.leaf()
    assert lay_out(s.graph) == {name: (0, 0)}


def test_a_loop_is_refused_by_name() -> None:
    graph = a_times_a()
    graph.add_edge("n2", "n1", port=0)
    with pytest.raises(ValueError, match=r"with a loop .* n[12] → n[12]\."):
        tidy(graph)


def test_a_cancelled_layout_gives_no_positions(lay_out: Tidy) -> None:
    assert lay_out is tidy
    with pytest.raises(TidyCancelled):
        tidy(network(2, 4, 4, 1), cancelled=lambda: True)


def test_cancelling_is_heard_between_the_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout_arrange, "available", lambda: False)
    asked = iter([*[False] * 100, *[True] * 10_000])
    with pytest.raises(TidyCancelled):
        tidy(network(2, 4, 4, 1), cancelled=lambda: next(asked))


def test_a_selection_is_put_back_with_its_middle_where_it_was(lay_out: Tidy) -> None:
    assert lay_out is tidy
    graph = worked_example()
    old = {name: (1000.0 + 37 * i, -500.0 + 91 * i) for i, name in enumerate(graph)}
    new = tidy_in_place(graph, old)
    assert new != old
    assert np.abs(middle(graph, new) - middle(graph, old)).max() <= 0.5


def test_an_empty_selection_stays_empty() -> None:
    assert tidy_in_place(nx.MultiDiGraph(), {}) == {}


@pytest.mark.parametrize("graph", [tree(50), network(2, 4, 4, 1)], ids=["tree", "network"])
def test_one_new_leaf_leaves_the_picture_recognisable(graph: nx.MultiDiGraph) -> None:
    pytest.importorskip("pygraphviz")
    before = tidy(graph)
    ops = [name for name in graph if graph.nodes[name]["ports"]][::6]
    after = [tidy(with_one_more_leaf(graph, op)) for op in ops]
    assert np.mean([moved_share(before, new) for new in after]) <= 0.15
    assert np.mean([swapped_share(before, new) for new in after]) <= 0.015


def test_a_long_chain_with_one_shared_operand_is_laid_out(lay_out: Tidy) -> None:
    s = Sketch()
    shared, value = s.leaf(), s.leaf()
    for _ in range(1500):
        value = s.op(value, shared)
    found = faults(s.graph, lay_out(s.graph))
    assert (found.overlaps, found.leftward) == (0, 0)


def width_to_height(graph: nx.MultiDiGraph, positions: Positions) -> float:
    width, height = np.diff(bounds(graph, positions), axis=0)[0]
    return float(width / height)


def middle(graph: nx.MultiDiGraph, positions: Positions) -> np.ndarray:
    centre: np.ndarray = bounds(graph, positions).mean(axis=0)
    return centre


def bounds(graph: nx.MultiDiGraph, positions: Positions) -> np.ndarray:
    corners = np.array([positions[n] for n in graph])
    sizes = np.array([(graph.nodes[n]["width"], graph.nodes[n]["height"]) for n in graph])
    return np.array([corners.min(axis=0), (corners + sizes).max(axis=0)])
