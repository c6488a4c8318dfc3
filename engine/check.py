"""The check of every gradient against difference quotients, which know nothing of derivatives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from engine.autodiff import backward, only_target
from engine.curve import Curve, Curves
from engine.graph import Graph, ancestors, topological_order
from engine.labels import display_names, find_node
from engine.slopes import Estimate, Slopes, slopes
from engine.tape import Instruction, Numbers
from engine.verdict import Verdict, judge

_ULP: Final = 2.0**-52


class Check(NamedTuple):
    """One gradient beside its difference quotient.

    Attributes:
        node: the node's id.
        label: what the node is called on the screen.
        gradient: ∂target/∂(node) as the backward pass has it.
        difference_quotient: the best estimate of it from values alone; nan where there is none.
        relative_error: their distance divided by the larger of them; 0 where both are 0.
        verdict: what follows from it.
    """

    node: str
    label: str
    gradient: float
    difference_quotient: float
    relative_error: float
    verdict: Verdict


def check_gradients(graph: Graph, target: str | None = None) -> list[Check]:
    """Return a check of every gradient of a backward pass, in topological order.

    Raises:
        ValueError: there is no such node, or no target.
    """
    chosen = find_node(graph, target) if target else only_target(graph)
    return check_against(graph, chosen, backward(graph, chosen).gradients)


def check_against(graph: Graph, target: str, gradients: Mapping[str, float]) -> list[Check]:
    """Return a check of gradients that may come from anywhere, in topological order.

    Raises:
        NoTargetError: the target cannot be computed yet.
    """
    curves = Curves(graph, target)
    above = ancestors(graph, target)
    labels = display_names(graph, gradients)
    checks = []
    for node_id in topological_order(graph):
        if node_id in above:
            found = _look(curves.curve(node_id), curves, gradients)
        elif node_id in gradients:
            found = Slopes([Estimate(0.0, 0.0)]), False
        else:
            continue
        checks.append(_check(node_id, labels[node_id], gradients[node_id], *found))
    return checks


def _look(curve: Curve, curves: Curves, gradients: Mapping[str, float]) -> tuple[Slopes, bool]:
    return slopes(curve, curve.start, _noise(curve, curves, gradients)), curve.is_at_kink()


def _noise(curve: Curve, curves: Curves, gradients: Mapping[str, float]) -> float:
    """Return how far rounding may put the target off: each op's own, as far as it gets through."""
    total = 0.0
    for step in curve.downstream:
        reach = _size(step, curves.values) * abs(gradients[curves.ids[step.slot]])
        total += reach if math.isfinite(reach) else 0.0
    return _ULP * total


def _size(step: Instruction, values: Numbers) -> Any:
    """Return the largest number that comes up in an op: the sum of 1e16, 1 and −1e16 is small."""
    operands = [values[operand] for operand in step.operands]
    y = values[step.slot]
    if len(operands) == 1:
        return abs(y)
    parts = zip(step.partials(y, *operands), operands, strict=True)
    return max(abs(y), *(abs(local * operand) for local, operand in parts))


def _check(node: str, label: str, gradient: float, found: Slopes, at_kink: bool) -> Check:  # noqa: FBT001
    verdict, quotient = judge(gradient, found, at_kink=at_kink)
    return Check(node, label, gradient, quotient, _relative_error(gradient, quotient), verdict)


def _relative_error(gradient: float, quotient: float) -> float:
    larger = max(abs(gradient), abs(quotient))
    return abs(gradient - quotient) / larger if larger else 0.0
