"""The worked example, from an empty canvas to L = −7.286496, with nothing but the mouse.

Offscreen, ``QDrag.exec`` returns at once; here it is replaced by one that delivers the drag's
events to the canvas, as the window system does.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QListView, QWidget

from desktop_app.canvas import hits
from desktop_app.canvas.canvas import Canvas
from desktop_app.canvas.node_body import field_rect
from desktop_app.canvas.tools.scrub import unit
from desktop_app.canvas.view import View
from desktop_app.main_window import MainWindow
from engine.document import Document
from engine.graph import Leaf
from tests.desktop_app.drags import drop

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def test_the_worked_example_from_an_empty_canvas_with_the_mouse_alone(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    mouse = Mouse(window, monkeypatch)
    window.opened.replace(Document())
    window.resize(1500, 860)
    canvas = window.canvas
    canvas.set_view(View(1.0, 20.0, 20.0))
    values = {"n1": 2.0, "n2": -3.0, "n3": 10.0, "n4": -2.0}
    for i, (node_id, value) in enumerate(values.items()):
        mouse.drag_from_palette("Parameter", QPoint(120, 80 + 120 * i))
        mouse.scrub(node_id, value)
    for i, op in enumerate(("mul", "add", "mul")):
        mouse.drag_from_palette(op, QPoint(360 + 220 * i, 120 + 100 * i))
    for source, port in (
        ("n1", ("n5", 0)),
        ("n2", ("n5", 1)),
        ("n5", ("n6", 0)),
        ("n3", ("n6", 1)),
        ("n6", ("n7", 0)),
        ("n4", ("n7", 1)),
    ):
        mouse.wire(source, *port)

    assert window.run.value("n7") == -8.0
    gradients = {node_id: window.run.gradient(node_id) for node_id in window.opened.slots.of}
    assert gradients == {
        "n1": 6.0, "n2": -4.0, "n3": -2.0, "n4": 4.0, "n5": -2.0, "n6": -2.0, "n7": 1.0,
    }  # fmt: skip

    for button in ("Live", "Ascend", "Step", "Forward"):
        mouse.click(button)
    assert repr(window.run.value("n7")) == "-7.286496"


class Mouse:
    """A hand on the mouse, in words."""

    def __init__(self, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        self.window = window
        self.canvas: Canvas = window.canvas
        self._monkeypatch = monkeypatch

    def click(self, text: str) -> None:
        """Click the training bar's button that says so."""
        buttons = self.window.training.findChildren(QAbstractButton)
        button = next(b for b in buttons if text in b.text() and b.isVisible())
        QTest.mouseClick(button, LEFT)

    def drag_from_palette(self, text: str, to: QPoint) -> None:
        """Drag the palette's row that says so onto the canvas."""
        rows = self.window.palette_panel.findChild(QListView)
        assert rows is not None
        index = _row(rows, text)
        rows.scrollTo(index)
        start = rows.visualRect(index).center()
        self._monkeypatch.setattr(QDrag, "exec", lambda drag, *_: self._deliver(drag, to))
        view = rows.viewport()
        QTest.mousePress(view, LEFT, NONE, start)
        for away in (4, 12, 30, 60):
            _send_move(view, start + QPoint(away, 0))
        QTest.mouseRelease(view, LEFT, NONE, start + QPoint(60, 0))

    def scrub(self, node_id: str, value: float) -> None:
        """Drag a leaf's number sideways until it has a value."""
        for _ in range(20):
            leaf = self.window.opened.document.graph.nodes[node_id]
            assert isinstance(leaf, Leaf)
            if leaf.value == value:
                return
            self._scrub_towards(node_id, leaf.value, value)
        pytest.fail(f"{node_id} does not come to {value}")

    def wire(self, source: str, node: str, operand: int) -> None:
        """Drag from a node's output to a port."""
        scene, of = self.canvas.scene, self.window.opened.slots.of
        start = self._widget_point(hits.output_point(scene, of[source]))
        end = self._widget_point(hits.port_points(scene, of[node])[operand])
        self._drag(start, end)

    def _scrub_towards(self, node_id: str, present: float, value: float) -> None:
        scene, slot = self.canvas.scene, self.window.opened.slots.of[node_id]
        start = self._widget_point(field_rect(hits.box_rect(scene, slot)).center())
        pixels = max(-900, min(900, round((value - present) / unit(present))))
        self._drag(start, start + QPoint(pixels, 0))

    def _drag(self, start: QPoint, end: QPoint) -> None:
        QTest.mousePress(self.canvas, LEFT, NONE, start)
        for part in (0.3, 0.7, 1.0):
            _send_move(self.canvas, start + (end - start) * part)
        QTest.mouseRelease(self.canvas, LEFT, NONE, end)

    def _widget_point(self, plane: QPointF) -> QPoint:
        return self.canvas.shown.view.to_widget(plane).toPoint()

    def _deliver(self, drag: QDrag, to: QPoint) -> Qt.DropAction:
        drop(self.canvas, drag.mimeData(), to)
        return Qt.DropAction.CopyAction


def _row(rows: QListView, text: str) -> QModelIndex:
    model = rows.model()
    for i in range(model.rowCount()):
        index = model.index(i, 0)
        if index.data() == text:
            return index
    pytest.fail(f"the palette has no row {text}")


def _send_move(widget: QWidget, at: QPoint) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(at),
        QPointF(widget.mapToGlobal(at)),
        Qt.MouseButton.NoButton,
        LEFT,
        NONE,
    )
    QApplication.sendEvent(widget, event)
