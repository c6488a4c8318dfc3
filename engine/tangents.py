"""Forward mode: how every node moves when one node moves.

A tangent is ∂(node)/∂(source), carried along with the values from operands to users: the chain rule
in the other direction than Backward, from the same partials. One pass gives the derivatives of all
nodes by one; Backward gives those of one by all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.autodiff import drain, forward_steps
from engine.document import Document, graph_in
from engine.graph import Graph
from engine.slots import Slots
from engine.tape import Numbers, Tape, compile_tape


@dataclass(frozen=True, slots=True)
class Tangents:
    """The numbers of a graph in forward mode, by node id; a node that has none is left out.

    Attributes:
        source: the id of the node that moves.
        values: each node's value.
        tangents: ∂(node)/∂(source): 1 for the source, 0 where nothing depends on it. The unit is
            the node's over the source's.
    """

    source: str
    values: Mapping[str, Any]
    tangents: Mapping[str, Any]


def tangents(graph: Graph | Document, source: str) -> Tangents:
    """Return the derivative of every node that can be computed by one node.

    Args:
        graph: the graph, or a document with it.
        source: the id of the node that moves, commonly an input or a parameter; an op node moves
            as if it were a leaf.

    Raises:
        KeyError: there is no such node.
    """
    graph = graph_in(graph)
    slots = Slots(graph.nodes)
    start = slots.of[source]
    tape = compile_tape(graph, slots)
    values = tape.load(graph)
    drain(forward_steps(tape, values))
    found: Numbers = [None] * len(values)
    drain(tangent_steps(tape, values, start, found))
    return Tangents(source, _by_id(slots, values), _by_id(slots, found))


def tangent_steps(tape: Tape, values: Numbers, source: int, found: Numbers) -> Iterator[int]:
    """Compute tangents in topological order, yielding each op node's slot that the source moves.

    Args:
        tape: the graph's tape.
        values: what the forward pass left.
        source: the slot of the node that moves.
        found: where the tangents go. Nodes that do not depend on the source stay 0 and pass nothing
            on, so that an infinite slope there cannot turn a 0 into nan.
    """
    for slot, value in enumerate(values):
        found[slot] = None if value is None else 0.0
    found[source] = None if values[source] is None else 1.0
    moves = bytearray(len(values))
    moves[source] = 1
    for slot, _op, _forward, partials, operands in tape.instructions:
        if slot == source or not any(moves[operand] for operand in operands):
            continue
        local = partials(values[slot], *[values[operand] for operand in operands])
        found[slot] = sum(
            derivative * found[operand]
            for operand, derivative in zip(operands, local, strict=True)
            if moves[operand]
        )
        moves[slot] = 1
        yield slot


def _by_id(slots: Slots, numbers: Numbers) -> dict[str, Any]:
    pairs = zip(slots.ids, numbers, strict=True)
    return {n: number for n, number in pairs if n is not None and number is not None}
