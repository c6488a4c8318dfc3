"""What is wrong with a graph's numbers, in sentences: nothing raises, so that this must be said."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from engine.autodiff import NoTargetError, Pass, only_target
from engine.graph import Apply, Graph, Leaf, Role, sources, topological_order
from engine.labels import display_name
from engine.ops import OPS
from engine.readable import readable


def problems(graph: Graph, done: Pass) -> list[str]:
    """Return one sentence for each thing that keeps numbers from being there or being finite.

    Args:
        graph: the graph.
        done: its numbers; without a target, the reason why there is none comes first.
    """
    order = topological_order(graph)
    return [
        *(_no_target(graph) if done.target is None else ()),
        *_unfilled_ports(graph, order),
        *_first_bad(graph, order, done),
    ]


def first_not_finite(graph: Graph, done: Pass) -> str:
    """Return the sentence that names the first node whose number is not finite, or nothing.

    Args:
        graph: the graph.
        done: its numbers; a node that has a value must have those of its operands.
    """
    return next(_first_bad(graph, topological_order(graph), done), "")


def _first_bad(graph: Graph, order: list[str], done: Pass) -> Iterator[str]:
    yield from _first_bad_value(graph, order, done)
    yield from _first_bad_gradient(graph, order, done)


def _no_target(graph: Graph) -> Iterator[str]:
    try:
        only_target(graph)
    except NoTargetError as error:
        yield str(error)


def _unfilled_ports(graph: Graph, order: list[str]) -> Iterator[str]:
    for node_id in order:
        node = graph.nodes[node_id]
        if isinstance(node, Apply) and None in node.operands:
            port = OPS[node.op].operand_name(node.operands.index(None))
            name = display_name(graph, node_id)
            yield f"{name} cannot be computed yet: nothing is wired to its port {port}."


def _first_bad_value(graph: Graph, order: list[str], done: Pass) -> Iterator[str]:
    for node_id in order:
        value = done.values.get(node_id)
        if value is not None and not isfinite(value):
            operands = [readable(done.values[source]) for source in sources(graph.nodes[node_id])]
            name = display_name(graph, node_id)
            yield f"{name} is {readable(value)}, the first value that is not finite" + (
                f" ({_operands_are(operands)})." if operands else "."
            )
            return


def _operands_are(operands: list[str]) -> str:
    if len(operands) == 1:
        return f"its operand is {operands[0]}"
    return f"its operands are {', '.join(operands)}"


def _first_bad_gradient(graph: Graph, order: list[str], done: Pass) -> Iterator[str]:
    for node_id in reversed(order):
        gradient = done.gradients.get(node_id)
        # Nobody needs that of a constant, as the exponent of x² has where x is below 0.
        if gradient is not None and not isfinite(gradient) and not _is_held(graph, node_id):
            name = display_name(graph, node_id)
            yield f"The gradient of {name} is {readable(gradient)}, the first that is not finite."
            return


def _is_held(graph: Graph, node_id: str) -> bool:
    node = graph.nodes[node_id]
    return isinstance(node, Leaf) and node.role is Role.CONSTANT
