"""Forward and backward of a whole graph, and the chain rule's numbers on one wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import compress
from typing import Any, NamedTuple

from engine.document import Document, graph_in
from engine.evaluate import Evaluator
from engine.graph import Apply, Graph, Wire, find_target
from engine.labels import display_name, display_names
from engine.ops import OPS
from engine.passes import backward_steps, drain, forward_steps
from engine.slots import Slots

__all__ = [
    "NoTargetError",
    "Pass",
    "WireNumbers",
    "backward",
    "backward_steps",
    "drain",
    "forward",
    "forward_steps",
    "local_derivatives",
    "name_of",
    "only_target",
    "wire_numbers",
]


class NoTargetError(ValueError):
    """There is no node to start Backward from; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Pass:
    """The numbers of a graph after a pass, by node id; a node that has none is left out.

    Attributes:
        values: each node's value.
        gradients: ∂target/∂(node); empty after a forward pass alone.
        target: the id of the node that Backward started from, or None.
    """

    values: Mapping[str, Any]
    gradients: Mapping[str, Any]
    target: str | None = None


def forward(graph: Graph | Document) -> Pass:
    """Return the value of every node that can be computed."""
    graph = graph_in(graph)
    slots = Slots(graph.nodes)
    evaluator = Evaluator(graph, slots)
    drain(evaluator.forward())
    return Pass(_by_id(slots, evaluator, evaluator.values), {})


def backward(graph: Graph | Document, target: str | None = None) -> Pass:
    """Return the values and the gradients of every node with respect to the target.

    Args:
        graph: the graph, or a document with it.
        target: the node to start from; by default the marked one, else the only node that feeds
            nothing.

    Raises:
        NoTargetError: there is no such node, or it cannot be computed yet.
    """
    graph = graph_in(graph)
    chosen = target or only_target(graph)
    slots = Slots(graph.nodes)
    evaluator = Evaluator(graph, slots)
    drain(evaluator.forward())
    if evaluator.value(slots.of[chosen]) is None:
        name = display_name(graph, chosen)
        raise NoTargetError(f"{name} cannot be computed yet: fill its ports.")
    drain(evaluator.backward(slots.of[chosen]))
    values = _by_id(slots, evaluator, evaluator.values)
    return Pass(values, _by_id(slots, evaluator, evaluator.gradients), chosen)


def only_target(graph: Graph) -> str:
    """Return the id of the node that Backward starts from.

    Raises:
        NoTargetError: there is none, or there are several and none is marked.
    """
    found = find_target(graph)
    if found.node is not None:
        return found.node
    if not found.candidates:
        raise NoTargetError("The graph is empty: there is nothing to start Backward from.")
    names = list(display_names(graph, found.candidates[:4]).values())
    if len(found.candidates) > len(names):
        names.append("…")
    raise NoTargetError(
        f"Several nodes feed nothing ({', '.join(names)}): mark one of them as the target."
    )


def name_of(graph: Graph, node_id: str) -> str:
    """Return a node's name, or its id where it has none."""
    return graph.nodes[node_id].label or node_id


Lookup = Callable[[str], Any]
"""Finds a number by a node's id; None where there is none."""


class WireNumbers(NamedTuple):
    """The three numbers of the chain rule on one wire.

    Attributes:
        upstream: ∂target/∂(the node that the wire enters), or None before Backward.
        local: ∂(the node that the wire enters)/∂(the wire's operand).
        contribution: upstream × local, what the wire adds to its source's gradient, or None.
    """

    upstream: float | None
    local: float | None
    contribution: float | None


def wire_numbers(graph: Graph, value: Lookup, gradient: Lookup, wire: Wire) -> WireNumbers:
    """Return a wire's numbers from those of the nodes; None for what is not computed.

    Args:
        graph: what the wire is in.
        value: finds a node's value by its id; ``dict.get`` of values by id will do.
        gradient: finds a node's gradient likewise.
        wire: the wire.
    """
    node = graph.nodes[wire.port.node]
    upstream = gradient(wire.port.node)
    local = local_derivatives(node, wire.port.node, value) if isinstance(node, Apply) else None
    if local is None:
        return WireNumbers(upstream, None, None)
    derivative = local[wire.port.operand]
    contribution = None if upstream is None else upstream * derivative
    return WireNumbers(upstream, derivative, contribution)


def local_derivatives(node: Apply, node_id: str, value: Lookup) -> tuple[float, ...] | None:
    """Return ∂(node)/∂operand for each operand, or None before it is computed."""
    y = value(node_id)
    operands = [None if source is None else value(source) for source in node.operands]
    if y is None or None in operands:
        return None
    return OPS[node.op].partials(y, *operands)


def _by_id(slots: Slots, evaluator: Evaluator, numbers: Iterable[float]) -> dict[str, float]:
    return dict(compress(zip(slots.ids, numbers, strict=True), evaluator.computed))  # type: ignore[arg-type]
