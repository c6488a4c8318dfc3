"""Moving wires' ends, breaking and cutting them, with real mouse and key events."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.commands import wiring
from engine.graph import Port, Wire

RIGHT = Qt.MouseButton.RightButton
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
Stage = Any


def operands(stage: Stage, label: str) -> tuple[str | None, ...]:
    names = {n: node.label for n, node in stage.opened.document.graph.nodes.items()}
    return tuple(names.get(source) for source in stage.op(label).operands)


def is_lit(stage: Stage, at: QPoint, colour: str) -> bool:
    image = stage.image()
    around = [(dx, dy) for dx in range(-6, 7) for dy in range(-6, 7)]
    return any(image.pixelColor(at.x() + dx, at.y() + dy).name() == colour for dx, dy in around)


def test_ctrl_and_a_drag_moves_the_end_of_a_wire_to_another_port(stage: Stage) -> None:
    stage.click(stage.wire_middle("L", 1), ALT)
    stage.drag(stage.port("d", 1), stage.port("L", 1), CTRL)
    assert operands(stage, "d") == ("e", None)
    assert operands(stage, "L") == ("d", "c")
    assert stage.opened.undo_name == "Rewire c → L"
    stage.opened.undo()
    assert operands(stage, "d") == ("e", "c")
    assert operands(stage, "L") == ("d", None)


def test_a_wires_end_dropped_where_it_was_or_on_nothing_stays(stage: Stage) -> None:
    for end in (stage.port("d", 1), QPoint(700, 600)):
        stage.drag(stage.port("d", 1), end, CTRL)
        assert operands(stage, "d") == ("e", "c")
    assert stage.opened.undo_name is None
    assert not stage.canvas.shown.lifted


def test_the_wire_in_hand_is_lifted_off_its_port(stage: Stage) -> None:
    stage.press(stage.port("d", 1), CTRL)
    stage.move(QPoint(400, 560), CTRL)
    assert stage.canvas.shown.lifted == {Wire(stage.id_of("c"), Port(stage.id_of("d"), 1))}
    stage.key(Qt.Key.Key_Escape)
    assert not stage.canvas.shown.lifted
    stage.release(QPoint(400, 560))
    assert stage.opened.undo_name is None


def test_a_wires_end_where_it_would_close_a_loop_is_refused(stage: Stage) -> None:
    stage.drag(stage.port("L", 0), stage.port("e", 0), CTRL)
    assert stage.canvas.bubble.text == "This wire would close a loop: d → e → d."
    assert operands(stage, "L") == ("d", "f")
    assert not stage.canvas.shown.lifted


def test_ctrl_and_a_drag_from_an_output_moves_all_its_wires(stage: Stage) -> None:
    stage.opened.apply(
        wiring.wire(stage.opened.document, stage.id_of("a"), Port(stage.id_of("L"), 1))
    )
    stage.drag(stage.output("a"), stage.output("c"), CTRL)
    assert operands(stage, "e") == ("c", "b")
    assert operands(stage, "L") == ("d", "c")
    assert stage.opened.undo_name == "Let 2 wires leave c"
    stage.opened.undo()
    assert operands(stage, "e") == ("a", "b")


def test_an_output_whose_wires_would_close_a_loop_is_refused_while_hovered(stage: Stage) -> None:
    stage.press(stage.output("a"), CTRL)
    stage.move(stage.output("L"), CTRL)
    assert stage.canvas.bubble.text == "This wire would close a loop: L → e → d → L."
    stage.release(stage.output("L"), CTRL)
    assert stage.opened.undo_name is None
    assert stage.said == ["This wire would close a loop: L → e → d → L."]


def test_where_no_wire_ends_there_is_none_to_move(stage: Stage) -> None:
    stage.drag(stage.output("L"), stage.output("c"), CTRL)
    assert stage.canvas.bubble.text.startswith("No wire ends here")
    assert stage.opened.undo_name is None


def test_alt_and_a_click_on_an_output_takes_all_its_wires_out(stage: Stage) -> None:
    stage.drag(stage.output("c"), stage.port("L", 1))
    stage.click(stage.output("c"), ALT)
    assert operands(stage, "d") == ("e", None)
    assert operands(stage, "L") == ("d", None)
    assert stage.opened.undo_name == "Unwire 2 wires"


def right_stroke(stage: Stage, *points: QPoint) -> None:
    stage.stroke(list(points), RIGHT, CTRL)


def y_stroke(stage: Stage, *points: QPoint) -> None:
    stage.canvas.setFocus()
    QTest.keyPress(stage.canvas, Qt.Key.Key_Y)
    stage.stroke(list(points))
    QTest.keyRelease(stage.canvas, Qt.Key.Key_Y)


STROKES = pytest.mark.parametrize("stroke", [right_stroke, y_stroke])


@STROKES
def test_a_stroke_cuts_the_wires_that_it_crosses_in_one_step(stage: Stage, stroke: Any) -> None:
    """Down between the leaves and e: it crosses a → e and b → e, and no other."""
    middle = (stage.output("a").x() + stage.port("e", 0).x()) // 2
    top, bottom = stage.output("a").y() - 40, stage.output("b").y() + 40
    stroke(stage, QPoint(middle, top), QPoint(middle, (top + bottom) // 2), QPoint(middle, bottom))
    assert operands(stage, "e") == (None, None)
    assert operands(stage, "d") == ("e", "c")
    assert stage.opened.undo_name == "Cut 2 wires"
    stage.opened.undo()
    assert operands(stage, "e") == ("a", "b")
    assert stage.opened.undo_name is None


@STROKES
def test_a_stroke_that_crosses_nothing_changes_nothing(stage: Stage, stroke: Any) -> None:
    stroke(stage, QPoint(300, 560), QPoint(700, 600))
    assert stage.opened.undo_name is None
    assert stage.canvas.shown.view == (1.0, 60.0, 80.0)
    assert stage.selection.nodes == frozenset()


def test_what_a_stroke_crosses_lights_up_and_esc_leaves_it(stage: Stage) -> None:
    colour = stage.canvas.look.theme.canvas.refusal
    at = stage.wire_middle("d", 1)
    stage.canvas.setFocus()
    QTest.keyPress(stage.canvas, Qt.Key.Key_Y)
    stage.press(at + QPoint(-3, -60))
    stage.move(at + QPoint(-3, 60))
    assert is_lit(stage, at, colour)
    stage.key(Qt.Key.Key_Escape)
    stage.release(at + QPoint(-3, 60))
    QTest.keyRelease(stage.canvas, Qt.Key.Key_Y)
    assert not is_lit(stage, at, colour)
    assert operands(stage, "d") == ("e", "c")


@pytest.mark.parametrize("menu_comes", ["on press", "on release"])
def test_a_stroke_with_the_right_button_asks_for_no_menu(stage: Stage, menu_comes: str) -> None:
    """X11 and macOS ask for the menu at the press, Windows at the release."""
    asked: list[QPoint] = []
    stage.canvas.menu_requested.connect(asked.append)
    at = stage.wire_middle("d", 1)
    reason = QContextMenuEvent.Reason.Mouse
    menu = QContextMenuEvent(reason, at, stage.canvas.mapToGlobal(at), CTRL)
    QTest.mousePress(stage.canvas, RIGHT, CTRL, at + QPoint(-3, -60))
    if menu_comes == "on press":
        QApplication.sendEvent(stage.canvas, menu)
    stage.move(at + QPoint(-3, 60), CTRL)
    QTest.mouseRelease(stage.canvas, RIGHT, CTRL, at + QPoint(-3, 60))
    if menu_comes == "on release":
        QApplication.sendEvent(stage.canvas, menu)
    assert asked == []
    assert operands(stage, "d") == ("e", None)
    QTest.mousePress(stage.canvas, RIGHT, Qt.KeyboardModifier.NoModifier, at)
    QApplication.sendEvent(stage.canvas, QContextMenuEvent(reason, at, QPoint(0, 0)))
    assert len(asked) == 1


def test_no_shortcut_breaks_into_a_gesture(stage: Stage) -> None:
    stage.press(stage.header("e"))
    stage.move(stage.header("e") + QPoint(40, 40))
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_L, Qt.Key.Key_Return):
        stage.key(key)
    stage.release(stage.header("e") + QPoint(40, 40))
    assert stage.canvas.editor is None
    assert stage.opened.undo_name == "Move e"
