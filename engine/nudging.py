"""Nudges: what a small change of one leaf does to the target, as foretold and for real.

The gradient foretells gradient × δ. What is left over is the curve's bend, and at a kink more than
that; the target itself is computed anew for the real change.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite, nan
from typing import NamedTuple

from engine.curve import Curves
from engine.graph import Graph, Leaf
from engine.readable import readable


class Nudge(NamedTuple):
    """One leaf moved, and what becomes of the target.

    Attributes:
        node: the leaf's id.
        delta: by how much it is moved.
        gradient: ∂target/∂(leaf).
        predicted: gradient × delta.
        actual: the target's new value less its old one; nan where either is not finite.
    """

    node: str
    delta: float
    gradient: float
    predicted: float
    actual: float


def nudge(curves: Curves, node_id: str, delta: float) -> Nudge:
    """Return what moving a leaf does to the target: nothing, where it does not hang on the leaf."""
    if node_id not in curves.slot_of:
        return Nudge(node_id, delta, 0.0, 0.0, 0.0)
    curve = curves.curve(node_id)
    before, after = curve.at([curve.start, curve.start + delta]).target()
    actual = after - before if isfinite(before) and isfinite(after) else nan
    return Nudge(node_id, delta, curve.gradient, curve.gradient * delta, actual)


def strongest(curves: Curves, graph: Graph, node_ids: Iterable[str] | None = None) -> list[str]:
    """Return the leaves that the target hangs on, that which moves it most first.

    Equal ones keep the order of the graph; what has no finite gradient comes last.
    """
    leaves = [
        node_id
        for node_id in (graph.nodes if node_ids is None else node_ids)
        if isinstance(graph.nodes[node_id], Leaf) and node_id in curves.slot_of
    ]
    return sorted(leaves, key=lambda leaf: -_strength(curves, leaf))


def sentence(name: str, target: str, found: Nudge) -> str:
    """Say what a nudge does and why it has that sign.

    Args:
        name: what the leaf is called.
        target: what the target is called.
        found: the nudge.
    """
    verb = "Raise" if found.delta > 0.0 else "Lower"
    moved = f"{verb} {name} by {readable(abs(found.delta), 4)}"
    if not isfinite(found.gradient):
        return f"The gradient of {name} is {readable(found.gradient)}: nothing can be foretold."
    if found.gradient == 0.0:
        return f"{moved}: the gradient is 0, so to first order {target} stays as it is."
    return (
        f"{moved}: the gradient is {_signed(found.gradient)}, so {target} goes "
        f"{_way(found)} {name} and {_fate(found)} by about {readable(abs(found.predicted), 4)}."
    )


def _strength(curves: Curves, node_id: str) -> float:
    gradient = abs(curves.gradients[curves.slot_of[node_id]])
    return gradient if isfinite(gradient) else -1.0


def _signed(gradient: float) -> str:
    return f"{'positive' if gradient > 0.0 else 'negative'} ({readable(gradient, 4)})"


def _way(found: Nudge) -> str:
    return "the same way as" if found.gradient > 0.0 else "the other way from"


def _fate(found: Nudge) -> str:
    return "rises" if found.predicted > 0.0 else "falls"
