"""Nodes put into the middle of a wire, and taken out of the middle of their wires."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import msgspec

from desktop_app.commands.nodes import added
from desktop_app.commands.palette_item import add_item
from desktop_app.commands.wiring import unfilled
from desktop_app.commands.wording import nodes_text, require, require_op, rewired_text, wire_text
from engine.document import Document, EditError, Point, loop_sentence
from engine.edits import Change, Edit, Key, Section, edit
from engine.graph import Apply, Graph, Node, Wire, find_path
from engine.labels import display_name
from engine.ops import OPS


def has_room(graph: Graph, node_id: str) -> bool:
    """Tell whether a node could go into a wire: it feeds nothing and has a port free."""
    node = graph.nodes.get(node_id)
    return not graph.users(node_id) and _free_port(node) is not None


def refusal(document: Document, node_id: str, wire: Wire) -> str | None:
    """Return the sentence that says why a node may not go into a wire, or None where it may."""
    graph = document.graph
    if not has_room(graph, node_id):
        name = rewired_text(graph, node_id)
        return f"{name} cannot go into a wire: it needs an empty port, and to feed nothing."
    path = find_path(graph, wire.port.node, node_id)
    if path is None:
        return None
    return loop_sentence((node_id, *path), lambda each: display_name(graph, each))


def splice(document: Document, node_id: str, wire: Wire) -> Edit:
    """Return the edit that puts a node into a wire: its source feeds the node, the node its port.

    The wire enters the node's first empty port; a variadic op without one takes a further operand.

    Raises:
        EditError: the wire is not there, or the node may not go into it: see ``refusal``.
    """
    node = require_op(document.graph, node_id)
    _require_wire(document.graph, wire)
    sentence = refusal(document, node_id, wire)
    if sentence:
        raise EditError(sentence)
    where = wire_text(document.graph, wire.source, wire.port)
    name = f"Insert {rewired_text(document.graph, node_id)} into {where}"
    return document.edit(name, _spliced(document.graph, node_id, node, wire))


def add_into(document: Document, item: str, at: Point, wire: Wire) -> Edit:
    """Return the edit that adds what a palette item stands for and puts it into a wire.

    Raises:
        EditError: the item stands for nothing that has ports, or the wire is not there.
    """
    addition = add_item(document, item, at)
    (node_id,) = added(addition)
    key = Key(Section.NODES, node_id)
    node = addition.changes[key].after
    if _free_port(node) is None:
        raise EditError("Only an op node can go into a wire.")
    _require_wire(document.graph, wire)
    values = _spliced(document.graph, node_id, node, wire)
    changes = {k: Change(document.get(k), value) for k, value in values.items()}
    where = wire_text(document.graph, wire.source, wire.port)
    return edit(f"Insert {node.op} into {where}", {**addition.changes, **changes})


def unhook(document: Document, node_ids: Collection[str]) -> Edit:
    """Return the edit that frees nodes of the others: who they fed takes their first operand.

    The wires among the nodes themselves stay.

    Raises:
        EditError: one of the nodes is not there.
    """
    graph = document.graph
    values: dict[Key, Any] = {}
    for node_id in node_ids:
        values[Key(Section.NODES, node_id)] = _alone(require(graph, node_id), node_ids)
    values |= _fed_past(graph, node_ids)
    return document.edit(f"Shake off {nodes_text(graph, node_ids)}", values)


def take_out(document: Document, node_ids: Collection[str]) -> Edit:
    """Return the edit that deletes nodes and feeds those they fed from their first operands.

    Where the marked target goes, the node that takes its place is marked.

    Raises:
        EditError: one of the nodes is not there.
    """
    graph = document.graph
    values: dict[Key, Any] = {}
    for node_id in node_ids:
        require(graph, node_id)
        values[Key(Section.NODES, node_id)] = None
        values[Key(Section.LAYOUT, node_id)] = None
    values |= _fed_past(graph, node_ids)
    if graph.marked_target in node_ids:
        values[Key(Section.TARGET)] = _source_past(graph, graph.marked_target, node_ids)
    return document.edit(f"Take out {nodes_text(graph, node_ids)}", values)


def _spliced(graph: Graph, node_id: str, node: Apply, wire: Wire) -> dict[Key, Apply]:
    port = _free_port(node)
    assert port is not None  # noqa: S101 - asked by both callers
    user = require_op(graph, wire.port.node)
    return {
        Key(Section.NODES, node_id): _with_operand(node, port, wire.source),
        Key(Section.NODES, wire.port.node): _with_operand(user, wire.port.operand, node_id),
    }


def _free_port(node: Node | None) -> int | None:
    if not isinstance(node, Apply):
        return None
    if None in node.operands:
        return node.operands.index(None)
    return len(node.operands) if OPS[node.op].variadic else None


def _with_operand(node: Apply, operand: int, source: str) -> Apply:
    operands = (*node.operands[:operand], source, *node.operands[operand + 1 :])
    return msgspec.structs.replace(node, operands=operands)


def _require_wire(graph: Graph, wire: Wire) -> None:
    if wire.port not in graph.users(wire.source):
        raise EditError("This wire is no longer there.")


def _alone(node: Node, kept: Collection[str]) -> Node:
    if not isinstance(node, Apply):
        return node
    return unfilled(node, {i for i, s in enumerate(node.operands) if s and s not in kept})


def _fed_past(graph: Graph, gone: Collection[str]) -> dict[Key, Apply]:
    """Return the nodes that these feed, as they are when fed past them, by key."""
    users = {port.node for node_id in gone for port in graph.users(node_id)}
    return {
        Key(Section.NODES, user): _past(graph, require_op(graph, user), gone)
        for user in users.difference(gone)
    }


def _past(graph: Graph, node: Apply, gone: Collection[str]) -> Apply:
    sources = tuple(_source_past(graph, source, gone) for source in node.operands)
    emptied = _emptied(node.operands, sources)
    return unfilled(msgspec.structs.replace(node, operands=sources), emptied)


def _emptied(before: Iterable[str | None], after: Iterable[str | None]) -> set[int]:
    pairs = enumerate(zip(before, after, strict=True))
    return {i for i, (old, new) in pairs if old is not None and new is None}


def _source_past(graph: Graph, source: str | None, gone: Collection[str]) -> str | None:
    """Return the first node that is not gone, going up from a node by first operands."""
    while source is not None and source in gone:
        node = graph.nodes[source]
        filled = [s for s in node.operands if s] if isinstance(node, Apply) else []
        source = filled[0] if filled else None
    return source
