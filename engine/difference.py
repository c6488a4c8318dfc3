"""Difference quotients: the derivative by its definition, before the limit is taken."""

from __future__ import annotations

from collections.abc import Callable

from engine.autodiff import only_target
from engine.curve import Curves
from engine.document import Document, graph_in
from engine.graph import Graph, ancestors
from engine.labels import find_node

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


def _function_and_point(
    f: Function | Graph | Document, x: float | str, target: str | None
) -> tuple[Function, float]:
    if not isinstance(f, (Graph, Document)):
        return f, float(x)
    graph = graph_in(f)
    chosen = find_node(graph, target) if target else only_target(graph)
    node = find_node(graph, str(x))
    if node not in ancestors(graph, chosen):
        raise ValueError(f"The target does not depend on {x}.")
    curve = Curves(graph, chosen).curve(node)
    return curve, curve.start
