"""CasADi: an expression of symbols that becomes a function, run by its virtual machine."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from engine.benchmarks.answers import Answer
from engine.benchmarks.contenders.installed import require
from engine.benchmarks.works import Work

START: Final = """
import casadi
x = casadi.SX.sym("x", 4)
L = (x[0] * x[1] + x[2]) * x[3]
f = casadi.Function("f", [x], [L, casadi.gradient(L, x)])
assert f([2.0, -3.0, 10.0, -2.0])[1][0] == 6.0
"""
"""What a script does from its start until it has a gradient of the worked example."""


class Function:
    """A work as a function, called by the way that copies nothing."""

    def __init__(self, work: Work, variables: Any, target: Any, gradients: Any) -> None:
        """Take the expressions of the target and of the gradients."""
        casadi = require("casadi")
        function = casadi.Function("f", [variables], [target, casadi.densify(gradients)])
        self._work = work
        self._leaves = np.array(work.leaves)
        self._value = np.zeros(1)
        self._gradients = np.zeros(gradients.numel())
        self._buffer, self._evaluate = function.buffer()
        self._buffer.set_arg(0, self._leaves.data)
        self._buffer.set_res(0, self._value.data)
        self._buffer.set_res(1, self._gradients.data)
        self._moved, self._slopes = (x[: work.moved] for x in (self._leaves, self._gradients))

    def run(self) -> None:
        """Compute the value and the gradients, and move what is to be moved."""
        self._evaluate()
        if self._work.moved:
            self._moved -= self._work.rate * self._slopes

    def answer(self) -> Answer:
        """Return the gradients, or what was moved."""
        numbers = self._moved if self._work.moved else self._gradients
        return Answer(float(self._value[0]), numbers.copy())


def leaf_gradients(work: Work) -> Function:
    """Return it with the gradients of the leaves alone.

    Raises:
        Unable: it is not installed.
    """
    casadi = require("casadi")
    leaves = casadi.SX.sym("x", len(work.leaves))
    target = _nodes(work, casadi, casadi.vertsplit(leaves))[-1]
    return Function(work, leaves, target, casadi.gradient(target, leaves))


def all_gradients(work: Work) -> Function:
    """Return it with the gradient of every node: of 0s that are added to each op node.

    The 0s are then put in, so that nothing is left of the additions.

    Raises:
        Unable: it is not installed.
    """
    casadi = require("casadi")
    leaves = casadi.SX.sym("x", len(work.leaves))
    added = casadi.SX.sym("e", len(work.steps))
    nodes = _nodes(work, casadi, casadi.vertsplit(leaves), casadi.vertsplit(added))
    every = casadi.vertcat(leaves, added)
    with_added = casadi.Function("g", [every], [nodes[-1], casadi.gradient(nodes[-1], every)])
    without = casadi.vertcat(leaves, casadi.SX(len(work.steps), 1))
    return Function(work, leaves, *with_added.call([without]))


def _nodes(work: Work, casadi: Any, leaves: list[Any], added: list[Any] | None = None) -> list[Any]:
    nodes = list(leaves)
    zero = casadi.SX(0)
    for number, (op, operands) in enumerate(work.steps):
        taken = [nodes[operand] for operand in operands]
        if op == "add":
            made = taken[0] + taken[1]
        elif op == "mul":
            made = taken[0] * taken[1]
        else:
            made = casadi.fmax(taken[0], zero)
        nodes.append(made + added[number] if added else made)
    return nodes
