"""A node in words, for who walks the canvas by keyboard and hears it."""

from __future__ import annotations

from desktop_app.model.run import Run, State
from engine.graph import Apply, Graph, Node
from engine.labels import display_name
from engine.readable import readable


def spoken(graph: Graph, run: Run, node_id: str) -> str:
    """Return “e, mul of a and b, value −6, gradient −2”, and whether Backward starts there."""
    parts = [
        display_name(graph, node_id),
        _kind(graph, graph.nodes[node_id]),
        _number("value", run.value(node_id), run.value_state(node_id)),
        _number("gradient", run.gradient(node_id), run.gradient_state(node_id)),
    ]
    if run.target == node_id:
        parts.append("target")
    return ", ".join(parts)


def _kind(graph: Graph, node: Node) -> str:
    if not isinstance(node, Apply):
        return node.role.value
    names = ["an empty port" if n is None else display_name(graph, n) for n in node.operands]
    *before, last = names
    operands = f"{', '.join(before)} and {last}" if before else last
    return f"{node.op.replace('_', ' ')} of {operands}"


def _number(what: str, number: float | None, state: State) -> str:
    if number is None:
        return f"{what} {state}"
    said = "" if state is State.FRESH else f", {state}"
    return f"{what} {readable(number)}{said}"
