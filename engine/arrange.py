"""A document's graph handed to Tidy, and the places that come back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from engine.boxes import WIDTH, height, shown_ports
from engine.document import Document, Point
from engine.graph import Apply, Graph, sorted_ids, sources, topological_order, wires_into

if TYPE_CHECKING:
    import networkx as nx

MOST_TIDIED: Final = 10_000
"""How many nodes without places get them from Tidy; that many take it about two seconds."""

_GAP: Final = 40.0
"""The clear space above nodes that are put below the others, in pixels at 100 %."""


def to_networkx(graph: Graph, ids: Collection[str] | None = None) -> nx.MultiDiGraph:
    """Return the graph, or the chosen nodes and the wires among them, as Tidy takes it.

    A node has the attributes ``width``, ``height`` (pixels at 100 %) and ``ports``; an edge of
    networkx, from the source, has the attribute ``port``.
    """
    # networkx takes longer to import than the rest of the engine, and only Tidy needs it.
    import networkx as nx

    drawing = nx.MultiDiGraph()
    chosen = [n for n in sorted_ids(graph) if ids is None or n in ids]
    for node_id in chosen:
        ports = shown_ports(graph.nodes[node_id])
        drawing.add_node(node_id, width=WIDTH, height=height(ports), ports=ports)
    for node_id in chosen:
        for source, port in wires_into(node_id, graph.nodes[node_id]):
            if source in drawing:
                drawing.add_edge(source, node_id, port=port.operand)
    return drawing


def tidy_document(document: Document, ids: Collection[str] | None = None) -> dict[str, Point]:
    """Return tidy places for the whole graph, or for the chosen nodes alone.

    Chosen nodes are laid out by themselves, the middle of their bounding box where it was; they
    must have places.
    """
    from engine.layout import tidy, tidy_in_place

    drawing = to_networkx(document.graph, ids)
    if ids is None:
        places = tidy(drawing)
    else:
        places = tidy_in_place(drawing, {node_id: document.layout[node_id] for node_id in drawing})
    return {node_id: Point(*place) for node_id, place in places.items()}


def with_every_place(document: Document) -> Document:
    """Return the document with a place for every node: what has none is laid out below the rest.

    Very many nodes are only put in columns, as nobody waits for Tidy who has not asked for it.
    """
    missing = document.graph.nodes.keys() - document.layout.keys()
    if not missing:
        return document
    places = _places_of(document.graph, missing)
    left, top = _free_corner(document)
    added = {n: Point(x + left, y + top) for n, (x, y) in places.items()}
    return document.with_layout(document.layout | added)


def _places_of(graph: Graph, ids: Collection[str]) -> Mapping[str, tuple[float, float]]:
    if len(ids) > MOST_TIDIED:
        return in_columns(graph, ids)
    from engine.layout import tidy

    return tidy(to_networkx(graph, ids))


def in_columns(graph: Graph, ids: Collection[str]) -> dict[str, Point]:
    """Return places for the chosen nodes, in time that grows as their number does.

    A node stands to the right of its operands, a leaf just to the left of the first node that it
    feeds; a column lists its nodes from the top.
    """
    from engine.tidying.boxes import COLUMN_GAP, ROW_GAP

    places: dict[str, Point] = {}
    filled: dict[int, float] = {}
    for node_id, column in _columns(graph).items():
        if node_id in ids:
            top = filled.get(column, 0.0)
            places[node_id] = Point(column * (WIDTH + COLUMN_GAP), top)
            filled[column] = top + height(shown_ports(graph.nodes[node_id])) + ROW_GAP
    return places


def _columns(graph: Graph) -> dict[str, int]:
    columns: dict[str, int] = {}
    order = topological_order(graph)
    for node_id in order:
        operands = sources(graph.nodes[node_id])
        columns[node_id] = 1 + max((columns[source] for source in operands), default=-1)
    for node_id in order:
        users = graph.users(node_id)
        if users and not isinstance(graph.nodes[node_id], Apply):
            columns[node_id] = min(columns[port.node] for port in users) - 1
    return columns


def _free_corner(document: Document) -> Point:
    if not document.layout:
        return Point(0.0, 0.0)
    nodes = document.graph.nodes
    bottoms = (point.y + height(shown_ports(nodes[n])) for n, point in document.layout.items())
    return Point(min(point.x for point in document.layout.values()), max(bottoms) + _GAP)
