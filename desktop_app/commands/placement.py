"""Where nodes that come in together are put."""

from __future__ import annotations

from collections.abc import Mapping

from engine.document import Point


def to_corner(places: Mapping[str, Point], at: Point) -> dict[str, Point]:
    """Return places moved together, the top left corner of the box around them to ``at``."""
    dx = at.x - min((point.x for point in places.values()), default=0.0)
    dy = at.y - min((point.y for point in places.values()), default=0.0)
    return moved(places, dx, dy)


def moved(places: Mapping[str, Point], dx: float, dy: float) -> dict[str, Point]:
    """Return places moved by so many pixels at 100 % to the right and down."""
    return {node_id: Point(p.x + dx, p.y + dy) for node_id, p in places.items()}
