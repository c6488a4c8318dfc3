"""Those that make an object for each number as a script runs, and ask the last one to go back."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final

from engine import nn
from engine.benchmarks.answers import Answer
from engine.benchmarks.contenders.installed import require
from engine.benchmarks.moons import DECAY, INPUTS, RATE, WIDTHS, Moons
from engine.benchmarks.works import Work
from engine.value import Value

_APPLY: Final[dict[str, Callable[..., Any]]] = {
    "add": operator.add,
    "mul": operator.mul,
    "relu": operator.methodcaller("relu"),
}


class Objects:
    """Makes all of a work's numbers anew in each run, as is the way of such a library."""

    def __init__(self, work: Work, leaf: Callable[[float], Any]) -> None:
        """Take the work, and what makes an object of a number."""
        self._work = work
        self._leaf = leaf
        self._numbers = list(work.leaves)
        self._plan = [(_APPLY[op], operands[0], operands[1:]) for op, operands in work.steps]
        self._leaves: list[Any] = []
        self._value = 0.0

    def run(self) -> None:
        """Build the expression, go back, and move what is to be moved."""
        made = [self._leaf(x) for x in self._numbers]
        self._leaves = made[:]
        for apply, first, others in self._plan:
            made.append(apply(made[first], made[others[0]]) if others else apply(made[first]))
        made[-1].backward()
        self._value = made[-1].data
        for place in range(self._work.moved):
            self._numbers[place] -= self._work.rate * float(made[place].grad)

    def answer(self) -> Answer:
        """Return the gradient of every leaf, or what was moved."""
        moved = self._work.moved
        numbers = self._numbers[:moved] if moved else [float(leaf.grad) for leaf in self._leaves]
        return Answer(float(self._value), numbers)


class ObjectsTraining:
    """A training step as the library's user writes it, with the library's own network."""

    def __init__(self, moons: Moons, value: Any, mlp: Any) -> None:
        """Take the data, the class of numbers and the class of networks."""
        self._value = value
        self._model = mlp(INPUTS, list(WIDTHS))
        self._rows = list(zip(moons.points.tolist(), moons.signs.tolist(), strict=True))
        for parameter, start in zip(self._model.parameters(), moons.parameters, strict=True):
            parameter.data = float(start)
        self._loss = 0.0

    def run(self) -> None:
        """Build the loss, go back and make a step."""
        value, model = self._value, self._model
        scores = [model([value(a), value(b)]) for (a, b), _ in self._rows]
        losses = [
            (1 + -sign * score).relu() for score, (_, sign) in zip(scores, self._rows, strict=True)
        ]
        parameters = model.parameters()
        decay = DECAY * sum(p * p for p in parameters)
        total = sum(losses) * (1.0 / len(losses)) + decay
        model.zero_grad()
        total.backward()
        # Not the object: nothing of a run's graph is to be left for the runs of others.
        self._loss = total.data
        for p in parameters:
            p.data -= RATE * p.grad

    def answer(self) -> Answer:
        """Return the loss and the parameters that the step led to."""
        return Answer(self._loss, [p.data for p in self._model.parameters()])


def value(work: Work) -> Objects:
    """Return our ``Value`` before a work."""
    return Objects(work, Value)


def micrograd(work: Work) -> Objects:
    """Return micrograd before a work.

    Raises:
        Unable: it is not installed.
    """
    return Objects(work, require("micrograd.engine").Value)


def value_training(moons: Moons) -> ObjectsTraining:
    """Return our ``Value`` and ``nn`` before a training step."""
    return ObjectsTraining(moons, Value, nn.MLP)


def micrograd_training(moons: Moons) -> ObjectsTraining:
    """Return micrograd before a training step.

    Raises:
        Unable: it is not installed.
    """
    return ObjectsTraining(moons, require("micrograd.engine").Value, require("micrograd.nn").MLP)
