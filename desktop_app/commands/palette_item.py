"""What the palette offers, as a text that can be dragged: ``leaf:parameter``, ``op:mul``."""

from __future__ import annotations

from typing import Final

from desktop_app.commands import nodes
from engine.document import Document, EditError, Point
from engine.edits import Edit
from engine.graph import Role
from engine.ops import OPS

MIME_TYPE: Final = "application/x-chainrule-palette"
"""The type of a drag from the palette; its data is an item in UTF-8."""


def has_ports(item: str) -> bool:
    """Tell whether an item stands for a node with ports."""
    return item.startswith("op:")


def add_item(document: Document, item: str, at: Point) -> Edit:
    """Return the edit that adds what an item stands for.

    Raises:
        EditError: it stands for nothing.
    """
    kind, _, name = item.partition(":")
    if kind == "op" and name in OPS:
        return nodes.add_op(document, name, at)
    if kind == "leaf" and name in set(Role):
        return nodes.add_leaf(document, at, role=Role(name))
    raise EditError(f"The palette has no item {item}.")
