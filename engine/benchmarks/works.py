"""The graphs that contenders compute: leaves, and ops that each add one number to the list."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, NamedTuple

from engine.graph import Apply, Graph, Leaf, Node
from engine.ops import OPS
from engine.slots import Slots


class Step(NamedTuple):
    """One op on numbers that are known by their place in the list."""

    op: str
    operands: tuple[int, ...]


@dataclass(frozen=True)
class Work:
    """A graph; its last node is the target.

    Attributes:
        name: what it is called.
        leaves: their numbers; their places are the first.
        steps: the op nodes, which follow.
        moved: how many leaves, the first ones, a step of gradient descent moves after each pass.
        rate: the learning rate of that step.
    """

    name: str
    leaves: tuple[float, ...]
    steps: tuple[Step, ...]
    moved: int = 0
    rate: float = 0.0

    @property
    def size(self) -> int:
        """How many nodes it has."""
        return len(self.leaves) + len(self.steps)

    def nodes(self) -> Iterator[tuple[int, Step]]:
        """Yield the op nodes, each with its place."""
        return enumerate(self.steps, len(self.leaves))

    def rewired(self, place: int, operands: tuple[int, ...]) -> Work:
        """Return the graph in which one op node has other operands."""
        steps = list(self.steps)
        number = place - len(self.leaves)
        steps[number] = Step(steps[number].op, operands)
        return replace(self, steps=tuple(steps))


def nodes_of(work: Work) -> dict[str, Node]:
    """Return the nodes as a document has them, in the order of their places: n0, n1, …."""
    ids = [f"n{place}" for place in range(work.size)]
    nodes: dict[str, Node] = {ids[place]: Leaf(x) for place, x in enumerate(work.leaves)}
    for place, (op, operands) in work.nodes():
        nodes[ids[place]] = Apply(op, tuple([ids[operand] for operand in operands]))
    return nodes


def slots_of(work: Work) -> Slots:
    """Return the slots in which a node's slot is its place."""
    return Slots(f"n{place}" for place in range(work.size))


def graph_of(work: Work) -> Graph:
    """Return the document's kind of graph, its target marked."""
    return Graph(nodes_of(work), f"n{work.size - 1}")


def values_of(work: Work) -> list[float]:
    """Return the value of every node."""
    values = list(work.leaves)
    for op, operands in work.steps:
        values.append(OPS[op].forward(*[values[operand] for operand in operands]))
    return values


def worked_example() -> Work:
    """Return e = a*b; d = e + c; L = d*f."""
    steps = (Step("mul", (0, 1)), Step("add", (4, 2)), Step("mul", (5, 3)))
    return Work("worked example", (2.0, -3.0, 10.0, -2.0), steps)


def chain(size: int) -> Work:
    """Return a chain of so many nodes, each the sum of the one before and a leaf."""
    steps = [Step("add", (1, 0)), *(Step("add", (place - 1, 0)) for place in range(3, size))]
    return Work(f"chain of {size:,} nodes", (1.0, 1e-3), tuple(steps))


_LARGEST: Final = 2.0
_SMALLEST: Final = 1e-3
_RELU_SHARE: Final = 0.3
_MUL_SHARE: Final = 0.5
_TRIES: Final = 100


@cache
def random_graph(size: int, seed: int = 1) -> Work:
    """Return a random graph of so many nodes, each of which the target depends on.

    A quarter are leaves. Of the rest, about 44 % add, 43 % multiply and 13 % are relu: ops that
    every contender has. An op takes a node that feeds nothing yet, wherever it stands; its other
    operand is any node at all or, so that one end remains, another that feeds nothing yet.

    What gets chosen keeps the values between 0.001 and 2 away from 0 where that can be, and relu is
    taken of what is above 0 alone. So every number stays finite, and no gradient is 0.
    """
    chance = random.Random(seed)
    values = [chance.choice((-1.0, 1.0)) * chance.uniform(0.1, 1.0) for _ in range(size // 4)]
    leaves = tuple(values)
    unused = list(range(len(leaves)))
    steps: list[Step] = []
    for place in range(len(leaves), size):
        joins = chance.random() * (size - place) < len(unused) - 1
        step, value = _fitting(chance, values, unused, joins=joins)
        steps.append(step)
        values.append(value)
        del unused[-2 if joins else -1 :]
        unused.append(place)
    return Work(f"random graph of {size:,} nodes", leaves, tuple(steps))


def _fitting(
    chance: random.Random, values: list[float], unused: list[int], *, joins: bool
) -> tuple[Step, float]:
    """Return a step and its value; what it takes of the unused nodes is brought to their end."""
    for _ in range(_TRIES):
        first = _bring(chance, unused, -1)
        second = _bring(chance, unused, -2) if joins else int(chance.random() * len(values))
        if not joins and chance.random() < _RELU_SHARE:
            step, value = Step("relu", (first,)), max(values[first], 0.0)
        elif chance.random() < _MUL_SHARE:
            step, value = Step("mul", (first, second)), values[first] * values[second]
        else:
            step, value = Step("add", (first, second)), values[first] + values[second]
        if _SMALLEST <= abs(value) <= _LARGEST:
            break
    return step, value


def _bring(chance: random.Random, unused: list[int], to: int) -> int:
    """Bring one of the nodes up to a place, by chance, to that place, and return it."""
    found = int(chance.random() * (len(unused) + 1 + to))
    unused[found], unused[to] = unused[to], unused[found]
    return unused[to]
