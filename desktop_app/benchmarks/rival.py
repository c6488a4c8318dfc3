"""The honest rival: a plain QGraphicsView with one item a node and one a wire.

It paints less than Chainrule does: a box, a name and two numbers, and a curve of one colour. Its
numbers are given to it as texts that were made before the clock started.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsScene,
    QGraphicsView,
)

from desktop_app.benchmarks.contender import NOTCH, pulled
from desktop_app.benchmarks.screen import SIZE, Screen
from desktop_app.canvas import curves
from engine import boxes
from engine.document import Document
from engine.labels import display_name

NAME: Final = "QGraphicsView"
_FROM_NEAR: Final = 0.3
_ROOM: Final = 4_000.0


class _Item(QGraphicsItem):
    """A node."""

    def __init__(self, name: str, ports: int) -> None:
        super().__init__()
        self.name, self.texts = name, ("0.123456", "−0.654321")
        self._box = QRectF(0.0, 0.0, boxes.WIDTH, boxes.height(ports))
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsMovable)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)

    def boundingRect(self) -> QRectF:
        """Return the box."""
        return self._box

    def paint(self, painter: QPainter, option: Any, _widget: Any = None) -> None:
        """Paint the box, and from near the name and the numbers."""
        painter.setPen(QPen(QColor("#888888")))
        painter.setBrush(QColor("#20242c"))
        painter.drawRoundedRect(self._box, 9.0, 9.0)
        if option.levelOfDetailFromTransform(painter.worldTransform()) < _FROM_NEAR:
            return
        painter.setPen(QColor("#e8e8e8"))
        painter.drawText(self._box.adjusted(8, 4, -8, 0), Qt.AlignmentFlag.AlignTop, self.name)
        for row, text in enumerate(self.texts):
            place = QRectF(8.0, boxes.HEADER + row * boxes.ROW, boxes.WIDTH - 16.0, boxes.ROW)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, text)


class Rival:
    """A graphics view with a document's nodes and wires."""

    def __init__(self, document: Document) -> None:
        """Make an item for each node and each wire."""
        self._scene = QGraphicsScene()
        graph, layout = document.graph, document.layout
        self._items: dict[str, _Item] = {}
        for node_id, node in graph.nodes.items():
            item = _Item(display_name(graph, node_id), boxes.shown_ports(node))
            item.setPos(*layout[node_id])
            self._scene.addItem(item)
            self._items[node_id] = item
        self._wires = [self._wire(document, each) for each in graph.wires()]
        self._view = QGraphicsView(self._scene)
        self._view.setRenderHint(QPainter.RenderHint.Antialiasing)
        around = self._scene.itemsBoundingRect()
        wide, high = around.width() + _ROOM, around.height() + _ROOM
        # Room to be pulled about in, even where all of the graph is in view.
        self._view.setSceneRect(around.adjusted(-wide, -high, wide, high))
        self._screen = Screen(self._view, self._view.viewport())

    def _wire(self, document: Document, wire: Any) -> tuple[str, str, float, QGraphicsPathItem]:
        ports = boxes.shown_ports(document.graph.nodes[wire.port.node])
        down = boxes.port_offset(ports, wire.port.operand)
        item = QGraphicsPathItem()
        item.setPen(QPen(QColor("#7a8aa0"), 1.6))
        item.setZValue(-1.0)
        made = (wire.source, wire.port.node, down, item)
        self._lay(made)
        self._scene.addItem(item)
        return made

    def _lay(self, wire: tuple[str, str, float, QGraphicsPathItem]) -> None:
        source, entered, down, item = wire
        start = self._items[source].pos() + QPointF(boxes.WIDTH, boxes.OUTPUT_OFFSET)
        end = self._items[entered].pos() + QPointF(0.0, down)
        item.setPath(curves.path(start.x(), start.y(), end.x(), end.y()))

    def close(self) -> None:
        """Take it off the screen."""
        self._screen.close()

    def fit(self) -> None:
        """Show all of the graph."""
        self._view.fitInView(self._scene.itemsBoundingRect(), Qt.AspectRatioMode.KeepAspectRatio)
        self._screen.paint()

    def show_at(self, scale: float) -> None:
        """Show the middle of the graph at a scale."""
        self._zoom_to(scale)
        seen = self._view.mapToScene(self._view.viewport().rect()).boundingRect()
        near = [n for n, item in self._items.items() if seen.contains(item.pos())]
        self._near = near[0]
        self._wires_near = [wire for wire in self._wires if self._near in wire[:2]]
        self._view.viewport().update()
        self._screen.paint()

    def _zoom_to(self, scale: float) -> None:
        self._view.resetTransform()
        self._view.scale(scale, scale)
        self._view.centerOn(self._scene.itemsBoundingRect().center())

    def repaint(self, _turn: int) -> None:
        """Paint everything in view anew."""
        self._view.viewport().update()
        self._screen.paint()

    def zoom(self, turn: int) -> None:
        """Show it a notch larger or smaller."""
        self._zoom_to(1.0 if turn % 2 else NOTCH)
        self._screen.paint()

    def pan(self, turn: int) -> None:
        """Pull the plane."""
        bar = self._view.horizontalScrollBar()
        bar.setValue(bar.value() - pulled(turn))
        self._screen.paint()

    def drag_one(self, turn: int) -> None:
        """Pull one node that is in view."""
        self._items[self._near].moveBy(5.0 if turn % 2 else -5.0, 0.0)
        for wire in self._wires_near:
            self._lay(wire)
        self._screen.paint()

    def drag_all(self, turn: int) -> None:
        """Pull all nodes."""
        for item in self._items.values():
            item.moveBy(5.0 if turn % 2 else -5.0, 0.0)
        for wire in self._wires:
            self._lay(wire)
        self._screen.paint()

    def renumber(self, turn: int) -> None:
        """Show another value and another gradient on every node."""
        texts = (f"0.{turn:06}", f"−0.{turn:06}")
        for item in self._items.values():
            item.texts = texts
            item.update()
        self._screen.paint()

    def hit(self, turn: int) -> None:
        """Find what lies at a point."""
        self._view.itemAt(100 + 13 * turn % 900, 100 + 7 * turn % 600)

    def box_select(self, turn: int) -> None:
        """Find what lies in a box of a quarter of the view."""
        self._view.items(turn, turn, SIZE.width() // 2, SIZE.height() // 2)
