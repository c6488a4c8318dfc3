"""Both passes over the rows of a data set.

An *input* leaf may be bound to a column: one number for each row. What depends on such a leaf is
*varying* and carries a number per row (a numpy array of float64, in the order of the rows); all
else is *static* and stays one float. ``sum`` and ``mean`` close over the rows: what they make is
static. Of something static, ``sum`` and ``mean`` are that thing itself.

A gradient has the shape of its node. For a varying node, entry r is ∂target/∂(the node in row r).
For a static node that every row uses, it is the sum over the rows. A varying target stands for the
sum of its rows: Backward starts from 1 in each of them. A gradient's unit is the target's over the
node's, as with one row: neither pass divides by the number of rows, only ``mean`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from engine.autodiff import NoTargetError, Pass, only_target
from engine.document import Document, graph_in
from engine.graph import Graph, Leaf, Role
from engine.labels import display_name
from engine.rows import Rows
from engine.rows_evaluator import rows_evaluator
from engine.slots import Slots

Columns = Mapping[str, Rows | Sequence[float]]
"""The numbers of input leaves, by node id: one number for each row."""


class RowsError(ValueError):
    """Columns that do not fit the graph; the text is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class RowsPass(Pass):
    """The numbers of a graph on a data set, by node id; a node that has none is left out.

    Attributes:
        values: an array for a varying node, a float for a static one.
        gradients: of the same shapes; empty after a forward pass alone.
        target: the id of the node that Backward started from, or None.
        count: how many rows there are.
    """

    count: int = 1

    def is_varying(self, node_id: str) -> bool:
        """Tell whether a node has a number for each row."""
        return not isinstance(self.values[node_id], float)

    def at_row(self, row: int) -> Pass:
        """Return the numbers of one row; what is static is the same in all of them."""
        return Pass(_row_of(self.values, row), _row_of(self.gradients, row), self.target)


def forward_rows(graph: Graph | Document, columns: Columns) -> RowsPass:
    """Return the value of every node that can be computed, on every row.

    Raises:
        RowsError: a column is not that of an input leaf, or the columns are not equally long.
    """
    graph = graph_in(graph)
    bound, count = _checked(graph, columns)
    slots = Slots(graph.nodes)
    evaluator = rows_evaluator(graph, slots, bound)
    evaluator.forward()
    return RowsPass(_by_id(slots, evaluator.value), {}, count=count)


def backward_rows(graph: Graph | Document, columns: Columns, target: str | None = None) -> RowsPass:
    """Return the values and the gradients of every node, on every row.

    Args:
        graph: the graph, or a document with it.
        columns: the numbers of input leaves; an input without a column is static.
        target: the node to start from; by default the marked one, else the only node that feeds
            nothing.

    Raises:
        RowsError: a column is not that of an input leaf, or the columns are not equally long.
        NoTargetError: there is no target, or it cannot be computed yet.
    """
    graph = graph_in(graph)
    bound, count = _checked(graph, columns)
    chosen = target or only_target(graph)
    slots = Slots(graph.nodes)
    evaluator = rows_evaluator(graph, slots, bound)
    evaluator.forward()
    if evaluator.value(slots.of[chosen]) is None:
        name = display_name(graph, chosen)
        raise NoTargetError(f"{name} cannot be computed yet: fill its ports.")
    evaluator.backward(slots.of[chosen])
    values, gradients = (_by_id(slots, get) for get in (evaluator.value, evaluator.gradient))
    return RowsPass(values, gradients, chosen, count)


def graph_at_row(graph: Graph, columns: Columns, row: int) -> Graph:
    """Return the graph of one row alone: its inputs hold that row's numbers.

    Everything that traces a graph without rows traces this one. Its ``sum`` and ``mean`` are over
    that one row, so that what lies behind them has other numbers than in the whole data set.

    Raises:
        RowsError: a column is not that of an input leaf, the columns are not equally long, or there
            is no such row.
    """
    bound, count = _checked(graph, columns)
    if not 0 <= row < count:
        raise RowsError(f"There is no row {row + 1}: the data has {count}.")
    alone = Graph(graph.nodes, graph.marked_target)
    for node_id, column in bound.items():
        leaf = msgspec.structs.replace(graph.nodes[node_id], value=float(column[row]))
        alone.set_node(node_id, leaf)
    return alone


def _checked(graph: Graph, columns: Columns) -> tuple[dict[str, Rows], int]:
    bound = {n: np.asarray(column, dtype=np.float64) for n, column in columns.items()}
    for node_id, column in bound.items():
        node = graph.nodes.get(node_id)
        if not isinstance(node, Leaf) or node.role is not Role.INPUT:
            name = node_id if node is None else display_name(graph, node_id)
            raise RowsError(f"{name} is no input: only an input takes a column of the data.")
        if column.ndim != 1 or not len(column):
            raise RowsError(f"The column of {display_name(graph, node_id)} is not a list of rows.")
    lengths = {node_id: len(column) for node_id, column in bound.items()}
    count = next(iter(lengths.values()), 1)
    for node_id, length in lengths.items():
        if length != count:
            first, other = display_name(graph, next(iter(lengths))), display_name(graph, node_id)
            raise RowsError(f"The columns of {first} and {other} have {count} and {length} rows.")
    return bound, count


def _row_of(numbers: Mapping[str, Any], row: int) -> dict[str, float]:
    return {n: x if isinstance(x, float) else float(x[row]) for n, x in numbers.items()}


def _by_id(slots: Slots, number: Callable[[int], Any]) -> dict[str, Any]:
    pairs = ((node_id, number(slot)) for node_id, slot in slots.of.items())
    return {node_id: found for node_id, found in pairs if found is not None}
