"""The document: what a file holds, and the one door through which it changes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from engine.edits import Change, Edit, Key, Section, edit
from engine.graph import Apply, Graph, Leaf, Node, find_loop, sources
from engine.ops import OPS

MAX_LABEL = 80
"""The greatest length of a name, in characters."""


class Point(NamedTuple):
    """The top left corner of a node on the canvas, in pixels at 100 %; y points down."""

    x: float
    y: float


class Direction(StrEnum):
    """Which way a step goes."""

    UP = "up"
    """Towards a larger target: parameter + learning rate × gradient."""
    DOWN = "down"
    """Towards a smaller target: parameter − learning rate × gradient."""


class Training(msgspec.Struct, frozen=True, gc=False):
    """How a step is made.

    Attributes:
        rate: the learning rate, finite and above 0.
        direction: up to maximise the target, down to minimise it.
    """

    rate: float = 0.01
    direction: Direction = Direction.DOWN


class EditError(ValueError):
    """An edit that would leave the document inconsistent; its text is for the user."""


class Document:
    """A graph, where its nodes lie, and how it is trained."""

    def __init__(
        self,
        graph: Graph | None = None,
        layout: Mapping[str, Point] | None = None,
        training: Training | None = None,
    ) -> None:
        """Take parts that are consistent with each other."""
        self.graph = graph or Graph()
        self.layout: dict[str, Point] = dict(layout or {})
        self.training = training or Training()

    def get(self, key: Key) -> Any:
        """Return the value under a key, or None."""
        match key.section:
            case Section.NODES:
                return self.graph.nodes.get(key.name)
            case Section.TARGET:
                return self.graph.marked_target
            case Section.LAYOUT:
                return self.layout.get(key.name)
            case Section.TRAINING:
                return self.training

    def apply(self, edit: Edit) -> None:
        """Make an edit, whole or not at all.

        Raises:
            EditError: the edit does not fit this document, or would make it inconsistent.
        """
        check(self, edit)
        for key, change in edit.changes.items():
            self._set(key, change.after)

    def edit(self, name: str, values: Mapping[Key, Any]) -> Edit:
        """Return the edit that puts values under keys (None takes one out)."""
        return edit(name, {key: Change(self.get(key), value) for key, value in values.items()})

    def _set(self, key: Key, value: Any) -> None:
        match key.section:
            case Section.NODES:
                self.graph.set_node(key.name, value)
            case Section.TARGET:
                self.graph.set_target(value)
            case Section.LAYOUT:
                if value is None:
                    del self.layout[key.name]
                else:
                    self.layout[key.name] = value
            case Section.TRAINING:
                self.training = value

    def _repr_svg_(self) -> str:
        """Return the picture that a notebook shows."""
        from engine.picture import svg_of

        return svg_of(self)

    def __eq__(self, other: object) -> bool:
        """Tell whether the other document holds the same."""
        if not isinstance(other, Document):
            return NotImplemented
        mine = (self.graph, self.layout, self.training)
        return mine == (other.graph, other.layout, other.training)

    __hash__ = None  # type: ignore[assignment]  # a document changes


def graph_in(whole: Graph | Document) -> Graph:
    """Return the graph of a document; a graph stands for itself.

    What only asks for the mathematics takes either, so that a script hands on what it has.
    """
    return whole.graph if isinstance(whole, Document) else whole


def check(document: Document, edit: Edit) -> None:
    """Raise unless the edit fits the document and leaves it consistent.

    Raises:
        EditError: with one sentence for the user.
    """
    for key, change in edit.changes.items():
        if document.get(key) != change.before:
            raise EditError(f"“{edit.name}” does not fit the document as it is now.")
    _Check(document, edit).run()


class _Check:
    """The document as an edit would leave it, and what must hold there."""

    def __init__(self, document: Document, edit: Edit) -> None:
        self.document = document
        self.changes = edit.changes
        self.nodes = {
            key.name: change.after
            for key, change in edit.changes.items()
            if key.section is Section.NODES
        }

    def node(self, node_id: str) -> Node | None:
        return self.nodes[node_id] if node_id in self.nodes else self._before(node_id)

    def run(self) -> None:
        for node_id, node in self.nodes.items():
            if node is None:
                self._check_removal(node_id)
            else:
                check_node(self.name(node_id), node)
                self._check_sources(node_id, node)
        self._check_labels()
        self._check_loops()
        self._check_layout()
        self._check_target()
        self._check_training()

    def name(self, node_id: str) -> str:
        node = self.node(node_id) or self._before(node_id)
        return (node.label if node else None) or node_id

    def _before(self, node_id: str) -> Node | None:
        return self.document.graph.nodes.get(node_id)

    def _check_removal(self, node_id: str) -> None:
        for port in self.document.graph.users(node_id):
            if node_id in sources(self.node(port.node)):
                user = self.name(port.node)
                raise EditError(f"{self.name(node_id)} cannot go: it feeds {user}.")

    def _check_sources(self, node_id: str, node: Node) -> None:
        for source in sources(node):
            if self.node(source) is None:
                raise EditError(missing_operand_sentence(self.name(node_id), source))

    def _check_labels(self) -> None:
        changed = {n: node.label for n, node in self.nodes.items() if node and node.label}
        if not any(label != self._label_before(n) for n, label in changed.items()):
            return
        owner = {
            node.label: n
            for n, node in self.document.graph.nodes.items()
            if node.label and n not in self.nodes
        }
        for node_id, label in changed.items():
            if owner.setdefault(label, node_id) != node_id:
                raise EditError(f"Another node is already called {label}.")

    def _label_before(self, node_id: str) -> str | None:
        node = self._before(node_id)
        return node.label if node else None

    def _check_loops(self) -> None:
        rewired = [n for n, node in self.nodes.items() if sources(node) != sources(self._before(n))]
        loop = find_loop(self.node, rewired)
        if loop:
            raise EditError(loop_sentence([self.name(n) for n in loop]))

    def _check_layout(self) -> None:
        points = {k.name: c.after for k, c in self.changes.items() if k.section is Section.LAYOUT}
        for node_id, point in points.items():
            if point is not None and self.node(node_id) is None:
                raise EditError(f"There is no node {node_id} to place.")
            if point is not None and not all(map(math.isfinite, point)):
                raise EditError(f"{self.name(node_id)} cannot be placed at {tuple(point)}.")
        for node_id, node in self.nodes.items():
            kept = points.get(node_id, self.document.layout.get(node_id))
            if node is None and kept is not None:
                raise EditError(f"{node_id} has a position but is no longer in the graph.")

    def _check_target(self) -> None:
        target = self.document.graph.marked_target
        if Key(Section.TARGET) in self.changes:
            target = self.changes[Key(Section.TARGET)].after
        if target is not None and self.node(target) is None:
            raise EditError(f"The target {target} is not in the graph.")

    def _check_training(self) -> None:
        if Key(Section.TRAINING) in self.changes:
            check_training(self.changes[Key(Section.TRAINING)].after)


def check_node(name: str, node: Node) -> None:
    """Raise unless a node is in order by itself.

    Raises:
        EditError: with one sentence that starts from the node's name.
    """
    if node.label is not None:
        check_label(node.label)
    if isinstance(node, Leaf):
        if not math.isfinite(node.value):
            raise EditError(f"{name} cannot hold {node.value}: a leaf holds a finite number.")
        return
    check_op(name, node)


def check_op(name: str, node: Apply) -> None:
    """Raise unless the op exists and has the right number of ports.

    Raises:
        EditError: with one sentence.
    """
    op = OPS.get(node.op)
    if op is None:
        raise EditError(f"There is no op called {node.op}.")
    least = len(op.operands)
    count = len(node.operands)
    if count < least or (count > least and not op.variadic):
        wanted = f"at least {least}" if op.variadic else str(least)
        raise EditError(f"{name} ({node.op}) takes {wanted} operands, not {count}.")


def check_label(label: str) -> None:
    """Raise unless a text can be a node's name.

    Raises:
        EditError: with one sentence.
    """
    if not label.strip() or label != label.strip():
        raise EditError("A name cannot be empty or have spaces at its ends.")
    if len(label) > MAX_LABEL:
        raise EditError(f"A name can have at most {MAX_LABEL} characters, not {len(label)}.")
    if not label.isprintable():
        raise EditError("A name cannot hold line breaks or control characters.")


def check_training(training: Training | None) -> None:
    """Raise unless training settings are in order.

    Raises:
        EditError: with one sentence.
    """
    if training is None or not math.isfinite(training.rate) or training.rate <= 0.0:
        raise EditError("The learning rate must be a finite number above 0.")


def missing_operand_sentence(name: str, source: str) -> str:
    """Return the refusal of an operand that is no node of the graph."""
    return f"{name} has no operand {source} in this graph."


def loop_sentence(names: Iterable[str]) -> str:
    """Return the refusal of a wire that would close a loop through these nodes."""
    return f"This wire would close a loop: {loop_path(names)}."


def loop_path(names: Iterable[str]) -> str:
    """Return a loop in words, its middle left out where it is long."""
    way = list(names)
    if len(way) > 8:
        way = [*way[:4], "…", *way[-3:]]
    return " → ".join(way)
