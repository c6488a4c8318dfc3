"""The document's own file: JSON with one node a line, the mathematics and the layout apart.

Writing is exact: the same document always gives the same bytes, and reading them gives an equal
document. Reading takes nothing on trust: what is wrong is said in one sentence with its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from engine.collector import collector_paused
from engine.document import Direction, Document, Point, Training
from engine.files.annotation_rows import (
    FrameRow,
    GroupRow,
    NoteRow,
    annotations_of,
    length,
    written,
)
from engine.files.errors import FileError, with_place
from engine.files.json_text import check_keys, decode_text, typed
from engine.files.node_table import NodeRow, graph_of
from engine.graph import Leaf, Node, sorted_ids
from engine.lessons import Lesson, check_lesson
from engine.rules import EditError

FORMAT: Final = "chainrule"
"""What stands under “format” in every file."""
VERSION: Final = 1
"""The version that is written, and the newest that can be read."""

_quoted = json.JSONEncoder(ensure_ascii=False).encode


def encode(document: Document) -> bytes:
    """Return the document as the bytes of a file."""
    graph = document.graph
    ids = sorted_ids(graph)
    target = graph.marked_target
    marked = "" if target is None else f',\n  "target": {_quoted(target)}'
    nodes = _lines("   ", [_node(node_id, graph.nodes[node_id]) for node_id in ids])
    layout = _lines("  ", [_place(n, document.layout[n]) for n in ids if n in document.layout])
    more = "".join(
        f',\n "{key}": [{_lines("  ", rows)}]' for key, rows in written(document.annotations)
    )
    return (
        f'{{"format": "{FORMAT}", "version": {VERSION},\n'
        f' "graph": {{"nodes": [{nodes}]{marked}}},\n'
        f' "layout": {{{layout}}},\n'
        f' "training": {_training(document.training)}{more}{_lesson(document.lesson)}}}\n'
    ).encode()


def _lines(indent: str, entries: list[str]) -> str:
    return "\n" + ",\n".join(indent + entry for entry in entries) if entries else ""


def _node(node_id: str, node: Node) -> str:
    return f"{{{', '.join(_node_parts(node_id, node))}}}"


def _node_parts(node_id: str, node: Node) -> Iterator[str]:
    yield f'"id": {_quoted(node_id)}'
    if node.label is not None:
        yield f'"label": {_quoted(node.label)}'
    if isinstance(node, Leaf):
        yield f'"value": {float(node.value)!r}'
        yield f'"role": "{node.role}"'
    else:
        yield f'"op": {_quoted(node.op)}'
        operands = ("null" if source is None else _quoted(source) for source in node.operands)
        yield f'"operands": [{", ".join(operands)}]'


def _place(node_id: str, point: Point) -> str:
    return f"{_quoted(node_id)}: [{length(point.x)}, {length(point.y)}]"


def _lesson(lesson: Lesson | None) -> str:
    if lesson is None:
        return ""
    steps = [
        msgspec.json.format(msgspec.json.encode(step), indent=0).decode() for step in lesson.steps
    ]
    return f',\n "lesson": {{"title": {_quoted(lesson.title)}, "steps": [{_lines("  ", steps)}]}}'


def _training(training: Training) -> str:
    return f'{{"rate": {float(training.rate)!r}, "direction": "{training.direction}"}}'


class _Header(msgspec.Struct):
    format: str | UnsetType = UNSET
    version: int | UnsetType = UNSET


class _Graph(msgspec.Struct, forbid_unknown_fields=True):
    nodes: list[NodeRow]
    target: str | None = None


class _Training(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rate: float = Training().rate
    direction: Direction = Training().direction


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    version: int
    graph: _Graph
    layout: dict[str, Point] = {}
    training: _Training = _Training()
    groups: list[GroupRow] = []
    frames: list[FrameRow] = []
    notes: list[NoteRow] = []
    lesson: Lesson | None = None


def decode(data: bytes) -> Document:
    """Return the document that a file's bytes hold, exactly as they hold it.

    Raises:
        FileError: the bytes are no such file; one sentence with the place.
    """
    with collector_paused():
        return _document(decode_text(data))


def _document(text: str) -> Document:
    file = _file(text)
    check_keys(text)
    graph = graph_of(file.graph.nodes, file.graph.target, "graph.nodes", "graph.target")
    for node_id in file.layout:
        if node_id not in graph.nodes:
            raise FileError(f"layout places “{node_id}”, which is not in the graph.")
    if file.training.rate <= 0.0:
        raise FileError("training.rate must be above 0.")
    training = Training(file.training.rate, file.training.direction)
    annotations = annotations_of(file.groups, file.frames, file.notes, graph)
    if file.lesson is not None:
        try:
            check_lesson(file.lesson)
        except EditError as error:
            raise with_place(str(error), "lesson") from None
    return Document(graph, file.layout, training, annotations, file.lesson)


def _file(text: str) -> _File:
    try:
        file = typed(text, _File)
    except FileError:
        # Another format, or a newer version, is a better reason than the first key that differs.
        _check_header(typed(text, _Header))
        raise
    _check_header(_Header(file.format, file.version))
    return file


def _check_header(header: _Header) -> None:
    if header.format != FORMAT:
        raise FileError(f'This is not a Chainrule file: it lacks "format": "{FORMAT}".')
    if header.version is UNSET:
        raise FileError("The file lacks “version”.")
    if header.version > VERSION:
        raise FileError(
            f"The file was written by a newer version of Chainrule (file version {header.version}; "
            f"this one reads up to {VERSION})."
        )
    if header.version < 1:
        raise FileError(f"version must be 1 or more, not {header.version}.")
