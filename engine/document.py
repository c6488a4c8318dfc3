"""The document: what a file holds, and the one door through which it changes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

import msgspec

from engine.annotation_checks import check_annotations, with_what_hangs_on_nodes
from engine.annotations import NO_ANNOTATIONS, Annotations, Frame, Group, Note, Point
from engine.edits import Change, Edit, Key, Section, edit
from engine.graph import Graph, Node, find_loop, sources, upstream
from engine.lessons import Lesson, check_lesson
from engine.rules import (
    MAX_LABEL,
    EditError,
    check_label,
    check_node,
    check_op,
    loop_path,
    loop_sentence,
    missing_operand_sentence,
)

__all__ = [
    "MAX_LABEL",
    "Direction",
    "Document",
    "EditError",
    "Point",
    "Training",
    "check",
    "check_label",
    "check_node",
    "check_op",
    "check_training",
    "graph_in",
    "loop_path",
    "loop_sentence",
    "missing_operand_sentence",
]


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


class Document:
    """A graph, where its nodes lie, how it is trained, and groups, frames and notes by id.

    A lesson may go with it: ``lesson``, or None.
    """

    def __init__(
        self,
        graph: Graph | None = None,
        layout: Mapping[str, Point] | None = None,
        training: Training | None = None,
        annotations: Annotations = NO_ANNOTATIONS,
        lesson: Lesson | None = None,
    ) -> None:
        """Take parts that are consistent with each other."""
        self.graph = graph or Graph()
        self.layout: dict[str, Point] = dict(layout or {})
        self.training = training or Training()
        self.lesson = lesson
        self.groups: dict[str, Group] = {}
        self.frames: dict[str, Frame] = dict(annotations.frames)
        self.notes: dict[str, Note] = dict(annotations.notes)
        self._group_of: dict[str, str] = {}
        for group_id, group in annotations.groups.items():
            self._set_group(group_id, group)

    @property
    def group_of(self) -> Mapping[str, str]:
        """The group that each grouped node lies in directly, by node id."""
        return MappingProxyType(self._group_of)

    @property
    def annotations(self) -> Annotations:
        """Groups, frames and notes."""
        return Annotations(self.groups, self.frames, self.notes)

    def with_layout(self, layout: Mapping[str, Point]) -> Document:
        """Return the same document with other places for its nodes."""
        return Document(self.graph, layout, self.training, self.annotations, self.lesson)

    def section(self, section: Section) -> Mapping[str, Any]:
        """Return the values of a section by their ids: groups, frames, notes or places."""
        return MappingProxyType(self._section(section))

    def get(self, key: Key) -> Any:
        """Return the value under a key, or None."""
        match key.section:
            case Section.NODES:
                return self.graph.nodes.get(key.name)
            case Section.TARGET:
                return self.graph.marked_target
            case Section.TRAINING:
                return self.training
            case Section.LESSON:
                return self.lesson
            case _:
                return self._section(key.section).get(key.name)

    def apply(self, edit: Edit) -> None:
        """Make an edit, whole or not at all.

        Raises:
            EditError: the edit does not fit this document, or would make it inconsistent.
        """
        check(self, edit)
        for key, change in edit.changes.items():
            self._set(key, change.after)

    def edit(self, name: str, values: Mapping[Key, Any]) -> Edit:
        """Return the edit that puts values under keys (None takes one out).

        A node that goes is taken out of its group, and a group that would be empty goes too.
        """
        full = with_what_hangs_on_nodes(self, values)
        return edit(name, {key: Change(self.get(key), value) for key, value in full.items()})

    def _set(self, key: Key, value: Any) -> None:
        match key.section:
            case Section.NODES:
                self.graph.set_node(key.name, value)
            case Section.TARGET:
                self.graph.set_target(value)
            case Section.TRAINING:
                self.training = value
            case Section.LESSON:
                self.lesson = value
            case Section.GROUPS:
                self._set_group(key.name, value)
            case _ if value is None:
                del self._section(key.section)[key.name]
            case _:
                self._section(key.section)[key.name] = value

    def _section(self, section: Section) -> dict[str, Any]:
        match section:
            case Section.LAYOUT:
                return self.layout
            case Section.GROUPS:
                return self.groups
            case Section.FRAMES:
                return self.frames
            case Section.NOTES:
                return self.notes
        raise KeyError(section)

    def _set_group(self, group_id: str, group: Group | None) -> None:
        before = self.groups.pop(group_id, None)
        for node_id in before.members if before else ():
            # It may have come into another group already.
            if self._group_of.get(node_id) == group_id:
                del self._group_of[node_id]
        if group is not None:
            self.groups[group_id] = group
            self._group_of.update(dict.fromkeys(group.members, group_id))

    def _repr_svg_(self) -> str:
        """Return the picture that a notebook shows."""
        from engine.picture import svg_of

        return svg_of(self)

    def __eq__(self, other: object) -> bool:
        """Tell whether the other document holds the same."""
        if not isinstance(other, Document):
            return NotImplemented
        return all(getattr(self, part) == getattr(other, part) for part in _PARTS)

    __hash__ = None  # type: ignore[assignment]  # a document changes


def graph_in(whole: Graph | Document) -> Graph:
    """Return the graph of a document; a graph stands for itself.

    What only asks for the mathematics takes either, so that a script hands on what it has.
    """
    return whole.graph if isinstance(whole, Document) else whole


_PARTS: Final = ("graph", "layout", "training", "groups", "frames", "notes", "lesson")


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
        self._check_lesson()
        check_annotations(self.document, self.changes, lambda n: self.node(n) is not None)

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
        loop = find_loop(self.node, rewired) if self._may_close_a_loop(rewired) else None
        if loop:
            raise EditError(loop_sentence(loop, self.name))

    def _may_close_a_loop(self, rewired: list[str]) -> bool:
        """Tell whether a node that is wired anew depends on one such: there was no loop before.

        A walk by itself, because finding the loop takes ten times as long.
        """
        operands = {source for node_id in rewired for source in sources(self.node(node_id))}
        if not operands:
            return False
        nodes = {**self.document.graph.nodes, **self.nodes}
        return not upstream(nodes, operands).isdisjoint(rewired)

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

    def _check_lesson(self) -> None:
        change = self.changes.get(Key(Section.LESSON))
        if change is not None and change.after is not None:
            check_lesson(change.after)


def check_training(training: Training | None) -> None:
    """Raise unless training settings are in order.

    Raises:
        EditError: with one sentence.
    """
    if training is None or not math.isfinite(training.rate) or training.rate <= 0.0:
        raise EditError("The learning rate must be a finite number above 0.")
