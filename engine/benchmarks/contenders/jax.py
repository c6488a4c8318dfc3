"""JAX: a function that is compiled once for each shape of its arguments; float64 throughout."""

from __future__ import annotations

from typing import Any, Final

from engine.benchmarks.answers import Answer
from engine.benchmarks.clock import Unable
from engine.benchmarks.contenders.installed import require
from engine.benchmarks.moons import DECAY, RATE, Moons, matrices
from engine.benchmarks.works import Work

START: Final = """
import jax
jax.config.update("jax_enable_x64", True)
f = jax.jit(jax.value_and_grad(lambda a, b, c, f: (a * b + c) * f))
assert f(2.0, -3.0, 10.0, -2.0)[1] == 6.0
"""
"""What a script does from its start until it has a gradient of the worked example."""
_MOST_NODES: Final = 100


def _jax() -> Any:
    jax = require("jax")
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003 - its interface
    return jax


class Scalars:
    """A work as a function of its leaves."""

    def __init__(self, work: Work) -> None:
        """Compile value and gradients.

        Raises:
            Unable: it is not installed, or the work is too large to be compiled.
        """
        self._jax = jax = _jax()
        if work.size > _MOST_NODES:
            raise Unable("it would compile a graph of this size for minutes")
        apply = {"add": jax.numpy.add, "mul": jax.numpy.multiply, "relu": jax.nn.relu}

        def target(leaves: Any) -> Any:
            made = list(leaves)
            for op, operands in work.steps:
                made.append(apply[op](*(made[operand] for operand in operands)))
            return made[-1]

        self._function = jax.jit(jax.value_and_grad(target))
        self._leaves = jax.numpy.asarray(work.leaves)
        self._result: Any = None

    def run(self) -> None:
        """Compute the value and every leaf's gradient."""
        self._result = self._jax.block_until_ready(self._function(self._leaves))

    def answer(self) -> Answer:
        """Return the gradient of every leaf."""
        value, gradients = self._result
        return Answer(float(value), gradients)


class Tensors:
    """A training step on matrices of all rows.

    The parameters are one array, which the step may write over: of the ways to write it, the
    fastest.
    """

    def __init__(self, moons: Moons) -> None:
        """Compile the step.

        Raises:
            Unable: it is not installed.
        """
        self._jax = jax = _jax()
        self._parameters = jax.numpy.array(moons.parameters)
        self._points = jax.numpy.asarray(moons.points)
        self._signs = jax.numpy.asarray(moons.signs)
        self._loss: Any = None

        def step(parameters: Any, points: Any, signs: Any) -> Any:
            loss, gradients = jax.value_and_grad(_loss)(parameters, points, signs, jax)
            return parameters - RATE * gradients, loss

        self._step = jax.jit(step, donate_argnums=0)

    def run(self) -> None:
        """Make a step."""
        self._parameters, self._loss = self._jax.block_until_ready(
            self._step(self._parameters, self._points, self._signs)
        )

    def answer(self) -> Answer:
        """Return the loss and the parameters that the step led to."""
        return Answer(float(self._loss), self._jax.device_get(self._parameters).copy())


def _loss(parameters: Any, points: Any, signs: Any, jax: Any) -> Any:
    numbers = points
    layers = matrices(parameters)
    for number, (factors, added) in enumerate(layers):
        numbers = numbers @ factors + added
        if number < len(layers) - 1:
            numbers = jax.nn.relu(numbers)
    hinge = jax.nn.relu(1.0 - signs * numbers[:, 0]).mean()
    return hinge + DECAY * (parameters * parameters).sum()
