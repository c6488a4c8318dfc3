"""Moving nodes."""

from __future__ import annotations

import math

import pytest

from desktop_app.commands.arrange import move, nudge
from engine.document import Document, EditError, Point
from engine.graph import Graph, Leaf
from tests.desktop_app.worked_example import A, B, C, worked_example


def test_nodes_move_to_where_they_are_put() -> None:
    document = worked_example()
    edit = move(document, {A: Point(1, 2), B: Point(3.5, -4)})
    document.apply(edit)
    assert (document.layout[A], document.layout[B]) == (Point(1.0, 2.0), Point(3.5, -4.0))
    assert edit.name == "Move 2 nodes"


def test_one_node_is_named() -> None:
    assert move(worked_example(), {A: Point(1, 2)}).name == "Move a"


def test_a_move_can_have_a_name_of_its_own() -> None:
    assert move(worked_example(), {A: Point(1, 2)}, "Tidy").name == "Tidy"


def test_a_nudge_moves_from_where_the_nodes_are() -> None:
    document = worked_example()
    before = document.layout[C]
    document.apply(nudge(document, [A, C], -10.0, 0.5))
    assert document.layout[C] == Point(before.x - 10.0, before.y + 0.5)


def test_a_node_that_has_no_place_is_nudged_from_the_origin() -> None:
    document = Document(Graph({"n1": Leaf(1.0)}))
    document.apply(nudge(document, ["n1"], 3.0, 4.0))
    assert document.layout == {"n1": Point(3.0, 4.0)}


def test_a_move_to_the_same_place_is_none() -> None:
    document = worked_example()
    assert not move(document, dict(document.layout))
    assert not nudge(document, [A], 0.0, 0.0)


def test_a_node_that_is_gone_is_refused() -> None:
    with pytest.raises(EditError, match=r"^There is no node n99 any more\.$"):
        move(worked_example(), {"n99": Point(0, 0)})


def test_a_place_that_is_not_finite_is_refused() -> None:
    document = worked_example()
    with pytest.raises(EditError):
        document.apply(nudge(document, [A], math.inf, 0.0))
