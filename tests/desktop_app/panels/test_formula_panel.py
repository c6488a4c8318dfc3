"""Formulas beside the numbers, for the node that is selected."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop_app.commands.expression import insert
from desktop_app.commands.nodes import set_value
from desktop_app.docks import FORMULAS
from desktop_app.main_window import MainWindow
from desktop_app.panels.formula_panel import FormulaPanel
from engine.document import Document, Point
from tests.desktop_app.worked_example import A, D, F


@pytest.fixture
def panel(window: MainWindow) -> FormulaPanel:
    return window.docks.show(FORMULAS)


def shown(panel: FormulaPanel) -> tuple[str, str]:
    panel.refresh()
    expression, derivative = map(plain, (panel.expression, panel.derivative))
    return expression, derivative


def plain(label: QLabel) -> str:
    return " ".join(QTextDocumentFragment.fromHtml(label.text()).toPlainText().split())


def test_a_leaf_shows_the_target_as_its_function_and_the_slope(
    window: MainWindow, panel: FormulaPanel
) -> None:
    window.selection.set([A])
    assert shown(panel) == (
        "L = (a × b + c) × f = (2 × (−3) + 10) × (−2) = −8",
        "∂L/∂a = b × f = −3 × (−2) = ▲ 6",
    )


def test_an_op_node_shows_its_own_formula_by_the_chosen_leaf(
    window: MainWindow, panel: FormulaPanel
) -> None:
    window.selection.set([D])
    panel.refresh()
    panel.leaf.setFocus()
    QTest.keyClick(panel.leaf, Qt.Key.Key_End)
    assert panel.leaf.currentText() == "c"
    assert shown(panel)[1] == "∂d/∂c = 1"
    assert "f" not in [panel.leaf.itemText(i) for i in range(panel.leaf.count())]


def test_the_numbers_follow_an_edit(window: MainWindow, panel: FormulaPanel) -> None:
    window.selection.set([A])
    window.opened.apply(set_value(window.opened.document, F, 3.0))
    assert shown(panel)[1] == "∂L/∂a = b × f = −3 × 3 = ▼ −9"


def test_both_formulas_can_be_copied(window: MainWindow, panel: FormulaPanel) -> None:
    window.selection.set([A])
    panel.refresh()
    QTest.mouseClick(panel.copy_text, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "L = (a × b + c) × f\n∂L/∂a = b × f"
    QTest.mouseClick(panel.copy_latex, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == (
        "L = \\left(a \\cdot b + c\\right) \\cdot f \\\\\n"
        "\\frac{\\partial L}{\\partial a} = b \\cdot f"
    )


def test_what_is_too_long_says_so(window: MainWindow, panel: FormulaPanel) -> None:
    lines = ["v0 = 1", *(f"v{i} = v{i - 1}*v{i - 1}" for i in range(1, 12))]
    document = Document()
    document.apply(insert(document, "; ".join(lines), Point(0, 0)))
    window.opened.replace(document)
    assert shown(panel) == ("As a formula this would have more than 300 ops.", "")
    assert not panel.copy_text.isEnabled()


def test_an_empty_document_has_no_formula(window: MainWindow, panel: FormulaPanel) -> None:
    window.opened.replace(Document())
    assert shown(panel)[0].endswith(".")
