"""What is wrong with a graph's numbers, in sentences: nothing raises, so that this must be said."""

from __future__ import annotations

from collections.abc import Iterator

from engine.autodiff import NoTargetError, Pass, only_target
from engine.graph import Apply, Graph, topological_order
from engine.labels import display_name
from engine.ops import OPS
from engine.trouble import first_bad_gradient, first_bad_value, first_trouble


def problems(graph: Graph, done: Pass) -> list[str]:
    """Return what keeps numbers from being there or being finite: a text for each thing.

    Args:
        graph: the graph.
        done: its numbers; without a target, the reason why there is none comes first.
    """
    order = topological_order(graph)
    bad = (first_bad_value(graph, done, order), first_bad_gradient(graph, done, order))
    return [
        *(_no_target(graph) if done.target is None else ()),
        *_unfilled_ports(graph, order),
        *(found.sentence(graph) for found in bad if found is not None),
    ]


def first_not_finite(graph: Graph, done: Pass) -> str:
    """Return the short sentence that names the first node whose number is not finite, or nothing.

    Args:
        graph: the graph.
        done: its numbers; a node that has a value must have those of its operands.
    """
    found = first_trouble(graph, done)
    return "" if found is None else found.headline(graph)


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
