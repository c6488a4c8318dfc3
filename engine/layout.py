"""Tidy: a graph laid out from left to right, networkx in and positions out.

Each node of the networkx graph has the attributes ``width`` and ``height`` (canvas units: pixels
at 100 %) and ``ports`` (how many operands it takes; they are spread evenly down its left side, and
its output is in the middle of its right side). Each networkx edge, from source to node, has the
attribute ``port``; parallel edges are different wires, as in ``a*a``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from engine.tidying.arrange import Engine, arrange
from engine.tidying.boxes import TidyCancelled, from_graph
from engine.tidying.dot import quiet
from engine.tidying.tidier import Tidier

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Positions", "Tidier", "TidyCancelled", "put_back", "tidy", "tidy_in_place"]

Positions = dict[str, tuple[float, float]]
"""The top-left corner of each node's box, by node id; ``y`` points down."""


def tidy(graph: nx.MultiDiGraph, *, cancelled: Callable[[], bool] | None = None) -> Positions:
    """Return the top-left corner of each box: whole units, the left-most and the top-most at 0.

    All work is done in this process. While Graphviz is at work, ``cancelled`` is not asked; a
    program with a window uses a ``Tidier``.

    Raises:
        TidyCancelled: ``cancelled`` returned true.
        ValueError: The wires close a loop.
    """
    names, boxes = from_graph(graph)
    with quiet():
        corners = arrange(boxes, Engine.BEST, cancelled)
    return {name: (x, y) for name, (x, y) in zip(names, corners.tolist(), strict=True)}


def tidy_in_place(
    graph: nx.MultiDiGraph,
    positions: Mapping[str, tuple[float, float]],
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Positions:
    """Lay out a selection by itself, the middle of its bounding box where it was.

    Args:
        graph: The selected nodes and the wires among them.
        positions: Where the top-left corners of their boxes are now.
        cancelled: Asked from time to time; true gives the layout up.

    Raises:
        TidyCancelled: ``cancelled`` returned true.
        ValueError: The wires close a loop.
    """
    return put_back(graph, tidy(graph, cancelled=cancelled), positions)


def put_back(
    graph: nx.MultiDiGraph,
    tidied: Mapping[str, tuple[float, float]],
    positions: Mapping[str, tuple[float, float]],
) -> Positions:
    """Shift ``tidied`` so that the middle of its bounding box is where that of ``positions`` is."""
    if not tidied:
        return {}
    old_x, old_y = _middle(graph, {name: positions[name] for name in tidied})
    new_x, new_y = _middle(graph, tidied)
    shift_x, shift_y = round(old_x - new_x), round(old_y - new_y)
    return {name: (x + shift_x, y + shift_y) for name, (x, y) in tidied.items()}


def _middle(
    graph: nx.MultiDiGraph, positions: Mapping[str, tuple[float, float]]
) -> tuple[float, float]:
    left = min(x for x, _ in positions.values())
    top = min(y for _, y in positions.values())
    right = max(x + graph.nodes[name]["width"] for name, (x, _) in positions.items())
    bottom = max(y + graph.nodes[name]["height"] for name, (_, y) in positions.items())
    return (left + right) / 2, (top + bottom) / 2
