"""Freezing: a value held constant, so that no gradient flows through it; and back.

A leaf that is frozen is a constant. An op node that is frozen feeds a ``hold``, and that feeds who
took the node before: the mathematics is in the graph, where every pass and every file has it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import msgspec

from desktop_app.commands.nodes import new_id, set_role
from desktop_app.commands.placement import GAP, clear_of_others
from desktop_app.commands.splicing import take_out
from desktop_app.commands.wording import nodes_text, require
from engine import boxes
from engine.document import Document, EditError, Point
from engine.edits import Edit, Key, Section, edit
from engine.graph import Apply, Graph, Leaf, Node, Role
from engine.ops import OPS

_HOLD: Final = "hold"


def is_frozen(graph: Graph, node_id: str) -> bool:
    """Tell whether no gradient flows back through a node because its value is held."""
    node = graph.nodes[node_id]
    if isinstance(node, Leaf):
        return node.role is Role.CONSTANT
    users = {port.node for port in graph.users(node_id)}
    return _holds(node) or (bool(users) and all(_holds(graph.nodes[user]) for user in users))


def switch(document: Document, node_ids: Collection[str]) -> Edit:
    """Return the edit that freezes nodes, or where all of them are frozen, lets them go.

    Raises:
        EditError: a node is not there, none is selected, or none of them has anything to hold.
    """
    graph = document.graph
    for node_id in node_ids:
        require(graph, node_id)
    if not node_ids:
        raise EditError("Select what is to be held constant.")
    if all(is_frozen(graph, node_id) for node_id in node_ids):
        return _thaw(document, node_ids)
    return _freeze(document, [n for n in node_ids if not is_frozen(graph, n)])


def _freeze(document: Document, node_ids: Collection[str]) -> Edit:
    graph = document.graph
    leaves = [n for n in node_ids if isinstance(graph.nodes[n], Leaf)]
    used = [n for n in node_ids if n not in leaves and graph.users(n)]
    if not leaves and not used:
        text = nodes_text(graph, node_ids)
        raise EditError(f"{text} cannot be frozen: nothing is computed from it.")
    changes = dict(set_role(document, leaves, Role.CONSTANT).changes) if leaves else {}
    changes |= document.edit("", _held(document, used)).changes
    return edit(f"Freeze {nodes_text(graph, [*leaves, *used])}", changes)


def _held(document: Document, node_ids: Collection[str]) -> dict[Key, Any]:
    """Return what changes where each of these op nodes feeds its users through a hold."""
    nodes: dict[str, Node] = {}
    places: dict[str, Point] = {}
    new = iter(new_id(document, len(node_ids)))
    for node_id in node_ids:
        hold = _hold_of(document.graph, node_id)
        if hold is None:
            hold = next(new)
            nodes[hold] = Apply(_HOLD, (node_id,))
            places |= _beside(document, node_id, hold, nodes[hold])
        for user in {port.node for port in document.graph.users(node_id)} - {hold}:
            nodes[user] = _fed(nodes.get(user, document.graph.nodes[user]), node_id, hold)
    values: dict[Key, Any] = {Key(Section.NODES, n): node for n, node in nodes.items()}
    return values | {Key(Section.LAYOUT, n): place for n, place in places.items()}


def _thaw(document: Document, node_ids: Collection[str]) -> Edit:
    graph = document.graph
    leaves = [n for n in node_ids if isinstance(graph.nodes[n], Leaf)]
    holds = {n for n in node_ids if _holds(graph.nodes[n])}
    for node_id in set(node_ids).difference(leaves, holds):
        holds |= {port.node for port in graph.users(node_id)}
    changes = dict(take_out(document, holds).changes) if holds else {}
    if leaves:
        changes |= set_role(document, leaves, Role.PARAMETER).changes
    return edit(f"Thaw {nodes_text(graph, node_ids)}", changes)


def _holds(node: Node) -> bool:
    return isinstance(node, Apply) and OPS[node.op].holds


def _hold_of(graph: Graph, node_id: str) -> str | None:
    users = (port.node for port in graph.users(node_id))
    return next((user for user in users if _holds(graph.nodes[user])), None)


def _fed(user: Node, source: str, hold: str) -> Node:
    if not isinstance(user, Apply):
        return user
    operands = tuple(hold if each == source else each for each in user.operands)
    return msgspec.structs.replace(user, operands=operands)


def _beside(document: Document, node_id: str, hold: str, node: Node) -> dict[str, Point]:
    at = document.layout.get(node_id, Point(0.0, 0.0))
    place = Point(at.x + boxes.WIDTH + GAP, at.y)
    return clear_of_others(document, {hold: node}, {hold: place})
