"""Our compiled evaluator, by its lowest face: all that the benchmarks know of that face."""

from __future__ import annotations

from typing import Final

import numpy as np

from engine.benchmarks.answers import Answer
from engine.benchmarks.clock import Unable
from engine.benchmarks.moons import Moons, row_work
from engine.benchmarks.works import Work, nodes_of, slots_of
from engine.graph import Apply
from engine.kernels.array_tape import ArrayTape, array_tape
from engine.kernels.loading import Kernel, kernel
from engine.kernels.row_tape import RowTape

START: Final = """
from engine.graph import Apply, Leaf
from engine.kernels.array_tape import array_tape
from engine.kernels.loading import kernel
nodes = {"a": Leaf(2.0), "b": Leaf(-3.0), "c": Leaf(10.0), "f": Leaf(-2.0)}
nodes |= {"e": Apply("mul", ("a", "b")), "d": Apply("add", ("e", "c"))}
nodes["L"] = Apply("mul", ("d", "f"))
tape = array_tape(kernel(), nodes, {name: slot for slot, name in enumerate(nodes)})
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


class CompiledRows:
    """A training step on the rows of the graph of one sample."""

    def __init__(self, moons: Moons) -> None:
        """Put the nodes on the tape, and bind the columns.

        Raises:
            Unable: there is no compiled evaluator here.
        """
        self._work, columns = row_work(moons)
        self._tape = _tape(self._work, library())
        self._rows = RowTape(library(), self._tape, columns, keeps=False)
        self._target = self._work.size - 1
        self._moved = np.frombuffer(self._tape.values)[: self._work.moved]
        self._slopes = np.frombuffer(self._tape.gradients)[: self._work.moved]

    def run(self) -> None:
        """Compute every value and every gradient, and make a step."""
        self._rows.forward()
        self._rows.backward(self._target)
        self._moved -= self._work.rate * self._slopes

    def answer(self) -> Answer:
        """Return the loss and the parameters that the step led to."""
        return Answer(self._tape.values[self._target], self._moved.copy())


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
    return array_tape(found, nodes_of(work), slots_of(work).of)
