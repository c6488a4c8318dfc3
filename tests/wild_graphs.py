"""Graphs from a seed, over all ops: deep, shared, on kinks and edges, numbers of every size."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import Final

from engine.graph import Apply, Graph, Leaf, Node
from engine.ops import OPS

_MOST_LEAVES: Final = 6
_LONGEST: Final = 4
_RARELY: Final = 0.05


def wild_graph(random: Random, most_ops: int = 24) -> Graph:
    """Return a graph without loops in which the last node is the target.

    Args:
        random: where chance comes from.
        most_ops: the greatest number of op nodes.
    """
    number = random.choice(_NUMBERS)
    nodes: dict[str, Node] = {}
    for _ in range(random.randint(1, _MOST_LEAVES)):
        nodes[f"n{len(nodes)}"] = Leaf(_leaf(random, number, nodes))
    nearness = random.choice([1, 2, 4, 1000])
    names = random.choice([_EVERY, _EVERY, _SMOOTH, _KINKED])
    unused = list(nodes)
    for _ in range(random.randint(1, most_ops)):
        op = OPS[random.choice(names)]
        count = random.randint(1, _LONGEST) if op.variadic else len(op.operands)
        near = list(nodes)[-nearness:]
        # What nothing uses is taken first, so that the target depends on most of the graph.
        ways = (unused, unused, near, list(nodes))
        sources = [random.choice(random.choice(ways) or near) for _ in range(count)]
        unused = [node_id for node_id in unused if node_id not in sources]
        unused.append(f"n{len(nodes)}")
        nodes[f"n{len(nodes)}"] = Apply(op.name, tuple(sources))
    return Graph(nodes, f"n{len(nodes) - 1}")


def _leaf(random: Random, number: Callable[[Random], float], others: dict[str, Node]) -> float:
    """Return a number, now and then that of another leaf, for ties, or one of another kind."""
    if others and random.random() < 0.1:
        same: Leaf = random.choice(list(others.values()))  # type: ignore[assignment]
        return same.value
    if random.random() < _RARELY:
        return random.choice(_NUMBERS)(random)
    return number(random)


def _calm(random: Random) -> float:
    return round(random.uniform(-5.0, 5.0), 3)


def _small_whole(random: Random) -> float:
    return float(random.randint(-3, 3))


def _mixed(random: Random) -> float:
    return random.choice([-1.0, 1.0]) * math.pow(10.0, random.uniform(-8.0, 8.0))


def _extreme(random: Random) -> float:
    return random.choice([-1.0, 1.0]) * math.pow(10.0, random.uniform(-300.0, 300.0))


def _edge(random: Random) -> float:
    return random.choice([0.0, -0.0, 0.5, 1.0, -1.0, 709.0, -745.0, 1e-200, 1e16, 5e-324])


_NUMBERS: Final = (_calm, _calm, _calm, _small_whole, _mixed, _mixed, _edge, _extreme)
_EVERY: Final = list(OPS)
_SMOOTH: Final = [name for name, op in OPS.items() if not op.kink and op.group != "Conditions"]
_KINKED: Final = [*_SMOOTH, *[name for name, op in OPS.items() if op.kink] * 2]
