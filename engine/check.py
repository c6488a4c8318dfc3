"""The check of every gradient against difference quotients, which know nothing of derivatives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from engine.autodiff import backward, only_target
from engine.curve import Curves
from engine.document import Document, graph_in
from engine.graph import Graph, topological_order
from engine.labels import display_names, find_node
from engine.slopes import Estimate, Slopes
from engine.verdict import Judgement, Verdict, judge

_ULP: Final = 2.0**-52
_TINIEST: Final = 2.0**-1074
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
    ordered = [node_id for node_id in topological_order(graph) if node_id in gradients]
    labels = display_names(graph, gradients)
    return list(checks(curves, {node_id: gradients[node_id] for node_id in ordered}, labels))


def checks(
    curves: Curves, gradients: Mapping[str, float], labels: Mapping[str, str]
) -> Iterator[Check]:
    """Yield a check of each gradient of a target, in the order in which they are given.

    Args:
        curves: the graph as the target's curves.
        gradients: by node id; they may come from anywhere.
        labels: what each of these nodes is called on the screen.
    """
    doubts = _doubts(curves, gradients)
    for node_id, gradient in gradients.items():
        verdict, quotient = _judge(curves, node_id, gradient, doubts[node_id])
        error = _relative_error(gradient, quotient)
        yield Check(node_id, labels[node_id], gradient, quotient, error, verdict)


def _judge(curves: Curves, node_id: str, gradient: float, doubt: float) -> Judgement:
    if node_id not in curves.slot_of:
        return judge(gradient, doubt, Slopes(Estimate(0.0, 0.0)))
    curve = curves.curve(node_id)
    found, at_kink = curve.slopes()
    convention = curve.gradient if at_kink else None
    return judge(gradient, doubt, found, by_convention=convention, unsteadiness=curve.unsteadiness)


def _doubts(curves: Curves, gradients: Mapping[str, float]) -> dict[str, float]:
    """Return how far rounding may put each gradient off: large contributions may cancel out."""
    doubts = [0.0] * len(curves.values)
    for step in reversed(curves.instructions):
        y, *operands = (curves.values[slot] for slot in (step.slot, *step.operands))
        upstream = abs(curves.gradients[step.slot])
        # Numbers below 10⁻³⁰⁸ have few digits, and so have the derivatives made from them.
        lost = sum(_TINIEST / abs(number) for number in (y, *operands) if number)
        own = doubts[step.slot] + (_ROUNDINGS * _ULP + lost) * upstream + _TINIEST
        for operand, derivative in zip(step.operands, step.partials(y, *operands), strict=True):
            doubts[operand] += abs(derivative) * own + upstream * _TINIEST
    return {n: doubts[curves.slot_of[n]] if n in curves.slot_of else 0.0 for n in gradients}


def _relative_error(gradient: float, quotient: float) -> float:
    larger = max(abs(gradient), abs(quotient))
    return abs(gradient - quotient) / larger if larger else 0.0
