"""Formulas: a node's whole expression and its derivative by any leaf, beside the numbers."""

from __future__ import annotations

from html import escape
from typing import Final, NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app import style
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.theme import Theme
from desktop_app.panels.text_label import TextLabel
from desktop_app.panels.typesetting import signed_html
from engine.explain import called, quotient
from engine.expr import Expr
from engine.graph import Graph, Leaf, ancestors
from engine.labels import display_names
from engine.notation import LATEX, write
from engine.op_formula import with_numbers, written
from engine.readable import readable
from engine.symbols import NoFormulaError, Symbols, symbols

_CHOOSE: Final = "Select a node to see its whole formula."


class _Found(NamedTuple):
    """What a node and a leaf are called, and their formulas."""

    name: str
    by: str
    formulas: Symbols


class FormulaPanel(QScrollArea):
    """Shows the node that is selected; of a leaf, the target as a function of it.

    Attributes:
        leaf: by which leaf the derivative is taken.
        expression, derivative: the formulas, with names and with numbers.
        copy_text, copy_latex: put both on the clipboard.
    """

    def __init__(self, opened: OpenDocument, run: Run, selection: Selection, theme: Theme) -> None:
        super().__init__()
        self._opened, self._run, self._selection, self._theme = opened, run, selection, theme
        self._found: _Found | None = None
        self.leaf = QComboBox()
        self.expression = TextLabel(Qt.TextFormat.RichText)
        self.derivative = TextLabel(Qt.TextFormat.RichText)
        self.copy_text = QPushButton("Copy Text")
        self.copy_latex = QPushButton("Copy LaTeX")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._refresh_if_visible)
        self._lay_out()
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._schedule()

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        return [self.leaf, self.copy_text, self.copy_latex]

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Write both formulas anew."""
        self._timer.stop()
        node, graph = self._node(), self._graph
        self._found = None
        if node is None:
            self._show(self._run.problem or _CHOOSE)
            return
        leaf = self._list_leaves(node)
        try:
            found = symbols(graph, node, leaf)
        except NoFormulaError as error:
            self._show(str(error))
            return
        self._found = _Found(called(graph, node), called(graph, leaf) if leaf else "", found)
        self._show("", self._run.value(node), self._slope(node, leaf))

    def _slope(self, node: str, leaf: str | None) -> float | None:
        """Return the gradient that the derivative is the formula of, where there is one."""
        if leaf is None or node != self._run.target:
            return None
        return self._run.gradient(leaf)

    def text(self) -> str:
        """Return both formulas as plain text."""
        if self._found is None:
            return ""
        name, by, found = self._found
        lines = [f"{name} = {written(found.expression)}"]
        if found.derivative is not None:
            lines.append(f"{quotient(name, by)} = {written(found.derivative)}")
        return "\n".join(lines)

    def latex(self) -> str:
        """Return both formulas as LaTeX."""
        if self._found is None:
            return ""
        name, by, found = self._found
        above, below = (write(Expr.name(each), LATEX) for each in (name, by or name))
        lines = [f"{above} = {write(found.expression, LATEX)}"]
        if found.derivative is not None:
            slope = write(found.derivative, LATEX)
            lines.append(rf"\frac{{\partial {above}}}{{\partial {below}}} = {slope}")
        return " \\\\\n".join(lines)

    @property
    def _graph(self) -> Graph:
        return self._opened.document.graph

    def _node(self) -> str | None:
        """Return the node whose formula is wanted: the selected one; for a leaf, the target."""
        node = self._selection.current
        if node is None or node not in self._graph.nodes:
            return self._run.target
        return self._run.target if isinstance(self._graph.nodes[node], Leaf) else node

    def _list_leaves(self, node: str) -> str | None:
        """List the leaves that the node depends on, and return the chosen one."""
        graph = self._graph
        depends = ancestors(graph, node)
        leaves = [n for n, each in graph.nodes.items() if n in depends and isinstance(each, Leaf)]
        names = display_names(graph, leaves)
        selected = self._selection.current
        chosen = selected if selected in depends and selected in names else self.leaf.currentData()
        self.leaf.blockSignals(True)
        self.leaf.clear()
        for leaf in leaves:
            if graph.nodes[leaf].label:
                self.leaf.addItem(names[leaf], leaf)
        self.leaf.setCurrentIndex(max(self.leaf.findData(chosen), 0 if self.leaf.count() else -1))
        self.leaf.blockSignals(False)
        picked: str | None = self.leaf.currentData()
        return picked

    def _show(self, problem: str, value: float | None = None, slope: float | None = None) -> None:
        for part in (self.copy_text, self.copy_latex, self.leaf):
            part.setEnabled(self._found is not None)
        if self._found is None:
            self.expression.setText(escape(problem))
            self.derivative.setText("")
            return
        name, by, found = self._found
        number = "" if value is None else f"<b>{escape(readable(value))}</b>"
        self.expression.setText(self._lines(name, found.expression, number))
        if found.derivative is None:
            self.derivative.setText("")
            return
        number = "" if slope is None else signed_html(slope, self._theme)
        self.derivative.setText(self._lines(quotient(name, by), found.derivative, number))

    def _lines(self, left: str, formula: Expr, number: str) -> str:
        """Return a formula with names, with numbers where they say something new, and its value."""
        at = self._numbers()
        parts = [escape(written(formula))]
        if formula.head not in {"name", "number"}:
            parts.append(escape(with_numbers(formula, at)))
        if number:
            parts.append(number)
        rows = "<br>".join(f"&nbsp;&nbsp;= {part}" for part in parts)
        return f"{escape(left)}<br>{rows}"

    def _numbers(self) -> dict[str, float]:
        """Return the leaves' numbers by what they are called."""
        graph = self._graph
        leaves = ((n, node) for n, node in graph.nodes.items() if isinstance(node, Leaf))
        return {called(graph, n): leaf.value for n, leaf in leaves}

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    def _copy_latex(self) -> None:
        QGuiApplication.clipboard().setText(self.latex())

    def _schedule(self) -> None:
        if self.isVisible():
            self._timer.start()

    def _refresh_if_visible(self) -> None:
        if self.isVisible():
            self.refresh()

    def _lay_out(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.leaf.setAccessibleName("Leaf by which the derivative is taken")
        for label in (self.expression, self.derivative):
            label.setFont(style.canvas_font(14))
        first, last = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(QLabel("Derivative by"))
        first.addWidget(self.leaf, 1)
        last.addWidget(self.copy_text)
        last.addWidget(self.copy_latex)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(14)
        column.addLayout(first)
        column.addWidget(self.expression)
        column.addWidget(self.derivative)
        column.addLayout(last)
        column.addStretch(1)
        self.setWidget(page)

    def _connect(self) -> None:
        self.leaf.currentIndexChanged.connect(self._schedule)
        self.copy_text.clicked.connect(self._copy_text)
        self.copy_latex.clicked.connect(self._copy_latex)
        self._opened.changed.connect(self._schedule)
        self._opened.replaced.connect(self._schedule)
        self._run.updated.connect(self._schedule)
        self._selection.changed.connect(self._schedule)
