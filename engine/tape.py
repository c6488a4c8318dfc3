"""A graph compiled: its op nodes in topological order, operands as slots, numbers in lists.

Nodes that cannot be computed yet, because a port somewhere above them has no wire, are not on the
tape; their numbers stay None.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Set
from typing import Any, NamedTuple

from engine.graph import Apply, Graph, Leaf, in_order, topological_order, topological_walk
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
    """Return the graph's tape; without slots, in the order of ``topological_order``."""
    slots = slots or Slots(topological_order(graph))
    tape = empty_tape(slots)
    deque(compile_steps(graph, slots, tape), maxlen=0)
    return tape


def empty_tape(slots: Slots) -> Tape:
    """Return a tape for ``compile_steps`` to write."""
    return Tape(len(slots), [], [])


def compile_steps(graph: Graph, slots: Slots, tape: Tape) -> Iterator[int]:
    """Write the graph on an empty tape, yielding each node's slot when it is dealt with."""
    nodes, slot_of = graph.nodes, slots.of
    known: set[str | None] = set()
    for node_id in topological_walk(graph):
        node = nodes[node_id]
        if isinstance(node, Leaf):
            tape.leaves.append((slot_of[node_id], node_id))
            known.add(node_id)
        elif known.issuperset(node.operands):
            tape.instructions.append(_instruction(slot_of, node_id, node))
            known.add(node_id)
        yield slot_of[node_id]


def retape_ends(tape: Tape, graph: Graph, slots: Slots, changed: Set[str]) -> Tape:
    """Return the tape of a graph after an edit of nodes that feed nothing, without sorting again.

    Its numbers are the same to the last digit as those of a tape compiled afresh: such a node has
    no say in the order of the others, and passes a gradient on only where it is the target, before
    all others.

    Args:
        tape: the graph's tape before the edit.
        graph: the graph after it.
        slots: the slots after it.
        changed: the nodes that were added, rewired or taken away; none feeds any node, before or
            after.
    """
    stays = {slot for n, slot in slots.of.items() if n not in changed}
    leaves = [entry for entry in tape.leaves if entry[0] in stays]
    instructions = [entry for entry in tape.instructions if entry.slot in stays]
    known = {slot for slot, _ in leaves}.union(entry.slot for entry in instructions)
    for node_id in in_order(changed & graph.nodes.keys()):
        node = graph.nodes[node_id]
        if isinstance(node, Leaf):
            leaves.append((slots.of[node_id], node_id))
        elif all(s is not None and slots.of[s] in known for s in node.operands):
            instructions.append(_instruction(slots.of, node_id, node))
    return Tape(len(slots), leaves, instructions)


def _instruction(slot_of: dict[str, int], node_id: str, node: Apply) -> Instruction:
    op = OPS[node.op]
    operands = tuple(slot_of[source] for source in node.operands if source is not None)
    return Instruction(slot_of[node_id], op, op.forward, op.partials, operands)
