"""The outline: what it lists, what can be typed in it, and that it follows both ways."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.benchmarks.graphs import made_graph
from desktop_app.commands import nodes
from desktop_app.docks import OUTLINE
from desktop_app.main_window import MainWindow
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run, State
from desktop_app.model.selection import Selection
from desktop_app.model.theme import load_theme
from desktop_app.panels.outline import Outline
from desktop_app.panels.outline_columns import COLUMNS
from desktop_app.panels.outline_rows import NO_COLUMN
from engine.annotations import Group, Point
from engine.document import Document
from engine.edits import Key as DocumentKey
from engine.edits import Section
from engine.graph import Apply, Graph, Leaf, Role
from tests.desktop_app.worked_example import A, B, C, D, E, F, L

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
TITLES = [column.title for column in COLUMNS]
WORKED_EXAMPLE = [
    ("a", "", "", "2", "▲ 6", "parameter"),
    ("b", "", "", "−3", "▼ −4", "parameter"),
    ("c", "", "", "10", "▼ −2", "parameter"),
    ("f", "", "", "−2", "▲ 4", "parameter"),
    ("e", "mul", "a, b", "−6", "▼ −2", ""),
    ("d", "add", "e, c", "4", "▼ −2", ""),
    ("L", "mul", "d, f", "−8", "▲ 1", ""),
]


@pytest.fixture
def outline(window: MainWindow) -> Outline:
    panel = window.docks.show(OUTLINE)
    panel.table.setFocus()
    return panel


def texts(outline: Outline) -> list[tuple[str, ...]]:
    model = outline.model
    return [
        tuple(model.index(row, column).data() or "" for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def names(outline: Outline) -> list[str]:
    return [row[0] for row in texts(outline)]


def cell(outline: Outline, name: str, title: str) -> QModelIndex:
    return outline.model.index(names(outline).index(name), TITLES.index(title))


def type_into(outline: Outline, name: str, title: str, text: str) -> None:
    outline.table.setCurrentIndex(cell(outline, name, title))
    QTest.keyClick(outline.table, Key.Key_F2)
    editor = outline.table.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, text) if text else QTest.keyClick(editor, Key.Key_Delete)
    QTest.keyClick(editor, Key.Key_Return)
    QTest.qWait(0)  # Qt enters it in the next turn of the loop


def press(outline: Outline, name: str, keys: Qt.KeyboardModifier = NONE) -> None:
    at = outline.table.visualRect(cell(outline, name, "Name")).center()
    QTest.mouseClick(outline.table.viewport(), Qt.MouseButton.LeftButton, keys, QPoint(at))


def selected(outline: Outline) -> set[str]:
    rows = outline.table.selectionModel().selectedRows()
    return {str(index.data()) for index in rows}


def test_the_worked_example_stands_there_as_in_the_lecture(outline: Outline) -> None:
    assert texts(outline) == WORKED_EXAMPLE


def test_a_number_is_written_as_in_the_inspector(window: MainWindow, outline: Outline) -> None:
    type_into(outline, "a", "Value", "1/3")
    window.selection.set([A])
    window.inspector.refresh()
    assert cell(outline, "a", "Value").data() == "0.3333333"
    assert window.inspector.identity.value.text() == "0.3333333333333333"
    shown = cell(outline, "b", "Gradient").data()
    window.selection.set([B])
    window.inspector.refresh()
    assert shown.split()[1] in window.inspector.gradient.number.text()


def test_what_is_not_computed_is_a_dash_and_is_said(window: MainWindow, outline: Outline) -> None:
    window.run.live = False
    window.opened.replace(window.opened.document.with_layout({}))
    assert {row[4] for row in texts(outline)} == {"–"}
    assert [row[3] for row in texts(outline)] == ["2", "−3", "10", "−2", "–", "–", "–"]
    said = cell(outline, "L", "Value").data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "not computed"


def test_what_is_out_of_date_is_said(window: MainWindow, outline: Outline) -> None:
    window.run.live = False
    type_into(outline, "a", "Value", "5")
    assert window.run.value_state(E) is State.STALE
    assert cell(outline, "e", "Value").data() == "−6"
    said = cell(outline, "e", "Value").data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "−6, out of date"


@pytest.mark.parametrize(
    ("typed", "undo", "found"),
    [
        (("Name", "w"), "Rename a to w", Leaf(2.0, "w")),
        (("Name", ""), "Unname a", Leaf(2.0)),
        (("Value", "2/3"), "Set a to 0.6666666666666666", Leaf(2 / 3, "a")),
    ],
)
def test_a_leaf_is_edited_in_one_step(
    window: MainWindow, outline: Outline, typed: tuple[str, str], undo: str, found: Leaf
) -> None:
    before = window.opened.document.graph.nodes[A]
    type_into(outline, "a", *typed)
    assert window.opened.document.graph.nodes[A] == found
    assert window.opened.undo_name == undo
    window.opened.undo()
    assert window.opened.document.graph.nodes[A] == before
    assert window.opened.undo_name is None


def test_operands_typed_by_name_rewire_in_one_step(window: MainWindow, outline: Outline) -> None:
    type_into(outline, "e", "Operands", "b, f")
    assert window.opened.document.graph.nodes[E] == Apply("mul", (B, F), "e")
    assert window.opened.undo_name == "Rewire e"
    assert window.run.value(E) == 6.0
    window.opened.undo()
    assert cell(outline, "e", "Operands").data() == "a, b"


def test_rows_move_so_that_operands_stay_above_what_uses_them(
    window: MainWindow, outline: Outline
) -> None:
    type_into(outline, "L", "Operands", "a, b")
    type_into(outline, "e", "Operands", "L, ?")
    order = names(outline)
    assert order.index("L") < order.index("e") < order.index("d")
    assert window.opened.document.graph.nodes[E] == Apply("mul", (L, None), "e")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (("e", "Operands", "a, L"), "This wire would close a loop: e → d → L → e."),
        (("e", "Operands", "a, nobody"), "There is no node called nobody."),
        (("e", "Operands", "a, b, c"), "e (mul) takes 2 operands, not 3."),
        (("a", "Name", "b"), "Another node is already called b."),
        (("a", "Value", "b + 1"), "b is a name"),
        (("a", "Value", "1/0"), "a value must be a finite number"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason_and_nothing_changes(
    window: MainWindow, outline: Outline, typed: tuple[str, str, str], reason: str
) -> None:
    type_into(outline, *typed)
    assert reason in outline.problem.text()
    assert outline.problem.isVisible()
    assert window.opened.undo_name is None


def test_a_role_is_chosen_from_a_list(window: MainWindow, outline: Outline) -> None:
    outline.table.setCurrentIndex(cell(outline, "c", "Role"))
    QTest.keyClick(outline.table, Key.Key_Return)
    box = outline.table.findChild(QComboBox)
    assert box is not None
    QTest.keyClick(box, Key.Key_Down)
    QTest.keyClick(box, Key.Key_Return)
    leaf = window.opened.document.graph.nodes[C]
    assert isinstance(leaf, Leaf)
    assert leaf.role is Role.CONSTANT
    assert window.opened.undo_name == "Make c a constant"


def test_numbers_that_change_do_not_write_over_what_is_typed(
    window: MainWindow, outline: Outline
) -> None:
    outline.table.setCurrentIndex(cell(outline, "a", "Value"))
    QTest.keyClick(outline.table, Key.Key_F2)
    editor = outline.table.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "12")
    window.run.backward()
    assert editor.text() == "12"
    assert window.commit_typing()
    assert window.run.value(A) == 12.0


def test_delete_takes_the_selected_rows_in_one_step(window: MainWindow, outline: Outline) -> None:
    press(outline, "a")
    press(outline, "b", Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(outline.table, Key.Key_Delete)
    assert names(outline) == ["c", "f", "e", "d", "L"]
    assert window.opened.undo_name == "Delete 2 nodes"
    window.opened.undo()
    assert names(outline) == ["a", "b", "c", "f", "e", "d", "L"]


def test_rows_chosen_here_are_selected_on_the_canvas(window: MainWindow, outline: Outline) -> None:
    press(outline, "b")
    assert window.selection.nodes == {B}
    assert window.selection.current == B
    press(outline, "d", Qt.KeyboardModifier.ShiftModifier)
    assert window.selection.nodes == {B, C, F, E, D}


def test_nodes_selected_on_the_canvas_are_chosen_here(window: MainWindow, outline: Outline) -> None:
    window.selection.set([D, A])
    assert selected(outline) == {"a", "d"}
    window.selection.add([L])
    assert selected(outline) == {"a", "d", "L"}
    assert outline.table.currentIndex().data() == "L"
    window.selection.clear()
    assert selected(outline) == set()


def test_selecting_echoes_no_more_than_once(window: MainWindow, outline: Outline) -> None:
    heard: list[frozenset[str]] = []
    window.selection.changed.connect(lambda: heard.append(window.selection.nodes))
    press(outline, "e")
    window.selection.set([A, B])
    outline.table.selectAll()
    everything = frozenset(window.opened.document.graph.nodes)
    assert heard == [frozenset({E}), frozenset({A, B}), everything]


def test_the_selection_survives_sorting_and_filtering(window: MainWindow, outline: Outline) -> None:
    window.selection.set([A, E])
    outline.table.horizontalHeader().setSortIndicator(3, Qt.SortOrder.DescendingOrder)
    assert selected(outline) == {"a", "e"}
    QTest.keyClicks(outline.filter, "mul")
    assert names(outline) == ["e", "L"]
    assert window.selection.nodes == {A, E}
    outline.filter.clear()
    assert selected(outline) == {"a", "e"}


@pytest.mark.parametrize(
    ("title", "ascending"),
    [
        ("Value", ["L", "e", "b", "f", "a", "d", "c"]),
        ("Gradient", ["b", "c", "e", "d", "L", "f", "a"]),
        ("Name", ["a", "b", "c", "d", "e", "f", "L"]),
        ("Op", ["d", "e", "L", "a", "b", "c", "f"]),
    ],
)
def test_a_column_orders_the_rows(outline: Outline, title: str, ascending: list[str]) -> None:
    header = outline.table.horizontalHeader()
    header.setSortIndicator(TITLES.index(title), Qt.SortOrder.AscendingOrder)
    assert names(outline) == ascending
    header.setSortIndicator(NO_COLUMN, Qt.SortOrder.AscendingOrder)
    assert names(outline) == ["a", "b", "c", "f", "e", "d", "L"]


def test_what_has_nothing_in_a_column_comes_last_either_way(
    window: MainWindow, outline: Outline
) -> None:
    graph = Graph({"n1": Leaf(1.0, "x"), "n2": Apply("exp", (None,), "y"), "n3": Leaf(3.0, "z")})
    window.opened.replace(Document(graph))
    header = outline.table.horizontalHeader()
    header.setSortIndicator(TITLES.index("Value"), Qt.SortOrder.AscendingOrder)
    assert names(outline) == ["x", "z", "y"]
    header.setSortIndicator(TITLES.index("Value"), Qt.SortOrder.DescendingOrder)
    assert names(outline) == ["z", "x", "y"]


@pytest.mark.parametrize(
    ("asked", "left"),
    [("mul", ["e", "L"]), ("gradient > 0", ["a", "f", "L"]), ("parameter", ["a", "b", "c", "f"])],
)
def test_the_filter_leaves_what_it_is_about(outline: Outline, asked: str, left: list[str]) -> None:
    QTest.keyClicks(outline.filter, asked)
    assert names(outline) == left


def test_a_filter_by_number_follows_the_numbers(outline: Outline) -> None:
    outline.filter.setText("value < 0")
    assert names(outline) == ["b", "f", "e", "L"]
    type_into(outline, "f", "Value", "2")
    assert names(outline) == ["b", "e"]


def test_a_group_is_the_parent_of_its_members_and_folds(
    window: MainWindow, outline: Outline
) -> None:
    document = window.opened.document
    inner = Group("inner", (E,), Point(0, 0), parent="g1")
    groups = {"g1": Group("neuron", (A, D), Point(0, 0)), "g2": inner}
    keys = {DocumentKey(Section.GROUPS, g): group for g, group in groups.items()}
    window.opened.apply(document.edit("Group", keys))
    assert names(outline) == ["neuron", "a", "inner", "e", "d", "b", "c", "f", "L"]
    outline.table.setCurrentIndex(outline.model.index(2, 0))
    assert window.selection.nodes == {E}
    outline.table.setCurrentIndex(outline.model.index(0, 0))
    assert window.selection.nodes == {A, D, E}
    QTest.keyClick(outline.table, Key.Key_Left)
    assert names(outline) == ["neuron", "b", "c", "f", "L"]
    window.opened.undo()
    assert names(outline) == ["a", "b", "c", "f", "e", "d", "L"]


def test_a_graph_is_built_from_nothing_with_keys_in_the_outline_alone(
    window: MainWindow, outline: Outline
) -> None:
    window.opened.replace(Document())
    outline.table.setFocus()
    for leaf in ("a = 2", "b = -3", "c = 10", "f = -2"):
        add(leaf)
    QTest.keyClick(outline.table, Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(outline.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    for typed, name in (("mul", "e"), ("+ c", "d"), ("* f", "L")):
        add(typed)
        QTest.keyClick(focused(), Key.Key_F2)
        QTest.keyClicks(focused(), name)
        QTest.keyClick(focused(), Key.Key_Return)
        QTest.qWait(0)
    assert texts(outline) == WORKED_EXAMPLE
    assert window.opened.undo_name == "Rename d × f to L"


def add(text: str) -> None:
    QTest.keyClick(focused(), Key.Key_Insert)
    QTest.keyClicks(focused(), text)
    QTest.keyClick(focused(), Key.Key_Return)
    QTest.keyClick(focused(), Key.Key_Escape)


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


class Large(NamedTuple):
    """A graph of 100,000 nodes in an outline of its own, without a window around it."""

    opened: OpenDocument
    run: Run
    selection: Selection
    outline: Outline


@pytest.fixture(scope="module")
def hundred_thousand() -> Document:
    return made_graph(100_000)


@pytest.fixture
def large(qtbot: QtBot, hundred_thousand: Document) -> Large:
    opened = OpenDocument(hundred_thousand)
    run, selection = Run(opened), Selection(opened)
    outline = Outline(opened, run, selection, load_theme("dark"), lambda: Point(0.0, 0.0))
    qtbot.addWidget(outline)
    outline.resize(1000, 300)
    outline.show()
    qtbot.waitExposed(outline)
    outline.model.finish()
    assert outline.model.rowCount() == len(hundred_thousand.graph.nodes)
    return Large(opened, run, selection, outline)


def test_100_000_rows_are_listed_and_reached(large: Large) -> None:
    outline = large.outline
    assert outline.model.rowCount() == 100_000
    last = str(outline.model.rows[-1])
    large.selection.set([last])
    assert (
        outline.table.viewport()
        .rect()
        .intersects(outline.table.visualRect(outline.table.currentIndex()))
    )
    large.selection.set(large.opened.document.graph.nodes)
    assert outline.table.selectionModel().selection().count() == 1


def test_only_what_is_in_view_is_read_when_numbers_change(
    large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()
    ask = large.run.value

    def count(node_id: str) -> float | None:
        asked.add(node_id)
        return ask(node_id)

    monkeypatch.setattr(large.run, "value", count)
    large.run.updated.emit()
    large.outline.table.grab()
    assert 0 < len(asked) < 100


def test_one_edit_in_100_000_rows_inserts_one_row(large: Large) -> None:
    outline = large.outline
    resets: list[None] = []
    added: list[tuple[int, int]] = []
    outline.model.modelReset.connect(lambda: resets.append(None))
    outline.model.rowsInserted.connect(lambda _p, first, last: added.append((first, last)))
    large.opened.apply(nodes.add_op(large.opened.document, "tanh", Point(0.0, 0.0)))
    assert (resets, added) == ([], [(100_000, 100_000)])
    large.opened.undo()
    assert (resets, outline.model.rowCount()) == ([], 100_000)


def test_hidden_it_follows_nothing_and_catches_up(window: MainWindow, outline: Outline) -> None:
    dock = outline.parentWidget()
    assert dock is not None
    dock.hide()
    assert outline.model.rowCount() == 0
    window.selection.set([A])
    window.docks.show(OUTLINE)
    assert outline.model.rowCount() == 7
    assert selected(outline) == {"a"}


def test_a_refusal_goes_when_one_types_on(outline: Outline) -> None:
    QTest.keyClicks(outline.add, "b = 5")
    QTest.keyClick(outline.add, Key.Key_Return)
    assert outline.problem.isVisible()
    assert outline.add.text() == "b = 5"
    QTest.keyClick(outline.add, Key.Key_Backspace)
    assert not outline.problem.isVisible()


def test_rows_that_are_ordered_anew_do_not_scroll_away_from_where_one_reads(
    window: MainWindow, outline: Outline
) -> None:
    window.opened.replace(made_graph(200))
    header = outline.table.horizontalHeader()
    header.setSortIndicator(TITLES.index("Value"), Qt.SortOrder.AscendingOrder)
    window.selection.set([str(outline.model.rows[0])])
    bar = outline.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    first = next(iter(window.opened.document.graph.nodes))
    window.opened.apply(nodes.set_value(window.opened.document, first, 0.123))
    assert bar.value() == bar.maximum() > 0


def test_a_screen_reader_reads_each_cell(outline: Outline) -> None:
    table = QAccessible.queryAccessibleInterface(outline.table)
    read = [table.child(i).text(QAccessible.Text.Name) for i in range(table.childCount())]
    wide = 1 + len(TITLES)
    rows = [read[i : i + wide] for i in range(0, len(read), wide)]
    assert rows[0] == ["", *TITLES]
    assert [row[0] for row in rows[1:]] == ["a", "b", "c", "f", "e", "d", "L"]
    assert [row[1] for row in rows[1:]] == ["a", "b", "c", "f", "e", "d", "L, target"]
    assert rows[1][4:] == ["2", "6", "parameter"]
    assert rows[2][5] == "−4"
    assert rows[5][2:5] == ["mul", "a, b", "−6"]
