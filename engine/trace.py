"""Both passes as a learner steps through them: one node at a time, forwards and back.

A trace is made by the very passes that run: it notes what they do. Where it stands is a number of
steps, from none to all; what is known there follows from that number, so that going back is no
harder than going on. Stepped to its end it has the numbers of the run, to the last bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.autodiff import NoTargetError, name_of
from engine.graph import Graph
from engine.passes import backward_steps, forward_steps
from engine.slots import Slots
from engine.tape import Numbers, compile_tape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.intp]


class Known(NamedTuple):
    """What is known at a place of a trace, by slot.

    Attributes:
        values: each value, nan where it is not computed yet.
        gradients: the sum of the contributions so far, nan where there is none yet.
        arrived: how many contributions have come to each node.
    """

    values: Floats
    gradients: Floats
    arrived: Integers


class Trace:
    """The steps of both passes over a graph.

    First come the op nodes that can be computed, in topological order; then the target's gradient,
    1; then the op nodes that the target depends on, backwards: each passes its gradient on.

    Attributes:
        slots: the slot of each node.
        order: the slot of the node of each step.
        leaves: the slots of the leaves, whose values are known from the start.
        target: the target's slot.
        forward: how many steps the forward pass has.
        expected: by slot, how many contributions a node waits for.
    """

    def __init__(self, graph: Graph, slots: Slots, target: str) -> None:
        """Run both passes, and note what they do.

        Raises:
            NoTargetError: the target cannot be computed yet.
        """
        self.slots = slots
        tape = compile_tape(graph, slots)
        values = tape.load(graph)
        self.leaves = np.array([slot for slot, _ in tape.leaves], np.intp)
        ahead = list(forward_steps(tape, values))
        self.target = slots.of[target]
        if values[self.target] is None:
            raise NoTargetError(f"{name_of(graph, target)} cannot be computed yet: fill its ports.")
        gradients: Numbers = [None] * len(values)
        steps = {step.slot: step for step in tape.instructions}
        back = list(backward_steps(tape, values, self.target, gradients))
        self._values = np.array([np.nan if v is None else v for v in values], np.float64)
        self.order = np.array([*ahead, self.target, *back], np.intp)
        self.forward = len(ahead)
        self._note_contributions(back, steps, values, gradients)

    def __len__(self) -> int:
        """Return how many steps there are."""
        return len(self.order)

    def at(self, place: int) -> Known:
        """Return what is known after so many steps."""
        size = len(self._values)
        values = np.full(size, np.nan)
        shown = np.concatenate((self.leaves, self.order[: min(place, self.forward)]))
        values[shown] = self._values[shown]
        gradients, arrived = np.full(size, np.nan), np.zeros(size, np.intp)
        if place > self.forward:
            taken = int(np.searchsorted(self._step, place))
            to, what = self._to[:taken], self._contribution[:taken]
            sums = np.zeros(size)
            sums[self.target] = 1.0
            # One after another, as the pass adds them.
            np.add.at(sums, to, what)
            np.add.at(arrived, to, 1)
            has = arrived > 0
            has[self.target] = True
            gradients[has] = sums[has]
        return Known(values, gradients, arrived)

    def is_forward(self, place: int) -> bool:
        """Tell whether the step that was made last belongs to the forward pass."""
        return place <= self.forward

    def current(self, place: int) -> str | None:
        """Return the node of the step that was made last, or None at the start."""
        return None if place == 0 else self.slots.ids[int(self.order[place - 1])]

    def place_of(self, node_id: str, *, backward: bool) -> int | None:
        """Return after how many steps a node is done in one of the passes; None where never."""
        slot = self.slots.of[node_id]
        start, end = (self.forward, len(self)) if backward else (0, self.forward)
        found = np.flatnonzero(self.order[start:end] == slot)
        return int(found[-1]) + start + 1 if len(found) else None

    def _note_contributions(
        self, back: list[int], steps: dict[int, Any], values: Numbers, gradients: Numbers
    ) -> None:
        to, what, when = [], [], []
        for i, slot in enumerate(back):
            step = steps[slot]
            local = step.partials(values[slot], *[values[operand] for operand in step.operands])
            for operand, derivative in zip(step.operands, local, strict=True):
                to.append(operand)
                what.append(gradients[slot] * derivative)
                when.append(self.forward + 2 + i)
        self._to, self._step = np.array(to, np.intp), np.array(when, np.intp) - 0.5
        self._contribution = np.array(what, np.float64)
        self.expected = np.bincount(self._to, minlength=len(values)).astype(np.intp)
