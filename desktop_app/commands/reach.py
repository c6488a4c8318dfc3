"""Which nodes belong together: by the wires between them, or by what they are."""

from __future__ import annotations

from collections.abc import Collection

from engine.graph import Apply, Graph, Leaf, ancestors, descendants, sources


def all_upstream(graph: Graph, node_ids: Collection[str]) -> set[str]:
    """Return the nodes and all that they are computed from."""
    return set().union(*(ancestors(graph, node_id) for node_id in node_ids))


def all_downstream(graph: Graph, node_ids: Collection[str]) -> set[str]:
    """Return the nodes and all that is computed from them."""
    return set().union(*(descendants(graph, node_id) for node_id in node_ids))


def one_upstream(graph: Graph, node_ids: Collection[str]) -> set[str]:
    """Return the nodes and their operands."""
    return set(node_ids).union(*(sources(graph.nodes[node_id]) for node_id in node_ids))


def one_downstream(graph: Graph, node_ids: Collection[str]) -> set[str]:
    """Return the nodes and those that take them as operands."""
    users = ({port.node for port in graph.users(node_id)} for node_id in node_ids)
    return set(node_ids).union(*users)


def similar(graph: Graph, node_ids: Collection[str]) -> set[str]:
    """Return every node with the op, or the role, of one of these."""
    kinds = {_kind(graph.nodes[node_id]) for node_id in node_ids}
    return {node_id for node_id, node in graph.nodes.items() if _kind(node) in kinds}


def _kind(node: Leaf | Apply) -> str:
    return node.op if isinstance(node, Apply) else f"leaf:{node.role}"
