"""Difference quotients: the derivative by its definition, before the limit is taken."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isfinite, nan, ulp
from typing import NamedTuple

from engine.autodiff import only_target
from engine.curve import Curve, Curves
from engine.document import Document, graph_in
from engine.graph import Graph, ancestors
from engine.labels import find_node
from engine.slopes import Slopes, points, slopes

Function = Callable[[float], float]


def difference_quotient(
    f: Function | Graph | Document, x: float | str, h: float, target: str | None = None
) -> float:
    """Return (f(x + h) − f(x)) / h, with the rounding that this formula has.

    Args:
        f: a function of a float, or a graph or a document with one.
        x: where; for a graph, the name or id of the node whose value is raised by h.
        h: the step, in the units of x; below 0 for the quotient from the left.
        target: for a graph, the name or id of the node that f is; by default its target.

    Raises:
        ValueError: there is no such node, no target, or the target does not depend on the node.
    """
    function, at = _function_and_point(f, x, target)
    return (function(at + h) - function(at)) / h


def central_quotient(
    f: Function | Graph | Document, x: float | str, h: float, target: str | None = None
) -> float:
    """Return (f(x + h) − f(x − h)) / 2h; otherwise as ``difference_quotient``."""
    function, at = _function_and_point(f, x, target)
    return (function(at + h) - function(at - h)) / (2.0 * h)


class AdaptiveQuotient(NamedTuple):
    """The slope of a function, from difference quotients over many steps.

    Attributes:
        slope: the slope seen from both sides, or from the only side on which there are values; nan
            where no quotient can be trusted: beside a pole, where rounding hides the slope, where
            the function changes over less than the finest step.
        error: how far the slope may be off, in its unit; inf where there is none.
        left: the slope from below alone, nan where there is none.
        right: the slope from above alone, nan where there is none.
        is_kink: whether the slopes from below and from above clearly are not the same, so that
            there is no derivative.
    """

    slope: float
    error: float
    left: float
    right: float
    is_kink: bool


def adaptive_quotient(
    f: Function | Graph | Document, x: float | str, target: str | None = None
) -> AdaptiveQuotient:
    """Return a function's slope with its error, without a step to choose.

    Difference quotients over steps from a sixteenth of x (of 1, where x is smaller) down to 10⁻¹⁰
    of x, each a quarter of the one before, are extrapolated to step 0 by Richardson's tableau. The
    error is what the tableau still moves, and what rounding can do over the step; for a function
    that is not a graph, its value is taken to be off by one unit in its last place.

    Args:
        f: a function of a float, or a graph or a document with one.
        x: where; for a graph, the name or id of the node whose value is moved.
        target: for a graph, the name or id of the node that f is; by default its target.

    Raises:
        ValueError: there is no such node, no target, or the target does not depend on the node.
    """
    if isinstance(f, (Graph, Document)):
        found, _ = _curve(graph_in(f), str(x), target).slopes()
    else:
        values = [f(place) for place in points(float(x))]
        found = slopes(float(x), values, ulp(values[0]) if isfinite(values[0]) else 0.0)
    return _quotient(found)


def _quotient(found: Slopes) -> AdaptiveQuotient:
    best = found.best
    left, right = (nan if side is None else side.slope for side in (found.left, found.right))
    slope, error = (nan, inf) if best is None else (best.slope, best.error)
    return AdaptiveQuotient(slope, error, left, right, found.differ)


def _function_and_point(
    f: Function | Graph | Document, x: float | str, target: str | None
) -> tuple[Function, float]:
    if not isinstance(f, (Graph, Document)):
        return f, float(x)
    curve = _curve(graph_in(f), str(x), target)
    return curve, curve.start


def _curve(graph: Graph, x: str, target: str | None) -> Curve:
    chosen = find_node(graph, target) if target else only_target(graph)
    node = find_node(graph, x)
    if node not in ancestors(graph, chosen):
        raise ValueError(f"The target does not depend on {x}.")
    return Curves(graph, chosen).curve(node)
