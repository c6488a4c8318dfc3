"""The graph: nodes and wires, the mathematics and nothing of how it looks.

A node is an immutable value and *is* the value it produces. A wire is not stored by itself: an op
node names its operands in order, so that a port holds at most one wire, and the same source may
feed two ports.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

_MOST_DIGITS: Final = 18
"""How long a number in an id may be to be counted on from."""


class Role(StrEnum):
    """What a leaf is for."""

    PARAMETER = "parameter"
    """A step changes it."""
    CONSTANT = "constant"
    """It is held."""
    INPUT = "input"
    """It is one column of the data."""


class Leaf(msgspec.Struct, frozen=True, gc=False):
    """A node that holds a number.

    Attributes:
        value: the number; finite in every document.
        label: an optional name, unique in the graph.
        role: what it is for.
    """

    value: float
    label: str | None = None
    role: Role = Role.PARAMETER


class Apply(msgspec.Struct, frozen=True):
    """A node that applies an op to operands.

    Attributes:
        op: the op's name.
        operands: the ids of the source nodes in order; None for a port without a wire.
        label: an optional name, unique in the graph.
    """

    op: str
    operands: tuple[str | None, ...]
    label: str | None = None


Node = Leaf | Apply


class Port(NamedTuple):
    """An operand position of an op node."""

    node: str
    operand: int


class Wire(NamedTuple):
    """A source node feeding a port."""

    source: str
    port: Port


class Graph:
    """Nodes by id, and the node that is marked as target.

    A graph is changed by edits alone: see ``Document.apply``.
    """

    def __init__(self, nodes: Mapping[str, Node] | None = None, target: str | None = None) -> None:
        """Take nodes that are consistent; ``validate`` tells whether they are."""
        self._nodes: dict[str, Node] = {}
        self._users: dict[str, dict[Port, None]] = {}
        self._target = target
        self._nodes.update(nodes or {})
        for node_id, node in self._nodes.items():
            if isinstance(node, Apply):
                self._add_wires(node_id, node)

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Every node by its id, in no particular order."""
        return MappingProxyType(self._nodes)

    @property
    def marked_target(self) -> str | None:
        """The id of the node that the user marked as target, or None."""
        return self._target

    def users(self, node_id: str) -> Collection[Port]:
        """Return the ports that a node feeds."""
        return self._users.get(node_id, {}).keys()

    def downstream(self, node_ids: Collection[str], closed: Iterable[str]) -> set[str]:
        """Return what ``descendants`` does."""
        users, waiting = self._users, list(node_ids)
        seen = {*waiting, *closed}
        found = set(waiting)
        while waiting:
            for user, _operand in users.get(waiting.pop(), ()):
                if user not in seen:
                    seen.add(user)
                    found.add(user)
                    waiting.append(user)
        return found

    def wires(self) -> Iterator[Wire]:
        """Yield every wire."""
        for node_id, node in self._nodes.items():
            yield from wires_into(node_id, node)

    def wires_out(self, node_id: str) -> list[Wire]:
        """Return the wires that leave a node, in the order of the ports that they enter."""
        ports = sorted(self.users(node_id), key=lambda port: (id_order(port.node), port.operand))
        return [Wire(node_id, port) for port in ports]

    def set_node(self, node_id: str, node: Node | None) -> None:
        """Put, replace or (with None) take out one node; for the appliers of edits alone."""
        for wire in wires_into(node_id, self._nodes.get(node_id)):
            self._users[wire.source].pop(wire.port)
            if not self._users[wire.source]:
                del self._users[wire.source]
        if node is None:
            del self._nodes[node_id]
            return
        self._nodes[node_id] = node
        if isinstance(node, Apply):
            self._add_wires(node_id, node)

    def _add_wires(self, node_id: str, node: Apply) -> None:
        # Without wires_into: most of the time that it takes to open a large graph passes here.
        users = self._users
        for operand, source in enumerate(node.operands):
            if source is not None:
                users.setdefault(source, {})[Port(node_id, operand)] = None

    def set_target(self, node_id: str | None) -> None:
        """Mark a node as target, or none; for the appliers of edits alone."""
        self._target = node_id

    def _repr_svg_(self) -> str:
        """Return the picture that a notebook shows."""
        from engine.picture import svg_of

        return svg_of(self)

    def __eq__(self, other: object) -> bool:
        """Tell whether the other graph has the same nodes under the same ids and target."""
        if not isinstance(other, Graph):
            return NotImplemented
        return self._nodes == other._nodes and self._target == other._target

    __hash__ = None  # type: ignore[assignment]  # a graph changes


def wires_into(node_id: str, node: Node | None) -> Iterator[Wire]:
    """Yield the wires that enter a node, in the order of its ports."""
    if isinstance(node, Apply):
        for operand, source in enumerate(node.operands):
            if source is not None:
                yield Wire(source, Port(node_id, operand))


def sources(node: Node | None) -> tuple[str, ...]:
    """Return the ids of a node's operands, without the unfilled ports."""
    return tuple(s for s in node.operands if s is not None) if isinstance(node, Apply) else ()


def id_order(node_id: str) -> tuple[int, str]:
    """Return the sort key that puts n2 before n10."""
    return len(node_id), node_id


