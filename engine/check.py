"""The check of every gradient against difference quotients, which know nothing of derivatives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from engine.autodiff import backward, only_target
from engine.curve import Curve, Curves
from engine.document import Document, graph_in
from engine.graph import Graph, ancestors, topological_order
from engine.labels import display_names, find_node
from engine.slopes import Estimate, Slopes, slopes
from engine.tape import Instruction, Numbers
from engine.verdict import Verdict, judge

_ULP: Final = 2.0**-52
_ROUNDINGS: Final = 4.0
"""How many roundings make a contribution: of the value, the local derivative and the product."""


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


def check_gradients(graph: Graph | Document, target: str | None = None) -> list[Check]:
    """Return a check of every gradient of a backward pass, in topological order.

    Raises:
        ValueError: there is no such node, or no target.
    """
    graph = graph_in(graph)
    chosen = find_node(graph, target) if target else only_target(graph)
    return check_against(graph, chosen, backward(graph, chosen).gradients)


def check_against(graph: Graph, target: str, gradients: Mapping[str, float]) -> list[Check]:
    """Return a check of gradients that may come from anywhere, in topological order.

    Raises:
        NoTargetError: the target cannot be computed yet.
    """
    curves = Curves(graph, target)
    above = ancestors(graph, target)
    doubts = _doubts(curves, gradients)
    labels = display_names(graph, gradients)
    checks = []
    for node_id in topological_order(graph):
        if node_id not in gradients:
            continue
        gradient = gradients[node_id]
        if node_id in above:
            found, at_kink = _look(curves.curve(node_id), curves, gradients)
        else:
            found, at_kink = Slopes([Estimate(0.0, 0.0)]), False
        verdict, quotient = judge(gradient, doubts[node_id], found, at_kink=at_kink)
        error = _relative_error(gradient, quotient)
        checks.append(Check(node_id, labels[node_id], gradient, quotient, error, verdict))
    return checks


def _look(curve: Curve, curves: Curves, gradients: Mapping[str, float]) -> tuple[Slopes, bool]:
    noise = _noise(curve, curves, gradients)
    if not curve.is_at_kink():
        found = slopes(curve.on_this_side, curve.start, noise)
        if found.central or found.left or found.right:
            return found, False
    return slopes(curve, curve.start, noise), True


def _noise(curve: Curve, curves: Curves, gradients: Mapping[str, float]) -> float:
    """Return how far rounding may put the target off: each op's own, as far as it gets through."""
    total = 0.0
    for step in curve.downstream:
        reach = _size(step, curves.values) * abs(gradients[curves.ids[step.slot]])
        total += reach if math.isfinite(reach) else 0.0
    return _ULP * total


def _doubts(curves: Curves, gradients: Mapping[str, float]) -> dict[str, float]:
    """Return how far rounding may put each gradient off: large contributions may cancel out."""
    doubts = dict.fromkeys(gradients, 0.0)
    for step in reversed(curves.instructions()):
        operands = [curves.values[operand] for operand in step.operands]
        user = curves.ids[step.slot]
        local = step.partials(curves.values[step.slot], *operands)
        for operand, derivative in zip(step.operands, local, strict=True):
            own = _ROUNDINGS * _ULP * abs(gradients[user])
            doubts[curves.ids[operand]] += abs(derivative) * (doubts[user] + own)
    return doubts


def _size(step: Instruction, values: Numbers) -> Any:
    """Return the largest number that comes up in an op: the sum of 1e16, 1 and −1e16 is small."""
    operands = [values[operand] for operand in step.operands]
    y = values[step.slot]
    if len(operands) == 1:
        return abs(y)
    parts = zip(step.partials(y, *operands), operands, strict=True)
    return max(abs(y), *(abs(local * operand) for local, operand in parts))


def _relative_error(gradient: float, quotient: float) -> float:
    larger = max(abs(gradient), abs(quotient))
    return abs(gradient - quotient) / larger if larger else 0.0
