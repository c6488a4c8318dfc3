"""Groups, frames and notes as a file lists them: one row each, written and read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec

from engine.annotations import (
    Annotations,
    Box,
    Frame,
    Group,
    Note,
    Point,
    check_frame,
    check_group,
    check_note,
)
from engine.files.errors import FileError, with_place
from engine.files.node_table import check_id
from engine.graph import Graph, in_order
from engine.rules import EditError

_quoted: Final = json.JSONEncoder(ensure_ascii=False).encode
_T = TypeVar("_T", Group, Frame, Note)


class GroupRow(msgspec.Struct, forbid_unknown_fields=True):
    """A group as a file lists it."""

    id: str
    title: str
    at: Point
    members: tuple[str, ...]
    parent: str | None = None


class FrameRow(msgspec.Struct, forbid_unknown_fields=True):
    """A frame as a file lists it."""

    id: str
    title: str
    box: Box
    group: str | None = None


class NoteRow(msgspec.Struct, forbid_unknown_fields=True):
    """A note as a file lists it."""

    id: str
    text: str
    box: Box
    group: str | None = None


def written(annotations: Annotations) -> Iterator[tuple[str, list[str]]]:
    """Yield the key and the rows of each part of which there is any."""
    groups, frames, notes = annotations
    if groups:
        yield "groups", [f"{{{_group(each, groups[each])}}}" for each in in_order(groups)]
    if frames:
        yield "frames", [f"{{{_frame(each, frames[each])}}}" for each in in_order(frames)]
    if notes:
        yield "notes", [f"{{{_note(each, notes[each])}}}" for each in in_order(notes)]


def annotations_of(
    groups: Sequence[GroupRow],
    frames: Sequence[FrameRow],
    notes: Sequence[NoteRow],
    graph: Graph,
) -> Annotations:
    """Return what rows describe.

    Raises:
        FileError: a row is not in order, or does not fit the graph or the other rows.
    """
    made = _by_id("groups", groups, _group_of, check_group)
    _check_members(made, graph)
    _check_tree(made)
    return Annotations(
        made,
        _by_id("frames", frames, lambda row: _frame_of(row, made), check_frame),
        _by_id("notes", notes, lambda row: _note_of(row, made), check_note),
    )


def length(number: float) -> str:
    """Return a length as it is written."""
    # Adding 0 turns −0 into 0, which a reader would do to the whole number "-0" anyway.
    return repr(float(number) + 0.0).removesuffix(".0")


def _group(group_id: str, group: Group) -> str:
    members = ", ".join(map(_quoted, group.members))
    at = ", ".join(map(length, group.at))
    named = f'"id": {_quoted(group_id)}, "title": {_quoted(group.title)}'
    return f'{named}, "at": [{at}], "members": [{members}]{_sheet("parent", group.parent)}'


def _frame(frame_id: str, frame: Frame) -> str:
    box = ", ".join(map(length, frame.box))
    named = f'"id": {_quoted(frame_id)}, "title": {_quoted(frame.title)}'
    return f'{named}, "box": [{box}]{_sheet("group", frame.group)}'


def _note(note_id: str, note: Note) -> str:
    box = ", ".join(map(length, note.box))
    named = f'"id": {_quoted(note_id)}, "text": {_quoted(note.text)}'
    return f'{named}, "box": [{box}]{_sheet("group", note.group)}'


def _sheet(key: str, group_id: str | None) -> str:
    return "" if group_id is None else f', "{key}": {_quoted(group_id)}'


def _group_of(row: GroupRow) -> Group:
    return Group(row.title, row.members, row.at, row.parent)


def _frame_of(row: FrameRow, groups: Mapping[str, Group]) -> Frame:
    _require(row.group, groups)
    return Frame(row.title, row.box, row.group)


def _note_of(row: NoteRow, groups: Mapping[str, Group]) -> Note:
    _require(row.group, groups)
    return Note(row.text, row.box, row.group)


def _require(group_id: str | None, groups: Mapping[str, Group]) -> None:
    if group_id is not None and group_id not in groups:
        raise EditError(f"There is no group {group_id}.")


def _by_id(
    place: str, rows: Sequence[Any], make: Callable[[Any], _T], check: Callable[[_T], None]
) -> dict[str, _T]:
    made: dict[str, _T] = {}
    for index, row in enumerate(rows):
        check_id(row.id, made, f"{place}[{index}]")
        try:
            made[row.id] = make(row)
            check(made[row.id])
        except EditError as error:
            raise with_place(str(error), f"{place}[{index}]") from None
    return made


def _check_members(groups: Mapping[str, Group], graph: Graph) -> None:
    owner: dict[str, str] = {}
    parents = {group.parent for group in groups.values()}
    for index, (group_id, group) in enumerate(groups.items()):
        place = f"groups[{index}].members"
        for node_id in group.members:
            if node_id not in graph.nodes:
                raise FileError(f"{place} lists “{node_id}”, which is not in the graph.")
            if owner.setdefault(node_id, group_id) != group_id:
                raise FileError(f"{place} lists “{node_id}”, which is in another group too.")
        if not group.members and group_id not in parents:
            raise FileError(f"{place} is empty, and no other group lies in this one.")


def _check_tree(groups: Mapping[str, Group]) -> None:
    for index, (group_id, group) in enumerate(groups.items()):
        place = f"groups[{index}].parent"
        parent, seen = group.parent, {group_id}
        while parent is not None:
            if parent not in groups:
                raise FileError(f"{place} is “{parent}”, and there is no such group.")
            if parent in seen:
                raise FileError(f"{place} makes the group {group.title} lie in itself.")
            seen.add(parent)
            parent = groups[parent].parent
