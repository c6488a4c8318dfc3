"""Laws of the history: whatever was done can be undone to the byte and redone to the byte."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.commands.nodes import set_value
from desktop_app.model.open_document import OpenDocument
from engine.document import Document, EditError, check
from engine.edits import Edit
from engine.files.chainrule_file import encode
from engine.graph import Graph, Leaf
from tests.desktop_app.random_edits import random_action, random_edit
from tests.strategies import documents

actions = st.integers(0, 25)


@given(st.data(), documents(max_size=6), actions)
def test_any_sequence_of_edits_undone_gives_the_same_bytes(
    data: st.DataObject, document: Document, count: int
) -> None:
    before = encode(document)
    opened = OpenDocument(document)
    for _ in range(count):
        random_action(data.draw, opened)
    after = encode(opened.document)
    undone = 0
    while opened.undo_name:
        opened.undo()
        undone += 1
    assert encode(opened.document) == before
    assert not opened.is_dirty
    for _ in range(undone):
        opened.redo()
    assert encode(opened.document) == after


@given(st.data(), documents(max_size=6), actions)
def test_every_node_has_one_slot_and_every_slot_at_most_one_node(
    data: st.DataObject, document: Document, count: int
) -> None:
    opened = OpenDocument(document)
    for _ in range(count):
        random_action(data.draw, opened)
        slots = opened.slots
        assert slots.of.keys() == opened.document.graph.nodes.keys()
        assert {slots.ids[slot]: slot for slot in slots.of.values()} == slots.of
        assert len(slots) - slots.ids.count(None) == len(slots.of)


@given(st.data(), documents(max_size=6), st.integers(1, 10))
def test_a_gesture_is_one_step_whatever_it_does(
    data: st.DataObject, document: Document, count: int
) -> None:
    before = encode(document)
    opened = OpenDocument(document)
    gesture = object()
    for _ in range(count):
        edit = _possible(data, opened)
        opened.apply(edit, gesture=gesture)
    after = encode(opened.document)
    assert (opened.undo_name is None) == (before == after)
    opened.undo()
    assert opened.undo_name is None
    assert encode(opened.document) == before
    opened.redo()
    assert encode(opened.document) == after


@given(st.data(), documents(max_size=6), actions, st.integers(1, 5))
def test_a_gesture_that_is_taken_back_was_never_there(
    data: st.DataObject, document: Document, count: int, gesture_length: int
) -> None:
    opened = OpenDocument(document)
    for _ in range(count):
        random_action(data.draw, opened)
    before = (encode(opened.document), opened.undo_name, opened.redo_name, opened.is_dirty)
    gesture = object()
    for _ in range(gesture_length):
        opened.apply(_possible(data, opened), gesture=gesture)
    opened.take_back(gesture)
    after = (encode(opened.document), opened.undo_name, opened.redo_name, opened.is_dirty)
    assert after == before


def test_a_gesture_from_minus_zero_to_zero_is_a_step() -> None:
    opened = OpenDocument(Document(Graph({"n1": Leaf(-0.0)})))
    before = encode(opened.document)
    gesture = object()
    for value in (1.0, 0.0):
        opened.apply(set_value(opened.document, "n1", value), gesture=gesture)
    assert encode(opened.document) != before
    opened.undo()
    assert encode(opened.document) == before


def _possible(data: st.DataObject, opened: OpenDocument) -> Edit:
    while True:
        try:
            edit = random_edit(data.draw, opened.document)
            check(opened.document, edit)
        except EditError:
            continue
        return edit
