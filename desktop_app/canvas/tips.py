"""What the pointer says about what it is on: its shape, and the tip after a while."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop_app.canvas.hits import Hit, Part
from desktop_app.model.run import Run, State
from engine.graph import Apply, Graph, Leaf, Wire
from engine.labels import display_name
from engine.ops import OPS
from engine.readable import exact

_CURSORS = {
    Part.PORT: Qt.CursorShape.CrossCursor,
    Part.OUTPUT: Qt.CursorShape.CrossCursor,
    Part.WIRE: Qt.CursorShape.PointingHandCursor,
}
_LONG = 120


def cursor_for(graph: Graph, hit: Hit) -> Qt.CursorShape:
    """Return the pointer's shape over a part of the picture."""
    if isinstance(graph.nodes.get(hit.node or ""), Leaf):
        if hit.part is Part.VALUE:
            return Qt.CursorShape.SizeHorCursor
        if hit.part is Part.CHIP:
            return Qt.CursorShape.PointingHandCursor
    return _CURSORS.get(hit.part, Qt.CursorShape.ArrowCursor)


def tip_for(graph: Graph, run: Run, hit: Hit) -> str:
    """Return the tip over a part of the picture; empty where there is nothing to say."""
    if hit.wire is not None:
        return wire_tip(graph, run, hit.wire)
    if hit.node is None:
        return ""
    if hit.port is not None:
        return _port_tip(graph, hit)
    node = graph.nodes[hit.node]
    if hit.part is Part.CHIP:
        return _chip_tip(node)
    return _node_tip(graph, run, hit.node)


def wire_tip(graph: Graph, run: Run, wire: Wire) -> str:
    """Return a wire's three numbers in words."""
    names = {n: display_name(graph, n) for n in (wire.source, wire.port.node)}
    source, user = names[wire.source], names[wire.port.node]
    numbers = run.wire_numbers(wire)
    lines = [f"{source} → {user}"]
    if numbers.local is not None:
        lines.append(f"local derivative ∂{user}/∂{source} = {exact(numbers.local)}")
    if numbers.contribution is not None and numbers.upstream is not None:
        lines.append(f"upstream gradient {exact(numbers.upstream)}")
        lines.append(f"contribution {exact(numbers.contribution)}")
    return "\n".join(lines)


def _port_tip(graph: Graph, hit: Hit) -> str:
    port = hit.port
    node = graph.nodes.get(port.node) if port else None
    if port is None or not isinstance(node, Apply):
        return ""
    name = OPS[node.op].operand_title(port.operand)
    source = node.operands[port.operand] if port.operand < len(node.operands) else None
    held = display_name(graph, source) if source else "drag a wire here"
    return f"{name}: {held}"


def _chip_tip(node: Apply | Leaf) -> str:
    if isinstance(node, Apply):
        op = OPS[node.op]
        return f"{op.name}: {op.help}"
    return f"{node.role}: click to switch between parameter and constant"


def _node_tip(graph: Graph, run: Run, node_id: str) -> str:
    value, gradient = run.value(node_id), run.gradient(node_id)
    lines = [display_name(graph, node_id, _LONG)]
    lines.append(_line("value", value, run.value_state(node_id)))
    lines.append(_line("gradient", gradient, run.gradient_state(node_id)))
    return "\n".join(lines)


def _line(what: str, number: float | None, state: State) -> str:
    if number is None:
        return f"{what}: {state}"
    said = "" if state is State.FRESH else f" ({state})"
    return f"{what}: {exact(number)}{said}"
