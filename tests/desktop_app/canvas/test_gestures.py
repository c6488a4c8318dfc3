"""Each gesture with real mouse and key events on the shown canvas."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.canvas import hits
from desktop_app.commands import arrange, expression, nodes
from engine.document import Document, Point
from engine.graph import Role

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
Stage = Any


def test_a_drag_from_an_output_to_a_port_makes_a_wire(stage: Stage) -> None:
    stage.drag(stage.output("c"), stage.port("L", 1))
    assert stage.op("L").operands == (stage.id_of("d"), stage.id_of("c"))
    assert stage.opened.undo_name == "Wire c → L"


def test_a_drag_from_a_port_to_an_output_makes_the_same_wire(stage: Stage) -> None:
    stage.drag(stage.port("L", 1), stage.output("c"))
    assert stage.op("L").operands == (stage.id_of("d"), stage.id_of("c"))


def test_the_same_value_can_feed_both_ports_of_one_op(stage: Stage) -> None:
    stage.opened.apply(nodes.mark_target(stage.opened.document, stage.id_of("L")))
    stage.drag(stage.output("a"), stage.port("e", 1))
    assert stage.op("e").operands == (stage.id_of("a"), stage.id_of("a"))
    assert stage.run.gradient(stage.id_of("a")) == -8.0  # ∂(a²+c)f/∂a = 2af


def test_a_wire_dropped_on_a_box_takes_its_empty_port(stage: Stage) -> None:
    stage.click(stage.wire_middle("L", 1), ALT)
    assert stage.op("L").operands[1] is None
    stage.drag(stage.output("c"), stage.header("L"))
    assert stage.op("L").operands[1] == stage.id_of("c")


def test_a_wire_dropped_on_nothing_changes_nothing(stage: Stage) -> None:
    stage.drag(stage.output("c"), QPoint(700, 600))
    assert stage.opened.undo_name is None
    assert stage.said == []


def test_a_wire_that_would_close_a_loop_is_refused_with_its_path(stage: Stage) -> None:
    before = stage.op("e")
    stage.drag(stage.output("L"), stage.port("e", 0))
    assert stage.said == ["This wire would close a loop: L → e → d → L."]
    assert stage.op("e") == before
    assert stage.opened.undo_name is None


def test_the_refusal_shows_while_the_wire_is_still_held(stage: Stage) -> None:
    stage.press(stage.output("L"))
    stage.move(stage.port("e", 0))
    assert stage.canvas.bubble.text == "This wire would close a loop: L → e → d → L."
    stage.move(QPoint(900, 600))
    assert stage.canvas.bubble.text == ""
    stage.release(QPoint(900, 600))


def test_ports_that_would_accept_the_wire_light_up(stage: Stage) -> None:
    accepting = stage.canvas.look.theme.canvas.port_accepting
    at = stage.port("L", 0)
    stage.press(stage.output("a"))
    stage.move(QPoint(300, 600))
    lit = stage.image()
    stage.key(Qt.Key.Key_Escape)
    assert _has_colour(lit, at, accepting)
    assert not _has_colour(stage.image(), at, accepting)


def test_ports_that_would_close_a_loop_stay_dark(stage: Stage) -> None:
    stage.press(stage.output("d"))
    stage.move(QPoint(300, 600))
    image = stage.image()
    accepting = stage.canvas.look.theme.canvas.port_accepting
    assert not _has_colour(image, stage.port("e", 0), accepting)
    assert _has_colour(image, stage.port("L", 1), accepting)
    stage.key(Qt.Key.Key_Escape)


def test_escape_lets_a_wire_go_and_changes_nothing(stage: Stage) -> None:
    stage.press(stage.output("c"))
    stage.move(stage.port("L", 1))
    stage.key(Qt.Key.Key_Escape)
    stage.release(stage.port("L", 1))
    assert stage.opened.undo_name is None
    assert stage.canvas.hands.tool is None


def test_alt_and_a_click_on_a_port_takes_its_wire_out(stage: Stage) -> None:
    stage.click(stage.port("L", 1), ALT)
    assert stage.op("L").operands == (stage.id_of("d"), None)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("-3", -3.0), ("1e-3", 0.001), ("2/3", 2 / 3), ("pi", 3.141592653589793), ("0.5", 0.5)],
)
def test_a_double_click_on_a_number_types_another(stage: Stage, typed: str, value: float) -> None:
    stage.double_click(stage.number("a"))
    stage.type(typed)
    stage.key(Qt.Key.Key_Return)
    assert stage.leaf("a").value == value
    assert stage.canvas.editor is None


def test_a_number_that_cannot_be_read_is_refused_and_can_be_mended(stage: Stage) -> None:
    stage.double_click(stage.number("a"))
    stage.type("2/")
    stage.key(Qt.Key.Key_Return)
    assert stage.leaf("a").value == 2.0
    assert stage.canvas.editor is not None
    assert stage.said
    stage.type("7")
    stage.key(Qt.Key.Key_Return)
    assert stage.leaf("a").value == 7.0


def test_escape_leaves_a_number_as_it_was(stage: Stage) -> None:
    stage.double_click(stage.number("a"))
    stage.type("99")
    stage.key(Qt.Key.Key_Escape)
    assert stage.leaf("a").value == 2.0
    assert stage.canvas.editor is None


def test_a_click_elsewhere_keeps_what_was_typed(stage: Stage) -> None:
    stage.double_click(stage.number("a"))
    stage.type("5")
    stage.click(QPoint(700, 600))
    assert stage.leaf("a").value == 5.0


def test_the_value_of_an_op_node_cannot_be_typed(stage: Stage) -> None:
    stage.double_click(stage.number("e"))
    assert stage.canvas.editor is None
    assert stage.said == ["e is computed: change its operands instead."]


def test_a_sideways_drag_on_a_number_scrubs_it_in_one_step(stage: Stage) -> None:
    at = stage.number("a")
    stage.drag(at, at + QPoint(50, 0))
    assert stage.leaf("a").value == 2.5
    assert stage.run.value(stage.id_of("L")) == pytest.approx((2.5 * -3 + 10) * -2)
    stage.opened.undo()
    assert stage.leaf("a").value == 2.0
    assert stage.opened.undo_name is None


@pytest.mark.parametrize(("keys", "value"), [(SHIFT, 2.05), (CTRL, 7.0)])
def test_scrubbing_is_finer_with_shift_and_coarser_with_ctrl(
    stage: Stage, keys: Qt.KeyboardModifier, value: float
) -> None:
    at = stage.number("a")
    stage.drag(at, at + QPoint(50, 0), keys)
    assert stage.leaf("a").value == value


def test_every_scrubbed_number_is_computed_and_painted_live(stage: Stage) -> None:
    at = stage.number("a")
    stage.press(at)
    seen = []
    for pixels in (10, 20, 30):
        stage.move(at + QPoint(pixels, 0))
        seen.append(stage.run.value(stage.id_of("L")))
    stage.release(at + QPoint(30, 0))
    assert seen == pytest.approx([(x * -3 + 10) * -2 for x in (2.1, 2.2, 2.3)])


def test_escape_puts_a_scrubbed_number_back_and_leaves_no_step(stage: Stage) -> None:
    at = stage.number("a")
    stage.press(at)
    stage.move(at + QPoint(40, 0))
    stage.key(Qt.Key.Key_Escape)
    stage.release(at + QPoint(40, 0))
    assert stage.leaf("a").value == 2.0
    assert (stage.opened.undo_name, stage.opened.redo_name) == (None, None)


def test_a_double_click_on_a_name_renames(stage: Stage) -> None:
    stage.double_click(stage.header("e"))
    stage.type("product")
    stage.key(Qt.Key.Key_Return)
    assert stage.op("product").op == "mul"


def test_a_name_that_is_taken_is_refused(stage: Stage) -> None:
    stage.canvas.rename(stage.id_of("e"))
    stage.type("a")
    stage.key(Qt.Key.Key_Return)
    assert stage.said == ["Another node is already called a."]
    stage.key(Qt.Key.Key_Escape)
    assert stage.op("e").label == "e"


def test_an_emptied_name_shows_the_expression(stage: Stage) -> None:
    node = stage.id_of("e")
    stage.canvas.rename(node)
    stage.canvas.editor.clear()
    stage.key(Qt.Key.Key_Return)
    assert stage.opened.document.graph.nodes[node].label is None
    assert stage.canvas.picture.name(node) == "a × b"


def test_a_click_on_the_sign_of_its_role_makes_a_parameter_constant(stage: Stage) -> None:
    stage.click(stage.chip("a"))
    assert stage.leaf("a").role is Role.CONSTANT
    stage.click(stage.chip("a"))
    assert stage.leaf("a").role is Role.PARAMETER


def test_a_drag_moves_a_node_in_one_step(stage: Stage) -> None:
    start = stage.header("e")
    stage.drag(start, start + QPoint(37, -21))
    assert stage.opened.document.layout[stage.id_of("e")] == Point(277, 9)
    stage.opened.undo()
    assert stage.opened.document.layout[stage.id_of("e")] == Point(240, 30)
    assert stage.opened.undo_name is None


def test_all_selected_nodes_move_together(stage: Stage) -> None:
    stage.click(stage.header("a"))
    stage.click(stage.header("b"), SHIFT)
    start = stage.header("b")
    stage.drag(start, start + QPoint(10, 40), ALT)  # without snapping
    layout = stage.opened.document.layout
    assert layout[stage.id_of("a")] == Point(10, 40)
    assert layout[stage.id_of("b")] == Point(10, 152)
    assert stage.opened.undo_name == "Move 2 nodes"


def test_escape_puts_moved_nodes_back(stage: Stage) -> None:
    start = stage.header("e")
    stage.press(start)
    stage.move(start + QPoint(100, 100))
    stage.key(Qt.Key.Key_Escape)
    slot = stage.slot("e")
    assert (stage.canvas.scene.x[slot], stage.canvas.scene.y[slot]) == (240, 30)
    stage.release(start + QPoint(100, 100))
    assert stage.opened.undo_name is None


def test_a_box_selects_the_nodes_that_it_touches(stage: Stage) -> None:
    stage.drag(QPoint(30, 60), stage.header("b") + QPoint(-20, 30))
    assert stage.selection.nodes == {stage.id_of("a"), stage.id_of("b")}


def test_a_box_with_shift_adds_to_the_selection(stage: Stage) -> None:
    stage.click(stage.header("L"))
    stage.drag(QPoint(30, 60), stage.header("b") + QPoint(-20, 30), SHIFT)
    assert stage.selection.nodes == {stage.id_of("a"), stage.id_of("b"), stage.id_of("L")}


def test_a_click_on_nothing_selects_nothing(stage: Stage) -> None:
    stage.click(stage.header("L"))
    stage.click(QPoint(700, 600))
    assert stage.selection.nodes == frozenset()


def test_a_click_on_a_wire_selects_it(stage: Stage) -> None:
    stage.click(stage.wire_middle("d", 1))
    assert [wire.source for wire in stage.selection.wires] == [stage.id_of("c")]


def test_the_wheel_zooms_about_the_pointer(stage: Stage) -> None:
    at = QPointF(333, 222)
    fixed = stage.canvas.shown.view.to_plane(at)
    _wheel(stage, at, 240)
    view = stage.canvas.shown.view
    assert view.scale > 1.0
    moved = view.to_plane(at) - fixed
    assert moved.manhattanLength() < 2.0


def test_the_middle_button_pans(stage: Stage) -> None:
    middle = Qt.MouseButton.MiddleButton
    QTest.mousePress(stage.canvas, middle, Qt.KeyboardModifier.NoModifier, QPoint(500, 300))
    stage.move(QPoint(540, 275))
    QTest.mouseRelease(stage.canvas, middle, Qt.KeyboardModifier.NoModifier, QPoint(540, 275))
    assert stage.canvas.shown.view[1:] == (100.0, 55.0)
    assert stage.opened.undo_name is None


def test_the_space_bar_and_a_drag_pan(stage: Stage) -> None:
    stage.canvas.setFocus()
    QTest.keyPress(stage.canvas, Qt.Key.Key_Space)
    stage.drag(stage.header("a"), stage.header("a") + QPoint(20, 30))
    QTest.keyRelease(stage.canvas, Qt.Key.Key_Space)
    assert stage.canvas.shown.view[1:] == (80.0, 110.0)
    assert stage.opened.undo_name is None


def test_fit_shows_every_node(stage: Stage) -> None:
    stage.canvas.zoom_in()
    stage.canvas.zoom_in()
    stage.canvas.fit()
    for label in "abcdefL":
        at = stage.header(label)
        assert stage.canvas.rect().contains(at)


def test_escape_clears_the_selection(stage: Stage) -> None:
    stage.click(stage.header("a"))
    stage.key(Qt.Key.Key_Escape)
    assert stage.selection.nodes == frozenset()


def test_enter_on_a_selected_leaf_types_its_number(stage: Stage) -> None:
    stage.click(stage.header("c"))
    stage.key(Qt.Key.Key_Return)
    stage.type("4")
    stage.key(Qt.Key.Key_Return)
    assert stage.leaf("c").value == 4.0


def test_a_new_node_finds_a_free_spot(stage: Stage) -> None:
    spot = stage.canvas.insertion_point()
    boxes = [stage.opened.document.layout[n] for n in stage.opened.document.graph.nodes]
    assert all(abs(spot.x - b.x) >= 156 or abs(spot.y - b.y) >= 84 for b in boxes)


def _wheel(stage: Stage, at: QPointF, turn: int) -> None:
    event = QWheelEvent(
        at,
        QPointF(stage.canvas.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(stage.canvas, event)


def _has_colour(image: Any, at: QPoint, colour: str) -> bool:
    around = [(dx, dy) for dx in range(-8, 9) for dy in range(-8, 9)]
    return any(image.pixelColor(at.x() + dx, at.y() + dy).name() == colour for dx, dy in around)


def test_what_is_being_typed_can_be_taken_at_any_time(stage: Stage) -> None:
    assert stage.canvas.commit_editing()
    stage.double_click(stage.number("a"))
    stage.type("55")
    assert stage.canvas.commit_editing()
    assert stage.leaf("a").value == 55.0
    stage.double_click(stage.number("a"))
    stage.type("5 +")
    assert not stage.canvas.commit_editing()
    assert stage.canvas.editor is not None
    stage.key(Qt.Key.Key_Escape)
    assert stage.leaf("a").value == 55.0


def test_a_refusal_goes_with_the_editor_that_it_is_about(stage: Stage) -> None:
    stage.canvas.rename(stage.id_of("e"))
    stage.type("a")
    stage.key(Qt.Key.Key_Return)
    assert stage.canvas.bubble.text
    stage.key(Qt.Key.Key_Escape)
    assert stage.canvas.bubble.text == ""


def test_what_comes_in_out_of_view_is_shown(stage: Stage) -> None:
    stage.opened.apply(nodes.add_leaf(stage.opened.document, Point(5000, 3000), label="far"))
    assert stage.canvas.rect().contains(stage.header("far"))
    assert stage.canvas.shown.view.scale == 1.0


def test_what_comes_in_where_one_looks_moves_nothing(stage: Stage) -> None:
    before = stage.canvas.shown.view
    stage.opened.apply(nodes.add_leaf(stage.opened.document, Point(100, 300), label="near"))
    assert stage.canvas.shown.view == before


def test_a_first_expression_is_shown_whole(stage: Stage) -> None:
    stage.opened.replace(Document())
    text = " + ".join(f"x{i}*w{i}" for i in range(12))
    stage.opened.apply(expression.insert(stage.opened.document, text, Point(0, 0)))
    for slot in hits.living(stage.canvas.scene):
        at = stage.widget_point(hits.box_rect(stage.canvas.scene, slot).center())
        assert stage.canvas.rect().contains(at)


def test_a_graph_of_any_size_fits(stage: Stage) -> None:
    far = {stage.id_of("a"): Point(-90_000, -50_000), stage.id_of("L"): Point(90_000, 50_000)}
    stage.opened.apply(arrange.move(stage.opened.document, far))
    stage.canvas.fit()
    for label in "abcdefL":
        assert stage.canvas.rect().contains(stage.header(label))
    smallest = stage.canvas.shown.view.scale
    stage.canvas.zoom_out()
    assert stage.canvas.shown.view.scale == smallest
    stage.canvas.zoom_in()
    assert stage.canvas.shown.view.scale > smallest
