"""networkx's node-link JSON: the graph as other programs for graphs take and give it.

A node carries label, value and role, or label, op and the number of its ports; an edge of networkx
carries the port that it enters. Places are x and y. Groups, frames and notes are not in it.
"""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from engine.collector import collector_paused
from engine.document import Direction, Document, Point, Training
from engine.files.errors import FileError
from engine.files.json_text import check_keys, decode_text, typed
from engine.files.node_table import NodeRow, graph_of
from engine.graph import Apply, Role, sorted_ids, wires_into
from engine.ops import OPS

MAX_PORTS: Final = 10_000
"""The greatest number of ports that a node of such a file may have."""


def write(document: Document) -> bytes:
    """Return the document as node-link JSON."""
    # Only this needs networkx here, and it takes long to import.
    import networkx as nx

    training = document.training
    drawing = nx.MultiDiGraph(
        target=document.graph.marked_target, rate=training.rate, direction=str(training.direction)
    )
    for node_id in sorted_ids(document.graph):
        drawing.add_node(node_id, **_attributes(document, node_id))
    for node_id in sorted_ids(document.graph):
        for source, port in wires_into(node_id, document.graph.nodes[node_id]):
            drawing.add_edge(source, node_id, port=port.operand)
    data = nx.node_link_data(drawing, edges="edges")
    return (json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _attributes(document: Document, node_id: str) -> dict[str, Any]:
    node = document.graph.nodes[node_id]
    attributes: dict[str, Any] = {"label": node.label}
    if isinstance(node, Apply):
        attributes |= {"op": node.op, "ports": len(node.operands)}
    else:
        attributes |= {"value": node.value, "role": str(node.role)}
    if node_id in document.layout:
        place = document.layout[node_id]
        attributes |= {"x": float(place.x), "y": float(place.y)}
    return attributes


class _Row(msgspec.Struct):
    id: str | int
    label: str | None = None
    value: float | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    op: str | UnsetType = UNSET
    ports: int | UnsetType = UNSET
    x: float | None = None
    y: float | None = None


class _Edge(msgspec.Struct):
    source: str | int
    target: str | int
    port: int | UnsetType = UNSET


class _Settings(msgspec.Struct):
    target: str | int | None = None
    rate: float = Training().rate
    direction: Direction = Training().direction


class _File(msgspec.Struct):
    nodes: list[_Row]
    edges: list[_Edge] | UnsetType = UNSET
    links: list[_Edge] | UnsetType = UNSET
    directed: bool = True
    graph: _Settings = msgspec.field(default_factory=_Settings)


def read(data: bytes) -> Document:
    """Return the document that node-link JSON describes; other attributes are passed over.

    Wires without a port fill the ports in the order in which they are listed.

    Raises:
        FileError: the bytes are no such file; one sentence with the place.
    """
    with collector_paused():
        text = decode_text(data)
        file = typed(text, _File)
        check_keys(text)
        return _document(file)


def _document(file: _File) -> Document:
    if not file.directed:
        raise FileError("directed must be true: a wire goes from a node to a port.")
    if file.graph.rate <= 0.0:
        raise FileError("graph.rate must be above 0.")
    ports = _filled_ports(file)
    rows = [_node_row(row, ports[str(row.id)]) for row in file.nodes]
    target = None if file.graph.target is None else str(file.graph.target)
    graph = graph_of(rows, target, "nodes", "graph.target")
    layout = {
        str(row.id): Point(row.x, row.y)
        for row in file.nodes
        if row.x is not None and row.y is not None
    }
    return Document(graph, layout, Training(file.graph.rate, file.graph.direction))


Ports = dict[int, str]
"""Sources by operand."""


def _filled_ports(file: _File) -> dict[str, Ports]:
    ports: dict[str, Ports] = {str(row.id): {} for row in file.nodes}
    leaves = {str(row.id) for row in file.nodes if row.op is UNSET}
    name = "links" if file.edges is UNSET else "edges"
    edges = file.links if file.edges is UNSET else file.edges
    for index, edge in enumerate([] if edges is UNSET else edges):
        place = f"{name}[{index}]"
        source, user = str(edge.source), str(edge.target)
        for key, node_id in (("source", source), ("target", user)):
            if node_id not in ports:
                raise FileError(f"{place}.{key} is “{node_id}”, which is not in the graph.")
        if user in leaves:
            raise FileError(f"{place} enters “{user}”, which has no “op”.")
        _fill(ports[user], edge, place)
    return ports


def _fill(filled: Ports, edge: _Edge, place: str) -> None:
    port = len(filled) if edge.port is UNSET else edge.port
    if not 0 <= port < MAX_PORTS:
        raise FileError(f"{place}.port must be from 0 to {MAX_PORTS - 1:,}, not {port}.")
    if port in filled:
        raise FileError(f"{place} enters port {port} of “{edge.target}”, which has a wire already.")
    filled[port] = str(edge.source)


def _node_row(row: _Row, filled: Ports) -> NodeRow:
    label = UNSET if row.label is None else row.label
    if row.op is UNSET:
        return NodeRow(str(row.id), label, row.value, row.role)
    least = len(OPS[row.op].operands) if row.op in OPS else 0
    wanted = 0 if row.ports is UNSET else min(row.ports, MAX_PORTS)
    count = max(least, wanted, *(port + 1 for port in filled))
    operands = tuple(filled.get(port) for port in range(count))
    return NodeRow(str(row.id), label, row.value, row.role, row.op, operands)
