"""The one door of a document: what it lets through, what it refuses, and that all can be undone."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.annotations import Annotations, Frame, Group, Note
from engine.document import Direction, Document, EditError, Point, Training
from engine.edits import Change, Edit, Key, Section, edit
from engine.files.chainrule_file import decode, encode
from engine.graph import Apply, Graph, Leaf, Node, Role, topological_order
from tests.strategies import boxes, documents, labels, leaves, op_nodes, points, titles, trainings

GROUP_IDS = ["g1", "g2", "g3"]
IDS = [f"n{i}" for i in range(1, 9)]


def node(node_id: str) -> Key:
    return Key(Section.NODES, node_id)


def place(node_id: str) -> Key:
    return Key(Section.LAYOUT, node_id)


TARGET, TRAINING = Key(Section.TARGET), Key(Section.TRAINING)


@st.composite
def values(draw: st.DrawFn) -> dict[Key, Any]:
    """What might be put under keys, sensible or not."""
    chosen: dict[Key, Any] = {}
    for node_id in draw(st.lists(st.sampled_from(IDS), max_size=4, unique=True)):
        made = draw(st.none() | leaves() | op_nodes(IDS))
        label = draw(st.none() | st.sampled_from("abc") | labels())
        if isinstance(made, Leaf):
            made = Leaf(made.value, label, made.role)
        elif isinstance(made, Apply):
            made = Apply(made.op, made.operands, label)
        chosen[node(node_id)] = made
    for node_id in draw(st.lists(st.sampled_from(IDS), max_size=3, unique=True)):
        chosen[place(node_id)] = draw(st.none() | points())
    if draw(st.booleans()):
        chosen[TARGET] = draw(st.none() | st.sampled_from(IDS))
    if draw(st.booleans()):
        chosen[TRAINING] = draw(trainings())
    return chosen | draw(annotation_values())


@st.composite
def annotation_values(draw: st.DrawFn) -> dict[Key, Any]:
    """Groups, frames and notes that might be put under keys, sensible or not."""
    chosen: dict[Key, Any] = {}
    sheet = st.none() | st.sampled_from(GROUP_IDS)
    members = st.lists(st.sampled_from(IDS), max_size=3).map(tuple)
    for group_id in draw(st.lists(st.sampled_from(GROUP_IDS), max_size=2, unique=True)):
        made = st.builds(Group, titles(), members, points(), sheet)
        chosen[Key(Section.GROUPS, group_id)] = draw(st.none() | made)
    if draw(st.booleans()):
        frame = st.builds(Frame, labels(), boxes(), sheet)
        chosen[Key(Section.FRAMES, "f1")] = draw(st.none() | frame)
        chosen[Key(Section.NOTES, "t1")] = draw(
            st.none() | st.builds(Note, labels(), boxes(), sheet)
        )
    return chosen


def accepted(document: Document, wanted: list[dict[Key, Any]]) -> list[Edit]:
    """Make the edits that the document lets through, and return them."""
    made = []
    for each in wanted:
        change = document.edit("Change", each)
        try:
            document.apply(change)
        except EditError:
            continue
        made.append(change)
    return made


def copy(document: Document) -> Document:
    graph = Graph(document.graph.nodes, document.graph.marked_target)
    groups, frames, notes = document.annotations
    kept = Annotations(dict(groups), dict(frames), dict(notes))
    return Document(graph, document.layout, document.training, kept, document.lesson)


histories = st.lists(values(), max_size=12)


@given(documents(max_size=8), histories)
def test_edits_undone_give_an_equal_document_byte_for_byte(
    document: Document, wanted: list[dict[Key, Any]]
) -> None:
    before, file_before = copy(document), encode(document)
    made = accepted(document, wanted)
    after, file_after = copy(document), encode(document)
    for each in reversed(made):
        document.apply(each.reversed())
    assert document == before
    assert encode(document) == file_before
    for each in made:
        document.apply(each)
    assert document == after
    assert encode(document) == file_after


@given(documents(max_size=8), histories)
def test_what_the_door_lets_through_a_file_lets_through(
    document: Document, wanted: list[dict[Key, Any]]
) -> None:
    accepted(document, wanted)
    assert decode(encode(document)) == document


@given(documents(max_size=8), values())
def test_a_refused_edit_changes_nothing(document: Document, wanted: dict[Key, Any]) -> None:
    before = copy(document)
    change = document.edit("Change", wanted)
    try:
        document.apply(change)
    except EditError:
        assert document == before
    else:
        assert all(document.get(key) == value for key, value in wanted.items())


@given(documents(max_size=8), histories)
def test_edits_composed_are_one_edit_that_does_the_same(
    document: Document, wanted: list[dict[Key, Any]]
) -> None:
    at_once = copy(document)
    made = accepted(document, wanted)
    composed = Edit("Nothing", {})
    for each in made:
        composed = composed.then(each)
    at_once.apply(composed)
    assert at_once == document
    at_once.apply(composed.reversed())
    for each in reversed(made):
        document.apply(each.reversed())
    assert at_once == document


@given(documents(max_size=8), histories)
def test_whatever_is_let_through_leaves_a_sound_document(
    document: Document, wanted: list[dict[Key, Any]]
) -> None:
    accepted(document, wanted)
    graph = document.graph
    assert len(topological_order(graph)) == len(graph.nodes)
    names = [each.label for each in graph.nodes.values() if each.label is not None]
    assert len(names) == len(set(names))
    assert graph.nodes.keys() >= document.layout.keys()
    assert graph.marked_target is None or graph.marked_target in graph.nodes
    fresh = Graph(graph.nodes)
    for node_id in graph.nodes:
        assert set(graph.users(node_id)) == set(fresh.users(node_id))
    assert all(wire.source in graph.nodes for wire in graph.wires())


@pytest.fixture
def worked() -> Document:
    nodes: dict[str, Node] = {
        "n1": Leaf(2.0, "a"),
        "n2": Leaf(-3.0, "b"),
        "n3": Apply("mul", ("n1", "n2"), "e"),
        "n4": Apply("div", ("n3", None), "d"),
        "n5": Apply("neg", ("n4",), "L"),
    }
    return Document(Graph(nodes, "n5"), {"n1": Point(0, 0)})


REFUSALS: list[tuple[dict[Key, Any], str]] = [
    ({node("n3"): Apply("mul", ("n1", "n5"))}, "This wire would close a loop: n3 → d → L → n3."),
    ({node("n3"): Apply("mul", ("n3", "n1"), "e")}, "This wire would close a loop: e → e."),
    ({node("n3"): Apply("mul", ("n1", "n9"), "e")}, "e has no operand n9 in this graph."),
    ({node("n3"): Apply("mul", ("n1",), "e")}, "e (mul) takes 2 operands, not 1."),
    ({node("n3"): Apply("mul", ("n1",) * 3, "e")}, "e (mul) takes 2 operands, not 3."),
    ({node("n6"): Apply("add_n", ("n1",))}, "n6 (add_n) takes at least 2 operands, not 1."),
    ({node("n6"): Apply("nand", ("n1", "n2"))}, "There is no op called nand."),
    ({node("n1"): None, place("n1"): None}, "a cannot go: it feeds e."),
    ({node("n5"): None}, "The target n5 is not in the graph."),
    ({TARGET: "n9"}, "The target n9 is not in the graph."),
    ({node("n2"): Leaf(0.0, "a")}, "Another node is already called a."),
    ({node("n6"): Leaf(0.0, "z"), node("n7"): Leaf(0.0, "z")}, "Another node is already called z."),
    ({node("n1"): Leaf(math.inf, "a")}, "a cannot hold inf: a leaf holds a finite number."),
    ({node("n1"): Leaf(math.nan, "a")}, "a cannot hold nan: a leaf holds a finite number."),
    ({node("n1"): Leaf(1.0, " ")}, "A name cannot be empty or have spaces at its ends."),
    ({node("n1"): Leaf(1.0, "x\ny")}, "A name cannot hold line breaks or control characters."),
    ({node("n1"): Leaf(1.0, "x" * 81)}, "A name can have at most 80 characters, not 81."),
    ({place("n9"): Point(0, 0)}, "There is no node n9 to place."),
    ({place("n2"): Point(math.nan, 0)}, "b cannot be placed at (nan, 0)."),
    ({TRAINING: Training(0.0)}, "The learning rate must be a finite number above 0."),
    ({TRAINING: Training(math.inf)}, "The learning rate must be a finite number above 0."),
    ({TRAINING: None}, "The learning rate must be a finite number above 0."),
]


@pytest.mark.parametrize(("wanted", "sentence"), REFUSALS, ids=[s for _, s in REFUSALS])
def test_an_edit_is_refused_in_one_sentence_that_names_the_place(
    worked: Document, wanted: dict[Key, Any], sentence: str
) -> None:
    with pytest.raises(EditError) as refusal:
        worked.apply(worked.edit("Change", wanted))
    assert str(refusal.value) == sentence


def test_a_node_cannot_go_and_leave_its_place(worked: Document) -> None:
    worked.apply(worked.edit("Place", {place("n5"): Point(1, 2), TARGET: None}))
    with pytest.raises(EditError, match="n5 has a position but is no longer in the graph"):
        worked.apply(worked.edit("Delete", {node("n5"): None}))


def test_an_edit_made_for_another_state_is_refused(worked: Document) -> None:
    stale = worked.edit("Set a", {node("n1"): Leaf(5.0, "a")})
    worked.apply(worked.edit("Set a", {node("n1"): Leaf(7.0, "a")}))
    with pytest.raises(EditError, match="“Set a” does not fit the document as it is now"):
        worked.apply(stale)


def test_names_may_be_exchanged_in_one_edit(worked: Document) -> None:
    swap = {node("n1"): Leaf(2.0, "b"), node("n2"): Leaf(-3.0, "a")}
    worked.apply(worked.edit("Exchange", swap))
    assert worked.graph.nodes["n1"].label == "b"


def test_a_part_of_a_graph_may_go_in_one_edit(worked: Document) -> None:
    everything = {node(n): None for n in worked.graph.nodes} | {TARGET: None, place("n1"): None}
    worked.apply(worked.edit("Delete all", everything))
    assert worked == Document()


def test_a_long_loop_is_told_without_its_middle() -> None:
    nodes: dict[str, Any] = {"n0": Apply("neg", (None,))}
    for i in range(1, 20):
        nodes[f"n{i}"] = Apply("neg", (f"n{i - 1}",))
    document = Document(Graph(nodes))
    with pytest.raises(EditError, match="n0 → n1 → n2 → n3 → … → n18 → n19 → n0"):
        document.apply(document.edit("Wire", {node("n0"): Apply("neg", ("n19",))}))


def test_what_stays_the_same_is_no_change() -> None:
    assert not edit("Nothing", {node("n1"): Change(Leaf(1.0), Leaf(1.0))})
    assert edit("A new role", {node("n1"): Change(Leaf(1.0), Leaf(1.0, None, Role.CONSTANT))})


def test_a_drag_that_ends_where_it_began_is_no_change(worked: Document) -> None:
    there = worked.edit("Move", {place("n1"): Point(5, 5)})
    worked.apply(there)
    back = worked.edit("Move", {place("n1"): Point(0, 0)})
    assert not there.then(back)


def test_an_edit_keeps_the_later_name_and_can_be_given_another() -> None:
    first = Edit("Set a to 1", {TARGET: Change(None, "n1")})
    second = Edit("Set a to 2", {TARGET: Change("n1", "n2")})
    assert first.then(second) == Edit("Set a to 2", {TARGET: Change(None, "n2")})
    assert first.named("Drag").name == "Drag"
    assert list(first.names_in(Section.TARGET)) == [""]


def test_directions_are_written_as_words() -> None:
    assert [*Direction] == ["up", "down"]


def test_a_document_differs_where_any_part_does(worked: Document) -> None:
    changes: list[Callable[[Document], None]] = [
        lambda d: d.apply(d.edit("Mark", {TARGET: "n3"})),
        lambda d: d.apply(d.edit("Move", {place("n1"): Point(1, 0)})),
        lambda d: d.apply(d.edit("Rate", {TRAINING: Training(0.5)})),
        lambda d: d.apply(d.edit("Set", {node("n1"): Leaf(2.5, "a")})),
    ]
    for change in changes:
        other = copy(worked)
        assert other == worked
        change(other)
        assert other != worked
