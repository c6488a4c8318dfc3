"""The two passes, one node at a time.

Both are generators over a tape: each ``next`` does one node and yields its slot, so that a learner
can step, a window can stop between nodes, and running is nothing but stepping to the end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.graph import Apply, Graph, Wire, find_target
from engine.labels import display_name, display_names
from engine.ops import OPS
from engine.slots import Slots
from engine.tape import Numbers, Tape, compile_tape


def forward_steps(tape: Tape, values: Numbers) -> Iterator[int]:
    """Compute op nodes in topological order into ``values``, yielding each slot when it is done."""
    for slot, _op, forward, _partials, operands in tape.instructions:
        if len(operands) == 2:
            first, second = operands
            values[slot] = forward(values[first], values[second])
        else:
            values[slot] = forward(*[values[operand] for operand in operands])
        yield slot


def backward_steps(tape: Tape, values: Numbers, target: int, gradients: Numbers) -> Iterator[int]:
    """Add up gradients, yielding each op node's slot when it has passed its own on.

    Every computed node starts from 0 and the target from 1. Nodes that the target does not depend
    on pass nothing on, so that an infinite slope there cannot turn a 0 into nan.
    """
    for slot, value in enumerate(values):
        gradients[slot] = None if value is None else 0.0
    gradients[target] = 1.0
    reached = bytearray(len(values))
    reached[target] = 1
    for slot, _op, _forward, partials, operands in reversed(tape.instructions):
        if not reached[slot]:
            continue
        upstream = gradients[slot]
        local = partials(values[slot], *[values[operand] for operand in operands])
        for operand, derivative in zip(operands, local, strict=True):
            gradients[operand] += upstream * derivative
            reached[operand] = 1
        yield slot


def drain(steps: Iterator[int]) -> None:
    """Run a pass to its end."""
    deque(steps, maxlen=0)


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


def forward(graph: Graph) -> Pass:
    """Return the value of every node that can be computed."""
    slots = Slots(graph.nodes)
    tape = compile_tape(graph, slots)
    values = tape.load(graph)
    drain(forward_steps(tape, values))
    return Pass(_by_id(slots, values), {})


def backward(graph: Graph, target: str | None = None) -> Pass:
    """Return the values and the gradients of every node with respect to the target.

    Args:
        graph: the graph.
        target: the node to start from; by default the marked one, else the only node that feeds
            nothing.

    Raises:
        NoTargetError: there is no such node, or it cannot be computed yet.
    """
    chosen = target or only_target(graph)
    slots = Slots(graph.nodes)
    tape = compile_tape(graph, slots)
    values = tape.load(graph)
    drain(forward_steps(tape, values))
    if values[slots.of[chosen]] is None:
        name = display_name(graph, chosen)
        raise NoTargetError(f"{name} cannot be computed yet: fill its ports.")
    gradients: Numbers = [None] * len(values)
    drain(backward_steps(tape, values, slots.of[chosen], gradients))
    return Pass(_by_id(slots, values), _by_id(slots, gradients), chosen)


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


def _by_id(slots: Slots, numbers: Numbers) -> dict[str, Any]:
    pairs = zip(slots.ids, numbers, strict=True)
    return {n: number for n, number in pairs if n is not None and number is not None}
