"""Nodes in line and evenly spread."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.commands.alignment import Line, Way, align, distribute
from desktop_app.commands.arrange import move
from engine import boxes
from engine.document import Document, EditError, Point
from engine.graph import Apply
from tests.desktop_app.worked_example import A, B, C, D, E, worked_example

PLACES = {A: Point(0, 0), B: Point(100, 50), C: Point(60, 300)}
whole = st.integers(-2000, 2000).map(float)


def placed() -> Document:
    document = worked_example()
    document.apply(move(document, PLACES))
    return document


def height(document: Document, node_id: str) -> float:
    return boxes.height(boxes.shown_ports(document.graph.nodes[node_id]))


@pytest.mark.parametrize(
    ("line", "x"), [(Line.LEFT, 0.0), (Line.RIGHT, 100.0), (Line.CENTRE, 50.0)]
)
def test_boxes_come_into_line_upright(line: Line, x: float) -> None:
    document = placed()
    edit = align(document, [A, B, C], line)
    document.apply(edit)
    assert [document.layout[n] for n in (A, B, C)] == [Point(x, p.y) for p in PLACES.values()]
    assert edit.name == f"Align the {line.value} of 3 nodes"


@pytest.mark.parametrize(
    ("line", "y"), [(Line.TOP, 0.0), (Line.BOTTOM, 300.0), (Line.MIDDLE, 150.0)]
)
def test_boxes_come_into_line_level(line: Line, y: float) -> None:
    document = placed()
    document.apply(align(document, [A, B, C], line))
    assert [document.layout[n] for n in (A, B, C)] == [Point(p.x, y) for p in PLACES.values()]


def test_bottoms_are_those_of_boxes_of_any_height() -> None:
    document = worked_example()
    document.graph.set_node("n8", Apply("add_n", (A,) * 6))
    document.apply(move(document, {"n8": Point(0, 0), A: Point(0, 0)}))
    document.apply(align(document, ["n8", A], Line.BOTTOM))
    bottoms = {document.layout[n].y + height(document, n) for n in ("n8", A)}
    assert bottoms == {height(document, "n8")}


@given(st.lists(st.tuples(whole, whole), min_size=5, max_size=5), st.sampled_from(Way))
def test_gaps_become_equal_and_the_outermost_stay(
    spots: list[tuple[float, float]], way: Way
) -> None:
    document = worked_example()
    chosen = [A, B, C, D, E]
    places = {n: Point(*spot) for n, spot in zip(chosen, spots, strict=True)}
    document.apply(move(document, places))
    document.apply(distribute(document, chosen, way))
    axis = 0 if way is Way.ACROSS else 1
    before = sorted(places[n][axis] for n in chosen)
    after = sorted(chosen, key=lambda n: document.layout[n][axis])
    starts = [document.layout[n][axis] for n in after]
    assert (starts[0], starts[-1]) == (before[0], before[-1])
    sizes = [boxes.WIDTH if axis == 0 else height(document, n) for n in after]
    gaps = [b - a - size for (a, b), size in zip(pairwise(starts), sizes[:-1], strict=True)]
    same_height = axis == 0 or len(set(sizes)) == 1
    assert not same_height or max(gaps) - min(gaps) <= 2.0


def test_too_few_nodes_are_refused() -> None:
    with pytest.raises(EditError, match="at least two"):
        align(placed(), [A], Line.LEFT)
    with pytest.raises(EditError, match="at least three"):
        distribute(placed(), [A, B], Way.DOWN)
