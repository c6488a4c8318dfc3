"""A typed expression as nodes: parsed, laid out, one edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from desktop_app.commands.placement import clear_of_others, laid_out, moved, to_corner
from engine.document import Document, EditError, Point
from engine.edits import Edit, Key, Section
from engine.graph import Apply, Graph, Node
from engine.parse import Parsed, ParseError, parse_into

_NAME_LENGTH: Final = 40


def insert(document: Document, text: str, at: Point) -> Edit:
    """Return the edit that adds the nodes which a text describes; names in use are those nodes.

    Args:
        document: what they come into.
        text: expressions and definitions, as ``engine.parse`` reads them.
        at: where the top left corner of the box around the new nodes goes, or as far below as
            there is room.

    Raises:
        EditError: the text cannot be read; one sentence with the place.
    """
    try:
        parsed = parse_into(document.graph, text)
    except ParseError as error:
        raise EditError(str(error)) from None
    return placed(document, parsed, f"Add {shortened(text)}", at)


def placed(
    document: Document, parsed: Parsed, name: str, at: Point, top: str | None = None
) -> Edit:
    """Return the edit that adds the nodes of a text, laid out.

    Args:
        document: what they come into.
        parsed: the nodes.
        name: what the user did.
        at: where the top left corner of the box around them goes, or as far below as there is room.
        top: the new node whose corner goes there instead, or None.
    """
    wanted = to_corner(laid_out(_alone(parsed.nodes)), at)
    if top is not None:
        wanted = moved(wanted, at.x - wanted[top].x, at.y - wanted[top].y)
    places = clear_of_others(document, parsed.nodes, wanted)
    values: dict[Key, Any] = {Key(Section.NODES, n): node for n, node in parsed.nodes.items()}
    values |= {Key(Section.LAYOUT, n): point for n, point in places.items()}
    if parsed.target is not None:
        values[Key(Section.TARGET)] = parsed.target
    return document.edit(name, values)


def _alone(nodes: Mapping[str, Node]) -> Graph:
    """Return a graph of these nodes, without the wires that come from elsewhere."""
    return Graph({node_id: _severed(node, nodes) for node_id, node in nodes.items()})


def _severed(node: Node, nodes: Mapping[str, Node]) -> Node:
    if not isinstance(node, Apply):
        return node
    operands = tuple(source if source in nodes else None for source in node.operands)
    return msgspec.structs.replace(node, operands=operands)


def shortened(text: str) -> str:
    """Return a text on one line, cut to what the Undo menu has room for."""
    line = " ".join(text.split())
    return line if len(line) <= _NAME_LENGTH else line[: _NAME_LENGTH - 1].rstrip() + "…"
