"""In which order the outline lists nodes, and under which groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from desktop_app.model.run import Run
from desktop_app.model.slices import in_portions
from desktop_app.panels.outline_columns import COLUMNS, GRADIENT, Shown
from engine.document import Document
from engine.edits import Edit, Section
from engine.graph import Graph, sources, topological_walk
from engine.slots import Slots

NO_COLUMN: Final = -1
"""The order of the graph: operands before what uses them."""


class GroupRow(NamedTuple):
    """The row of a group, above its members."""

    group: str


Row = str | GroupRow
"""A node by its id, or a group."""


class Order(NamedTuple):
    """How rows are ordered.

    Attributes:
        column: by which column, or ``NO_COLUMN``.
        is_descending: whether the largest comes first.
    """

    column: int = NO_COLUMN
    is_descending: bool = False


def in_graph_order(graph: Graph, into: list[str]) -> Iterator[None]:
    """Append every id, operands before what uses them; yields where it may be interrupted."""

    def steps() -> Iterator[None]:
        for node_id in topological_walk(graph):
            into.append(node_id)
            yield

    yield from in_portions(steps())


def ordered(listed: Sequence[str], order: Order, shown: Shown, slots: Slots) -> list[str]:
    """Return ids in the order of a column; what has nothing there comes last, either way."""
    if order.column == NO_COLUMN:
        return list(listed)
    column = COLUMNS[order.column]
    if column.is_number:
        return _by_number(listed, order, shown.run, slots)
    keyed = [(column.key(shown, node_id).casefold(), node_id) for node_id in listed]
    present = [each for each in keyed if each[0]]
    present.sort(key=lambda each: each[0], reverse=order.is_descending)
    return [node_id for _, node_id in present] + [node_id for key, node_id in keyed if not key]


def _by_number(listed: Sequence[str], order: Order, run: Run, slots: Slots) -> list[str]:
    numbers = run.gradients if order.column == GRADIENT else run.values
    at = np.fromiter((slots.of[node_id] for node_id in listed), np.intp, len(listed))
    keys = numbers[at]
    # nan sorts last, and stays there when the rest is turned round.
    ranked = np.argsort(-keys if order.is_descending else keys, kind="stable")
    return [listed[i] for i in ranked.tolist()]


def still_in_order(graph: Graph, place: Mapping[Row, int], edit: Edit) -> bool:
    """Tell whether operands still come before what uses them, after an edit that rewired."""
    for node_id in edit.names_in(Section.NODES):
        node = graph.nodes.get(node_id)
        here = place.get(node_id)
        if node is None or here is None:
            continue
        if any(place.get(source, -1) >= here for source in sources(node)):
            return False
    return True


def under_groups(
    document: Document, listed: Iterable[str], is_folded: Callable[[str], bool]
) -> list[Row]:
    """Return the rows: each group stands where its first node would, its members below it."""
    if not document.groups:
        return list(listed)
    below: dict[str | None, dict[Row, None]] = {None: {}}
    for node_id in listed:
        row: Row = node_id
        for group_id in groups_above(document, node_id):
            below.setdefault(group_id, {})[row] = None
            row = GroupRow(group_id)
        below[None][row] = None
    return list(_unfolded(below, is_folded))


def _unfolded(
    below: Mapping[str | None, Iterable[Row]], is_folded: Callable[[str], bool]
) -> Iterator[Row]:
    waiting = [iter(below[None])]
    while waiting:
        row = next(waiting[-1], None)
        if row is None:
            waiting.pop()
            continue
        yield row
        if isinstance(row, GroupRow) and not is_folded(row.group):
            waiting.append(iter(below[row.group]))


def groups_above(document: Document, node_id: str) -> Iterator[str]:
    """Yield the groups that a node lies in, the innermost first."""
    group_id = document.group_of.get(node_id)
    while group_id is not None:
        yield group_id
        group_id = document.groups[group_id].parent


def depth(document: Document, row: Row) -> int:
    """Return how many groups a row lies in."""
    if isinstance(row, GroupRow):
        parent = document.groups[row.group].parent
        return 0 if parent is None else 1 + depth(document, GroupRow(parent))
    return sum(1 for _ in groups_above(document, row))


def nodes_under(document: Document, row: Row) -> list[str]:
    """Return the nodes that a row stands for: one, or all of a group."""
    if not isinstance(row, GroupRow):
        return [row]
    found: list[str] = []
    waiting = [row.group]
    while waiting:
        group_id = waiting.pop()
        found += document.groups[group_id].members
        waiting += [g for g, group in document.groups.items() if group.parent == group_id]
    return found
