"""F1: the card of the selected node's op, at the numbers that it has."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop_app.commands.expression import insert
from desktop_app.docks import OP_CARD
from desktop_app.main_window import MainWindow
from desktop_app.panels.op_panel import OpPanel
from engine.document import Document, Point
from engine.labels import find_node
from tests.desktop_app.worked_example import A, E


def plain(label: QLabel) -> str:
    return " ".join(QTextDocumentFragment.fromHtml(label.text()).toPlainText().split())


@pytest.fixture
def panel(window: MainWindow) -> OpPanel:
    window.selection.set([E])
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_F1)
    shown = window.docks.panel(OP_CARD)
    assert shown.isVisible()
    return shown


def test_f1_shows_the_card_of_the_selected_op_at_its_numbers(panel: OpPanel) -> None:
    said = plain(panel.text)
    assert "y = a × b" in said
    assert "∂y/∂a = b" in said
    assert "Swaps" in said
    assert plain(panel.here) == "a = 2, y = −6, ∂y/∂a = ▼ −3"


def test_the_curve_can_be_drawn_over_the_other_operand(panel: OpPanel) -> None:
    panel.operand.setFocus()
    QTest.keyClick(panel.operand, Qt.Key.Key_Down)
    assert plain(panel.here) == "b = −3, y = −6, ∂y/∂b = ▲ 2"


def test_any_op_can_be_looked_up(window: MainWindow, panel: OpPanel) -> None:
    panel.op.setCurrentIndex(panel.op.findData("relu"))
    panel.op.activated.emit(panel.op.currentIndex())
    assert "The derivative at 0 is taken to be 0." in plain(panel.text)
    assert window.selection.nodes == frozenset()
    window.selection.set([E])
    panel.refresh()
    assert panel.op.currentData() == "mul"


def test_a_leaf_leaves_the_card_that_is_shown(window: MainWindow, panel: OpPanel) -> None:
    window.selection.set([A])
    panel.refresh()
    assert panel.op.currentData() == "mul"


def test_a_kink_and_a_domain_are_told_where_the_node_stands(
    window: MainWindow, panel: OpPanel
) -> None:
    document = Document()
    document.apply(insert(document, "y = relu(x) + log(z); x = 0; z = -1", Point(0, 0)))
    window.opened.replace(document)
    graph = document.graph
    by_op = {getattr(node, "op", ""): n for n, node in graph.nodes.items()}
    window.selection.set([by_op["relu"]])
    panel.refresh()
    assert plain(panel.here).endswith("A kink.")
    window.selection.set([by_op["log"]])
    panel.refresh()
    assert "Defined for" in plain(panel.text)
    assert "y = nan" in plain(panel.here)
    assert find_node(graph, "x")
