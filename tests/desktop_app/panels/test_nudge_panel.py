"""Nudge: the list, the prediction and what comes true, as a user meets them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop_app.commands.expression import insert
from desktop_app.docks import NUDGE
from desktop_app.main_window import MainWindow
from desktop_app.panels.nudge_panel import NudgePanel
from engine.document import Document, Point
from tests.desktop_app.worked_example import A, B, F, L


@pytest.fixture
def panel(window: MainWindow) -> NudgePanel:
    return window.docks.show(NUDGE)


def rows(panel: NudgePanel) -> list[tuple[str, ...]]:
    model = panel.table.model()
    return [
        tuple(model.index(row, column).data() for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def press_row(panel: NudgePanel, row: int) -> None:
    at = panel.table.visualRect(panel.table.model().index(row, 0)).center()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))


def type_delta(panel: NudgePanel, text: str) -> None:
    panel.delta.setFocus()
    panel.delta.selectAll()
    QTest.keyClicks(panel.delta, text)
    QTest.keyClick(panel.delta, Qt.Key.Key_Return)


def test_the_leaves_of_the_worked_example_are_listed_the_strongest_first(
    panel: NudgePanel,
) -> None:
    assert rows(panel) == [
        ("a", "▲ 6", "0.06", "0.06"),
        ("b", "▼ −4", "−0.04", "−0.04"),
        ("f", "▲ 4", "0.04", "0.04"),
        ("c", "▼ −2", "−0.02", "−0.02"),
    ]


def test_a_pressed_row_selects_its_leaf_and_is_explained(
    window: MainWindow, panel: NudgePanel
) -> None:
    press_row(panel, 1)
    assert window.selection.nodes == {B}
    assert "negative (−4), so L goes the other way from b and falls" in panel.says.text()


def test_the_row_follows_the_selection(window: MainWindow, panel: NudgePanel) -> None:
    window.selection.set([F])
    assert panel.says.text().startswith("Raise f by 0.01")
    window.selection.set([L])
    assert panel.says.text() == "Choose a leaf to nudge it."
    assert not panel.apply.isEnabled()


def test_a_typed_delta_moves_every_leaf(window: MainWindow, panel: NudgePanel) -> None:
    window.selection.set([A])
    type_delta(panel, "-1/2")
    assert rows(panel)[0] == ("a", "▲ 6", "−3", "−3")
    assert panel.says.text().startswith("Lower a by 0.5")


def test_the_slider_sets_delta_by_the_keyboard(panel: NudgePanel) -> None:
    panel.slider.setFocus()
    QTest.keyClick(panel.slider, Qt.Key.Key_End)
    assert panel.delta.text() == "1"
    assert rows(panel)[0][2] == "6"


def test_the_bend_of_the_curve_is_what_is_left(window: MainWindow, panel: NudgePanel) -> None:
    document = Document()
    document.apply(insert(document, "y = x*x; x = 3", Point(0, 0)))
    window.opened.replace(document)
    QTest.qWait(0)
    panel.refresh()
    press_row(panel, 0)
    type_delta(panel, "0.1")
    assert rows(panel) == [("x", "▲ 6", "0.6", "0.61")]
    assert panel.outcome.text().endswith("the rest, 0.01, is the bend of the curve.")


def test_apply_moves_the_leaf_as_one_step_that_can_be_undone(
    window: MainWindow, panel: NudgePanel
) -> None:
    window.selection.set([A])
    type_delta(panel, "0.25")
    QTest.mouseClick(panel.apply, Qt.MouseButton.LeftButton)
    assert window.opened.document.graph.nodes[A].value == 2.25  # type: ignore[union-attr]
    assert window.run.value(L) == -6.5
    QTest.qWait(0)
    assert rows(panel)[0][0] == "a"
    window.opened.undo()
    assert window.opened.document.graph.nodes[A].value == 2.0  # type: ignore[union-attr]


def test_without_a_target_the_panel_says_why_it_is_empty(
    window: MainWindow, panel: NudgePanel
) -> None:
    window.opened.replace(Document())
    QTest.qWait(0)
    panel.refresh()
    assert rows(panel) == []
    assert panel.says.text().endswith(".")
