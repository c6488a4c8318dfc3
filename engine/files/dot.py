"""Graphviz DOT text: the graph for Graphviz to draw, one field for each port."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.document import Document
from engine.graph import Apply, Graph, Leaf, Node, sorted_ids, wires_into
from engine.labels import display_names
from engine.ops import OPS
from engine.readable import exact


def write(document: Document) -> bytes:
    """Return the document's graph as DOT text."""
    graph = document.graph
    lines = [
        "digraph chainrule {",
        "  rankdir=LR;",
        '  node [shape=record, fontname="DejaVu Sans"];',
        *(f"  {line}" for line in _statements(graph)),
        "}",
    ]
    return ("\n".join(lines) + "\n").encode()


def _statements(graph: Graph) -> Iterator[str]:
    ids = sorted_ids(graph)
    names = display_names(graph, ids)
    for node_id in ids:
        label = _record(graph.nodes[node_id], names[node_id])
        style = ", style=bold" if node_id == graph.marked_target else ""
        yield f'{_quoted(node_id)} [label="{label}"{style}];'
    for node_id in ids:
        for source, port in wires_into(node_id, graph.nodes[node_id]):
            yield f"{_quoted(source)} -> {_quoted(node_id)}:p{port.operand}:w;"


def _record(node: Node, name: str) -> str:
    # Graphviz turns a record's fields by a quarter for each brace: ports on the left, name right.
    if isinstance(node, Leaf):
        number = exact(node.value)
        return _field(number) if name == number else f"{{{_field(name)}|{_field(number)}}}"
    ports = "|".join(_port(node, operand) for operand in range(len(node.operands)))
    return f"{{{{{ports}}}|{{{_field(name)}|{_field(OPS[node.op].symbol)}}}}}"


def _port(node: Apply, operand: int) -> str:
    return f"<p{operand}> {_field(OPS[node.op].operand_name(operand))}"


def _field(text: str) -> str:
    return re.sub(r'([\\{}|<>"])', r"\\\1", text.replace("&", "&amp;"))


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace("\\", "\\\\").replace('"', '\\"'))
