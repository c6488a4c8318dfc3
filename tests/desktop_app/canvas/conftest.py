"""A canvas on a shown window, driven by real mouse and key events."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app import style
from desktop_app.canvas import hits
from desktop_app.canvas.canvas import Canvas
from desktop_app.canvas.node_body import chip_rect, field_rect
from desktop_app.canvas.view import View
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.theme import load_theme
from engine import boxes
from engine.document import Direction, Document, Point, Training
from engine.graph import Apply, Graph, Leaf, Node, Role

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def worked_example() -> Document:
    """a=2, b=-3, c=10, f=-2; e=a*b; d=e+c; L=d*f."""
    nodes: dict[str, Node] = {
        "n1": Leaf(2.0, "a"),
        "n2": Leaf(-3.0, "b"),
        "n3": Leaf(10.0, "c", Role.CONSTANT),
        "n4": Leaf(-2.0, "f"),
        "n5": Apply("mul", ("n1", "n2"), "e"),
        "n6": Apply("add", ("n5", "n3"), "d"),
        "n7": Apply("mul", ("n6", "n4"), "L"),
    }
    layout = {
        "n1": Point(0, 0),
        "n2": Point(0, 112),
        "n3": Point(240, 180),
        "n4": Point(480, 240),
        "n5": Point(240, 30),
        "n6": Point(480, 90),
        "n7": Point(720, 150),
    }
    return Document(Graph(nodes), layout, Training(0.01, Direction.UP))


class Stage:
    """The canvas with its models, and the mouse in words."""

    def __init__(self, document: Document) -> None:
        self.opened = OpenDocument(document)
        self.run = Run(self.opened)
        self.selection = Selection(self.opened)
        self.run.live = True
        self.canvas = Canvas(self.opened, self.run, self.selection, load_theme("dark"))
        self.canvas.resize(1100, 640)
        self.said: list[str] = []
        self.canvas.message.connect(self.said.append)

    def id_of(self, label: str) -> str:
        nodes = self.opened.document.graph.nodes
        return next(n for n, node in nodes.items() if node.label == label)

    def leaf(self, label: str) -> Leaf:
        node = self.opened.document.graph.nodes[self.id_of(label)]
        assert isinstance(node, Leaf)
        return node

    def op(self, label: str) -> Apply:
        node = self.opened.document.graph.nodes[self.id_of(label)]
        assert isinstance(node, Apply)
        return node

    def slot(self, label: str) -> int:
        return self.opened.slots.of[self.id_of(label)]

    def widget_point(self, plane: QPointF) -> QPoint:
        return self.canvas.shown.view.to_widget(plane).toPoint()

    def header(self, label: str) -> QPoint:
        box = hits.box_rect(self.canvas.scene, self.slot(label))
        return self.widget_point(QPointF(box.center().x() + 20, box.top() + boxes.HEADER / 2))

    def chip(self, label: str) -> QPoint:
        box = hits.box_rect(self.canvas.scene, self.slot(label))
        return self.widget_point(chip_rect(box, self.canvas.look, "").center())

    def number(self, label: str) -> QPoint:
        box = hits.box_rect(self.canvas.scene, self.slot(label))
        return self.widget_point(field_rect(box).center())

    def output(self, label: str) -> QPoint:
        return self.widget_point(hits.output_point(self.canvas.scene, self.slot(label)))

    def port(self, label: str, operand: int) -> QPoint:
        return self.widget_point(hits.port_points(self.canvas.scene, self.slot(label))[operand])

    def wire_middle(self, label: str, operand: int) -> QPoint:
        scene = self.canvas.scene
        port = (self.id_of(label), operand)
        row = next(row for p, row in scene.row_of.items() if p == port)
        x0, y0, x1, y1 = map(float, scene.ends()[row])
        return self.widget_point(QPointF((x0 + x1) / 2, (y0 + y1) / 2))

    def press(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.mousePress(self.canvas, LEFT, keys, at)

    def move(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        # QTest.mouseMove carries neither buttons nor modifiers.
        from PySide6.QtCore import QEvent
        from PySide6.QtGui import QMouseEvent

        where = QPointF(at)
        everywhere = QPointF(self.canvas.mapToGlobal(at))
        event = QMouseEvent(
            QEvent.Type.MouseMove, where, everywhere, Qt.MouseButton.NoButton, LEFT, keys
        )
        QApplication.sendEvent(self.canvas, event)

    def release(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseRelease(self.canvas, LEFT, keys, at)

    def drag(self, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        self.press(start, keys)
        for step in range(1, 5):
            self.move(start + (end - start) * (step / 4), keys)
        self.release(end, keys)

    def stroke(
        self, points: list[QPoint], button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE
    ) -> None:
        """Drag through points."""
        QTest.mousePress(self.canvas, button, keys, points[0])
        for at in points[1:]:
            self.move(at, keys)
        QTest.mouseRelease(self.canvas, button, keys, points[-1])

    def click(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseClick(self.canvas, LEFT, keys, at)

    def double_click(self, at: QPoint) -> None:
        QTest.mouseClick(self.canvas, LEFT, NONE, at)
        QTest.mouseDClick(self.canvas, LEFT, NONE, at)

    def type(self, text: str) -> None:
        assert self.canvas.editor is not None, "nothing is being typed"
        self.canvas.editor.selectAll()
        QTest.keyClicks(self.canvas.editor, text)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.canvas.editor or self.canvas, key)

    def image(self) -> QImage:
        return self.canvas.grab().toImage()


@pytest.fixture
def fonts(qapp: QApplication) -> None:
    qapp.setFont(style.install_fonts(style.Fonts.BUNDLED))


@pytest.fixture
def stage(qtbot: QtBot, fonts: None) -> Iterator[Stage]:
    made = Stage(worked_example())
    qtbot.addWidget(made.canvas)
    made.canvas.show()
    qtbot.waitExposed(made.canvas)
    made.canvas.set_view(View(1.0, 60.0, 80.0))
    yield made
    made.canvas.glide.finish()
    made.canvas.bubble.hide()
