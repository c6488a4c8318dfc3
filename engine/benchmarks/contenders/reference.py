"""Our reference evaluator: an op at a time, on floats or on numpy rows."""

from __future__ import annotations

from typing import Final

from engine import rows_evaluator
from engine.benchmarks.answers import Answer
from engine.benchmarks.moons import Moons, row_work
from engine.benchmarks.works import Step, Work, graph_of, slots_of
from engine.ops import OPS
from engine.passes import backward_steps, drain, forward_steps
from engine.tape import Instruction, Numbers, Tape

START: Final = """
from engine import Apply, Graph, Leaf, backward
nodes = {"a": Leaf(2.0), "b": Leaf(-3.0), "c": Leaf(10.0), "f": Leaf(-2.0)}
nodes |= {"e": Apply("mul", ("a", "b")), "d": Apply("add", ("e", "c"))}
nodes["L"] = Apply("mul", ("d", "f"))
assert backward(Graph(nodes)).gradients["a"] == 6.0
"""
"""What a script does from its start until it has a gradient of the worked example."""


class Reference:
    """A work on the tape in Python."""

    def __init__(self, work: Work) -> None:
        """Write the tape; a node's slot is its place, and the places are in order already."""
        self._work = work
        self._tape = Tape(
            work.size, [], [_instruction(place, step) for place, step in work.nodes()]
        )
        self._start: Numbers = [*work.leaves, *[None] * len(work.steps)]
        self._values: Numbers = []
        self._gradients: Numbers = []

    def run(self) -> None:
        """Compute every value and every gradient, and move what is to be moved."""
        self._values = self._start[:]
        self._gradients = [None] * self._work.size
        drain(forward_steps(self._tape, self._values))
        drain(backward_steps(self._tape, self._values, self._work.size - 1, self._gradients))
        for place in range(self._work.moved):
            self._start[place] -= self._work.rate * self._gradients[place]

    def answer(self) -> Answer:
        """Return the gradient of every node, or what was moved."""
        moved = self._work.moved
        return Answer(self._values[-1], self._start[:moved] if moved else self._gradients)


def _instruction(place: int, step: Step) -> Instruction:
    op = OPS[step.op]
    return Instruction(place, op, op.forward, op.partials, step.operands)


class ReferenceRows:
    """A training step on the numpy rows of the graph of one sample."""

    def __init__(self, moons: Moons) -> None:
        """Compile the tape and bind the columns."""
        self._work, columns = row_work(moons)
        by_id = {f"n{place}": column for place, column in columns.items()}
        self._rows = rows_evaluator.ReferenceRows(graph_of(self._work), slots_of(self._work), by_id)
        self._parameters = moons.parameters.tolist()
        self._target = self._work.size - 1

    def run(self) -> None:
        """Compute every value and every gradient, and make a step."""
        rows, parameters = self._rows, self._parameters
        rows.forward()
        rows.backward(self._target)
        for place in range(self._work.moved):
            parameters[place] -= self._work.rate * rows.gradient(place)
            rows.put(place, parameters[place])

    def answer(self) -> Answer:
        """Return the loss and the parameters that the step led to."""
        return Answer(self._rows.value(self._target), self._parameters[:])
