"""The two passes, one node at a time.

Both are generators over a tape: each ``next`` does one node and yields its slot, so that a learner
can step, a window can stop between nodes, and running is nothing but stepping to the end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from engine.tape import Numbers, Tape


def forward_steps(tape: Tape, values: Numbers) -> Iterator[int]:
    """Compute op nodes in topological order into ``values``, yielding each slot when it is done."""
    for slot, _op, forward, _partials, operands in tape.instructions:
        if len(operands) == 2:
            first, second = operands
            values[slot] = forward(values[first], values[second])
        else:
            values[slot] = forward(*[values[operand] for operand in operands])
        yield slot


def backward_steps(tape: Tape, values: Numbers, target: int, gradients: Numbers) -> Iterator[int]:
    """Add up gradients, yielding each op node's slot when it has passed its own on.

    Every computed node starts from 0 and the target from 1. Nodes that the target does not depend
    on pass nothing on, so that an infinite slope there cannot turn a 0 into nan.
    """
    for slot, value in enumerate(values):
        gradients[slot] = None if value is None else 0.0
    gradients[target] = 1.0
    reached = bytearray(len(values))
    reached[target] = 1
    for slot, _op, _forward, partials, operands in reversed(tape.instructions):
        if not reached[slot]:
            continue
        upstream = gradients[slot]
        local = partials(values[slot], *[values[operand] for operand in operands])
        for operand, derivative in zip(operands, local, strict=True):
            gradients[operand] += upstream * derivative
            reached[operand] = 1
        yield slot


def drain(steps: Iterator[int]) -> None:
    """Run a pass to its end."""
    deque(steps, maxlen=0)
