"""A gradient derived path by path, each lit up on the canvas when it is pointed at."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop_app.commands.expression import insert
from desktop_app.commands.nodes import set_value
from desktop_app.docks import DERIVATION
from desktop_app.main_window import MainWindow
from desktop_app.panels.derivation_panel import DerivationPanel
from engine.document import Document, Point
from engine.labels import find_node
from tests.desktop_app.worked_example import A, B, L

TWICE = "d = a*b; e = a + c; L = d*e; a = 3; b = 2; c = 4"


@pytest.fixture
def panel(window: MainWindow) -> DerivationPanel:
    return window.docks.show(DERIVATION)


def open_text(window: MainWindow, text: str) -> str:
    document = Document()
    document.apply(insert(document, text, Point(0, 0)))
    window.opened.replace(document)
    a = find_node(document.graph, "a")
    window.selection.set([a])
    return a


def lines(panel: DerivationPanel) -> list[str]:
    panel.refresh()
    return [panel.list.item(i).text() for i in range(panel.list.count())]


def test_the_worked_example_has_one_path(window: MainWindow, panel: DerivationPanel) -> None:
    window.selection.set([A])
    assert lines(panel) == ["∂L/∂d × ∂d/∂e × ∂e/∂a = −2 × 1 × (−3) = 6"]
    assert panel.says.text() == "∂L/∂a: one path"
    QTest.mouseClick(panel.copy_text, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == (
        "∂L/∂a = ∂L/∂d × ∂d/∂e × ∂e/∂a = −2 × 1 × (−3) = 6"
    )


def test_a_value_used_twice_is_summed_and_each_path_lights_its_wires(
    window: MainWindow, panel: DerivationPanel
) -> None:
    a = open_text(window, TWICE)
    assert lines(panel) == ["∂L/∂d × ∂d/∂a = 7 × 2 = 14", "∂L/∂e × ∂e/∂a = 6 × 1 = 6"]
    assert panel.says.text() == "2 paths: ∂L/∂a = 14 + 6 = 20"
    dark = window.canvas.grab().toImage()
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_End)
    QTest.keyClick(panel.list, Qt.Key.Key_Home)
    graph = window.opened.document.graph
    lit = window.canvas.highlight.wires
    assert {wire.source for wire in lit} == {a, find_node(graph, "d")}
    assert window.canvas.grab().toImage() != dark
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    assert find_node(graph, "e") in {wire.source for wire in window.canvas.highlight.wires}
    for row in (1, 0):
        at = panel.list.visualItemRect(panel.list.item(row)).center()
        QTest.mouseMove(panel.list.viewport(), at)
        QTest.qWait(0)
    assert find_node(graph, "d") in {wire.source for wire in window.canvas.highlight.wires}
    window.selection.clear()
    panel.refresh()
    assert window.canvas.highlight.wires == frozenset()


def test_the_target_and_what_it_does_not_depend_on(
    window: MainWindow, panel: DerivationPanel
) -> None:
    window.selection.set([L])
    assert lines(panel) == ["1 (Backward starts here)"]
    open_text(window, "y = x*x; x = 2; a = 1")
    assert lines(panel) == []
    assert panel.says.text() == "∂y/∂a = 0: no path leads from a to y."


def test_too_many_paths_are_counted(window: MainWindow, panel: DerivationPanel) -> None:
    doubling = ["a = 1", "v0 = a + a", *(f"v{i} = v{i - 1} + v{i - 1}" for i in range(1, 20))]
    open_text(window, "; ".join(doubling))
    assert len(lines(panel)) == 50
    assert panel.says.text().endswith("the first 50 of 1,048,576 paths")


def test_numbers_follow_an_edit_and_latex_can_be_copied(
    window: MainWindow, panel: DerivationPanel
) -> None:
    window.selection.set([A])
    window.opened.apply(set_value(window.opened.document, B, 5.0))
    assert lines(panel) == ["∂L/∂d × ∂d/∂e × ∂e/∂a = −2 × 1 × 5 = −10"]
    QTest.mouseClick(panel.copy_latex, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().endswith(r"= (-2) \cdot 1 \cdot 5 = -10")


def test_with_nothing_selected_it_says_what_to_do(
    window: MainWindow, panel: DerivationPanel
) -> None:
    window.selection.clear()
    panel.refresh()
    assert panel.says.text() == "Select a node to see how its gradient comes about."
    assert not panel.copy_text.isEnabled()
