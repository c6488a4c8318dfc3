"""Wires: putting them into ports, taking them out, and why one may not be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from typing import Any

import msgspec

from desktop_app.commands.wording import nodes_text, require_op, wire_text, wires_text
from engine.document import Document, EditError, loop_sentence
from engine.edits import Edit, Key, Section
from engine.graph import Apply, Graph, Port, Wire, ancestors, descendants, find_path
from engine.labels import display_name
from engine.ops import OPS


def wire(document: Document, source: str, port: Port) -> Edit:
    """Return the edit that wires a node to a port, in place of what the port held.

    The port after a variadic op's last adds an operand.

    Raises:
        EditError: the wire may not be; the sentence is that of ``refusal``.
    """
    _permit(document, source, port)
    name = f"Wire {wire_text(document.graph, source, port)}"
    return document.edit(name, {_key(port.node): filled(document.graph, source, port)})


def unwire(document: Document, wires: Iterable[Wire]) -> Edit:
    """Return the edit that takes wires away; a variadic op keeps no empty port above its least.

    Raises:
        EditError: one of the wires is not there.
    """
    gone = dict.fromkeys(wires)
    nodes = without_wires(document.graph, gone)
    return document.edit(f"Unwire {wires_text(document.graph, gone)}", _keyed(nodes))


def move_wire(document: Document, wire: Wire, port: Port) -> Edit:
    """Return the edit that moves the end of a wire to another port.

    Raises:
        EditError: the wire is not there, or it may not end there.
    """
    graph = document.graph
    nodes = without_wires(graph, [wire])
    if port == wire.port:
        return Edit("", {})
    _permit(document, wire.source, port)
    if port.node == wire.port.node:
        both = filled(graph, wire.source, port)
        nodes = {port.node: unfilled(both, {wire.port.operand})}
    else:
        nodes[port.node] = filled(graph, wire.source, port)
    return document.edit(f"Rewire {wire_text(graph, wire.source, port)}", _keyed(nodes))


def redirect(document: Document, wires: Collection[Wire], source: str) -> Edit:
    """Return the edit that lets wires leave another node than they do.

    Raises:
        EditError: one of the wires is not there, or it may not leave that node.
    """
    graph = document.graph
    for each in wires:
        _require_wire(graph, each)
    kept = [each for each in wires if each.source != source]
    for each in kept:
        _permit(document, source, each.port)
    nodes = {each.port.node: require_op(graph, each.port.node) for each in kept}
    for each in kept:
        nodes[each.port.node] = _with_operand(nodes[each.port.node], source, each.port)
    if len(kept) == 1:
        return document.edit(f"Rewire {wire_text(graph, source, kept[0].port)}", _keyed(nodes))
    name = f"Let {len(kept)} wires leave {display_name(graph, source)}"
    return document.edit(name, _keyed(nodes))


def swap_operands(document: Document, node_ids: Iterable[str]) -> Edit:
    """Return the edit that swaps the last two operands of op nodes; of a − b it makes b − a.

    Raises:
        EditError: there is no op node with two operands among them, or it would change nothing.
    """
    graph = document.graph
    nodes = {n: graph.nodes[n] for n in node_ids if n in graph.nodes}
    pairs = {n: node for n, node in nodes.items() if isinstance(node, Apply) and _is_pair(node)}
    if not pairs:
        raise EditError("Select an op node with two operands to swap them.")
    swapped = {n: _swapped(node) for n, node in pairs.items()}
    found = document.edit(f"Swap the operands of {nodes_text(graph, pairs)}", _keyed(swapped))
    if not found:
        raise EditError(f"Both operands of {nodes_text(graph, pairs)} are the same.")
    return found


def refusal(document: Document, source: str, port: Port) -> str | None:
    """Return the sentence that says why a wire may not be, or None where it may."""
    graph = document.graph
    node = graph.nodes.get(port.node)
    if source not in graph.nodes or node is None:
        return "One end of this wire is no longer in the graph."
    name = display_name(graph, port.node)
    if not isinstance(node, Apply):
        return f"{name} is a leaf: it has no ports."
    if not 0 <= port.operand < _port_count(node):
        return f"{name} has no port for operand {port.operand + 1}."
    if _holds(node, source, port):
        return f"{name} already takes {display_name(graph, source)} here."
    path = find_path(graph, port.node, source)
    if path is None:
        return None
    return loop_sentence((source, *path), lambda each: display_name(graph, each))


def accepting_ports(document: Document, source: str) -> Set[Port]:
    """Return every port that a wire from this node may enter, a variadic op's extra port too.

    What is returned follows the document as it is now, and is not to be kept beyond an edit.
    """
    graph = document.graph
    if source not in graph.nodes:
        return frozenset()
    return _AcceptingPorts(graph, source, ancestors(graph, source))


def accepting_sources(document: Document, *ports: Port) -> Set[str]:
    """Return every node from which a wire may enter each of these ports; as ``accepting_ports``."""
    graph = document.graph
    if any(_at_port(graph, port) is None for port in ports):
        return frozenset()
    held = {operand for port in ports for operand in _at_port(graph, port) or ()}
    return _AcceptingSources(graph, descendants(graph, *(port.node for port in ports)) | held)


class _AcceptingPorts(Set[Port]):
    """Asked about a port at a time: to list those of a large graph takes longer than a frame."""

    def __init__(self, graph: Graph, source: str, above: Set[str]) -> None:
        self._graph, self._source, self._above = graph, source, above

    @classmethod
    def _from_iterable(cls, it: Iterable[Any]) -> frozenset[Any]:
        # What a union or an intersection with others gives.
        return frozenset(it)

    def __contains__(self, port: object) -> bool:
        if not isinstance(port, Port) or port.node in self._above:
            return False
        held = _at_port(self._graph, port)
        return held is not None and held != (self._source,)

    def __iter__(self) -> Iterator[Port]:
        for node_id, node in self._graph.nodes.items():
            if isinstance(node, Apply) and node_id not in self._above:
                ports = (Port(node_id, operand) for operand in range(_port_count(node)))
                yield from (port for port in ports if not _holds(node, self._source, port))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _AcceptingSources(Set[str]):
    """Likewise."""

    def __init__(self, graph: Graph, others: Set[str | None]) -> None:
        self._graph, self._others = graph, others

    @classmethod
    def _from_iterable(cls, it: Iterable[Any]) -> frozenset[Any]:
        return frozenset(it)

    def __contains__(self, node_id: object) -> bool:
        return node_id in self._graph.nodes and node_id not in self._others

    def __iter__(self) -> Iterator[str]:
        return (node_id for node_id in self._graph.nodes if node_id not in self._others)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _at_port(graph: Graph, port: Port) -> tuple[str | None, ...] | None:
    """Return what a port holds, nothing for a variadic op's extra one; None where there is none."""
    node = graph.nodes.get(port.node)
    if not isinstance(node, Apply) or not 0 <= port.operand < _port_count(node):
        return None
    return node.operands[port.operand : port.operand + 1]


