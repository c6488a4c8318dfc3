"""What is found quickly is what a search from end to end finds."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize

from desktop_app.canvas import curves, hits
from desktop_app.canvas.crowding import Crowding
from desktop_app.canvas.nearby import Nearby
from desktop_app.canvas.parts import parts_of, tiles
from desktop_app.canvas.scene import Scene
from desktop_app.model.open_document import OpenDocument
from engine.document import Document, Point
from engine.graph import Apply, Graph, Leaf, Node

Floats = NDArray[np.float64]

places = st.integers(-900, 900).map(float)
rects = st.builds(QRectF, places, places, st.floats(1, 900), st.floats(1, 900))


def scene_at(corners: list[tuple[float, float]]) -> Scene:
    """Return the arrays of leaves and their sum's nodes, laid out at corners."""
    nodes: dict[str, Node] = {f"n{i}": Leaf(1.0, f"a{i}") for i in range(len(corners))}
    nodes |= {f"n{i}": Apply("add", ("n0", f"n{i - 1}")) for i in range(2, len(corners), 2)}
    layout = {f"n{i}": Point(*corner) for i, corner in enumerate(corners)}
    opened = OpenDocument(Document(Graph(nodes), layout))
    return Scene(opened.document, opened.slots)


corner_lists = st.lists(st.tuples(places, places), min_size=1, max_size=14)


@given(corner_lists, rects, rects, st.tuples(places, places))
def test_what_is_near_is_what_a_search_finds(
    corners: list[tuple[float, float]], view: QRectF, part: QRectF, to: tuple[float, float]
) -> None:
    scene = scene_at(corners)
    nearby = Nearby(scene)
    for _ in range(2):
        nearby.look_at(view)
        for rect in (part, view, view.intersected(part)):
            assert nearby.slots(rect, 5.0).tolist() == hits.slots_in(scene, rect, 5.0)
            found = hits.rows_touching(scene, rect, 5.0)
            assert nearby.rows(rect, 5.0).tolist() == found.tolist()
        assert nearby.bounds() == hits.bounds(scene, hits.living(scene))
        scene.displace({"n0": to})


@given(corner_lists)
def test_boxes_that_touch_are_crowded(corners: list[tuple[float, float]]) -> None:
    scene = scene_at(corners)
    slots = np.array(hits.living(scene))
    crowded = Crowding(scene).crowded(slots)
    around = {slot: hits.box_rect(scene, slot) for slot in slots.tolist()}
    touching = {
        slot
        for pair in combinations(around, 2)
        for slot in pair
        if around[pair[0]].intersects(around[pair[1]])
    }
    assert touching <= set(slots[crowded].tolist())


def test_boxes_far_from_each_other_are_not_crowded() -> None:
    scene = scene_at([(0.0, 0.0), (300.0, 0.0), (0.0, 300.0), (300.0, 300.0)])
    assert not Crowding(scene).crowded(np.arange(4)).any()


@given(st.lists(rects, min_size=1, max_size=3))
def test_tiles_cover_what_they_are_of(wanted: list[QRectF]) -> None:
    size = QSize(4000, 4000)
    small = [QRectF(r.x(), r.y(), r.width() / 9, r.height() / 9) for r in wanted]
    region = tiles(small, size)
    assert region is not None
    whole = QRectF(0, 0, 4000, 4000)
    for rect in small:
        seen = rect.intersected(whole)
        if not seen.isEmpty():
            assert (region & seen.toAlignedRect().intersected(whole.toRect())) == type(region)(
                seen.toAlignedRect().intersected(whole.toRect())
            )


@given(st.lists(rects, min_size=1, max_size=6), rects)
def test_a_rectangle_touches_parts_if_it_touches_one(some: list[QRectF], other: QRectF) -> None:
    corners = (np.array([x]) for x in (other.left(), other.top(), other.right(), other.bottom()))
    touches = parts_of(some).touch(*corners)[0]
    assert touches or not any(rect.intersects(other) for rect in some)


near_by = st.integers(-200, 200).map(float)


@settings(max_examples=60)
@given(st.tuples(near_by, near_by, near_by, near_by), st.sampled_from([0.17, 0.3, 0.6, 1.0]))
def test_lines_run_along_their_curve(ends: tuple[float, ...], scale: float) -> None:
    lines, owners = curves.segments(np.array([ends]), (-1e6, -1e6, 1e6, 1e6), scale)
    assert set(owners.tolist()) == {0}
    points = np.vstack((lines[:, :2], lines[-1:, 2:]))
    assert np.allclose(lines[1:, :2], lines[:-1, 2:])
    places = map(curves.path(*ends).pointAtPercent, np.linspace(0, 1, 60))
    off = max(distance(points, place.x(), place.y()) for place in places)
    assert off * scale <= (1.0 if scale >= 0.5 else 1.8)


def distance(points: Floats, x: float, y: float) -> float:
    """Return how far a point is from the line through others."""
    start, along = points[:-1], np.diff(points, axis=0)
    offset = np.array((x, y)) - start
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    part = np.clip((offset * along).sum(axis=1) / length, 0.0, 1.0)
    return float(np.linalg.norm(offset - along * part[:, None], axis=1).min())
