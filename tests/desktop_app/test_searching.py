"""The search at the cursor and the command palette, by keys and mouse, on the whole window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.canvas import hits
from desktop_app.canvas.tools.dangle import Dangle
from desktop_app.main_window import MainWindow
from desktop_app.model.settings import Settings
from desktop_app.search.popup import Popup
from engine.graph import Apply, Leaf, Role
from tests.desktop_app.worked_example import A, B, E, L

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Hand:
    """What a user does at one window."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.canvas = window, window.canvas
        self.before = set(window.opened.document.graph.nodes)

    @property
    def popup(self) -> Popup:
        search = self.window.searching.open_search
        assert search is not None, "no search is open"
        return search.popup

    def is_open(self) -> bool:
        return any(popup.isVisible() for popup in self.window.findChildren(Popup))

    def point_at(self, at: QPoint, *, pressed: bool = False) -> None:
        where, there = QPointF(at), QPointF(self.canvas.mapToGlobal(at))
        held = LEFT if pressed else Qt.MouseButton.NoButton
        event = QMouseEvent(
            QEvent.Type.MouseMove, where, there, Qt.MouseButton.NoButton, held, NONE
        )
        QApplication.sendEvent(self.canvas, event)

    def open(self, at: QPoint | None = None, key: Qt.Key = Qt.Key.Key_Tab) -> None:
        if at is not None:
            self.point_at(at)
        QTest.keyClick(self.canvas, key, SHIFT if key == Qt.Key.Key_A else NONE)

    def type(self, text: str, held: Qt.KeyboardModifier = NONE) -> None:
        """Type and press Enter."""
        QTest.keyClicks(self.popup.line, text)
        QTest.keyClick(self.popup.line, Qt.Key.Key_Return, held)

    def drag(self, start: QPoint, end: QPoint) -> None:
        QTest.mousePress(self.canvas, LEFT, NONE, start)
        for step in range(1, 5):
            self.point_at(start + (end - start) * (step / 4), pressed=True)
        QTest.mouseRelease(self.canvas, LEFT, NONE, end)

    def output(self, node_id: str) -> QPoint:
        slot = self.window.opened.slots.of[node_id]
        at = hits.output_point(self.canvas.scene, slot)
        return self.canvas.shown.view.to_widget(at).toPoint()

    def port(self, node_id: str, operand: int) -> QPoint:
        slot = self.window.opened.slots.of[node_id]
        at = hits.port_points(self.canvas.scene, slot)[operand]
        return self.canvas.shown.view.to_widget(at).toPoint()

    def new(self) -> list[str]:
        return [n for n in self.window.opened.document.graph.nodes if n not in self.before]

    def only_new(self) -> Leaf | Apply:
        (node_id,) = self.new()
        return self.window.opened.document.graph.nodes[node_id]

    def middle_of(self, node_id: str) -> QPointF:
        slot = self.window.opened.slots.of[node_id]
        box = hits.box_rect(self.canvas.scene, slot)
        return self.canvas.shown.view.to_widget(box.center())

    def shown(self) -> list[str]:
        model = self.popup.rows.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]


@pytest.fixture
def hand(window: MainWindow) -> Hand:
    return Hand(window)


