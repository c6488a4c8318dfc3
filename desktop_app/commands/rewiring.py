"""All operands of an op node at once, typed by name: ``a, b``."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from desktop_app.commands.wording import require_op, rewired_text
from engine.document import Document, EditError
from engine.edits import Edit, Key, Section
from engine.graph import Graph
from engine.labels import UnknownNodeError, find_node
from engine.ops import OPS

EMPTY: Final = "?"
"""Stands for a port that holds no wire."""
_QUOTE: Final = "`"
_COMMA: Final = re.compile(r",(?=(?:[^`]*`[^`]*`)*[^`]*\Z)")
"""A comma that stands in no backquotes: an even number of them follows."""
_PLAIN: Final = re.compile(r"[^,`?]+")


def typed_operands(graph: Graph, node_id: str) -> str:
    """Return an op node's operands as they are typed: each by its name, one without by its id.

    Raises:
        EditError: the node is no op node.
    """
    operands = require_op(graph, node_id).operands
    return ", ".join(EMPTY if n is None else _typed(graph, n) for n in operands)


def set_operands(document: Document, node_id: str, text: str) -> Edit:
    """Return the edit that gives an op node other operands.

    Args:
        document: what it changes.
        node_id: the op node.
        text: the operands by name, with commas between; ``?`` leaves a port empty, no text leaves
            all empty, and a name in backquotes may hold a comma.

    Raises:
        EditError: the node is no op node, or there is no node of such a name.
    """
    graph = document.graph
    node = require_op(graph, node_id)
    parts = _COMMA.split(text) if text.strip() else [EMPTY] * len(OPS[node.op].operands)
    operands = tuple(_found(graph, part.strip()) for part in parts)
    values: dict[Key, Any] = {
        Key(Section.NODES, node_id): msgspec.structs.replace(node, operands=operands)
    }
    return document.edit(f"Rewire {rewired_text(graph, node_id)}", values)


def _found(graph: Graph, name: str) -> str | None:
    if name in ("", EMPTY):
        return None
    quoted = len(name) > 1 and name[0] == name[-1] == _QUOTE
    try:
        return find_node(graph, name[1:-1] if quoted else name)
    except UnknownNodeError as error:
        raise EditError(str(error)) from None


def _typed(graph: Graph, node_id: str) -> str:
    label = graph.nodes[node_id].label
    if label is None or _QUOTE in label:
        return node_id
    return label if _PLAIN.fullmatch(label) else f"{_QUOTE}{label}{_QUOTE}"
