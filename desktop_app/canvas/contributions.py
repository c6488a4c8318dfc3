"""What each of many wires adds to its source's gradient: an op's partials run on whole arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np

from desktop_app.canvas.scene import NO_SLOT, Scene
from desktop_app.model.numbers import State
from desktop_app.model.run import Run
from engine.ops import OPS, Op

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.intp]
    Booleans = NDArray[np.bool_]

_OPS: Final = tuple(OPS.values())


def contributions(
    scene: Scene, run: Run, rows: Integers, one_by_one: Callable[[int], float | None]
) -> tuple[Floats, Booleans]:
    """Return upstream × local of wires, and for which of them it holds at present.

    Args:
        scene: where the wires run.
        run: the numbers.
        rows: the wires' rows.
        one_by_one: finds the contribution of a row whose op has many operands.
    """
    entered, operand = scene.entered[rows], scene.operand[rows]
    known = _hold(run, scene, entered) & ~_hidden(run, scene.source[rows])
    found = np.full(len(rows), np.nan)
    for code in np.flatnonzero(np.bincount(scene.op[entered[known]])).tolist():
        op = _OPS[code]
        chosen = np.flatnonzero(known & (scene.op[entered] == code))
        if op.variadic or op.reduces_rows or len(op.operands) > scene.sources.shape[1]:
            for at in chosen.tolist():
                one = one_by_one(int(rows[at]))
                found[at], known[at] = (np.nan, False) if one is None else (one, True)
            continue
        found[chosen] = _of_op(op, scene, run, entered[chosen], operand[chosen])
    return found, known


def _hold(run: Run, scene: Scene, entered: Integers) -> Booleans:
    # A view may ask before the signal of an edit has reached the run.
    hold = entered < len(run.values)
    there = entered[hold]
    hold[hold] = (run.value_states[there] == State.FRESH) & (
        run.gradient_states[there] == State.FRESH
    )
    filled = scene.sources[entered] != NO_SLOT
    hold &= filled.any(axis=1) & (scene.op[entered] != NO_SLOT)
    return hold


def _hidden(run: Run, sources: Integers) -> Booleans:
    """Tell which sources have a gradient that a learner is to work out from just these numbers."""
    hidden = np.zeros(len(sources), np.bool_)
    inside = sources < len(run.gradient_states)
    hidden[inside] = run.gradient_states[sources[inside]] == State.HIDDEN
    return hidden


def _of_op(op: Op, scene: Scene, run: Run, entered: Integers, operand: Integers) -> Floats:
    operands = [run.values[scene.sources[entered, i]] for i in range(len(op.operands))]
    with np.errstate(all="ignore"):
        partials = op.partials(run.values[entered], *operands)
        local = np.empty(len(entered))
        for i, partial in enumerate(partials):
            chosen = operand == i
            local[chosen] = np.broadcast_to(partial, len(entered))[chosen]
        contribution: Floats = run.gradients[entered] * local
    return contribution
