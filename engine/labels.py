"""What a node is called on the screen: its name, its number, or its expression cut to a length.

An expression names the operands that have names and spells out those that have none, as deep as
the length allows; what lies deeper is an ellipsis.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from engine.expr import Expr
from engine.graph import Apply, Graph, Leaf, Node, Role
from engine.notation import SCREEN, write

LIMIT: Final = 28
"""How many characters a name may have where nothing else is asked for."""
ELLIPSIS: Final = "…"
_DEEPEST: Final = 12
_NEW: Final = "\0"
"""How an id begins that no node of a graph has."""
_ROOM_FOR_BOTH_ENDS: Final = 8
_MOST_OPERANDS: Final = 6


def display_name(graph: Graph, node_id: str, limit: int = LIMIT) -> str:
    """Return what a node is called, in at most ``limit`` characters.

    That is its name; else, for a constant, its number; else, for an op node, its expression in
    terms of named nodes; else its id.
    """
    return display_names(graph, [node_id], limit)[node_id]


def display_names(graph: Graph, node_ids: Iterable[str], limit: int = LIMIT) -> dict[str, str]:
    """Return what each node is called, in at most ``limit`` characters, by id."""
    namer = _Namer(graph.nodes, limit)
    return {node_id: namer.name(node_id) for node_id in node_ids}


def formula_of_new(graph: Graph, node: Apply, limit: int = LIMIT) -> str:
    """Return what an op node without a name would be called if it came into a graph."""
    return formulas_of_new(graph, [node], limit)[0]


def formulas_of_new(graph: Graph, nodes: Iterable[Apply], limit: int = LIMIT) -> list[str]:
    """Return what each of several op nodes would be called; what they share is spelt once."""
    new: dict[str, Node] = {f"{_NEW}{i}": node for i, node in enumerate(nodes)}
    # Only read here: a graph's nodes change by edits alone.
    namer = _Namer(ChainMap(new, cast("Any", graph.nodes)), limit)
    return [namer.name(node_id) for node_id in new]


def find_node(graph: Graph, name: str) -> str:
    """Return the id of the node that has this name, else this id.

    Raises:
        UnknownNodeError: there is none.
    """
    for node_id, node in graph.nodes.items():
        if node.label == name:
            return node_id
    if name in graph.nodes:
        return name
    raise UnknownNodeError(f"There is no node called {name}.")


class UnknownNodeError(ValueError):
    """No node has the name that was asked for."""


class _Namer:
    """Spells names out of one graph, and remembers what it spelt."""

    def __init__(self, nodes: Mapping[str, Node], limit: int) -> None:
        self.nodes = nodes
        self.limit = limit
        self.spelt: dict[tuple[str, int], Expr] = {}

    def name(self, node_id: str) -> str:
        node = self.nodes[node_id]
        if _is_spelt_out(node):
            return self._expression(node_id)
        return _cut(write(_atom(node_id, node), SCREEN), self.limit)

    def _expression(self, node_id: str) -> str:
        """Return the deepest spelling that fits; if it names nothing, the ends of a deeper one."""
        best = ELLIPSIS
        for depth in range(1, _DEEPEST + 1):
            text = write(self._spell(node_id, depth), SCREEN)
            if len(text) > self.limit:
                if depth == 1:
                    return _cut(text, self.limit)
                if any(map(str.isalnum, best)) or self.limit < _ROOM_FOR_BOTH_ENDS:
                    return best
                best = _cut_inside(text, self.limit)
                continue
            if text == best:
                break
            best = text
        return best

    def _spell(self, node_id: str, depth: int) -> Expr:
        node = self.nodes[node_id]
        if not isinstance(node, Apply) or node.label:
            return _atom(node_id, node)
        if depth == 0:
            return Expr.name(ELLIPSIS)
        known = self.spelt.get((node_id, depth))
        if known is None:
            known = Expr.applied(node.op, *self._operands(node, depth - 1))
            self.spelt[node_id, depth] = known
        return known

    def _operands(self, node: Apply, depth: int) -> Iterable[Expr]:
        for source in node.operands[:_MOST_OPERANDS]:
            yield Expr.name("?") if source is None else self._spell(source, depth)
        if len(node.operands) > _MOST_OPERANDS:
            yield Expr.name(ELLIPSIS)


def _is_spelt_out(node: Node) -> bool:
    return isinstance(node, Apply) and not node.label


def _atom(node_id: str, node: Node) -> Expr:
    if node.label:
        return Expr.name(node.label)
    if isinstance(node, Leaf) and node.role is Role.CONSTANT:
        return Expr.number(node.value)
    return Expr.name(node_id)


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: max(limit - 1, 0)].rstrip(f" {ELLIPSIS}") + ELLIPSIS


def _cut_inside(text: str, limit: int) -> str:
    """Return the text's beginning and end, which tell apart what is long and alike."""
    kept = max(limit - 3, 2)
    return f"{text[: kept // 2].rstrip()} {ELLIPSIS} {text[-(kept - kept // 2) :].lstrip()}"
