"""Where nodes that come in together are put."""

from __future__ import annotations

from collections.abc import Mapping

from engine.arrange import to_networkx
from engine.document import Point
from engine.graph import Graph


def laid_out(graph: Graph) -> dict[str, Point]:
    """Return a place for each node, from left to right.

    That is quick whatever the graph; what comes of Tidy is a little closer, and may take seconds.
    """
    # Both need numpy, which takes longer to import than the window to open.
    from engine.tidying.arrange import Engine, arrange
    from engine.tidying.boxes import from_graph

    names, boxes = from_graph(to_networkx(graph))
    corners = arrange(boxes, Engine.COLUMNS).tolist()
    return {node_id: Point(x, y) for node_id, (x, y) in zip(names, corners, strict=True)}


def to_corner(places: Mapping[str, Point], at: Point) -> dict[str, Point]:
    """Return places moved together, the top left corner of the box around them to ``at``."""
    left = min((point.x for point in places.values()), default=0.0)
    top = min((point.y for point in places.values()), default=0.0)
    # To the origin first, so that the corner is exactly there however odd the places were.
    return moved(moved(places, -left, -top), at.x, at.y)


def moved(places: Mapping[str, Point], dx: float, dy: float) -> dict[str, Point]:
    """Return places moved by so many pixels at 100 % to the right and down."""
    return {node_id: Point(p.x + dx, p.y + dy) for node_id, p in places.items()}
