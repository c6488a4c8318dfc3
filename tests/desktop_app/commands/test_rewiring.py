"""Operands typed by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.commands.rewiring import set_operands, typed_operands
from engine.document import Document, EditError
from engine.graph import Apply, Graph, Leaf, Node


def document(label: str = "b") -> Document:
    nodes: dict[str, Node] = {
        "n1": Leaf(1.0, "a"),
        "n2": Leaf(2.0, label),
        "n3": Leaf(3.0),
        "n4": Apply("mul", ("n1", "n2"), "e"),
        "n5": Apply("add", ("n4", None)),
    }
    return Document(Graph(nodes))


@pytest.mark.parametrize(
    ("text", "operands"),
    [
        ("b, a", ("n2", "n1")),
        ("a,a", ("n1", "n1")),
        ("n3, b", ("n3", "n2")),
        ("?, b", (None, "n2")),
        (" a , ", ("n1", None)),
        ("", (None, None)),
        ("`a`, b", ("n1", "n2")),
    ],
)
def test_names_ids_and_empty_ports_can_be_typed(
    text: str, operands: tuple[str | None, ...]
) -> None:
    opened = document()
    opened.apply(set_operands(opened, "n4", text))
    assert opened.graph.nodes["n4"] == Apply("mul", operands, "e")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8))
def test_what_stands_there_typed_again_changes_nothing(label: str) -> None:
    opened = document(label if label not in ("a", "e", "n1", "n3", "n4", "n5") else "b")
    for node_id in ("n4", "n5"):
        assert not set_operands(opened, node_id, typed_operands(opened.graph, node_id))


def test_a_leaf_has_no_operands_to_type() -> None:
    with pytest.raises(EditError, match="a is a leaf: it has no ports"):
        set_operands(document(), "n1", "b")
