"""A node added by one line."""

from __future__ import annotations

import pytest

from desktop_app.commands import by_name
from desktop_app.commands.nodes import added
from engine.document import Document, EditError, Point
from engine.graph import Apply, Graph, Leaf, Node

AT = Point(0, 0)


def document() -> Document:
    return Document(Graph({"n1": Leaf(1.0, "a"), "n2": Leaf(2.0, "b")}))


def new(text: str, *sources: str) -> list[Node]:
    opened = document()
    edit = by_name.add(opened, text, sources, AT)
    opened.apply(edit)
    return [opened.graph.nodes[node_id] for node_id in added(edit)]


@pytest.mark.parametrize("text", ["mul", "*", "×", " mul "])
def test_an_op_is_called_by_its_name_or_its_sign(text: str) -> None:
    assert new(text) == [Apply("mul", (None, None))]


def test_the_selected_nodes_feed_an_op() -> None:
    assert new("add", "n1", "n2") == [Apply("add", ("n1", "n2"))]
    assert new("tanh", "n1", "n2") == [Apply("tanh", ("n1",)), Apply("tanh", ("n2",))]


def test_an_expression_adds_what_it_says_whatever_is_selected() -> None:
    assert new("w = 0.5", "n1") == [Leaf(0.5, "w")]
    assert new("a*b", "n1") == [Apply("mul", ("n1", "n2"))]


def test_a_text_that_begins_with_an_operator_goes_on_from_the_selected_node() -> None:
    assert new("+ b", "n1") == [Apply("add", ("n1", "n2"))]


def test_what_cannot_be_read_says_why() -> None:
    with pytest.raises(EditError, match="olumn"):
        new("a +* b")
