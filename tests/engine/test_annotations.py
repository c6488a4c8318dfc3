"""Groups, frames and notes: what is refused, what goes with a node; and they compute nothing."""

from __future__ import annotations

import pytest
from hypothesis import given

from engine.annotations import Annotations, Box, Frame, Group, Note
from engine.autodiff import backward, forward
from engine.document import Document, EditError, Point
from engine.edits import Key, Section
from engine.files.chainrule_file import decode, encode
from engine.graph import Apply, Graph, Leaf, Node, find_target
from tests.strategies import annotation_sets, calm, documents

ORIGIN = Point(0.0, 0.0)
BOX = Box(0.0, 0.0, 100.0, 50.0)


def grouped() -> Document:
    """E = a*b in a group, which lies with c in another; d = e+c outside."""
    nodes: dict[str, Node] = {
        "a": Leaf(2.0, "a"),
        "b": Leaf(-3.0, "b"),
        "c": Leaf(10.0, "c"),
        "e": Apply("mul", ("a", "b"), "e"),
        "d": Apply("add", ("e", "c"), "d"),
    }
    groups = {
        "outer": Group("outer", ("c",), ORIGIN),
        "inner": Group("inner", ("a", "b", "e"), ORIGIN, "outer"),
    }
    frames = {"f1": Frame("inside", BOX, "inner")}
    notes = {"t1": Note("a note", BOX, "outer"), "t2": Note("everywhere", BOX)}
    return Document(Graph(nodes), {}, None, Annotations(groups, frames, notes))


def group(group_id: str) -> Key:
    return Key(Section.GROUPS, group_id)


def refusal(document: Document, key: Key, value: object) -> str:
    before = encode(document)
    with pytest.raises(EditError) as caught:
        document.apply(document.edit("Change", {key: value}))
    assert encode(document) == before
    return str(caught.value)


@given(documents(filled=True, values=calm))
def test_groups_frames_and_notes_change_no_bit_of_a_value_or_a_gradient(document: Document) -> None:
    bare = Document(document.graph, document.layout, document.training)
    read, read_bare = decode(encode(document)).graph, decode(encode(bare)).graph
    values, bare_values = forward(read), forward(read_bare)
    assert repr(values) == repr(bare_values)
    target = find_target(read).node
    if target is not None:
        assert repr(backward(read, target)) == repr(backward(read_bare, target))


def test_a_node_lies_in_one_group_at_most() -> None:
    document = grouped()
    twice = Group("other", ("a",), ORIGIN)
    assert refusal(document, group("g"), twice) == "a cannot be in other and in inner."


def test_a_node_can_go_from_one_group_to_another_in_one_edit() -> None:
    document = grouped()
    values = {
        group("inner"): Group("inner", ("b", "e"), ORIGIN, "outer"),
        group("outer"): Group("outer", ("a", "c"), ORIGIN),
    }
    document.apply(document.edit("Move", values))
    assert document.group_of["a"] == "outer"


def test_a_group_cannot_lie_in_itself() -> None:
    document = grouped()
    circular = Group("outer", ("c",), ORIGIN, "inner")
    assert "cannot lie in itself" in refusal(document, group("outer"), circular)


def test_a_group_holds_nodes_that_are_there() -> None:
    document = grouped()
    unknown = Group("g", ("x",), ORIGIN)
    assert refusal(document, group("g"), unknown) == "There is no node x to be in g."


def test_a_group_that_holds_something_cannot_go_alone() -> None:
    document = grouped()
    sentence = "The group outer cannot go: something lies in it."
    assert refusal(document, group("outer"), None) in (sentence, "There is no group outer.")


def test_a_node_that_goes_is_taken_out_of_its_group_in_the_same_edit() -> None:
    document = grouped()
    before = encode(document)
    edit = document.edit("Delete", {Key(Section.NODES, "d"): None})
    document.apply(edit)
    edit_e = document.edit("Delete", {Key(Section.NODES, "e"): None})
    document.apply(edit_e)
    assert document.groups["inner"].members == ("a", "b")
    document.apply(edit_e.reversed())
    document.apply(edit.reversed())
    assert encode(document) == before


def test_a_group_whose_last_node_goes_takes_its_frames_and_notes_along() -> None:
    document = grouped()
    before = encode(document)
    gone = {Key(Section.NODES, node_id): None for node_id in "abcde"}
    edit = document.edit("Delete", gone)
    document.apply(edit)
    assert not document.groups
    assert not document.frames
    assert list(document.notes) == ["t2"]
    document.apply(edit.reversed())
    assert encode(document) == before


def test_a_group_stays_while_another_lies_in_it() -> None:
    document = grouped()
    document.apply(
        document.edit("Delete", {Key(Section.NODES, "d"): None, Key(Section.NODES, "c"): None})
    )
    assert document.groups["outer"].members == ()


def test_a_frame_has_a_size_and_a_sheet_that_is_there() -> None:
    document = grouped()
    key = Key(Section.FRAMES, "f2")
    assert "wider" in refusal(document, key, Frame("", Box(0.0, 0.0, 0.0, 9.0)))
    assert refusal(document, key, Frame("", BOX, "nowhere")) == "There is no group nowhere."


def test_a_note_holds_lines_and_no_control_characters() -> None:
    document = grouped()
    key = Key(Section.NOTES, "t3")
    document.apply(document.edit("Add", {key: Note("two\nlines", BOX)}))
    assert "control" in refusal(document, key, Note("a bell\a", BOX))
    assert "10000" in refusal(document, key, Note("x" * 10_001, BOX))


@given(annotation_sets([f"n{i}" for i in range(1, 6)]))
def test_every_set_that_is_made_up_is_one_that_the_door_lets_through(found: Annotations) -> None:
    document = Document(Graph({f"n{i}": Leaf(0.0) for i in range(1, 6)}))
    values = {
        Key(section, name): each
        for section, part in zip(
            (Section.GROUPS, Section.FRAMES, Section.NOTES), found, strict=True
        )
        for name, each in part.items()
    }
    document.apply(document.edit("Add", values))
    assert document.annotations == found
