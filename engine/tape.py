"""A graph compiled: its op nodes in topological order, operands as slots, numbers in lists.

Nodes that cannot be computed yet, because a port somewhere above them has no wire, are not on the
tape; their numbers stay None.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.graph import Apply, Graph, Leaf, topological_order
from engine.ops import OPS, Op
from engine.slots import Slots

Numbers = list[Any]
"""A number, or rows, by slot; None where nothing was computed."""


class Instruction(NamedTuple):
    """One op node on the tape."""

    slot: int
    op: Op
    forward: Callable[..., Any]
    partials: Callable[..., tuple[Any, ...]]
    operands: tuple[int, ...]


class Tape(NamedTuple):
    """A compiled graph.

    Attributes:
        size: how long an array by slot must be.
        leaves: slot and node id of each leaf.
        instructions: the op nodes that can be computed, operands before what uses them.
    """

    size: int
    leaves: list[tuple[int, str]]
    instructions: list[Instruction]

    def load(self, graph: Graph) -> Numbers:
        """Return the numbers with which a forward pass starts: the leaves' values."""
        numbers: Numbers = [None] * self.size
        for slot, node_id in self.leaves:
            numbers[slot] = graph.nodes[node_id].value  # type: ignore[union-attr]
        return numbers


def compile_tape(graph: Graph, slots: Slots | None = None) -> Tape:
    """Return the graph's tape; without slots, in the order of ``sorted_ids``."""
    order = topological_order(graph)
    slot_of = slots.of if slots else {node_id: slot for slot, node_id in enumerate(order)}
    leaves: list[tuple[int, str]] = []
    instructions: list[Instruction] = []
    known: set[str | None] = set()
    for node_id in order:
        node = graph.nodes[node_id]
        if isinstance(node, Leaf):
            leaves.append((slot_of[node_id], node_id))
            known.add(node_id)
        elif known.issuperset(node.operands):
            instructions.append(_instruction(slot_of, node_id, node))
            known.add(node_id)
    return Tape(len(slots) if slots else len(order), leaves, instructions)


def _instruction(slot_of: dict[str, int], node_id: str, node: Apply) -> Instruction:
    op = OPS[node.op]
    operands = tuple(slot_of[source] for source in node.operands if source is not None)
    return Instruction(slot_of[node_id], op, op.forward, op.partials, operands)
