"""The lab: each number that it shows is the engine's, for the leaf and step that were chosen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop_app.commands.expression import insert
from desktop_app.docks import LAB
from desktop_app.main_window import MainWindow
from desktop_app.model.theme import load_theme
from desktop_app.panels import quotient_grid
from desktop_app.panels.lab import Lab
from engine.document import Document, Point
from engine.labels import find_node
from engine.quotient_study import STEPS
from tests.desktop_app.worked_example import A, C


def open_text(window: MainWindow, text: str) -> None:
    document = Document()
    document.apply(insert(document, text, Point(0, 0)))
    window.opened.replace(document)


@pytest.fixture
def lab(window: MainWindow, qtbot: QtBot) -> Iterator[Lab]:
    made = window.docks.show(LAB)
    qtbot.waitUntil(lambda: made.numbers.text(quotient_grid.QUOTIENT) != "")
    yield made
    window.curves.close()


def settle(lab: Lab) -> None:
    QTest.qWait(0)
    lab.refresh()


def choose_step(lab: Lab, step: float) -> None:
    """Put the slider at a step by the keyboard."""
    lab.step.setFocus()
    QTest.keyClick(lab.step, Qt.Key.Key_Home)
    for _ in range(STEPS.index(step)):
        QTest.keyClick(lab.step, Qt.Key.Key_Right)


def test_the_textbooks_case_has_the_textbooks_digits(window: MainWindow, lab: Lab) -> None:
    open_text(window, "y = 7*x**2 + 6*x + 3; x = 5")
    settle(lab)
    choose_step(lab, 1e-4)
    assert lab.leaf.currentText() == "x"
    assert lab.step_text.text() == "h = 0.0001"
    assert lab.numbers.text(quotient_grid.QUOTIENT) == "76.00069999995185"
    assert lab.numbers.text(quotient_grid.GRADIENT) == "76"
    assert lab.numbers.text(quotient_grid.HERE) == "208"
    assert lab.numbers.text(quotient_grid.DIFFERENCE) == "0.0006999999518484401"
    assert lab.says.text().startswith("Mostly truncation")


def test_a_step_that_is_too_small_is_said_to_be(window: MainWindow, lab: Lab) -> None:
    open_text(window, "y = exp(x); x = 0.5")
    settle(lab)
    choose_step(lab, 1e-14)
    assert lab.says.text().startswith("Mostly rounding")


def test_the_central_quotient_of_a_parabola_has_no_truncation(window: MainWindow, lab: Lab) -> None:
    open_text(window, "y = x*x; x = 3")
    settle(lab)
    choose_step(lab, 0.1)
    assert lab.numbers.text(quotient_grid.DIFFERENCE) != "0"
    QTest.mouseClick(lab.way.segment("central"), Qt.MouseButton.LeftButton)
    settle(lab)
    assert abs(float(lab.numbers.text(quotient_grid.DIFFERENCE).replace("−", "-"))) < 1e-13


def test_the_leaf_follows_the_selection_and_the_selection_the_leaf(
    window: MainWindow, lab: Lab
) -> None:
    window.selection.set([C])
    settle(lab)
    assert (lab.leaf.currentText(), lab.numbers.text(quotient_grid.GRADIENT)) == ("c", "−2")
    lab.leaf.setFocus()
    QTest.keyClick(lab.leaf, Qt.Key.Key_Home)
    settle(lab)
    assert window.selection.nodes == {A}
    assert lab.numbers.text(quotient_grid.GRADIENT) == "6"


def test_every_leaf_of_the_worked_example_agrees_when_all_are_checked(
    window: MainWindow, lab: Lab
) -> None:
    QTest.mouseClick(lab.check, Qt.MouseButton.LeftButton)
    table = lab.table
    shown = {
        table.item(row, 0).text(): (table.item(row, 1).text(), table.item(row, 3).text())  # type: ignore[union-attr]
        for row in range(table.rowCount())
    }
    assert shown == {
        "a": ("6", "✓ agree"),
        "b": ("−4", "✓ agree"),
        "c": ("−2", "✓ agree"),
        "f": ("4", "✓ agree"),
    }
    table.selectRow(2)
    assert window.selection.nodes == {C}


def test_a_kink_is_called_one(window: MainWindow, lab: Lab) -> None:
    open_text(window, "y = relu(x); x = 0")
    settle(lab)
    QTest.mouseClick(lab.check, Qt.MouseButton.LeftButton)
    item = lab.table.item(0, 3)
    assert item is not None
    assert item.text() == "∧ kink"


def test_checks_of_an_older_document_are_not_shown(window: MainWindow, lab: Lab) -> None:
    QTest.mouseClick(lab.check, Qt.MouseButton.LeftButton)
    assert lab.table.rowCount() == 4
    window.canvas.setFocus()
    window.selection.set([A])
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete)
    assert lab.table.rowCount() == 0


def test_a_leaf_on_which_the_target_does_not_hang_says_so(window: MainWindow, lab: Lab) -> None:
    open_text(window, "y = x*x; x = 3; lonely = 1")
    window.selection.set([find_node(window.opened.document.graph, "lonely")])
    settle(lab)
    assert lab.says.text() == "The target does not depend on lonely."
    assert lab.numbers.text(quotient_grid.QUOTIENT) == "–"


def test_without_a_target_the_lab_says_what_to_do(window: MainWindow, lab: Lab) -> None:
    window.opened.replace(Document())
    settle(lab)
    assert lab.says.text()
    assert not lab.check.isEnabled()


def test_with_live_off_the_lab_looks_at_the_document_as_it_is(window: MainWindow, lab: Lab) -> None:
    window.run.live = False
    open_text(window, "y = x*x; x = 3")
    settle(lab)
    assert lab.numbers.text(quotient_grid.GRADIENT) == "6"


def test_a_large_graph_is_worked_out_in_the_background(
    window: MainWindow, lab: Lab, qtbot: QtBot
) -> None:
    terms = " + ".join(f"x*{i}" for i in range(1, 700))
    with qtbot.waitSignal(window.curves.ready):
        open_text(window, f"y = {terms}; x = 1")
    settle(lab)
    assert lab.numbers.text(quotient_grid.GRADIENT) == str(sum(range(1, 700)))


def test_the_lab_takes_another_theme(lab: Lab) -> None:
    QTest.mouseClick(lab.check, Qt.MouseButton.LeftButton)
    before = lab.grab().toImage()
    lab.set_theme(load_theme("light"))
    assert lab.grab().toImage() != before


def test_nothing_lies_over_the_plots(lab: Lab) -> None:
    QTest.qWait(0)
    assert [menu for menu in lab.findChildren(QMenu) if menu.isVisible()] == []