def in_order(node_ids: Iterable[str]) -> list[str]:
    """Return ids in the fixed order, that of ``id_order``."""
    # A stable sort by length after one by text: several times faster than one by both.
    return sorted(sorted(node_ids), key=len)


def sorted_ids(graph: Graph) -> list[str]:
    """Return every id in the fixed order in which files list the nodes."""
    return in_order(graph.nodes)


def outputs(graph: Graph) -> list[str]:
    """Return the nodes that feed nothing, in the fixed order."""
    return in_order(node_id for node_id in graph.nodes if not graph.users(node_id))


class Target(NamedTuple):
    """The node that Backward starts from, or why there is none.

    Attributes:
        node: its id, or None.
        candidates: where node is None, the nodes that feed nothing (none or several).
    """

    node: str | None
    candidates: tuple[str, ...] = ()


def find_target(graph: Graph) -> Target:
    """Return the marked target, else the only node that feeds nothing.

    A node without any wire is not yet part of an expression: beside nodes that are, it does not
    count.
    """
    if graph.marked_target is not None:
        return Target(graph.marked_target)
    ends = outputs(graph)
    ends = [node_id for node_id in ends if sources(graph.nodes[node_id])] or ends
    return Target(ends[0]) if len(ends) == 1 else Target(None, tuple(ends))


def topological_order(graph: Graph) -> list[str]:
    """Return every id, operands before what uses them; among equals in the fixed order."""
    return list(topological_walk(graph))


def topological_walk(graph: Graph) -> Iterator[str]:
    """Yield what ``topological_order`` returns, one id at a time; the graph must stay as it is."""
    nodes = graph.nodes
    ready = in_order(node_id for node_id, node in nodes.items() if not sources(node))
    waiting: dict[str, int] = {}
    for node_id in ready:
        yield node_id
        users = {port.node for port in graph.users(node_id)}
        for user in in_order(users) if len(users) > 1 else users:
            left = waiting.get(user) or len(set(sources(nodes[user])))
            waiting[user] = left - 1
            if left == 1:
                ready.append(user)


def ancestors(graph: Graph, node_id: str) -> set[str]:
    """Return every node that the given one depends on, itself included."""
    return upstream(dict(graph.nodes), [node_id])


def upstream(nodes: Mapping[str, Node | None], node_ids: Iterable[str]) -> set[str]:
    """Return every node that some nodes depend on, these included."""
    # Written out, as below: a gesture waits for it, and a call for each node would be most of it.
    waiting = list(node_ids)
    seen = set(waiting)
    while waiting:
        node = nodes.get(waiting.pop())
        if isinstance(node, Apply):
            for source in node.operands:
                if source is not None and source not in seen:
                    seen.add(source)
                    waiting.append(source)
    return seen


def descendants(graph: Graph, *node_ids: str, closed: Iterable[str] = ()) -> set[str]:
    """Return every node that depends on one of the given ones, these included.

    Args:
        graph: the graph.
        node_ids: where to begin.
        closed: nodes that are not entered, and so not gone beyond.
    """
    return graph.downstream(node_ids, closed)


def largest_number(graph: Graph) -> int:
    """Return the largest number of an id such as n12, or 0; those of very many digits aside."""
    nodes, largest = graph.nodes, 0
    # The longest first: no number without leading zeros in a shorter id can be larger.
    for length in sorted({len(n) for n in nodes if len(n) <= _MOST_DIGITS + 1}, reverse=True):
        if largest >= 10 ** (length - 1):
            break
        texts = [n[1:] for n in nodes if len(n) == length and n[:1] == "n"]
        largest = max(largest, max((int(text) for text in texts if text.isdecimal()), default=0))
    return largest


def find_path(graph: Graph, start: str, end: str) -> list[str] | None:
    """Return a shortest way along the wires from one node to another, both included, or None."""
    came_from = {start: start}
    layer = [start]
    while layer and end not in came_from:
        following = []
        for node_id in layer:
            for port in graph.users(node_id):
                if port.node not in came_from:
                    came_from[port.node] = node_id
                    following.append(port.node)
        layer = following
    if end not in came_from:
        return None
    path = [end]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]


def find_loop(node_of: Callable[[str], Node | None], starts: Iterable[str]) -> list[str] | None:
    """Return a loop that can be reached from the starts against the wires, or None.

    The loop is given along the wires, its first node repeated at the end.
    """
    finished: set[str] = set()
    for start in starts:
        if start not in finished:
            loop = _loop_above(start, node_of, finished)
            if loop:
                return loop
    return None


def _loop_above(
    start: str, node_of: Callable[[str], Node | None], finished: set[str]
) -> list[str] | None:
    # A depth-first walk on a stack of its own: a chain of 100,000 nodes is normal here.
    path: dict[str, Iterator[str]] = {start: iter(sources(node_of(start)))}
    while path:
        node_id = next(reversed(path))
        for source in path[node_id]:
            if source in path:
                way = list(path)
                return [source, *reversed(way[way.index(source) :])]
            if source not in finished:
                path[source] = iter(sources(node_of(source)))
                break
        else:
            del path[node_id]
            finished.add(node_id)
    return None
