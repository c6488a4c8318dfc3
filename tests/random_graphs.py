"""Random graphs over all ops, with the numbers that trouble derivatives: ties, 0, the far ends."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Final, NamedTuple

from engine.graph import Apply, Graph, Leaf, Node, Role
from engine.ops import OPS

FEWEST: Final = 3
MOST: Final = 40
_MOST_EXTRA: Final = 4
_PLAIN: Final = (-2.0, -1.0, -0.5, 0.0, 0.0, 0.5, 1.0, 1.0, 2.0, 3.0)
_FAR: Final = (-0.0, 5e-324, -1e-300, 1e-20, -40.0, 700.0, -745.0, 1e8, 1e22, -1e160, 1e308)
_NEAR: Final = 6


class Case(NamedTuple):
    """A graph, and the columns of its inputs by node id.

    Attributes:
        graph: every port is filled; the target is marked.
        columns: one number a row; empty where there is a single row.
    """

    graph: Graph
    columns: dict[str, list[float]]


def random_case(
    seed: int, rows: int | None = None, ops: Iterable[str] = OPS, most: int = MOST
) -> Case:
    """Return a graph of 3 to 40 nodes; the same for the same seed.

    Args:
        seed: what tells one graph from another.
        rows: how many rows its inputs have; None for a graph of one row without columns.
        ops: the ops to choose from.
        most: how many nodes it has at most.
    """
    chance = random.Random(seed)
    size = chance.randint(FEWEST, most)
    share = chance.uniform(0.15, 0.5)
    names = list(ops)
    nodes: dict[str, Node] = {}
    columns = {}
    for number in range(size):
        node_id = f"n{number + 1}"
        is_last = number == size - 1
        if number < 2 or (not is_last and chance.random() < share):
            is_input = rows is not None and chance.random() < 0.5
            role = Role.INPUT if is_input else Role.PARAMETER
            nodes[node_id] = Leaf(_number(chance), None, role)
            if is_input:
                columns[node_id] = [_number(chance) for _ in range(rows or 1)]
        else:
            nodes[node_id] = _apply(chance, chance.choice(names), list(nodes))
    return Case(Graph(nodes, node_id), columns)


def _apply(chance: random.Random, name: str, there: list[str]) -> Apply:
    op = OPS[name]
    count = len(op.operands) + (chance.randint(0, _MOST_EXTRA) if op.variadic else 0)
    # Mostly what was made last, so that graphs grow deep.
    near = there[-_NEAR:]
    return Apply(name, tuple(chance.choice(chance.choice((near, there))) for _ in range(count)))


def _number(chance: random.Random) -> float:
    kind = chance.random()
    if kind < 0.3:
        return chance.choice(_PLAIN)
    return chance.choice(_FAR) if kind > 0.96 else chance.gauss(0.0, 1.5)
