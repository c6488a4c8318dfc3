"""Graphs to lay out: the worked example, neurons, networks, expression trees and random graphs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import count

import networkx as nx

WIDTH, HEIGHT = 150.0, 84.0


class Sketch:
    """A graph being written down, one node a call; ids are n1, n2, … in that order."""

    def __init__(self) -> None:
        self.graph = nx.MultiDiGraph()
        self._ids = (f"n{i}" for i in count(1))

    def leaf(self, *, width: float = WIDTH, height: float = HEIGHT) -> str:
        return self.op(width=width, height=height)

    def op(self, *operands: str, width: float = WIDTH, height: float = HEIGHT) -> str:
        name = next(self._ids)
        self.graph.add_node(name, width=width, height=height, ports=len(operands))
        for port, source in enumerate(operands):
            self.graph.add_edge(source, name, port=port)
        return name

    def neuron(self, inputs: Sequence[str], *, squash: bool = True) -> str:
        """Add b + w1*x1 + w2*x2 + … from left to right, as a scalar network writes it."""
        total = self.leaf()
        for x in inputs:
            total = self.op(total, self.op(self.leaf(), x))
        return self.op(total) if squash else total


def worked_example() -> nx.MultiDiGraph:
    """L = (a*b + c) * f."""
    s = Sketch()
    a, b, c, f = (s.leaf() for _ in range(4))
    s.op(s.op(s.op(a, b), c), f)
    return s.graph


def neuron(inputs: int = 2) -> nx.MultiDiGraph:
    """tanh(b + w1*x1 + w2*x2 + …)."""
    s = Sketch()
    s.neuron([s.leaf() for _ in range(inputs)])
    return s.graph


def network(*sizes: int) -> nx.MultiDiGraph:
    """A scalar network, fully wired; the last layer is linear."""
    s = Sketch()
    row = [s.leaf() for _ in range(sizes[0])]
    for depth, size in enumerate(sizes[1:], start=2):
        row = [s.neuron(row, squash=depth < len(sizes)) for _ in range(size)]
    return s.graph


def tree(nodes: int, seed: int = 1) -> nx.MultiDiGraph:
    """A random expression in which every value is used once."""
    rng = random.Random(seed)
    s = Sketch()
    roots = [s.leaf() for _ in range((nodes + 1) // 2)]
    while len(roots) > 1:
        left, right = (roots.pop(rng.randrange(len(roots))) for _ in range(2))
        roots.append(s.op(left, right))
    return s.graph


def random_graph(nodes: int, seed: int = 1, *, recent: int = 40) -> nx.MultiDiGraph:
    """A random graph: a third leaves, ops of one or two operands out of the ``recent`` last."""
    rng = random.Random(seed)
    s = Sketch()
    names: list[str] = [s.leaf(), s.leaf()]
    while len(names) < nodes:
        pool = names[-recent:]
        operands = rng.choices(pool, k=rng.choice((0, 1, 2, 2)))
        names.append(s.op(*operands))
    return s.graph


def with_one_more_leaf(graph: nx.MultiDiGraph, target: str) -> nx.MultiDiGraph:
    """Return a copy in which ``target`` has one more operand, a new leaf."""
    edited = graph.copy()
    edited.add_node("new", width=WIDTH, height=HEIGHT, ports=0)
    edited.add_edge("new", target, port=edited.nodes[target]["ports"])
    edited.nodes[target]["ports"] += 1
    return edited
