"""The target as a function of one node's value, with everything that does not depend on it held."""

from __future__ import annotations

from math import nan

from engine.autodiff import NoTargetError, drain, forward_steps, name_of
from engine.graph import Graph, ancestors
from engine.slots import Slots
from engine.tape import Instruction, Numbers, compile_tape


class Curve:
    """One node's value → the target's value; any node will do, leaf or op.

    Attributes:
        start: the node's value in the graph.
        downstream: the op nodes between the node and the target, in topological order.
    """

    def __init__(self, values: Numbers, node: int, target: int, on: list[Instruction]) -> None:
        """Take computed values by slot, two slots, and the op nodes that the node changes."""
        self.start: float = values[node]
        self.downstream = on
        self._values = values
        self._kinked = [step for step in on if step.op.kink]
        self._node = node
        self._target = target

    def __call__(self, x: float) -> float:
        """Return the target's value where the node's is x."""
        result: float = self._at(x)[self._target]
        return result

    def on_this_side(self, x: float) -> float:
        """Return the same where no kink lies between the node's value and x, else nan."""
        values = self._at(x)
        if self._branches(values) != self._branches(self._values):
            return nan
        result: float = values[self._target]
        return result

    def is_at_kink(self) -> bool:
        """Tell whether a node downstream is where its op has no derivative."""
        values = self._values
        return any(
            step.op.at_kink(*[values[operand] for operand in step.operands])
            for step in self._kinked
        )

    def _at(self, x: float) -> Numbers:
        values = self._values.copy()
        values[self._node] = x
        for slot, _op, forward, _partials, operands in self.downstream:
            values[slot] = forward(*[values[operand] for operand in operands])
        return values

    def _branches(self, values: Numbers) -> list[tuple[float, ...]]:
        # The slopes of an op with a kink are the same numbers all along each of its branches.
        return [
            step.partials(values[step.slot], *[values[operand] for operand in step.operands])
            for step in self._kinked
        ]


class Curves:
    """A graph that is computed once, for the curves of its nodes.

    Attributes:
        ids: node id by slot.
        values: value by slot.
    """

    def __init__(self, graph: Graph, target: str) -> None:
        """Compute what the target depends on.

        Raises:
            NoTargetError: the target cannot be computed yet.
        """
        above = ancestors(graph, target)
        part = Graph({node_id: graph.nodes[node_id] for node_id in above})
        slots = Slots(part.nodes)
        self.ids = list(part.nodes)
        self._slot_of = slots.of
        self._tape = compile_tape(part, slots)
        self.values = self._tape.load(part)
        self._target = self._slot_of[target]
        drain(forward_steps(self._tape, self.values))
        if self.values[self._target] is None:
            raise NoTargetError(f"{name_of(graph, target)} cannot be computed yet: fill its ports.")

    def curve(self, node_id: str) -> Curve:
        """Return the target as a function of a node that it depends on."""
        node = self._slot_of[node_id]
        return Curve(self.values, node, self._target, self._downstream(node))

    def instructions(self) -> list[Instruction]:
        """Return the op nodes that the target depends on, in topological order."""
        return self._tape.instructions

    def _downstream(self, node: int) -> list[Instruction]:
        reached = bytearray(len(self.values))
        reached[node] = 1
        found = []
        for step in self._tape.instructions:
            # What is held stays where it is when its operand moves.
            if not step.op.holds and any(reached[operand] for operand in step.operands):
                reached[step.slot] = 1
                found.append(step)
        return found
