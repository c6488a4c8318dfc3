"""Nodes: adding, changing and deleting them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from itertools import count as count_from
from string import ascii_lowercase
from typing import Any

import msgspec

from desktop_app.commands.wiring import without_wires
from desktop_app.commands.wording import nodes_text, require, require_leaf, wires_text
from engine.document import Document, EditError, Point
from engine.edits import Edit, Key, Section
from engine.graph import Apply, Graph, Leaf, Role, Wire, largest_number
from engine.labels import display_name
from engine.ops import OPS
from engine.readable import exact, readable


def new_id(document: Document, count: int = 1) -> list[str]:
    """Return ids that no node has: n1, n2, …, from above the largest number in use."""
    nodes = document.graph.nodes
    first = largest_number(document.graph) + 1
    free = (node_id for n in count_from(first) if (node_id := f"n{n}") not in nodes)
    return [next(free) for _ in range(count)]


def add_leaf(
    document: Document,
    at: Point,
    *,
    value: float = 1.0,
    label: str | None = None,
    role: Role = Role.PARAMETER,
) -> Edit:
    """Return the edit that adds a leaf; without a label it gets the next free letter.

    Raises:
        EditError: the value is not finite.
    """
    label = label or next(free_labels(document.graph))
    leaf = Leaf(_finite(label, value), label, role)
    return _add(document, f"Add {label}", leaf, at)


def add_op(document: Document, op: str, at: Point) -> Edit:
    """Return the edit that adds an op node, its ports empty.

    Raises:
        EditError: there is no such op.
    """
    if op not in OPS:
        raise EditError(f"There is no op called {op}.")
    return _add(document, f"Add {op}", Apply(op, (None,) * len(OPS[op].operands)), at)


def added(edit: Edit) -> list[str]:
    """Return the ids of the nodes that an edit adds."""
    return [
        key.name
        for key, change in edit.changes.items()
        if key.section is Section.NODES and change.before is None
    ]


def set_value(document: Document, node_id: str, value: float) -> Edit:
    """Return the edit that gives a leaf another number.

    Raises:
        EditError: the node is no leaf, or the number is not finite.
    """
    leaf = require_leaf(document.graph, node_id)
    name = display_name(document.graph, node_id)
    changed = msgspec.structs.replace(leaf, value=_finite(name, value))
    return document.edit(f"Set {name} to {exact(changed.value)}", {_node(node_id): changed})


def rename(document: Document, node_id: str, label: str | None) -> Edit:
    """Return the edit that gives a node another name, or with None or "" takes its name away.

    Raises:
        EditError: the node is not there.
    """
    node = require(document.graph, node_id)
    wanted = (label or "").strip() or None
    before = display_name(document.graph, node_id)
    name = f"Rename {before} to {wanted}" if wanted else f"Unname {before}"
    return document.edit(name, {_node(node_id): msgspec.structs.replace(node, label=wanted)})


def set_role(document: Document, node_ids: Iterable[str], role: Role) -> Edit:
    """Return the edit that gives leaves a role; op nodes among them stay as they are.

    Raises:
        EditError: there is no leaf among them.
    """
    nodes = document.graph.nodes
    leaves = {n: leaf for n in node_ids if isinstance(leaf := nodes.get(n), Leaf)}
    if not leaves:
        raise EditError("Only a leaf can be a parameter, a constant or an input.")
    article = "an" if role is Role.INPUT else "a"
    many = len(leaves) > 1
    whom = f"{len(leaves)} leaves" if many else nodes_text(document.graph, leaves)
    name = f"Make {whom} {role}s" if many else f"Make {whom} {article} {role}"
    changed = {_node(n): msgspec.structs.replace(leaf, role=role) for n, leaf in leaves.items()}
    return document.edit(name, changed)


def mark_target(document: Document, node_id: str | None) -> Edit:
    """Return the edit that marks a node as the target, or with None marks none.

    Raises:
        EditError: the node is not there.
    """
    name = "Unmark the target"
    if node_id is not None:
        require(document.graph, node_id)
        name = f"Mark {display_name(document.graph, node_id)} as the target"
    return document.edit(name, {Key(Section.TARGET): node_id})


def delete(document: Document, node_ids: Iterable[str], wires: Iterable[Wire] = ()) -> Edit:
    """Return the edit that takes nodes and wires away.

    The ports that they fed become empty; a variadic op drops those above its least count.

    Raises:
        EditError: one of them is not there.
    """
    graph = document.graph
    gone = dict.fromkeys(node_ids)
    for node_id in gone:
        require(graph, node_id)
    cut = {wire: None for wire in wires if wire.port.node not in gone and wire.source not in gone}
    fed = (Wire(node_id, port) for node_id in gone for port in graph.users(node_id))
    severed = [*cut, *(wire for wire in fed if wire.port.node not in gone)]
    values: dict[Key, Any] = {_node(n): node for n, node in without_wires(graph, severed).items()}
    for node_id in gone:
        values[_node(node_id)] = None
        values[Key(Section.LAYOUT, node_id)] = None
    if graph.marked_target in gone:
        values[Key(Section.TARGET)] = None
    return document.edit(f"Delete {_what(graph, gone, cut)}", values)


def free_labels(graph: Graph, taken: Collection[str] = ()) -> Iterator[str]:
    """Yield the names a, b, … z, a1, … z1, a2, … that no node has, leaving out those taken."""
    used = {node.label for node in graph.nodes.values()}.union(taken)
    for number in count_from():
        for letter in ascii_lowercase:
            label = f"{letter}{number or ''}"
            if label not in used:
                yield label


def _what(graph: Graph, node_ids: Collection[str], wires: Collection[Wire]) -> str:
    parts = []
    if node_ids:
        parts.append(nodes_text(graph, node_ids))
    if wires:
        parts.append(wires_text(graph, wires))
    return " and ".join(parts)


def _add(document: Document, name: str, node: Leaf | Apply, at: Point) -> Edit:
    (node_id,) = new_id(document)
    return document.edit(
        name, {_node(node_id): node, Key(Section.LAYOUT, node_id): Point(at.x + 0.0, at.y + 0.0)}
    )


def _finite(name: str, value: float) -> float:
    if not math.isfinite(value):
        shown = readable(value)
        raise EditError(f"{name} cannot be {shown}: a leaf holds a finite number.")
    return float(value)


def _node(node_id: str) -> Key:
    return Key(Section.NODES, node_id)