def free_place(hand: Hand) -> QPoint:
    """A point of the canvas with nothing within reach of a node around it."""
    return QPoint(hand.canvas.width() // 2, hand.canvas.height() - 90)


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_A])
def test_a_key_opens_the_search_and_enter_adds_at_the_pointer_as_one_step(
    hand: Hand, key: Qt.Key
) -> None:
    at = free_place(hand)
    hand.open(at, key)
    assert hand.popup.line.hasFocus()
    hand.type("tanh")
    assert hand.only_new() == Apply("tanh", (None,))
    (node_id,) = hand.new()
    assert (hand.middle_of(node_id) - QPointF(at)).manhattanLength() < 40.0
    assert hand.window.selection.nodes == {node_id}
    assert not hand.is_open()
    assert hand.canvas.hasFocus()
    QTest.keyClick(hand.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert hand.new() == []


def test_a_double_click_on_nothing_opens_it_there_and_on_a_node_does_not(hand: Hand) -> None:
    at = free_place(hand)
    QTest.mouseClick(hand.canvas, LEFT, NONE, at)
    QTest.mouseDClick(hand.canvas, LEFT, NONE, at)
    hand.type("w=0.1")
    assert hand.only_new() == Leaf(0.1, "w")
    QTest.mouseDClick(hand.canvas, LEFT, NONE, hand.middle_of(A).toPoint())
    assert not hand.is_open()


def test_a_new_node_covers_none_that_is_under_the_pointer(hand: Hand) -> None:
    hand.open(hand.middle_of(E).toPoint())
    hand.type("3.5")
    (node_id,) = hand.new()
    scene, of = hand.canvas.scene, hand.window.opened.slots.of
    box = hits.box_rect(scene, of[node_id])
    assert hits.slots_in(scene, box) == [of[node_id]]


def test_selected_nodes_feed_what_is_added_and_shift_leaves_the_wires_out(hand: Hand) -> None:
    hand.window.selection.set([B, A])
    hand.open(free_place(hand))
    assert hand.popup.rows.model().index(0, 0).data(Qt.ItemDataRole.UserRole).outcome == "a + b"
    hand.type("sub")
    assert hand.only_new() == Apply("sub", (A, B))
    hand.window.opened.undo()
    hand.window.selection.set([B, A])
    hand.open()
    hand.type("sub", SHIFT)
    assert hand.only_new() == Apply("sub", (None, None))


def test_an_operator_is_applied_to_the_selected_node(hand: Hand) -> None:
    hand.window.selection.set([A])
    hand.open(free_place(hand))
    hand.type("*2")
    leaf, product = (hand.window.opened.document.graph.nodes[n] for n in hand.new())
    assert leaf == Leaf(2.0, None, Role.CONSTANT)
    assert product == Apply("mul", (A, hand.new()[0]))
    assert hand.window.opened.undo_name == "Apply *2 to a"


def test_the_arrow_keys_tab_and_the_mouse_choose_another_row(hand: Hand) -> None:
    hand.open(free_place(hand))
    line = hand.popup.line
    QTest.keyClicks(line, "s")
    names = hand.shown()
    for key, row in [(Qt.Key.Key_Down, 1), (Qt.Key.Key_Tab, 2), (Qt.Key.Key_Up, 1),
                     (Qt.Key.Key_Backtab, 0), (Qt.Key.Key_Up, len(names) - 1)]:  # fmt: skip
        QTest.keyClick(line, key)
        assert hand.popup.current() == row
    index = hand.popup.rows.model().index(1, 0)
    hand.popup.rows.scrollToTop()
    at = hand.popup.rows.visualRect(index)
    QTest.mouseClick(hand.popup.rows.viewport(), LEFT, NONE, at.center())
    node = hand.only_new()
    assert isinstance(node, Apply)
    assert node.op == names[1]


def test_escape_and_a_click_beside_it_close_the_search_and_change_nothing(hand: Hand) -> None:
    hand.open(free_place(hand))
    QTest.keyClicks(hand.popup.line, "tanh")
    QTest.keyClick(hand.popup.line, Qt.Key.Key_Escape)
    assert not hand.is_open()
    assert hand.canvas.hasFocus()
    hand.open(free_place(hand))
    QTest.mouseClick(hand.canvas, LEFT, NONE, QPoint(5, 5))
    assert not hand.is_open()
    assert hand.new() == []


def test_half_an_expression_is_not_added_by_enter(hand: Hand) -> None:
    hand.open(free_place(hand))
    hand.type("tanh(a*")
    assert hand.is_open()
    QTest.keyClicks(hand.popup.line, "b)")
    QTest.keyClick(hand.popup.line, Qt.Key.Key_Return)
    assert {type(hand.window.opened.document.graph.nodes[n]) for n in hand.new()} == {Apply}


def test_what_was_used_is_counted_and_comes_first_next_time(hand: Hand, settings: Settings) -> None:
    for _ in range(2):
        hand.open(free_place(hand))
        hand.type("gelu")
    assert settings.uses["op:gelu"] == 2
    hand.window.selection.clear()
    hand.open(free_place(hand))
    assert hand.shown()[0] == "gelu"


def test_a_wire_dropped_on_nothing_stays_drawn_and_feeds_what_is_chosen(hand: Hand) -> None:
    at = free_place(hand)
    hand.drag(hand.output(E), at)
    assert isinstance(hand.canvas.hands.tool, Dangle)
    assert "Parameter" not in hand.shown()
    hand.type("tanh")
    assert hand.only_new() == Apply("tanh", (E,))
    assert hand.canvas.hands.tool is None
    (node_id,) = hand.new()
    assert (hand.port(node_id, 0) - at).manhattanLength() < 40


def test_a_dropped_wire_that_is_given_up_goes(hand: Hand) -> None:
    hand.drag(hand.output(E), free_place(hand))
    QTest.keyClick(hand.popup.line, Qt.Key.Key_Escape)
    assert hand.canvas.hands.tool is None
    assert hand.new() == []


def test_a_press_beside_a_dropped_wires_search_begins_the_next_gesture(hand: Hand) -> None:
    hand.drag(hand.output(E), free_place(hand))
    QTest.mouseClick(hand.canvas, LEFT, NONE, hand.middle_of(A).toPoint())
    assert hand.canvas.hands.tool is None
    assert hand.window.selection.nodes == {A}


def test_a_wire_dropped_backwards_is_fed_by_what_is_chosen(hand: Hand) -> None:
    at = free_place(hand)
    hand.drag(hand.port(L, 1), at)
    assert hand.shown()[0] == "Parameter"
    hand.type("4")
    leaf = hand.only_new()
    assert isinstance(leaf, Leaf)
    assert leaf.value == 4.0
    fed = hand.window.opened.document.graph.nodes[L]
    assert isinstance(fed, Apply)
    assert fed.operands[1] == hand.new()[0]
    assert (hand.output(hand.new()[0]) - at).manhattanLength() < 60


def test_an_undo_meanwhile_closes_the_search(hand: Hand) -> None:
    hand.open(free_place(hand))
    hand.type("tanh")
    hand.drag(hand.output(E), free_place(hand))
    hand.window.opened.undo()
    assert not hand.is_open()
    assert hand.canvas.hands.tool is None


class TestTheCommandPalette:
    @pytest.mark.parametrize("key", [Qt.Key.Key_F3, Qt.Key.Key_P])
    def test_it_runs_what_is_found(self, hand: Hand, key: Qt.Key) -> None:
        held = Qt.KeyboardModifier.ControlModifier | SHIFT
        QTest.keyClick(hand.canvas, key, held if key == Qt.Key.Key_P else NONE)
        hand.type("inv")
        assert hand.window.selection.nodes == hand.before
        assert hand.canvas.hasFocus()

    def test_it_lists_every_command_but_itself_with_its_keys(self, hand: Hand) -> None:
        QTest.keyClick(hand.canvas, Qt.Key.Key_F3)
        assert len(hand.shown()) == len(hand.window.commands) - 1
        model = hand.popup.rows.model()
        rows = [model.index(i, 0).data(Qt.ItemDataRole.UserRole) for i in range(model.rowCount())]
        keys = {row.name: row.keys for row in rows}
        assert keys["Tidy"] == (hand.window.actions_by_name["tidy"].shortcut(),)

    def test_what_cannot_be_done_says_why_and_does_nothing(self, hand: Hand) -> None:
        QTest.keyClick(hand.canvas, Qt.Key.Key_F3)
        QTest.keyClicks(hand.popup.line, "rename")
        row = hand.popup.rows.model().index(0, 0).data(Qt.ItemDataRole.UserRole)
        assert row.problem == "Select one node first."
        QTest.keyClick(hand.popup.line, Qt.Key.Key_Return)
        assert hand.is_open()
        QTest.keyClick(hand.popup.line, Qt.Key.Key_Down)
        QTest.keyClick(hand.popup.line, Qt.Key.Key_Return)
        at = hand.popup.rows.visualRect(hand.popup.rows.model().index(0, 0)).center()
        QTest.mouseClick(hand.popup.rows.viewport(), LEFT, NONE, at)
        assert hand.is_open()

    def test_a_switch_shows_whether_it_is_on(self, hand: Hand) -> None:
        QTest.keyClick(hand.canvas, Qt.Key.Key_F3)
        QTest.keyClicks(hand.popup.line, "live")
        assert hand.popup.rows.model().index(0, 0).data(Qt.ItemDataRole.UserRole).is_on

    def test_the_keyboard_goes_back_to_where_it_was(self, hand: Hand) -> None:
        hand.window.expression.line.setFocus()
        QTest.keyClick(hand.window.expression.line, Qt.Key.Key_F3)
        QTest.keyClick(hand.popup.line, Qt.Key.Key_Escape)
        assert hand.window.expression.line.hasFocus()


def test_nothing_of_the_search_is_loaded_before_it_opens() -> None:
    import subprocess
    import sys

    code = (
        "import sys, desktop_app.main_window; "
        "print([m for m in sys.modules if m.startswith(('desktop_app.search.', 'lark'))])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
