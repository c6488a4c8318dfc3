"""The minimap: there when the graph does not fit, and a handle on the part in view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.canvas import hits
from desktop_app.canvas.minimap import Minimap
from desktop_app.commands.arrange import move
from desktop_app.main_window import MainWindow
from engine.document import Point
from tests.desktop_app.worked_example import A, L

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def minimap(window: MainWindow) -> Minimap:
    window.canvas.zoom_100()
    for _ in range(3):
        window.canvas.zoom_in()
    shown = window.canvas.minimap
    assert shown.isVisible()
    shown.grab()
    return shown


def middle(window: MainWindow) -> QPointF:
    return window.canvas.camera.middle()


def test_it_is_there_only_while_the_graph_does_not_fit(window: MainWindow) -> None:
    assert not window.canvas.minimap.isVisible()
    window.canvas.zoom_100()
    for _ in range(3):
        window.canvas.zoom_in()
    assert window.canvas.minimap.isVisible()
    window.canvas.fit_all()
    assert not window.canvas.minimap.isVisible()


def test_the_view_menu_takes_it_away_for_good(window: MainWindow, minimap: Minimap) -> None:
    window.actions_by_name["minimap"].trigger()
    assert not minimap.isVisible()
    window.canvas.zoom_in()
    assert not minimap.isVisible()
    assert not window._settings.minimap  # noqa: SLF001 - what the next start reads
    window.actions_by_name["minimap"].trigger()
    assert minimap.isVisible()


def test_dragging_the_part_in_view_pans_by_as_much(window: MainWindow, minimap: Minimap) -> None:
    before, at = middle(window), minimap.view_rect().center().toPoint()
    scale = minimap.view_rect().width() / window.canvas.camera.seen().width()
    QTest.mousePress(minimap, LEFT, pos=at)
    QTest.mouseMove(minimap, at + QPoint(9, -6))
    QTest.mouseRelease(minimap, LEFT, pos=at + QPoint(9, -6))
    moved = middle(window) - before
    assert moved.x() == pytest.approx(9 / scale, abs=2 / window.canvas.shown.view.scale)
    assert moved.y() == pytest.approx(-6 / scale, abs=2 / window.canvas.shown.view.scale)


def test_a_press_elsewhere_brings_that_place_into_view(
    window: MainWindow, minimap: Minimap
) -> None:
    canvas = window.canvas
    for node in (A, L):
        box = hits.box_rect(canvas.scene, window.opened.slots.of[node])
        seen = canvas.camera.seen()
        on_map = minimap.view_rect()
        share = (box.center() - seen.topLeft()) / seen.width()
        at = on_map.topLeft() + share * on_map.width()
        QTest.mouseClick(minimap, LEFT, pos=at.toPoint())
        assert canvas.camera.seen().contains(box.center())


def test_the_wheel_zooms_about_the_middle(window: MainWindow, minimap: Minimap) -> None:
    before, scale = middle(window), window.canvas.shown.view.scale
    at = QPointF(20, 20)
    event = QWheelEvent(
        at, minimap.mapToGlobal(at), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(minimap, event)
    assert window.canvas.shown.view.scale > scale
    assert (middle(window) - before).manhattanLength() < 2


def test_what_is_done_on_it_does_not_reach_the_canvas_below(
    window: MainWindow, minimap: Minimap
) -> None:
    nodes = set(window.opened.document.graph.nodes)
    window.selection.set([A])
    QTest.mouseDClick(minimap, LEFT, pos=QPoint(15, 15))
    QTest.mouseClick(minimap, Qt.MouseButton.RightButton, pos=QPoint(15, 15))
    assert set(window.opened.document.graph.nodes) == nodes
    assert window.selection.nodes == {A}
    assert QApplication.activePopupWidget() is None


def test_it_shows_a_node_where_it_was_moved_to(window: MainWindow, minimap: Minimap) -> None:
    before = minimap.grab().toImage()
    window.opened.apply(move(window.opened.document, {A: Point(-900.0, 400.0)}))
    QTest.qWait(150)
    assert minimap.grab().toImage() != before


def test_many_nodes_are_counted_into_pixels_as_they_lie(
    window: MainWindow, minimap: Minimap, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = minimap.grab().toImage()
    monkeypatch.setattr("desktop_app.canvas.minimap._FEW", 0)
    window.canvas.stage.changed.emit()
    QTest.qWait(150)
    counted = minimap.grab().toImage()
    assert counted != drawn
    box = hits.box_rect(window.canvas.scene, window.opened.slots.of[A])
    seen, on_map = window.canvas.camera.seen(), minimap.view_rect()
    at = on_map.topLeft() + (box.center() - seen.topLeft()) / seen.width() * on_map.width()
    colours = {
        counted.pixelColor(int(at.x()) + dx, int(at.y()) + dy).name()
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
    }
    assert window.canvas.look.theme.signs.positive.strong in colours
