"""A wrong rule to be found: one op's local derivative is planted wrong, for a learner to hunt.

The bug is in the op, so that all its nodes go wrong alike, as in a program. The difference quotient
knows nothing of rules: where a node's gradient agrees with it and that of its operand does not, the
rule between them is the wrong one.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from enum import StrEnum
from math import isfinite
from typing import Final, NamedTuple

from engine.autodiff import NoTargetError, drain, name_of
from engine.graph import Apply, Graph, topological_order
from engine.ops import OPS
from engine.passes import backward_steps, forward_steps
from engine.slots import Slots
from engine.tape import Numbers, Tape, compile_tape

_VISIBLE: Final = 0.01
"""A planted derivative is off by at least this part of it somewhere, so that it can be seen."""


class Fault(StrEnum):
    """How a rule is wrong."""

    SIGN = "the wrong sign"
    FORGOTTEN = "1 instead of the derivative"
    DOUBLED = "twice the derivative"
    SWAPPED = "the derivatives by the two operands changed over"


class Bug(NamedTuple):
    """A rule that is wrong.

    Attributes:
        op: the op's name.
        fault: how its rule is wrong.
    """

    op: str
    fault: Fault


Local = tuple[float, ...]


def _swapped(local: Local) -> Local:
    return local[::-1]


_FAULTS: Final[dict[Fault, Callable[[Local], Local]]] = {
    Fault.SIGN: lambda local: tuple(-d for d in local),
    Fault.FORGOTTEN: lambda local: (1.0,) * len(local),
    Fault.DOUBLED: lambda local: tuple(2.0 * d for d in local),
    Fault.SWAPPED: _swapped,
}


def plant(graph: Graph, target: str, seed: int) -> Bug | None:
    """Return a bug that shows on a graph, the same for the same seed; None where none would.

    Raises:
        NoTargetError: the target cannot be computed yet.
    """
    pass_ = _Passes(graph, target)
    right = pass_.gradients(None)
    ops = sorted({node.op for node in graph.nodes.values() if isinstance(node, Apply)})
    bugs = [Bug(op, fault) for op in ops if not OPS[op].holds for fault in Fault]
    random.Random(seed).shuffle(bugs)
    return next((bug for bug in bugs if _shows(right, pass_.gradients(bug))), None)


def gradients_with(graph: Graph, target: str, bug: Bug | None) -> dict[str, float]:
    """Return ∂target/∂(node) of every computed node as a program with the bug has it.

    Raises:
        NoTargetError: the target cannot be computed yet.
    """
    return _Passes(graph, target).gradients(bug)


class _Passes:
    """A graph whose values are computed, to go back through by various rules."""

    def __init__(self, graph: Graph, target: str) -> None:
        self._slots = Slots(topological_order(graph))
        self._tape = compile_tape(graph, self._slots)
        self._values = self._tape.load(graph)
        drain(forward_steps(self._tape, self._values))
        self._target = self._slots.of[target]
        if self._values[self._target] is None:
            raise NoTargetError(f"{name_of(graph, target)} cannot be computed yet: fill its ports.")

    def gradients(self, bug: Bug | None) -> dict[str, float]:
        gradients: Numbers = [None] * len(self._values)
        tape = self._tape if bug is None else _with_bug(self._tape, bug)
        drain(backward_steps(tape, self._values, self._target, gradients))
        pairs = zip(self._slots.ids, gradients, strict=True)
        return {node: number for node, number in pairs if node is not None and number is not None}


def _with_bug(tape: Tape, bug: Bug) -> Tape:
    wrong, right = _FAULTS[bug.fault], OPS[bug.op].partials

    def partials(*numbers: float) -> Local:
        return wrong(right(*numbers))

    return tape._replace(
        instructions=[
            step._replace(partials=partials) if step.op.name == bug.op else step
            for step in tape.instructions
        ]
    )


def _shows(right: dict[str, float], wrong: dict[str, float]) -> bool:
    """Tell whether some gradient is clearly off, and none has gone bad."""
    if not all(map(isfinite, wrong.values())):
        return False
    return any(
        abs(right[node] - number) > _VISIBLE * max(abs(right[node]), abs(number))
        for node, number in wrong.items()
    )
