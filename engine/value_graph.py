"""From a ``Value`` expression to a graph, and back."""

# ruff: noqa: SLF001 - a value is taken apart and put together here

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from math import isfinite

from engine.arrange import with_every_place
from engine.autodiff import Pass
from engine.document import Document, EditError, check_label, graph_in
from engine.graph import Apply, Graph, Leaf, Node, topological_order
from engine.picture import MOST_DRAWN, picture, sentences, summary
from engine.value import Value, apply, leaf
from engine.value_order import operands_first


def to_document(value: Value) -> Document:
    """Return the graph of everything that a value depends on, laid out; see ``Value.graph``."""
    return with_every_place(Document(to_graph(value)))


def to_svg(value: Value) -> str:
    """Return the picture of everything that a value depends on, or why there is none.

    After a backward pass some gradient is not 0, the target's own being 1; where all of them are 0
    none was made, and none is shown.
    """
    order = operands_first(value)
    try:
        graph = to_graph(value)
    except ValueError as error:
        return sentences([repr(value), str(error)])
    if len(order) > MOST_DRAWN:
        return summary(graph, value.data)
    went_back = any(each.grad != 0.0 for each in order)
    values = {f"n{i}": each.data for i, each in enumerate(order, start=1)}
    gradients = {f"n{i}": each.grad for i, each in enumerate(order, start=1)} if went_back else {}
    return picture(Document(graph), Pass(values, gradients, f"n{len(order)}"))


def to_graph(value: Value) -> Graph:
    """Return the graph of everything that a value depends on."""
    return graph_of([value], _usable_labels(operands_first(value)))


def graph_of(values: Iterable[Value], names: Mapping[Value, str]) -> Graph:
    """Return the graph of everything that some values depend on, numbered from n1 in that order.

    Args:
        values: what the graph is of.
        names: what nodes are called; each name once. The others have no name.

    Raises:
        ValueError: a value was made by an op that is not in the table, or a leaf is not finite.
    """
    order = dict.fromkeys(chain.from_iterable(map(operands_first, values)))
    ids = {each: f"n{number}" for number, each in enumerate(order, start=1)}
    return Graph({ids[each]: _node(each, ids, names.get(each)) for each in order})


def from_graph(graph: Graph | Document) -> dict[str, Value]:
    """Return every node that can be computed as a value; see ``Value.from_graph``."""
    graph = graph_in(graph)
    made: dict[str, Value] = {}
    for node_id in topological_order(graph):
        value = _value(graph.nodes[node_id], made)
        if value is not None:
            made[node_id] = value
    return made | {value.label: value for value in made.values() if value.label}


def _node(value: Value, ids: dict[Value, str], label: str | None) -> Node:
    if value._made_by is not None:
        return Apply(value._made_by.name, tuple(ids[o] for o in value._operands), label)
    if value._operands:
        raise ValueError(f"There is no op called {value._op!r}.")
    if not isfinite(value.data):
        raise ValueError(f"A graph cannot hold {value.data}: a leaf holds a finite number.")
    return Leaf(value.data, label, value._role)


def _usable_labels(values: list[Value]) -> dict[Value, str]:
    uses = Counter(value.label for value in values)
    return {v: v.label for v in values if uses[v.label] == 1 and _can_be_label(v.label)}


def _can_be_label(text: str) -> bool:
    try:
        check_label(text)
    except EditError:
        return False
    return True


def _value(node: Node, made: dict[str, Value]) -> Value | None:
    if isinstance(node, Leaf):
        return leaf(node.value, node.label or "", node.role)
    operands = [made.get(source) for source in node.operands if source is not None]
    if len(operands) < len(node.operands) or None in operands:
        return None
    value = apply(node.op, *operands)
    value.label = node.label or ""
    return value
