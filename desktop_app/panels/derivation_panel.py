"""The derivation of a gradient: every path to the target, its product, and their sum."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app import style
from desktop_app.model.highlight import Highlight
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run, State
from desktop_app.model.selection import Selection
from desktop_app.model.theme import Theme
from desktop_app.panels.text_label import TextLabel
from engine.explain import chain, gradient_name, in_line
from engine.graph import Graph
from engine.paths import Path, count_paths, derivation, derivation_in_latex, path_line, paths
from engine.readable import readable

MOST: Final = 50
"""How many paths are listed."""
_LARGEST: Final = 20_000
"""Graphs of more nodes are not gone through for paths."""
_CHOOSE: Final = "Select a node to see how its gradient comes about."


class DerivationPanel(QWidget):
    """Follows the selection; a path that is pointed at or chosen is lit up on the canvas.

    Attributes:
        says: the gradient, and how the paths make it.
        list: one path a line.
        copy_text, copy_latex: put the derivation on the clipboard.
    """

    def __init__(
        self, opened: OpenDocument, run: Run, selection: Selection, highlight: Highlight
    ) -> None:
        super().__init__()
        self._opened, self._run, self._selection = opened, run, selection
        self._highlight = highlight
        self._node: str | None = None
        self._found: list[Path] = []
        self._count = 0
        self.says = TextLabel(Qt.TextFormat.PlainText)
        self.list = QListWidget()
        self.copy_text, self.copy_latex = QPushButton("Copy Text"), QPushButton("Copy LaTeX")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._refresh_if_visible)
        self._lay_out()
        self._connect()

    def set_theme(self, _theme: Theme) -> None:
        """Wear the window's colours; the style sheet has them all."""

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        return [self.list, self.copy_text, self.copy_latex]

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self.refresh()

    def leaveEvent(self, event: QEvent) -> None:
        """Light nothing up any more but the chosen path."""
        super().leaveEvent(event)
        self._light(self.list.currentRow())

    def refresh(self) -> None:
        """Go through the paths of the selected node anew."""
        self._timer.stop()
        graph, target = self._graph, self._run.target
        node = self._selection.current
        self._node = node if node in graph.nodes else None
        self._found, self._count = [], 0
        if self._node is not None and target is not None and len(graph.nodes) <= _LARGEST:
            self._count = count_paths(graph, target, self._node)
            self._found = paths(graph, target, self._node, self._value, MOST)
        self._show()

    def text(self) -> str:
        """Return the derivation as plain text."""
        target = self._run.target
        if self._node is None or target is None:
            return ""
        return derivation(self._graph, target, self._node, self._found, self._count)

    def latex(self) -> str:
        """Return the listed paths as LaTeX."""
        target = self._run.target
        if self._node is None or target is None:
            return ""
        return derivation_in_latex(self._graph, target, self._node, self._found)

    @property
    def _graph(self) -> Graph:
        return self._opened.document.graph

    def _value(self, node_id: str) -> float | None:
        """Return a value that holds; a path through one that does not has no number."""
        holds = self._run.value_state(node_id) is State.FRESH
        return self._run.value(node_id) if holds else None

    def _show(self) -> None:
        self.says.setText(self._headline())
        self.list.blockSignals(True)
        self.list.clear()
        for path in self._found:
            item = QListWidgetItem(path_line(self._graph, path))
            item.setToolTip(item.text())
            self.list.addItem(item)
        self.list.blockSignals(False)
        for button in (self.copy_text, self.copy_latex):
            button.setEnabled(self._node is not None and self._run.target is not None)
        self._light(-1)

    def _headline(self) -> str:
        target, node, graph = self._run.target, self._node, self._graph
        if target is None or node is None:
            return self._run.problem or _CHOOSE
        if len(graph.nodes) > _LARGEST:
            return f"Graphs of up to {_LARGEST:,} nodes are gone through for paths."
        name = gradient_name(graph, target, node)
        if self._count > len(self._found):
            return f"{name}: the first {len(self._found)} of {self._count:,} paths"
        if self._count < 2:
            return self.text() if self._count == 0 else f"{name}: one path"
        terms = [
            in_line(p.product) if i else readable(p.product) for i, p in enumerate(self._found)
        ]
        total = readable(sum(path.product for path in self._found))
        return f"{self._count} paths: " + chain(name, " + ".join(terms), total)

    def _light(self, row: int) -> None:
        self._highlight.show(self._found[row].wires if 0 <= row < len(self._found) else ())

    def _light_item(self, item: QListWidgetItem) -> None:
        self._light(self.list.row(item))

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
        self.says.setFont(style.canvas_font(14))
        self.list.setAccessibleName("Paths to the target")
        self.list.setMouseTracking(True)
        self.list.setWordWrap(True)
        last = QHBoxLayout()
        last.addWidget(self.copy_text)
        last.addWidget(self.copy_latex)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(10)
        column.addWidget(self.says)
        column.addWidget(self.list, 1)
        column.addLayout(last)

    def _connect(self) -> None:
        self.list.itemEntered.connect(self._light_item)
        self.list.currentRowChanged.connect(self._light)
        self.copy_text.clicked.connect(self._copy_text)
        self.copy_latex.clicked.connect(self._copy_latex)
        self._opened.changed.connect(self._schedule)
        self._opened.replaced.connect(self._schedule)
        self._run.updated.connect(self._schedule)
        self._selection.changed.connect(self._schedule)
