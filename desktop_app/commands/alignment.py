"""Nodes brought into line, and spread out evenly."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum
from itertools import accumulate
from typing import Final

from desktop_app.commands.arrange import move
from desktop_app.commands.wording import nodes_text, require
from engine import boxes
from engine.document import Document, EditError, Point
from engine.edits import Edit


class Line(Enum):
    """What of the nodes comes into line."""

    LEFT = "left sides"
    RIGHT = "right sides"
    CENTRE = "centres"
    TOP = "tops"
    BOTTOM = "bottoms"
    MIDDLE = "middles"


class Way(Enum):
    """In which direction nodes are spread out."""

    ACROSS = "horizontally"
    DOWN = "vertically"


def align(document: Document, node_ids: Collection[str], line: Line) -> Edit:
    """Return the edit that brings nodes into line, at the outermost of them or in their middle.

    Raises:
        EditError: there are fewer than two, or one is not there.
    """
    if len(node_ids) < 2:
        raise EditError("Select at least two nodes to align them.")
    places, height = _places(document, node_ids), _heights(document, node_ids)
    to = _across(places, line) if line in _UPRIGHT else _down(places, height, line)
    name = f"Align the {line.value} of {nodes_text(document.graph, node_ids)}"
    return move(document, to, name)


_UPRIGHT: Final = (Line.LEFT, Line.RIGHT, Line.CENTRE)


def _across(places: Mapping[str, Point], line: Line) -> dict[str, Point]:
    left, right = min(p.x for p in places.values()), max(p.x for p in places.values())
    x = {Line.LEFT: left, Line.RIGHT: right, Line.CENTRE: float(round((left + right) / 2))}[line]
    return {n: Point(x, p.y) for n, p in places.items()}


def _down(places: Mapping[str, Point], height: Mapping[str, float], line: Line) -> dict[str, Point]:
    top = min(p.y for p in places.values())
    bottom = max(p.y + height[n] for n, p in places.items())
    part = {Line.TOP: 0.0, Line.MIDDLE: 0.5, Line.BOTTOM: 1.0}[line]
    return {
        n: Point(p.x, top + round((bottom - top - height[n]) * part)) for n, p in places.items()
    }


def distribute(document: Document, node_ids: Collection[str], way: Way) -> Edit:
    """Return the edit that makes the gaps between nodes equal; the outermost two stay.

    Raises:
        EditError: there are fewer than three, or one is not there.
    """
    if len(node_ids) < 3:
        raise EditError("Select at least three nodes to distribute them.")
    places, height = _places(document, node_ids), _heights(document, node_ids)
    across = way is Way.ACROSS
    order = sorted(places, key=lambda n: (places[n].x, n) if across else (places[n].y, n))
    starts = [places[n].x if across else places[n].y for n in order]
    sizes = [boxes.WIDTH if across else height[n] for n in order]
    moved = {
        n: Point(at, places[n].y) if across else Point(places[n].x, at)
        for n, at in zip(order, _spread(starts, sizes), strict=True)
    }
    return move(document, moved, f"Distribute {nodes_text(document.graph, node_ids)} {way.value}")


def _spread(starts: list[float], sizes: list[float]) -> list[float]:
    """Return where each box starts when the gaps between them are equal."""
    gap = (starts[-1] - starts[0] - sum(sizes[:-1])) / (len(starts) - 1)
    ideal = accumulate([starts[0], *(size + gap for size in sizes[:-1])])
    # Whole units between the outermost two, which stay exactly where they are.
    return [starts[0], *[float(round(at)) for at in ideal][1:-1], starts[-1]]


def _places(document: Document, node_ids: Collection[str]) -> dict[str, Point]:
    for node_id in node_ids:
        require(document.graph, node_id)
    return {n: document.layout.get(n, Point(0.0, 0.0)) for n in node_ids}


def _heights(document: Document, node_ids: Collection[str]) -> dict[str, float]:
    nodes = document.graph.nodes
    return {n: boxes.height(boxes.shown_ports(nodes[n])) for n in node_ids}
