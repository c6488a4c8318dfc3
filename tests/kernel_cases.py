"""Graphs on arrays for tests of the compiled evaluator, and how near two numbers are."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping

from engine.graph import Apply, Leaf, Node
from engine.kernels.array_tape import ArrayTape, array_tape
from engine.kernels.loading import Kernel
from engine.ops import OPS

ULPS = 4

EDGES = (
    0.0, -0.0, 5e-324, -5e-324, 2.2e-308, 1e-20, -1e-8, 0.5, -0.5, 1.0, -1.0, 2.0, -3.0, 1 / 3,
    0.9999999999999999, math.pi / 2, -10.0, 37.5, -37.5, 709.78, 709.79, -745.2, 1e10, -1e16, 1e200,
    1.7976931348623157e308, -1.7976931348623157e308, math.inf, -math.inf, math.nan,
)  # fmt: skip


def is_near(one: float, other: float, size: float = 0.0) -> bool:
    """Tell whether two numbers are the same to 4 ulp of the larger, or of a given size."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    if math.isinf(one) or math.isinf(other):
        return one == other
    return abs(one - other) <= ULPS * math.ulp(max(abs(one), abs(other), size))


def tape_of(kernel: Kernel, nodes: Mapping[str, Node]) -> ArrayTape:
    """Return the sorted tape of nodes, with slots in the order given."""
    return array_tape(kernel, nodes, {node_id: slot for slot, node_id in enumerate(nodes)})


def known(tape: ArrayTape, numbers: Iterable[float]) -> list[float | None]:
    """Return numbers by slot, None where nothing was computed."""
    pairs = zip(numbers, tape.computed, strict=False)
    return [number if computed else None for number, computed in pairs]


def random_nodes(size: int, seed: int = 1, ops: Iterable[str] = OPS) -> dict[str, Node]:
    """Return a random graph over ops, a quarter of it leaves, its nodes in a random order."""
    chance = random.Random(seed)
    names = list(ops)
    nodes: dict[str, Node] = {}
    for number in range(size):
        if number < 2 or chance.random() < 0.25:
            nodes[f"n{number}"] = Leaf(chance.uniform(-2.0, 2.0))
        else:
            op = OPS[chance.choice(names)]
            count = len(op.operands) + (chance.randrange(4) if op.variadic else 0)
            sources = (f"n{chance.randrange(number)}" for _ in range(count))
            nodes[f"n{number}"] = Apply(op.name, tuple(sources))
    mixed = list(nodes.items())
    chance.shuffle(mixed)
    return dict(mixed)
