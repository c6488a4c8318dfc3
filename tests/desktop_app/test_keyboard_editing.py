"""Selecting, walking and moving with the keyboard alone, on the whole window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop_app.commands import arrange, nodes
from desktop_app.main_window import MainWindow
from engine.document import Document, Point
from engine.graph import Apply
from tests.desktop_app.worked_example import A, B, C, D, E, F, L

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def key(window: MainWindow, pressed: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, pressed, keys)


def operands(window: MainWindow, node_id: str) -> tuple[str | None, ...]:
    node = window.opened.document.graph.nodes[node_id]
    assert isinstance(node, Apply)
    return node.operands


def test_left_goes_to_the_first_operand_and_right_to_the_user(window: MainWindow) -> None:
    window.selection.set([L])
    visited = []
    for arrow in (Key.Key_Left, Key.Key_Left, Key.Key_Left, Key.Key_Right, Key.Key_Right):
        key(window, arrow)
        visited.append(window.selection.current)
    assert visited == [D, E, A, E, D]
    assert window.opened.undo_name is None


def test_up_and_down_go_to_the_nearest_node_there(window: MainWindow) -> None:
    places = {A: Point(0, 0), B: Point(20, 150), C: Point(0, 300), D: Point(-400, 90)}
    window.opened.apply(arrange.move(window.opened.document, places))
    window.selection.set([A])
    visited = []
    for arrow in (Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Up):
        key(window, arrow)
        visited.append(window.selection.current)
    assert visited == [B, C, B, A]


def test_an_arrow_with_nothing_selected_goes_to_the_node_in_the_middle(window: MainWindow) -> None:
    key(window, Key.Key_Right)
    assert window.selection.current is not None
    window.opened.replace(Document())
    key(window, Key.Key_Right)
    assert window.selection.current is None


def test_the_node_that_is_walked_to_comes_into_view(window: MainWindow) -> None:
    canvas = window.canvas
    window.selection.set([L])
    canvas.zoom_100()
    canvas.camera.pan(0.0, 5000.0)
    key(window, Key.Key_Left)
    layout = window.opened.document.layout[D]
    seen = canvas.camera.seen()
    assert seen.contains(layout.x, layout.y)


def test_shift_and_an_arrow_grows_the_selection_by_one_step(window: MainWindow) -> None:
    window.selection.set([E])
    key(window, Key.Key_Right, SHIFT)
    assert window.selection.nodes == {E, D}
    key(window, Key.Key_Left, SHIFT)
    assert window.selection.nodes == {E, D, A, B, C}


def test_ctrl_shift_and_an_arrow_selects_all_up_or_downstream(window: MainWindow) -> None:
    window.selection.set([D])
    key(window, Key.Key_Left, CTRL | SHIFT)
    assert window.selection.nodes == {A, B, C, D, E}
    window.selection.set([A])
    key(window, Key.Key_Right, CTRL | SHIFT)
    assert window.selection.nodes == {A, E, D, L}


def test_the_selection_can_be_inverted_and_spread_to_what_is_alike(window: MainWindow) -> None:
    window.selection.set([E])
    key(window, Key.Key_S, SHIFT)
    assert window.selection.nodes == {E, L}
    key(window, Key.Key_I, CTRL)
    assert window.selection.nodes == {A, B, C, D, F}


def test_a_burst_of_nudges_is_one_step(window: MainWindow) -> None:
    before = window.opened.document.layout[A]
    window.selection.set([A])
    window.canvas.setFocus()
    for arrow in (Key.Key_Right, Key.Key_Right, Key.Key_Down):
        QTest.keyPress(window.canvas, arrow, CTRL)
    QTest.keyRelease(window.canvas, Key.Key_Down, CTRL)
    moved = window.opened.document.layout[A]
    assert (moved.x - before.x, moved.y - before.y) == (16.0, 8.0)
    key(window, Key.Key_Up, CTRL)  # after the modifier was let go, a step of its own
    window.opened.undo()
    assert window.opened.document.layout[A] == moved
    window.opened.undo()
    assert window.opened.document.layout[A] == before
    assert window.opened.undo_name is None


def test_arrows_in_a_name_that_is_typed_stay_there(window: MainWindow) -> None:
    window.selection.set([E])
    key(window, Key.Key_F2)
    editor = window.canvas.editor
    assert isinstance(editor, QLineEdit)
    for arrow, held in ((Key.Key_Up, NONE), (Key.Key_Down, CTRL), (Key.Key_Left, NONE)):
        QTest.keyClick(editor, arrow, held)
    assert window.selection.nodes == {E}
    assert window.opened.undo_name is None
    QTest.keyClick(editor, Key.Key_Escape)


def test_ctrl_delete_feeds_past_what_it_deletes(window: MainWindow) -> None:
    window.selection.set([D])
    key(window, Key.Key_Delete, CTRL)
    assert operands(window, L) == (E, F)
    assert window.opened.undo_name == "Take out d"
    key(window, Key.Key_Z, CTRL)
    assert operands(window, L) == (D, F)


def test_alt_s_swaps_operands(window: MainWindow) -> None:
    window.selection.set([D])
    key(window, Key.Key_S, ALT)
    assert operands(window, D) == (C, E)
    assert window.opened.undo_name == "Swap the operands of d"


def test_what_cannot_be_swapped_is_refused_beside_the_node(window: MainWindow) -> None:
    window.opened.apply(nodes.add_op(window.opened.document, "tanh", window.canvas.center_point()))
    window.selection.set(["n8"])
    key(window, Key.Key_S, ALT)
    assert window.canvas.bubble.text == "Select an op node with two operands to swap them."
    assert window.status.currentMessage() == window.canvas.bubble.text


def test_copies_can_keep_their_incoming_wires(window: MainWindow) -> None:
    window.selection.set([E])
    key(window, Key.Key_C, CTRL)
    key(window, Key.Key_V, CTRL)
    assert operands(window, "n8") == (None, None)
    key(window, Key.Key_V, CTRL | SHIFT)
    assert operands(window, "n9") == (A, B)
    assert window.selection.nodes == {"n9"}


def test_text_from_elsewhere_can_be_pasted_with_wires_too(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("a * 2")
    key(window, Key.Key_V, CTRL | SHIFT)
    assert window.opened.undo_name == "Paste a formula"


def test_a_duplicate_can_keep_its_incoming_wires(window: MainWindow) -> None:
    window.selection.set([D, E])
    key(window, Key.Key_D, CTRL | SHIFT)
    assert operands(window, "n9") == (A, B)
    assert operands(window, "n8") == ("n9", C)
    window.opened.undo()
    assert window.opened.undo_name is None


@pytest.mark.parametrize("pressed", [Key.Key_Left, Key.Key_Up])
def test_arrows_do_nothing_outside_the_canvas(window: MainWindow, pressed: Qt.Key) -> None:
    window.selection.set([L])
    window.type_expression()
    focused = window.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, pressed)
    assert window.selection.nodes == {L}


def test_m_freezes_a_node_and_m_lets_it_go(window: MainWindow) -> None:
    window.selection.set([E])
    key(window, Key.Key_M)
    assert window.opened.undo_name == "Freeze e"
    assert (window.run.value(L), window.run.gradient(A)) == (-8.0, 0.0)
    key(window, Key.Key_M)
    assert window.run.gradient(A) == 6.0
    window.opened.undo()
    window.opened.undo()
    assert window.opened.undo_name is None


def test_what_cannot_be_frozen_is_refused_beside_the_node(window: MainWindow) -> None:
    window.selection.set([L])
    key(window, Key.Key_M)
    assert window.canvas.bubble.text == "L cannot be frozen: nothing is computed from it."
    assert window.opened.undo_name is None


def test_alt_a_and_a_letter_aligns_and_shows_the_letters_between(window: MainWindow) -> None:
    places = {A: Point(0, 0), B: Point(20, 150), C: Point(0, 300)}
    window.opened.apply(arrange.move(window.opened.document, places))
    window.selection.set([A, B, C])
    assert window.canvas.hint == ()
    key(window, Key.Key_A, ALT)
    assert ("L", "Align Left Sides") in window.canvas.hint
    assert ("V", "Distribute Vertically") in window.canvas.hint
    QTest.keyClick(window.canvas, Key.Key_R)
    assert window.canvas.hint == ()
    assert {window.opened.document.layout[n].x for n in (A, B, C)} == {20.0}
    assert window.opened.undo_name == "Align the right sides of 3 nodes"


def test_esc_after_alt_a_does_nothing(window: MainWindow) -> None:
    window.selection.set([A, B, C])
    key(window, Key.Key_A, ALT)
    QTest.keyClick(window.canvas, Key.Key_Escape)
    assert window.canvas.hint == ()
    assert window.selection.nodes == {A, B, C}
    key(window, Key.Key_L)  # Tidy, not the left sides
    assert window.opened.undo_name != "Align the left sides of 3 nodes"


def test_alt_a_shows_nothing_where_nothing_can_be_aligned(window: MainWindow) -> None:
    window.selection.set([A])
    key(window, Key.Key_A, ALT)
    assert window.canvas.hint == ()


def test_w_wires_the_selected_node_to_the_port_that_arrows_choose(window: MainWindow) -> None:
    window.opened.apply(nodes.add_op(window.opened.document, "add", Point(0, 400)))
    window.selection.set([C])
    key(window, Key.Key_W)
    assert window.canvas.hint[0] == ("Enter", "Wire to ? + ?, 1st operand")
    QTest.keyClick(window.canvas, Key.Key_Down)
    QTest.keyClick(window.canvas, Key.Key_Return)
    assert operands(window, "n8") == (None, C)
    assert window.opened.undo_name == "Wire c → add"
    assert window.canvas.hint == ()


def test_letters_choose_the_port_by_the_name_of_its_node(window: MainWindow) -> None:
    window.selection.set([C])
    key(window, Key.Key_W)
    QTest.keyClicks(window.canvas, "L")
    QTest.keyClick(window.canvas, Key.Key_Tab)
    QTest.keyClick(window.canvas, Key.Key_Return)
    assert C in operands(window, L)
    assert window.canvas.hasFocus()


def test_esc_lets_the_wire_go(window: MainWindow) -> None:
    window.selection.set([C])
    key(window, Key.Key_W)
    QTest.keyClick(window.canvas, Key.Key_Escape)
    assert window.canvas.hands.tool is None
    assert window.canvas.hint == ()
    assert window.selection.nodes == {C}
    assert window.opened.undo_name is None


def test_where_no_port_can_take_the_wire_it_says_so(window: MainWindow) -> None:
    window.selection.set([L])
    key(window, Key.Key_W)
    assert window.canvas.bubble.text == "No port can take a wire from L."
    assert window.canvas.hands.tool is None


def test_a_graph_is_built_from_nothing_with_the_keyboard_alone(window: MainWindow) -> None:
    """Two nodes from the palette, tanh(a), wired and given a number by keys alone."""
    window.opened.replace(Document())
    for wanted in ("parameter", "tanh"):
        window.canvas.setFocus()
        QTest.keyClick(window.canvas, Key.Key_F, CTRL | SHIFT)
        search = window.focusWidget()
        assert search is not None
        QTest.keyClick(search, Key.Key_A, CTRL)
        QTest.keyClicks(search, wanted)
        QTest.keyClick(search, Key.Key_Return)
    key(window, Key.Key_Up)
    assert window.selection.nodes == {"n1"}
    key(window, Key.Key_W)
    QTest.keyClick(window.canvas, Key.Key_Return)
    assert operands(window, "n2") == ("n1",)
    QTest.keyClick(window.canvas, Key.Key_Return)  # the number of the leaf that is selected
    assert window.canvas.editor is not None
    QTest.keyClick(window.canvas.editor, Key.Key_A, CTRL)
    QTest.keyClicks(window.canvas.editor, "0.5")
    QTest.keyClick(window.canvas.editor, Key.Key_Return)
    assert window.run.value("n2") == pytest.approx(0.46211715726000975)
