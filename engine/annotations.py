"""Groups, frames and notes: how a person arranges a graph, and nothing of what it computes.

Groups form a tree: a node lies in at most one, and a group in at most one other. A group's nodes
keep their places on a sheet of their own, which is entered through the group's box.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from engine.rules import EditError, check_label

MAX_TEXT: Final = 10_000
"""The greatest length of a note, in characters."""


class Point(NamedTuple):
    """The top left corner of a box on the canvas, in pixels at 100 %; y points down."""

    x: float
    y: float


class Box(NamedTuple):
    """A rectangle on the canvas, in pixels at 100 %; y points down."""

    x: float
    y: float
    width: float
    height: float


class Group(msgspec.Struct, frozen=True):
    """Nodes that are shown as one box.

    Attributes:
        title: what it is called.
        members: the ids of the nodes that lie directly in it, each once.
        at: the top left corner of its box.
        parent: the id of the group that it lies in, or None.
    """

    title: str
    members: tuple[str, ...]
    at: Point
    parent: str | None = None


class Frame(msgspec.Struct, frozen=True):
    """A titled rectangle behind nodes.

    Attributes:
        title: what stands on it; may be empty.
        box: where it lies.
        group: the id of the group on whose sheet it lies, or None.
    """

    title: str
    box: Box
    group: str | None = None


class Note(msgspec.Struct, frozen=True):
    """A comment: plain text, with formulas between dollar signs.

    Attributes:
        text: what it says; lines may be empty.
        box: where it lies.
        group: the id of the group on whose sheet it lies, or None.
    """

    text: str
    box: Box
    group: str | None = None


class Annotations(NamedTuple):
    """All groups, frames and notes of a document, by their ids."""

    groups: Mapping[str, Group] = MappingProxyType({})
    frames: Mapping[str, Frame] = MappingProxyType({})
    notes: Mapping[str, Note] = MappingProxyType({})


NO_ANNOTATIONS: Final = Annotations()


def check_group(group: Group) -> None:
    """Raise unless a group is in order by itself.

    Raises:
        EditError: with one sentence.
    """
    check_label(group.title)
    if len(set(group.members)) < len(group.members):
        raise EditError(f"The group {group.title} lists a node twice.")
    if not all(map(math.isfinite, group.at)):
        raise EditError(f"The group {group.title} cannot be placed at {tuple(group.at)}.")


def check_frame(frame: Frame) -> None:
    """Raise unless a frame is in order by itself.

    Raises:
        EditError: with one sentence.
    """
    if frame.title:
        check_label(frame.title)
    _check_box("A frame", frame.box)


def check_note(note: Note) -> None:
    """Raise unless a note is in order by itself.

    Raises:
        EditError: with one sentence.
    """
    if len(note.text) > MAX_TEXT:
        raise EditError(f"A note can have at most {MAX_TEXT} characters, not {len(note.text)}.")
    if not note.text.replace("\n", "").isprintable():
        raise EditError("A note cannot hold control characters.")
    _check_box("A note", note.box)


def _check_box(what: str, box: Box) -> None:
    if not all(map(math.isfinite, box)):
        raise EditError(f"{what} cannot be placed at {tuple(box)}.")
    if box.width <= 0.0 or box.height <= 0.0:
        raise EditError(f"{what} must be wider and higher than 0.")
