"""The worked example: a=2, b=−3, c=10, f=−2; e=a·b; d=e+c; L=d·f."""

from __future__ import annotations

from engine.document import Document, Point
from engine.graph import Apply, Graph, Leaf, Node

A, B, C, D, E, F, L = (f"n{number}" for number in range(1, 8))


def worked_example() -> Document:
    """Return the worked example as a new document, every node in its place."""
    nodes: dict[str, Node] = {
        A: Leaf(2.0, "a"),
        B: Leaf(-3.0, "b"),
        C: Leaf(10.0, "c"),
        D: Apply("add", (E, C), "d"),
        E: Apply("mul", (A, B), "e"),
        F: Leaf(-2.0, "f"),
        L: Apply("mul", (D, F), "L"),
    }
    layout = {node_id: Point(100.0 * index, 50.0) for index, node_id in enumerate(nodes)}
    return Document(Graph(nodes), layout)