def without_wires(graph: Graph, wires: Iterable[Wire]) -> dict[str, Apply]:
    """Return the nodes that these wires enter, as they are without them, by id.

    Raises:
        EditError: one of the wires is not there.
    """
    gone: dict[str, set[int]] = {}
    for each in wires:
        _require_wire(graph, each)
        gone.setdefault(each.port.node, set()).add(each.port.operand)
    return {n: unfilled(require_op(graph, n), operands) for n, operands in gone.items()}


def unfilled(node: Apply, operands: Collection[int]) -> Apply:
    """Return an op node with these ports empty; a variadic op drops those above its least count."""
    sources: list[str | None] = list(node.operands)
    spare = len(sources) - len(OPS[node.op].operands)
    for operand in sorted(operands, reverse=True):
        if spare > 0:
            del sources[operand]
            spare -= 1
        else:
            sources[operand] = None
    return msgspec.structs.replace(node, operands=tuple(sources))


def _is_pair(node: Apply) -> bool:
    return len(node.operands) >= 2


def _swapped(node: Apply) -> Apply:
    *before, a, b = node.operands
    return msgspec.structs.replace(node, operands=(*before, b, a))


def filled(graph: Graph, source: str, port: Port) -> Apply:
    """Return an op node of a graph with a source in one of its ports.

    Raises:
        EditError: the port's node is no op node.
    """
    return _with_operand(require_op(graph, port.node), source, port)


def _with_operand(node: Apply, source: str, port: Port) -> Apply:
    operands = (*node.operands[: port.operand], source, *node.operands[port.operand + 1 :])
    return msgspec.structs.replace(node, operands=operands)


def _port_count(node: Apply) -> int:
    return len(node.operands) + (1 if OPS[node.op].variadic else 0)


def _holds(node: Apply, source: str, port: Port) -> bool:
    return node.operands[port.operand : port.operand + 1] == (source,)


def _permit(document: Document, source: str, port: Port) -> None:
    sentence = refusal(document, source, port)
    if sentence:
        raise EditError(sentence)


def _require_wire(graph: Graph, wire: Wire) -> None:
    node = graph.nodes.get(wire.port.node)
    if not isinstance(node, Apply) or not _holds(node, wire.source, wire.port):
        raise EditError("This wire is no longer there.")


def _key(node_id: str) -> Key:
    return Key(Section.NODES, node_id)


def _keyed(nodes: Mapping[str, Apply]) -> dict[Key, Apply]:
    return {_key(node_id): node for node_id, node in nodes.items()}
