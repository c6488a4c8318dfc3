"""Which number of a run went bad first: nothing raises, so that this must be said."""

from __future__ import annotations

import numpy as np

from desktop_app.model.numbers import Floats, State, States
from desktop_app.model.run import Run
from engine.autodiff import Pass
from engine.graph import Graph
from engine.problems import first_not_finite

_HOLDS = (State.FRESH, State.ACCUMULATED)


def first_bad_number(graph: Graph, run: Run) -> str:
    """Return the sentence that names the first node with a number that is not finite, or nothing.

    Numbers that are out of date are left out.
    """
    if _all_finite(run.values, run.value_states) and _all_finite(
        run.gradients, run.gradient_states
    ):
        return ""
    values = {n: run.value(n) for n in graph.nodes if run.value_state(n) in _HOLDS}
    gradients = {n: run.gradient(n) for n in graph.nodes if run.gradient_state(n) in _HOLDS}
    return first_not_finite(graph, Pass(values, gradients, run.target))


def _all_finite(numbers: Floats, states: States) -> bool:
    return bool(np.isfinite(numbers[states > 0]).all())
