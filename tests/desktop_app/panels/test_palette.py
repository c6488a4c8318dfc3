"""The palette: searched, walked with the keys, dragged."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView
from pytestqt.qtbot import QtBot

from desktop_app.commands.palette_item import MIME_TYPE, add_item
from desktop_app.commands.palette_items import ITEMS, item_of, search
from desktop_app.main_window import MainWindow
from desktop_app.model.theme import load_theme
from desktop_app.panels.palette import Palette
from engine.document import Document, EditError, Point
from engine.graph import Apply, Leaf, Role
from engine.ops import OPS
from tests.desktop_app.drags import drop


@pytest.fixture
def palette(qtbot: QtBot) -> Palette:
    made = Palette(load_theme("dark"))
    qtbot.addWidget(made)
    made.resize(260, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


def field_of(palette: Palette) -> QLineEdit:
    found = palette.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def list_of(palette: Palette) -> QListView:
    found = palette.findChild(QListView)
    assert isinstance(found, QListView)
    return found


def shown(palette: Palette) -> list[str]:
    model = list_of(palette).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_every_op_that_is_offered_and_every_role_can_be_added() -> None:
    keys = {item.key for item in ITEMS}
    offered = {f"op:{op.name}" for op in OPS.values() if op.offered}
    assert "op:mul" in keys
    assert "op:greater" not in keys
    assert keys == offered | {f"leaf:{role.value}" for role in Role}


@pytest.mark.parametrize("item", ["op:nothing", "leaf:tree", "mul", ""])
def test_what_the_palette_does_not_have_cannot_be_added(item: str) -> None:
    with pytest.raises(EditError, match=f"The palette has no item {item}"):
        add_item(Document(), item, Point(0, 0))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("mul", "op:mul"),
        ("*", "op:mul"),
        ("×", "op:mul"),
        ("/", "op:div"),
        ("**", "op:pow"),
        ("tan", "op:tan"),
        ("tanh", "op:tanh"),
        ("LEAKY", "op:leaky_relu"),
        ("param", "leaf:parameter"),
        ("square root", "op:sqrt"),
        ("logarithm", "op:log"),
        ("σ", "op:sigmoid"),
        ("sgm", "op:sigmoid"),
    ],
)
def test_a_name_a_sign_or_a_word_finds_it(typed: str, first: str) -> None:
    assert search(typed)[0].key == first


def test_nothing_is_found_for_what_is_not_there() -> None:
    assert search("xyzzy") == []


def test_without_a_search_everything_is_listed_under_headings(palette: Palette) -> None:
    listed = shown(palette)
    assert listed[:5] == ["Values", "Parameter", "Constant", "Input", "Arithmetic"]
    assert len(listed) == len(ITEMS) + len({item.group for item in ITEMS})


def test_enter_in_the_search_adds_the_first_that_was_found(palette: Palette, qtbot: QtBot) -> None:
    QTest.keyClicks(field_of(palette), "tanh")
    with qtbot.waitSignal(palette.activated) as added:
        QTest.keyClick(field_of(palette), Qt.Key.Key_Return)
    assert added.args == ["op:tanh"]


def test_the_arrow_keys_walk_in_the_list_from_the_search_field(
    palette: Palette, qtbot: QtBot
) -> None:
    QTest.keyClicks(field_of(palette), "ta")
    before = list_of(palette).currentIndex().row()
    QTest.keyClick(field_of(palette), Qt.Key.Key_Down)
    assert list_of(palette).currentIndex().row() == before + 1
    with qtbot.waitSignal(palette.activated) as added:
        QTest.keyClick(field_of(palette), Qt.Key.Key_Return)
    assert added.args == [search("ta")[1].key]


def test_walking_skips_the_headings(palette: Palette) -> None:
    for _ in range(4):
        QTest.keyClick(field_of(palette), Qt.Key.Key_Down)
    assert list_of(palette).currentIndex().data() == "add"


def test_esc_empties_the_search(palette: Palette) -> None:
    QTest.keyClicks(field_of(palette), "relu")
    QTest.keyClick(field_of(palette), Qt.Key.Key_Escape)
    assert field_of(palette).text() == ""
    assert shown(palette)[0] == "Values"


def test_a_double_click_adds(palette: Palette, qtbot: QtBot) -> None:
    view = list_of(palette)
    row = view.visualRect(view.model().index(1, 0)).center()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(palette.activated) as added:
        QTest.mouseClick(view.viewport(), left, none, row)
        QTest.mouseDClick(view.viewport(), left, none, row)
    assert added.args == ["leaf:parameter"]


def test_a_drag_carries_the_item_and_a_picture(
    palette: Palette, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[QDrag] = []
    carried: list[bytes] = []

    def remember(drag: QDrag, *_actions: Qt.DropAction) -> Qt.DropAction:
        dragged.append(drag)
        carried.append(bytes(drag.mimeData().data(MIME_TYPE).data()))
        assert not drag.pixmap().isNull()
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", remember)
    view = list_of(palette)
    start = view.visualRect(view.model().index(2, 0)).center()
    drag_mouse(view, start, start + QPoint(60, 30))
    assert carried == [b"leaf:constant"]


def drag_mouse(view: QListView, start: QPoint, end: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(view.viewport(), left, none, start)
    for share in (0.3, 0.6, 1.0):
        at = QPointF(start + (end - start) * share)
        send_move(view, at)
    QTest.mouseRelease(view.viewport(), left, none, end)


def send_move(view: QListView, at: QPointF) -> None:
    from PySide6.QtGui import QMouseEvent

    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    everywhere = QPointF(view.viewport().mapToGlobal(at.toPoint()))
    event = QMouseEvent(QEvent.Type.MouseMove, at, everywhere, Qt.MouseButton.NoButton, left, none)
    QApplication.sendEvent(view.viewport(), event)


def test_what_is_dragged_onto_the_canvas_becomes_a_node(window: MainWindow) -> None:
    model = list_of(window.palette_panel).model()
    row = next(i for i in range(model.rowCount()) if model.index(i, 0).data() == "tanh")
    data = model.mimeData([model.index(row, 0)])
    before = set(window.opened.document.graph.nodes)
    drop(window.canvas, data, QPoint(300, 200))
    (new,) = set(window.opened.document.graph.nodes) - before
    assert window.opened.document.graph.nodes[new] == Apply("tanh", (None,))
    assert window.selection.nodes == {new}


def test_enter_in_the_windows_palette_adds_a_node_and_selects_it(window: MainWindow) -> None:
    before = set(window.opened.document.graph.nodes)
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window.canvas, Qt.Key.Key_F, held)
    field = field_of(window.palette_panel)
    assert window.focusWidget() is field
    QTest.keyClicks(field, "const")
    QTest.keyClick(field, Qt.Key.Key_Return)
    (new,) = set(window.opened.document.graph.nodes) - before
    node = window.opened.document.graph.nodes[new]
    assert isinstance(node, Leaf)
    assert node.role is Role.CONSTANT
    assert window.selection.nodes == {new}
    assert window.opened.undo_name == f"Add {node.label}"


def test_each_item_is_found_by_its_key() -> None:
    assert all(item_of(item.key) is item for item in ITEMS)
    assert item_of("op:nothing") is None
