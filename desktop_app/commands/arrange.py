"""Positions: where nodes lie, and nothing of what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desktop_app.commands.wording import nodes_text, require
from engine.document import Document, Point
from engine.edits import Edit, Key, Section


def move(document: Document, positions: Mapping[str, Point], name: str | None = None) -> Edit:
    """Return the edit that puts nodes at positions.

    Args:
        document: where they are.
        positions: the new top left corner of each node that moves, by id.
        name: what the Undo menu shows; by default “Move a” or “Move 3 nodes”.

    Raises:
        EditError: one of the nodes is not there.
    """
    for node_id in positions:
        require(document.graph, node_id)
    values = {Key(Section.LAYOUT, n): _point(*point) for n, point in positions.items()}
    return document.edit(name or f"Move {nodes_text(document.graph, positions)}", values)


def nudge(document: Document, node_ids: Iterable[str], dx: float, dy: float) -> Edit:
    """Return the edit that moves nodes by so many pixels at 100 % to the right and down."""
    layout = document.layout
    origin = Point(0.0, 0.0)
    places = {node_id: layout.get(node_id, origin) for node_id in node_ids}
    return move(document, {n: Point(p.x + dx, p.y + dy) for n, p in places.items()})


def _point(x: float, y: float) -> Point:
    # Adding 0 turns −0 into 0: a file writes both the same, so a move between them is none.
    return Point(float(x) + 0.0, float(y) + 0.0)
