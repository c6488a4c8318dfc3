"""What an index finds is what looking at everything finds, wherever boxes have gone since."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from desktop_app.benchmarks.graphs import made_graph
from desktop_app.canvas import curves, hits
from desktop_app.canvas.scene import Scene
from desktop_app.canvas.squares import Squares
from desktop_app.commands import arrange, nodes
from desktop_app.model.open_document import OpenDocument
from engine import boxes
from engine.document import Point

SIZE = 300
MANY = 12
"""So many questions make an index come into being."""

places = st.floats(-1e4, 1e4) | st.sampled_from((0.0, 256.0, -128.0, 1e9, -1e12))
lengths = st.floats(0.0, 3e3) | st.sampled_from((0.0, 256.0, 512.0, 1e6))
rectangles = st.tuples(places, places, lengths, lengths)


def _sides(rows: list[tuple[float, float, float, float]]) -> Any:
    left, top, wide, high = np.array(rows).T
    return np.arange(len(rows)), left, top, left + wide, top + high


def _touching(sides: Any, left: float, top: float, right: float, bottom: float) -> set[int]:
    numbers, x0, y0, x1, y1 = sides
    return set(numbers[(x0 <= right) & (x1 >= left) & (y0 <= bottom) & (y1 >= top)].tolist())


@given(
    st.lists(rectangles, min_size=30, max_size=60),
    rectangles,
    st.lists(st.tuples(st.integers(0, 29), rectangles), max_size=5),
)
def test_nothing_that_touches_is_left_out(
    rows: list[tuple[float, float, float, float]],
    asked: tuple[float, float, float, float],
    moves: list[tuple[int, tuple[float, float, float, float]]],
) -> None:
    # So many that an index is made, most of them far from anything that is asked about.
    rows = [*rows, *((5e4 + 300.0 * i, 7e4, 100.0, 80.0) for i in range(400))]
    left, top, wide, high = asked
    box = (left, top, left + wide, top + high)
    index = Squares(lambda: _sides(rows))
    for _ in range(MANY):
        index.candidates(*box)
    for number, rectangle in moves:
        rows[number] = rectangle
        index.moved(np.array([number]))
    found = index.candidates(*box)
    if found is not None:
        assert found.tolist() == sorted(set(found.tolist()))
        assert _touching(_sides(rows), *box) <= set(found.tolist())


def test_few_are_offered_of_many() -> None:
    rows = [(300.0 * (i % 50), 200.0 * (i // 50), 150.0, 100.0) for i in range(5_000)]
    index = Squares(lambda: _sides(rows))
    for _ in range(MANY):
        found = index.candidates(3_000.0, 4_000.0, 3_010.0, 4_010.0)
    assert found is not None
    assert 0 < len(found) < 20


@given(data=st.data())
def test_boxes_and_wires_are_found_where_they_are_shown_after_any_edits(
    data: st.DataObject,
) -> None:
    opened = OpenDocument(made_graph(SIZE))
    scene = Scene(opened.document, opened.slots)
    opened.changed.connect(scene.patch)
    for _ in range(MANY):
        _same_as_by_looking_at_all(scene, QRectF(0, 0, 100, 100))
    for _ in range(data.draw(st.integers(1, 6))):
        _act(opened, scene, data)
        corner = QPointF(data.draw(st.integers(-200, 3_000)), data.draw(st.integers(-200, 3_500)))
        size = data.draw(st.sampled_from((0, 8, 300)))
        _same_as_by_looking_at_all(scene, QRectF(corner, corner + QPointF(size, size)))
    _wires_end_where_boxes_are(scene)


def _act(opened: OpenDocument, scene: Scene, data: st.DataObject) -> None:
    ids = list(opened.document.graph.nodes)
    some = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True))
    to = (float(data.draw(st.integers(-300, 3_000))), float(data.draw(st.integers(-300, 3_000))))
    match data.draw(st.sampled_from(("drag", "settle", "move", "delete", "add", "undo"))):
        case "drag":
            scene.displace(dict.fromkeys(some, to))
        case "settle":
            scene.settle()
        case "move":
            opened.apply(arrange.move(opened.document, dict.fromkeys(some, Point(*to))))
        case "delete":
            opened.apply(nodes.delete(opened.document, some))
        case "add":
            opened.apply(nodes.add_op(opened.document, "mul", Point(*to)))
        case "undo":
            opened.undo()


def _same_as_by_looking_at_all(scene: Scene, rect: QRectF) -> None:
    corners = (rect.left(), rect.top(), rect.right(), rect.bottom())
    left, top, right, bottom = corners
    touches = (
        scene.alive
        & (scene.x <= right)
        & (scene.x + boxes.WIDTH >= left)
        & (scene.y <= bottom)
        & (scene.y + scene.height >= top)
    )
    assert hits.slots_in(scene, rect) == np.flatnonzero(touches).tolist()
    near = curves.may_come_near(scene.ends(), *corners) & scene.used
    assert hits.rows_touching(scene, rect).tolist() == np.flatnonzero(near).tolist()


def _wires_end_where_boxes_are(scene: Scene) -> None:
    for row in np.flatnonzero(scene.used).tolist():
        start = hits.output_point(scene, int(scene.source[row]))
        end = hits.port_points(scene, int(scene.entered[row]))[int(scene.operand[row])]
        assert scene.ends()[row].tolist() == [start.x(), start.y(), end.x(), end.y()]
