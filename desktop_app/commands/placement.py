"""Where nodes that come in together are put."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine import boxes
from engine.arrange import to_networkx
from engine.document import Document, Point
from engine.graph import Graph, Node

GAP: Final = 28.0
"""How much room is kept between what comes in and what is there, in pixels at 100 %."""
_MOST_TRIES: Final = 200
_FEW: Final = 60


def laid_out(graph: Graph) -> dict[str, Point]:
    """Return a place for each node, from left to right, at once whatever the graph.

    A few nodes are laid out as Tidy does it; many by its columns alone, which are a little less
    close but never take seconds.
    """
    # Both need numpy, which takes longer to import than the window to open.
    from engine.layout import tidy
    from engine.tidying.arrange import Engine, arrange
    from engine.tidying.boxes import from_graph

    if len(graph.nodes) <= _FEW:
        return {node_id: Point(*at) for node_id, at in tidy(to_networkx(graph)).items()}
    names, laid = from_graph(to_networkx(graph))
    corners = arrange(laid, Engine.COLUMNS).tolist()
    return {node_id: Point(x, y) for node_id, (x, y) in zip(names, corners, strict=True)}


def to_corner(places: Mapping[str, Point], at: Point) -> dict[str, Point]:
    """Return places moved together, the top left corner of the box around them to ``at``."""
    left = min((point.x for point in places.values()), default=0.0)
    top = min((point.y for point in places.values()), default=0.0)
    # To the origin first, so that the corner is exactly there however odd the places were.
    return moved(moved(places, -left, -top), at.x, at.y)


def clear_of_others(
    document: Document, nodes: Mapping[str, Node], places: Mapping[str, Point]
) -> dict[str, Point]:
    """Return places moved down together as far as needed for no box to cover one that is there.

    Args:
        document: what the nodes come into.
        nodes: the nodes that come in, by id.
        places: where they would lie.
    """
    free = dict(places)
    for _ in range(_MOST_TRIES if free else 0):
        depth = max(_cover(document, nodes, free), default=0.0)
        if depth <= 0.0:
            break
        free = moved(free, 0.0, depth)
    return free


def _cover(
    document: Document, nodes: Mapping[str, Node], places: Mapping[str, Point]
) -> Iterator[float]:
    """Yield how far down the group must go, for each box under the box around it."""
    left = min(p.x for p in places.values()) - GAP
    right = max(p.x for p in places.values()) + boxes.WIDTH + GAP
    top = min(p.y for p in places.values()) - GAP
    bottom = max(p.y + _height(nodes[n]) for n, p in places.items()) + GAP
    for node_id, there in document.layout.items():
        below = there.y + _height(document.graph.nodes[node_id])
        if left < there.x + boxes.WIDTH and there.x < right and top < below and there.y < bottom:
            yield below - top


def _height(node: Node) -> float:
    return boxes.height(boxes.shown_ports(node))


def moved(places: Mapping[str, Point], dx: float, dy: float) -> dict[str, Point]:
    """Return places moved by so many pixels at 100 % to the right and down."""
    return {node_id: Point(p.x + dx, p.y + dy) for node_id, p in places.items()}
