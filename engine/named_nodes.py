"""Statements made into nodes: which name is which node, and that none is defined through itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, TypeVar

import msgspec

from engine.document import EditError, check_label, loop_path
from engine.graph import Apply, Graph, Leaf, Node, Role, find_loop, largest_number
from engine.syntax import Name, Number, ParseError, Program, Statement, error_at

Value = TypeVar("Value")

FREE_VALUE: Final = 1.0
"""What a name that is used but not defined holds: it becomes a parameter."""
PI: Final = {"pi": math.pi, "π": math.pi}
"""The names that hold π where the text does not define them."""


class Parsed(NamedTuple):
    """What a text adds to a graph.

    Attributes:
        nodes: the new nodes by id, operands before what uses them as far as they were written so.
        reused: the ids of the graph's nodes that the new ones use or the text names.
        target: the id of the node that the text marks as target, or None.
    """

    nodes: dict[str, Node]
    reused: frozenset[str]
    target: str | None


def nodes_of(
    statements: Iterable[Statement],
    graph: Graph,
    max_nodes: int,
    called: Mapping[str, str] | None = None,
) -> Parsed:
    """Return the nodes that statements add to a graph.

    Args:
        statements: what was read.
        graph: where names may already be nodes.
        max_nodes: how many nodes the statements may make.
        called: further names for the graph's nodes, in these statements alone: ids by name.

    Raises:
        ParseError: the statements contradict each other or the graph, or make too many nodes.
    """
    builder = _Builder(graph, max_nodes, called or {})
    for statement in statements:
        builder.add(statement)
    builder.fill_in_free_names()
    builder.check_loops()
    return builder.parsed()


def take(stack: list[Value], count: int) -> list[Value]:
    """Take the last entries off a stack and return them, in the order in which they were put."""
    operands = stack[len(stack) - count :]
    del stack[len(stack) - count :]
    return operands


class _Builder:
    """Nodes being written down, statement by statement.

    Attributes:
        nodes: what is written so far.
        ids: the new nodes' ids by name; a name gets its id where it is first mentioned.
        names: by id, where a name is defined, or else first mentioned.
        order: by id, the order in which the nodes are numbered in the end.
        reused: the graph's own nodes that were mentioned.
        target: the node that was marked.
    """

    def __init__(self, graph: Graph, max_nodes: int, called: Mapping[str, str]) -> None:
        self.known = {node.label: n for n, node in graph.nodes.items() if node.label}
        self.known.update(called)
        self.first = self.number = largest_number(graph) + 1
        self.max_nodes = max_nodes
        self.nodes: dict[str, Node] = {}
        self.ids: dict[tuple[str, bool], str] = {}
        self.names: dict[str, Name] = {}
        self.order: dict[str, int] = {}
        self.reused: set[str] = set()
        self.target: str | None = None

    def add(self, statement: Statement) -> None:
        program, name, role = statement
        if name is None:
            self._add_program(program)
        elif program:
            self._define(name, program, role)
        else:
            self.target = self._id_of(name)

    def _define(self, name: Name, program: Program, role: Role | None) -> None:
        node_id = self._id_of(name)
        if node_id in self.nodes:
            raise error_at(name.place, f"{name.text} is defined twice")
        if node_id in self.reused:
            raise error_at(name.place, f"{name.text} exists already: choose another name")
        node = self._defined(name, program, role)
        self.nodes[node_id] = msgspec.structs.replace(
            node, label=None if name.temporary else name.text
        )
        self.names[node_id] = name
        self.order[node_id] = self._next_number()

    def _defined(self, name: Name, program: Program, role: Role | None) -> Node:
        first = program[0]
        is_single = len(program) == 1
        if is_single and isinstance(first, Number):
            return Leaf(first.value, None, role or Role.PARAMETER)
        if role is not None:
            raise error_at(name.place, f"{name.text} is to be a leaf: give it a plain number")
        if is_single and isinstance(first, Name):
            sentence = f"{name.text} and {first.text} would be one node, which has one name"
            raise error_at(name.place, sentence)
        top = self._add_program(program)
        del self.order[top]
        return self.nodes.pop(top)

    def _add_program(self, program: Program) -> str:
        """Write down the nodes of a program and return the id of the last."""
        stack: list[str] = []
        for entry in program:
            if isinstance(entry, Name):
                stack.append(self._id_of(entry))
            elif isinstance(entry, Number):
                stack.append(self._put(Leaf(entry.value, None, Role.CONSTANT)))
            else:
                stack.append(self._put(Apply(entry.op, (*take(stack, entry.arity),))))
        return stack[0]

    def _id_of(self, name: Name) -> str:
        if not name.temporary and name.text in self.known:
            self.reused.add(self.known[name.text])
            return self.known[name.text]
        key = (name.text, name.temporary)
        if key not in self.ids:
            _check_name(name)
            self.ids[key] = self._fresh_id()
            self.names[self.ids[key]] = name
        return self.ids[key]

    def _put(self, node: Node) -> str:
        node_id = self._fresh_id()
        self.nodes[node_id] = node
        return node_id

    def _fresh_id(self) -> str:
        if len(self.order) >= self.max_nodes:
            raise ParseError(f"A text can make at most {self.max_nodes:,} nodes.")
        number = self._next_number()
        node_id = f"n{number}"
        self.order[node_id] = number
        return node_id

    def _next_number(self) -> int:
        self.number += 1
        return self.number - 1

    def fill_in_free_names(self) -> None:
        for (text, temporary), node_id in self.ids.items():
            if node_id in self.nodes:
                continue
            if temporary:
                raise error_at(self.names[node_id].place, f"{text} is not defined")
            role = Role.CONSTANT if text in PI else Role.PARAMETER
            self.nodes[node_id] = Leaf(PI.get(text, FREE_VALUE), text, role)

    def check_loops(self) -> None:
        loop = find_loop(self.nodes.get, self.ids.values())
        if loop:
            # Only a name can be used before it is defined, so some node of the loop has one.
            named = [self.names[node_id] for node_id in loop[:-1] if node_id in self.names]
            path = loop_path([name.text for name in [*named, named[0]]])
            sentence = f"{named[0].text} is defined through itself: {path}"
            raise error_at(named[0].place, sentence)

    def parsed(self) -> Parsed:
        """Return the nodes, numbered without gaps in the order in which they were written."""
        ids = sorted(self.nodes, key=self.order.__getitem__)
        final = {node_id: f"n{self.first + i}" for i, node_id in enumerate(ids)}
        nodes = {final[node_id]: _renamed(self.nodes[node_id], final) for node_id in ids}
        target = None if self.target is None else final.get(self.target, self.target)
        return Parsed(nodes, frozenset(self.reused), target)


def _renamed(node: Node, final: dict[str, str]) -> Node:
    if isinstance(node, Leaf):
        return node
    operands = (final.get(source or "", source) for source in node.operands)
    return Apply(node.op, tuple(operands), node.label)


def _check_name(name: Name) -> None:
    try:
        check_label(name.text)
    except EditError as error:
        raise error_at(name.place, str(error).removesuffix(".")) from None
