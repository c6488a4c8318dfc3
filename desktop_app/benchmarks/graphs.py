"""The graphs that canvases are measured on: the same for all."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Final

from engine.document import Document, Point
from engine.graph import Apply, Graph, Leaf, Node
from engine.ops import OPS

_OPS: Final = ("add", "mul", "tanh", "sub", "sigmoid", "sin")
_OF_TWO: Final = ("add", "mul", "sub")
_COLUMN: Final = 30
_SPAN: Final = 60


def made_graph(size: int, seed: int = 1) -> Document:
    """Return a random graph of so many nodes, laid out in columns; a quarter of them are leaves.

    Leaves and op nodes are mixed, so that every part of the picture has as many wires, and each
    op node uses what comes just before it, so that the last node depends on all others.
    """
    chance = random.Random(seed)
    made: dict[str, Node] = {}
    ids: list[str] = []
    for i in range(size):
        is_leaf = i < 2 or (i % 4 == 0 and i < size - 1)
        node: Node = Leaf(chance.uniform(-1, 1), f"x{i}") if is_leaf else _op(chance, ids, made)
        ids.append(f"n{i + 1}")
        made[ids[i]] = node
    layout = {n: Point(240 * (i // _COLUMN), 112 * (i % _COLUMN)) for i, n in enumerate(ids)}
    return Document(Graph(made, ids[-1]), layout)


def _op(chance: random.Random, ids: list[str], made: Mapping[str, Node]) -> Apply:
    if isinstance(made[ids[-1]], Leaf):
        return Apply(chance.choice(_OF_TWO), (ids[-1], ids[-2]))
    name = chance.choice(_OPS)
    further = (chance.choice(ids[-_SPAN:]) for _ in OPS[name].operands[1:])
    return Apply(name, (ids[-1], *further))
