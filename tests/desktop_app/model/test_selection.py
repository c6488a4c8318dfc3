"""The selection, and how it follows the document."""

from __future__ import annotations

import pytest

from desktop_app.commands.nodes import delete
from desktop_app.commands.wiring import unwire
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.selection import Selection
from engine.document import Document
from engine.graph import Apply, Graph, Leaf, Port, Wire

A_TO_E = Wire("n1", Port("n3", 0))
B_TO_E = Wire("n2", Port("n3", 1))


@pytest.fixture
def opened() -> OpenDocument:
    e = Apply("mul", ("n1", "n2"), "e")
    return OpenDocument(Document(Graph({"n1": Leaf(2.0, "a"), "n2": Leaf(-3.0, "b"), "n3": e})))


@pytest.fixture
def selection(opened: OpenDocument) -> Selection:
    return Selection(opened)


def count_changes(selection: Selection) -> list[None]:
    changes: list[None] = []
    selection.changed.connect(lambda: changes.append(None))
    return changes


def test_setting_replaces_what_was_selected(selection: Selection) -> None:
    selection.set(["n1"], [A_TO_E])
    selection.set(["n2"])
    assert (selection.nodes, selection.wires, selection.current) == ({"n2"}, frozenset(), "n2")


def test_adding_keeps_what_was_selected(selection: Selection) -> None:
    selection.set(["n1"])
    selection.add(["n2"], [A_TO_E])
    assert (selection.nodes, selection.wires, selection.current) == ({"n1", "n2"}, {A_TO_E}, "n2")


def test_several_nodes_at_once_keep_the_current_one_while_it_is_among_them(
    selection: Selection,
) -> None:
    selection.set(["n1"])
    selection.set(["n1", "n2"])
    assert selection.current == "n1"
    selection.set(["n2", "n3"])
    assert selection.current is None


def test_toggling_selects_and_unselects(selection: Selection) -> None:
    selection.toggle_node("n1")
    selection.toggle_wire(A_TO_E)
    selection.toggle_node("n2")
    assert (selection.nodes, selection.wires, selection.current) == ({"n1", "n2"}, {A_TO_E}, "n2")
    selection.toggle_node("n2")
    selection.toggle_wire(A_TO_E)
    assert (selection.nodes, selection.wires, selection.current) == ({"n1"}, frozenset(), None)


def test_listeners_hear_of_differences_alone(selection: Selection) -> None:
    changes = count_changes(selection)
    selection.set(["n1"])
    selection.set(["n1"])
    selection.add(["n1"])
    selection.clear()
    selection.clear()
    assert len(changes) == 2


def test_what_does_not_exist_cannot_be_selected(selection: Selection) -> None:
    selection.set(["n9"], [Wire("n2", Port("n3", 0)), Wire("n1", Port("n3", 7))])
    assert (selection.nodes, selection.wires, selection.current) == (frozenset(), frozenset(), None)


def test_deleted_nodes_and_their_wires_are_dropped(
    opened: OpenDocument, selection: Selection
) -> None:
    selection.set(["n1", "n2"], [A_TO_E, B_TO_E])
    selection.add(["n1"])
    changes = count_changes(selection)
    opened.apply(delete(opened.document, ["n1"]))
    assert (selection.nodes, selection.wires, selection.current) == ({"n2"}, {B_TO_E}, None)
    assert len(changes) == 1


def test_a_wire_that_was_taken_away_is_dropped(opened: OpenDocument, selection: Selection) -> None:
    selection.set(["n3"], [A_TO_E])
    opened.apply(unwire(opened.document, [A_TO_E]))
    assert (selection.nodes, selection.wires) == ({"n3"}, frozenset())


def test_another_document_has_nothing_selected(opened: OpenDocument, selection: Selection) -> None:
    selection.set(["n1"])
    opened.replace(Document(Graph({"n1": Leaf(1.0)})))
    assert selection.nodes == frozenset()
