"""How an edit is named in the Undo menu."""

from __future__ import annotations

from collections.abc import Collection

from engine.document import EditError
from engine.graph import Apply, Graph, Leaf, Node, Wire
from engine.labels import display_name


def nodes_text(graph: Graph, node_ids: Collection[str]) -> str:
    """Return “a” for one node and “3 nodes” for several."""
    if len(node_ids) == 1:
        return display_name(graph, next(iter(node_ids)))
    return f"{len(node_ids)} nodes"


def wires_text(graph: Graph, wires: Collection[Wire]) -> str:
    """Return “a → e” for one wire and “3 wires” for several."""
    if len(wires) == 1:
        return wire_text(graph, *next(iter(wires)))
    return f"{len(wires)} wires"


def wire_text(graph: Graph, source: str, port: tuple[str, int]) -> str:
    """Return “a → e”; the end without a name is called by its op."""
    return f"{display_name(graph, source)} → {rewired_text(graph, port[0])}"


def rewired_text(graph: Graph, node_id: str) -> str:
    """Return what to call a node whose ports change: by its name, or by its op."""
    node = graph.nodes[node_id]
    return node.op if isinstance(node, Apply) and not node.label else display_name(graph, node_id)


def require(graph: Graph, node_id: str) -> Node:
    """Return a node.

    Raises:
        EditError: it is not there.
    """
    node = graph.nodes.get(node_id)
    if node is None:
        raise EditError(f"There is no node {node_id} any more.")
    return node


def require_leaf(graph: Graph, node_id: str) -> Leaf:
    """Return a leaf.

    Raises:
        EditError: it is not there, or it is computed.
    """
    node = require(graph, node_id)
    if not isinstance(node, Leaf):
        name = display_name(graph, node_id)
        raise EditError(f"{name} is computed: only a leaf holds a number of its own.")
    return node


def require_op(graph: Graph, node_id: str) -> Apply:
    """Return an op node.

    Raises:
        EditError: it is not there, or it is a leaf.
    """
    node = require(graph, node_id)
    if not isinstance(node, Apply):
        raise EditError(f"{display_name(graph, node_id)} is a leaf: it has no ports.")
    return node
