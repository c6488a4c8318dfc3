"""Nodes as a file lists them, one row each, checked and made into a graph."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from engine.document import (
    EditError,
    check_label,
    check_op,
    loop_path,
    missing_operand_sentence,
)
from engine.files.errors import FileError, with_place
from engine.graph import Apply, Graph, Leaf, Node, Role, find_loop, sources
from engine.ops import OPS

MAX_ID: Final = 80
"""The greatest length of a node's id, in characters."""


class NodeRow(msgspec.Struct, forbid_unknown_fields=True):
    """A node as a file lists it: a leaf has a value and a role, an op node an op and operands."""

    id: str
    label: str | UnsetType = UNSET
    value: float | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    op: str | UnsetType = UNSET
    operands: tuple[str | None, ...] | UnsetType = UNSET


def graph_of(
    rows: Sequence[NodeRow], target: str | None, rows_place: str, target_place: str
) -> Graph:
    """Return the graph that rows make.

    Args:
        rows: the nodes, in any order.
        target: the id of the marked target.
        rows_place: what the rows are called in the file, for sentences.
        target_place: what the target is called in the file, for sentences.

    Raises:
        FileError: a row is not in order, or the rows do not fit together.
    """
    nodes: dict[str, Node] = {}
    labels: set[str] = set()
    for index, row in enumerate(rows):
        place = f"{rows_place}[{index}]"
        check_id(row.id, nodes, place)
        nodes[row.id] = node = _node(row, place)
        if node.label is not None:
            if node.label in labels:
                raise with_place(f"Two nodes are called {node.label}", f"{place}.label")
            labels.add(node.label)
    _check_wires(nodes, rows_place)
    if target is not None and target not in nodes:
        raise FileError(f"{target_place} is “{target}”, which is not in the graph.")
    return Graph(nodes, target)


def check_id(node_id: str, earlier: Container[str], place: str) -> None:
    """Raise unless a row's id is in order and no earlier row's.

    Raises:
        FileError: with the place.
    """
    if node_id in earlier:
        raise FileError(f"{place}.id is “{node_id}”, like an earlier one.")
    if not node_id or not node_id.isprintable():
        raise FileError(f"{place}.id must be a text without control characters, and not empty.")
    if len(node_id) > MAX_ID:
        raise FileError(f"{place}.id can have at most {MAX_ID} characters, not {len(node_id)}.")


def _node(row: NodeRow, place: str) -> Node:
    label = None if row.label is UNSET else row.label
    if label is not None:
        try:
            check_label(label)
        except EditError as error:
            raise with_place(str(error), f"{place}.label") from None
    if row.value is not UNSET:
        _refuse(place, op=row.op, operands=row.operands)
        return Leaf(row.value, label, Role.PARAMETER if row.role is UNSET else row.role)
    if row.op is UNSET:
        raise FileError(f"{place} has neither “value” nor “op”.")
    _refuse(place, role=row.role)
    return _op_node(row.op, row.operands, label, row.id, place)


def _refuse(place: str, **keys: object) -> None:
    for key, value in keys.items():
        if value is not UNSET:
            other = "op" if key == "role" else "value"
            raise FileError(f"{place} cannot have “{key}” beside “{other}”.")


def _op_node(
    op: str,
    operands: tuple[str | None, ...] | UnsetType,
    label: str | None,
    node_id: str,
    place: str,
) -> Apply:
    if operands is UNSET:
        raise FileError(f"{place} lacks “operands”.")
    node = Apply(op, operands, label)
    try:
        check_op(label or node_id, node)
    except EditError as error:
        raise with_place(str(error), f"{place}.{'operands' if op in OPS else 'op'}") from None
    return node


def _check_wires(nodes: dict[str, Node], place: str) -> None:
    earlier: set[str] = set()
    unsure: list[str] = []
    for index, (node_id, node) in enumerate(nodes.items()):
        inner = sources(node)
        if not earlier.issuperset(inner):
            # Without a wire from a later row there is no loop: most files need no search.
            unsure.append(node_id)
            _check_operands(nodes, node_id, f"{place}[{index}]")
        earlier.add(node_id)
    loop = find_loop(nodes.get, unsure)
    if loop:
        raise with_place(f"The wires close a loop: {loop_path(_names(nodes, loop))}", place)


def _check_operands(nodes: dict[str, Node], node_id: str, place: str) -> None:
    node = nodes[node_id]
    if not isinstance(node, Apply):
        return
    for operand, source in enumerate(node.operands):
        if source is not None and source not in nodes:
            sentence = missing_operand_sentence(node.label or node_id, source)
            raise with_place(sentence, f"{place}.operands[{operand}]")


def _names(nodes: dict[str, Node], ids: list[str]) -> list[str]:
    return [nodes[node_id].label or node_id for node_id in ids]
