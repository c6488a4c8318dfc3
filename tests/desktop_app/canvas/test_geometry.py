"""Views and curves: pure geometry."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from desktop_app.canvas import curves
from desktop_app.canvas.view import MAX_SCALE, MIN_SCALE, View, fitted

coordinates = st.floats(-5000, 5000)
scales = st.floats(MIN_SCALE, MAX_SCALE)
views = st.builds(View, scales, coordinates.map(round), coordinates.map(round))
ends = st.tuples(coordinates, coordinates, coordinates, coordinates)


@given(views, coordinates, coordinates)
def test_to_the_plane_and_back_is_where_it_was(view: View, x: float, y: float) -> None:
    there = view.to_widget(view.to_plane(QPointF(x, y)))
    assert abs(there.x() - x) < 1e-6
    assert abs(there.y() - y) < 1e-6


@given(views, st.floats(0.5, 2.0), coordinates, coordinates)
def test_zooming_keeps_the_point_under_the_pointer(
    view: View, factor: float, x: float, y: float
) -> None:
    about = QPointF(x, y)
    before, after = view.to_plane(about), view.zoomed(factor, about)
    moved = after.to_widget(before) - about
    assert moved.manhattanLength() <= 1.0 + 1e-6  # the origin lies on whole pixels


@given(coordinates, coordinates, st.floats(1, 4000), st.floats(1, 4000), st.integers(200, 2000))
def test_fitting_shows_all_of_it(x: float, y: float, w: float, h: float, size: int) -> None:
    bounds = QRectF(x, y, w, h)
    view = fitted(bounds, size, size, 20.0)
    shown = view.rect_to_widget(bounds)
    assert view.scale <= 1.0
    assert QRectF(-1, -1, size + 2, size + 2).contains(shown)


@given(ends)
def test_a_curve_goes_from_its_output_to_its_port(
    corners: tuple[float, float, float, float],
) -> None:
    points = curves.samples(*corners)
    assert np.allclose(points[0], corners[:2])
    assert np.allclose(points[-1], corners[2:])


@given(ends)
def test_a_curve_stays_where_it_is_looked_for(corners: tuple[float, float, float, float]) -> None:
    points = curves.samples(*corners)
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    row = np.array([corners])
    for x, y in ((left, top), (right, bottom), (left, bottom), (right, top)):
        assert curves.may_come_near(row, x - 1e-6, y - 1e-6, x + 1e-6, y + 1e-6)[0]


@given(ends, st.integers(0, 24))
def test_a_point_on_the_curve_is_at_distance_0(
    corners: tuple[float, float, float, float], at: int
) -> None:
    points = curves.samples(*corners)
    assert curves.distances(np.array([corners]), *points[at])[0] < 1e-6
