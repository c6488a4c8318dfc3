"""Second derivatives, Hessian-vector products and tangents against numbers of 50 digits."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from functools import cache
from itertools import product
from typing import Any, Final

import pytest

from engine.autodiff import backward, forward
from engine.files.expression_text import text_of
from engine.gradient_graph import gradient_graph, hessian_vector_product
from engine.graph import Apply, Graph, Leaf, Node, topological_order
from engine.ops import OPS, Op
from engine.tangents import tangents
from tests import exact
from tests.random_graphs import random_case

GOOD: Final = (-2.5, -1.0, -0.3, 0.2, 0.7, 1.0, 1.9, 3.0)
DIFFERENTIATED: Final = [op for op in OPS.values() if not op.holds]
IN_GRAPHS: Final = [op.name for op in DIFFERENTIATED if op.group != "Conditions"]
TOLERANCE: Final = 1e-10
GRAPHS: Final = 150


def points(op: Op) -> list[tuple[float, ...]]:
    return [p for p in product(GOOD, repeat=len(op.operands)) if exact.is_defined(op.name, p)]


def hessian(graph: Graph, leaves: Sequence[str]) -> list[list[float]]:
    first = gradient_graph(graph, of=leaves)
    rows = []
    for leaf in leaves:
        second = gradient_graph(first.graph, first.gradients[leaf], of=leaves)
        values = forward(second.graph).values
        rows.append([values[second.gradients[other]] for other in leaves])
    return rows


@pytest.mark.parametrize("op", DIFFERENTIATED, ids=lambda op: op.name)
def test_second_derivatives_of_every_op(op: Op) -> None:
    tested = 0
    for point in points(op):
        operands = [f"x{i}" for i in range(len(point))]
        smooth = [i for i in range(len(point)) if exact.is_smooth(op.name, point, i)]
        nodes: dict[str, Node] = {n: Leaf(x) for n, x in zip(operands, point, strict=True)}
        nodes["y"] = Apply(op.name, tuple(operands))
        found = hessian(Graph(nodes), operands)
        for i, j in product(smooth, smooth):
            wanted = float(exact.derivative(exact.EXACT[op.name], point, [i, j]))
            assert found[i][j] == pytest.approx(wanted, rel=TOLERANCE, abs=1e-13), (point, i, j)
            tested += 1
    assert tested >= 4


def numbers(graph: Graph, leaves: Sequence[str]) -> list[float]:
    return [leaf.value for n in leaves if isinstance(leaf := graph.nodes[n], Leaf)]


def exactly(graph: Graph, leaves: Sequence[str]) -> Callable[..., Any]:
    """Return the target as a function of leaves, with as many digits as are asked for."""
    order = topological_order(graph)

    def target(*numbers: Any) -> Any:
        values = dict(zip(leaves, numbers, strict=True))
        for node_id in order:
            node = graph.nodes[node_id]
            if isinstance(node, Apply):
                operands = [values[str(source)] for source in node.operands]
                values[node_id] = exact.EXACT[node.op](*operands)
        return values[str(graph.marked_target)]

    return target


@cache
def smooth_graphs() -> list[tuple[Graph, list[str]]]:
    """Return random graphs that are smooth where they stand, and the leaves that they are of."""
    found: list[tuple[Graph, list[str]]] = []
    seed = 0
    while len(found) < GRAPHS:
        seed += 1
        chance = random.Random(seed)
        graph = random_case(seed, ops=IN_GRAPHS, most=16).graph
        for node_id, node in list(graph.nodes.items()):
            if isinstance(node, Leaf):
                graph.set_node(node_id, Leaf(round(chance.uniform(0.3, 1.8), 3)))
        if is_calm(graph):
            found.append((graph, [n for n in graph.nodes if isinstance(graph.nodes[n], Leaf)]))
    return found


def is_calm(graph: Graph) -> bool:
    """Tell whether every node is smooth, and no number so large that digits are lost."""
    done = backward(graph)
    if not all(abs(x) < 100 for x in (*done.values.values(), *done.gradients.values())):
        return False
    for node in graph.nodes.values():
        if isinstance(node, Apply):
            operands = tuple(done.values[str(source)] for source in node.operands)
            indices = range(len(operands))
            if not all(exact.is_smooth(node.op, operands, i) for i in indices):
                return False
    return True


def test_second_derivatives_of_random_graphs() -> None:
    tested = 0
    for graph, leaves in smooth_graphs():
        at = numbers(graph, leaves)
        target, chosen = exactly(graph, leaves), leaves[:3]
        found = hessian(graph, chosen)
        wanted = [
            [float(exact.derivative(target, at, [i, j])) for j in range(len(chosen))]
            for i in range(len(chosen))
        ]
        size = max(abs(x) for row in wanted for x in row)
        if size > 1e6:
            continue
        for mine, row in zip(found, wanted, strict=True):
            assert mine == pytest.approx(row, rel=TOLERANCE, abs=1e-12 * (1 + size)), text_of(graph)
        vector = {n: 0.5 - i for i, n in enumerate(chosen)}
        made = hessian_vector_product(graph, vector)
        values = forward(made.graph).values
        for leaf, row in zip(chosen, wanted, strict=True):
            along = math.fsum(h * v for h, v in zip(row, vector.values(), strict=True))
            product_ = values[made.gradients[leaf]]
            assert product_ == pytest.approx(along, rel=TOLERANCE, abs=1e-12 * (1 + size))
        tested += 1
    assert tested >= 0.9 * GRAPHS


def test_tangents_and_gradients_of_random_graphs() -> None:
    for graph, leaves in smooth_graphs():
        at = numbers(graph, leaves)
        target, done = exactly(graph, leaves), backward(graph)
        assert done.values[str(done.target)] == pytest.approx(float(target(*at)), rel=1e-12)
        for i, leaf in enumerate(leaves[:3]):
            wanted = float(exact.derivative(target, at, [i]))
            forwards = tangents(graph, leaf).tangents[str(done.target)]
            assert forwards == pytest.approx(wanted, rel=TOLERANCE, abs=1e-12)
            assert done.gradients[leaf] == pytest.approx(wanted, rel=TOLERANCE, abs=1e-12)
