"""A graph's numbers where one node has other values, at many of them at once."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Protocol

from engine.ops import Op
from engine.passes import backward_steps, drain, forward_steps
from engine.tape import Instruction, Numbers, Tape


class Cone(Protocol):
    """All that depends on one node, at each of some values of it."""

    def total(self, by_slot: array[float]) -> float:
        """Return the sum of some numbers over the nodes that depend on the one."""

    def target(self) -> list[float]:
        """Return the target's value at each."""

    def on_this_side(self) -> list[bool]:
        """Tell for each whether no kink and no jump lies between it and the first."""

    def gradients(self) -> list[float]:
        """Return ∂target/∂(the node) at each."""


class Points(Protocol):
    """A graph and a target in it."""

    def cone(self, slot: int, xs: Sequence[float]) -> Cone:
        """Compute what depends on a node at each of some values of it."""


class ReferencePoints:
    """One point after the other, by the reference evaluator."""

    def __init__(self, instructions: Sequence[Instruction], values: Numbers, target: int) -> None:
        """Take op nodes in topological order, values by slot, and the target's slot."""
        self._instructions = instructions
        self.values = values
        self.target = target

    def cone(self, slot: int, xs: Sequence[float]) -> Cone:
        """Compute what depends on a node at each of some values of it."""
        reached = bytearray(len(self.values))
        reached[slot] = 1
        steps = []
        for step in self._instructions:
            if any(reached[operand] for operand in step.operands):
                reached[step.slot] = 1
                steps.append(step)
        return _ReferenceCone(self, slot, xs, steps)


class _ReferenceCone:
    def __init__(
        self, points: ReferencePoints, slot: int, xs: Sequence[float], steps: list[Instruction]
    ) -> None:
        self._points = points
        self._slot = slot
        self._tape = Tape(len(points.values), [], steps)
        self._branching = [step for step in steps if has_branches(step.op)]
        self._numbers = [self._at(x) for x in xs]

    def total(self, by_slot: array[float]) -> float:
        return sum(by_slot[step.slot] for step in self._tape.instructions)

    def target(self) -> list[float]:
        return [numbers[self._points.target] for numbers in self._numbers]

    def on_this_side(self) -> list[bool]:
        first = self._branches(self._numbers[0])
        return [self._branches(numbers) == first for numbers in self._numbers]

    def gradients(self) -> list[float]:
        return [self._gradient(numbers) for numbers in self._numbers]

    def _branches(self, numbers: Numbers) -> list[tuple[float, ...]]:
        return [_branch(numbers, step) for step in self._branching]

    def _at(self, x: float) -> Numbers:
        numbers = self._points.values.copy()
        numbers[self._slot] = x
        drain(forward_steps(self._tape, numbers))
        return numbers

    def _gradient(self, numbers: Numbers) -> float:
        gradients: Numbers = [None] * len(numbers)
        drain(backward_steps(self._tape, numbers, self._points.target, gradients))
        gradient: float = gradients[self._slot]
        return gradient


def has_branches(op: Op) -> bool:
    """Tell whether an op is other functions in other places."""
    return bool(op.kink) or op.group == "Conditions"


def _branch(numbers: Numbers, step: Instruction) -> tuple[float, ...]:
    """Return what is the same all along each branch of an op, and differs between two."""
    y = numbers[step.slot]
    slopes: tuple[float, ...] = step.partials(y, *[numbers[s] for s in step.operands])
    # Where an op is flat, its value is what tells: it jumps.
    return (*slopes, 0.0 if any(slopes) else y)
