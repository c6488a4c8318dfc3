"""Whether two graphs are the same but for the ids of their nodes."""

from __future__ import annotations

import networkx as nx
from networkx.algorithms.isomorphism import categorical_multiedge_match, categorical_node_match

from engine.graph import Apply, Graph, Leaf, wires_into


def same_but_for_ids(first: Graph, second: Graph) -> bool:
    """Tell whether a renaming of ids turns one graph into the other."""
    return bool(
        nx.is_isomorphic(
            _drawn(first),
            _drawn(second),
            node_match=categorical_node_match("node", None),
            edge_match=categorical_multiedge_match("port", None),
        )
    )


def _drawn(graph: Graph) -> nx.MultiDiGraph:
    drawing = nx.MultiDiGraph()
    for node_id, node in graph.nodes.items():
        drawing.add_node(node_id, node=(_without_ids(node), node_id == graph.marked_target))
        for source, port in wires_into(node_id, node):
            drawing.add_edge(source, node_id, port=port.operand)
    return drawing


def _without_ids(node: Leaf | Apply) -> object:
    if isinstance(node, Leaf):
        return node.label, repr(node.value), node.role
    return node.label, node.op, len(node.operands)
