"""Dragging nodes into wires, off their wires and into line, with real events."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication

from desktop_app.canvas.snapping import SnapTo, snap
from desktop_app.canvas.tools.shaking import Shake
from desktop_app.commands import nodes
from desktop_app.commands.palette_item import MIME_TYPE
from engine.document import Document, Point
from engine.graph import Apply
from tests.desktop_app.drags import drop

ALT = Qt.KeyboardModifier.AltModifier
Stage = Any


def add(stage: Stage, op: str, at: Point, label: str) -> None:
    edit = nodes.add_op(stage.opened.document, op, at)
    (node_id,) = nodes.added(edit)
    stage.opened.apply(edit)
    stage.opened.apply(nodes.rename(stage.opened.document, node_id, label))


def operands(stage: Stage, label: str) -> tuple[str | None, ...]:
    names = {n: node.label for n, node in stage.opened.document.graph.nodes.items()}
    return tuple(names.get(source) for source in stage.op(label).operands)


def middle(stage: Stage, label: str) -> QPoint:
    """Where to hold a node so that a box can be put on a point: the middle of its gradient row."""
    x, y = stage.opened.document.layout[stage.id_of(label)]
    at: QPoint = stage.widget_point(QPointF(x + 60, y + 70))
    return at


def to_wire(stage: Stage, label: str, user: str, operand: int) -> QPoint:
    """Return where the pointer must go for the middle of the box to come onto a wire."""
    x, y = stage.opened.document.layout[stage.id_of(label)]
    box_middle = stage.widget_point(QPointF(x + 78, y + 42))
    at: QPoint = middle(stage, label) + stage.wire_middle(user, operand) - box_middle
    return at


def has_colour(stage: Stage, at: QPoint, colour: str) -> bool:
    image = stage.image()
    around = [(dx, dy) for dx in range(-9, 10) for dy in range(-9, 10)]
    return any(image.pixelColor(at.x() + dx, at.y() + dy).name() == colour for dx, dy in around)


class TestInserting:
    def test_a_node_dropped_on_a_wire_goes_into_it_in_one_step(self, stage: Stage) -> None:
        add(stage, "tanh", Point(0, 400), "t")
        before = stage.opened.undo_name
        place = stage.opened.document.layout[stage.id_of("t")]
        stage.drag(middle(stage, "t"), to_wire(stage, "t", "d", 1), ALT)
        assert operands(stage, "t") == ("c",)
        assert operands(stage, "d") == ("e", "t")
        assert stage.opened.undo_name == "Insert t into c → d"
        stage.opened.undo()
        assert operands(stage, "d") == ("e", "c")
        assert stage.opened.document.layout[stage.id_of("t")] == place
        assert stage.opened.undo_name == before

    def test_the_wire_lights_up_while_the_node_is_over_it(self, stage: Stage) -> None:
        add(stage, "tanh", Point(0, 400), "t")
        accepting = stage.canvas.look.theme.canvas.port_accepting
        start, end = middle(stage, "t"), to_wire(stage, "t", "d", 1)
        beside = stage.port("d", 1) - QPoint(12, 0)
        stage.press(start, ALT)
        stage.move(end, ALT)
        assert has_colour(stage, beside, accepting)
        stage.move(end + QPoint(0, 200), ALT)
        assert not has_colour(stage, beside, accepting)
        stage.key(Qt.Key.Key_Escape)
        stage.release(end)
        assert operands(stage, "d") == ("e", "c")

    def test_a_node_in_use_is_only_moved(self, stage: Stage) -> None:
        stage.drag(stage.header("f"), stage.wire_middle("d", 1), ALT)
        assert stage.opened.undo_name == "Move f"

    def test_a_node_that_would_close_a_loop_is_refused_at_the_pointer(self, stage: Stage) -> None:
        add(stage, "add", Point(0, 400), "s")
        stage.drag(stage.output("L"), stage.port("s", 0))
        stage.press(middle(stage, "s"), ALT)
        stage.move(to_wire(stage, "s", "d", 1), ALT)
        sentence = "This wire would close a loop: s → d → L → s."
        assert stage.canvas.bubble.text == sentence
        stage.release(to_wire(stage, "s", "d", 1), ALT)
        assert stage.opened.undo_name == "Move s"
        assert stage.said == [sentence]

    def test_from_the_palette_it_goes_into_the_wire_it_is_dropped_on(self, stage: Stage) -> None:
        data = QMimeData()
        data.setData(MIME_TYPE, b"op:tanh")
        drop(stage.canvas, data, stage.wire_middle("d", 1))
        assert stage.opened.undo_name == "Insert tanh into c → d"
        (new,) = stage.selection.nodes
        assert stage.opened.document.graph.nodes[new] == Apply("tanh", (stage.id_of("c"),))
        stage.opened.undo()
        assert stage.opened.undo_name is None

    def test_a_leaf_from_the_palette_lies_on_the_wire(self, stage: Stage) -> None:
        data = QMimeData()
        data.setData(MIME_TYPE, b"leaf:parameter")
        drop(stage.canvas, data, stage.wire_middle("d", 1))
        assert operands(stage, "d") == ("e", "c")


def shake(stage: Stage, start: QPoint, *, swings: int = 6, wide: int = 50) -> QPoint:
    stage.press(start, ALT)
    for swing in range(swings):
        for part in (1, 2, 3):
            way = part if swing % 2 == 0 else 3 - part
            stage.move(start + QPoint(way * wide // 3, 40), ALT)
    return start + QPoint(0, 40)


class TestShakingOff:
    def test_a_shaken_node_leaves_its_wires_closed_past_it(self, stage: Stage) -> None:
        place = stage.opened.document.layout[stage.id_of("d")]
        end = shake(stage, stage.header("d"))
        assert operands(stage, "L") == ("e", "f")
        stage.release(end, ALT)
        assert operands(stage, "d") == (None, None)
        assert stage.opened.document.layout[stage.id_of("d")] == Point(place.x, place.y + 40)
        assert stage.opened.undo_name == "Shake off d"
        stage.opened.undo()
        assert operands(stage, "L") == ("d", "f")
        assert stage.opened.document.layout[stage.id_of("d")] == place
        assert stage.opened.undo_name is None

    def test_esc_gives_the_wires_back(self, stage: Stage) -> None:
        end = shake(stage, stage.header("d"))
        stage.key(Qt.Key.Key_Escape)
        stage.release(end, ALT)
        assert operands(stage, "L") == ("d", "f")
        assert (stage.opened.undo_name, stage.opened.redo_name) == (None, None)
        slot = stage.slot("d")
        assert (stage.canvas.scene.x[slot], stage.canvas.scene.y[slot]) == (480, 90)

    def test_the_node_stays_under_the_pointer_when_its_wires_go(self, stage: Stage) -> None:
        end = shake(stage, stage.header("d"))
        slot = stage.slot("d")
        assert stage.canvas.scene.y[slot] == 90 + 40
        stage.release(end, ALT)

    def test_going_to_and_fro_twice_is_no_shake(self, stage: Stage) -> None:
        end = shake(stage, stage.header("d"), swings=4)
        stage.release(end, ALT)
        assert operands(stage, "L") == ("d", "f")

    def test_slow_turns_are_no_shake(self) -> None:
        fast, slow = Shake(QPointF(0, 0)), Shake(QPointF(0, 0))
        swings = [QPointF(60 * (i % 2), 0) for i in range(1, 9)]
        assert any(fast.follow(at, 100 * i) for i, at in enumerate(swings))
        assert not any(slow.follow(at, 500 * i) for i, at in enumerate(swings))

    def test_trembling_is_no_shake(self) -> None:
        trembling = Shake(QPointF(0, 0))
        assert not any(trembling.follow(QPointF(8 * (i % 2), 0), i) for i in range(100))


class TestSnapping:
    def test_a_drag_snaps_into_line_with_another_node(self, stage: Stage) -> None:
        start = stage.header("f")
        stage.drag(start, start + QPoint(-236, 130))  # 244, near the 240 of c and e
        assert stage.opened.document.layout[stage.id_of("f")] == Point(240, 370)

    def test_guides_show_with_what_it_is_in_line(self, stage: Stage) -> None:
        guide = stage.canvas.look.theme.canvas.guide
        start = stage.header("f")
        stage.press(start)
        stage.move(start + QPoint(-236, 130))
        image = stage.image()
        x = stage.widget_point(QPointF(240, 0)).x()
        y = stage.widget_point(QPointF(0, 320)).y()
        seen = {image.pixelColor(x + dx, y).name() for dx in (-1, 0, 1)}
        assert guide in seen
        stage.key(Qt.Key.Key_Escape)
        stage.release(start)
        assert guide not in {stage.image().pixelColor(x + dx, y).name() for dx in (-1, 0, 1)}

    def test_alt_suspends_it(self, stage: Stage) -> None:
        start = stage.header("f")
        stage.drag(start, start + QPoint(-236, 130), ALT)
        assert stage.opened.document.layout[stage.id_of("f")] == Point(244, 370)

    def test_it_can_be_switched_off(self, stage: Stage) -> None:
        stage.canvas.shown.snap = SnapTo(guides=False)
        start = stage.header("f")
        stage.drag(start, start + QPoint(-236, 130))
        assert stage.opened.document.layout[stage.id_of("f")] == Point(244, 370)

    def test_the_grid_takes_what_no_guide_takes(self, stage: Stage) -> None:
        stage.canvas.shown.snap = SnapTo(guides=True, grid=True)
        start = stage.header("f")
        stage.drag(start, start + QPoint(-236, 127))  # y: 367, the grid's nearest is 360
        assert stage.opened.document.layout[stage.id_of("f")] == Point(240, 360)

    def test_without_other_nodes_there_is_nothing_to_be_in_line_with(self, stage: Stage) -> None:
        stage.opened.replace(Document())
        found = snap(stage.canvas.scene, [], QRectF(3, 3, 156, 84), 6.0, SnapTo())
        assert found == (0.0, 0.0, ())


@pytest.mark.parametrize("zoom", [0.5, 2.0])
def test_the_reach_is_the_same_on_the_screen_at_any_zoom(stage: Stage, zoom: float) -> None:
    stage.canvas.set_view(stage.canvas.shown.view._replace(scale=zoom))
    QApplication.processEvents()
    start = stage.header("f")
    pixels = round(-240 * zoom) + 5
    stage.drag(start, start + QPoint(pixels, 60))
    assert stage.opened.document.layout[stage.id_of("f")].x == 240
