"""Our compiled evaluator, by its lowest face: all that the benchmarks know of that face."""

from __future__ import annotations

from typing import Final

import numpy as np

from engine.benchmarks.answers import Answer
from engine.benchmarks.clock import Unable
from engine.benchmarks.works import Work
from engine.graph import Apply, Leaf
from engine.kernels.array_tape import ArrayTape
from engine.kernels.loading import Kernel, kernel

START: Final = """
from engine.graph import Apply, Leaf
from engine.kernels.array_tape import ArrayTape
from engine.kernels.loading import kernel
nodes = [Leaf(2.0), Leaf(-3.0), Leaf(10.0), Leaf(-2.0), Apply("mul", ("0", "1")),
         Apply("add", ("4", "2")), Apply("mul", ("5", "3"))]
places = {str(place): place for place in range(7)}
tape = ArrayTape(kernel())
tape.fit(7)
for place, node in enumerate(nodes):
    tape.put(place, node, places)
tape.sort()
tape.forward()
tape.backward(6)
assert tape.gradients[0] == 6.0
"""
"""What a script does from its start until it has a gradient of the worked example."""


class Compiled:
    """A work on the tape of the kernel; a node's slot is its place."""

    def __init__(self, work: Work) -> None:
        """Put the nodes on the tape.

        Raises:
            Unable: there is no compiled evaluator here.
        """
        self.tape = _tape(work, library())
        self._work = work
        self._target = work.size - 1
        self._moved = np.frombuffer(self.tape.values)[: work.moved]
        self._slopes = np.frombuffer(self.tape.gradients)[: work.moved]

    def run(self) -> None:
        """Compute every value and every gradient, and move what is to be moved."""
        self.tape.forward()
        self.tape.backward(self._target)
        if self._work.moved:
            self._moved -= self._work.rate * self._slopes

    def answer(self) -> Answer:
        """Return the gradient of every node, or what was moved."""
        numbers = self._moved if self._work.moved else np.frombuffer(self.tape.gradients)
        return Answer(self.tape.values[self._target], numbers.copy())

    def rewire(self, place: int, operands: tuple[int, ...]) -> None:
        """Give an op node other operands, and put the tape in order again."""
        op = self._work.steps[place - len(self._work.leaves)].op
        ids = [f"n{operand}" for operand in operands]
        self.tape.put(place, Apply(op, tuple(ids)), dict(zip(ids, operands, strict=True)))
        self.tape.sort()


def library() -> Kernel:
    """Return the compiled evaluator.

    Raises:
        Unable: there is none here.
    """
    found = kernel()
    if found is None:
        raise Unable("not built here")
    return found


def _tape(work: Work, found: Kernel) -> ArrayTape:
    ids = [f"n{place}" for place in range(work.size)]
    places = {node_id: place for place, node_id in enumerate(ids)}
    tape = ArrayTape(found)
    tape.fit(work.size)
    for place, x in enumerate(work.leaves):
        tape.put(place, Leaf(x), places)
    for place, (op, operands) in work.nodes():
        tape.put(place, Apply(op, tuple([ids[operand] for operand in operands])), places)
    tape.sort()
    return tape
