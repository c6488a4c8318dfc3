"""Nodes with two numbers beside each other; the rows in which they differ stand out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from desktop_app.model.selection import Selection
from desktop_app.model.theme import Theme


class Row(NamedTuple):
    """One node.

    Attributes:
        node: its id.
        texts: what stands in the columns.
        stands_out: whether it is written as a warning.
    """

    node: str
    texts: Sequence[str]
    stands_out: bool


class ComparisonTable(QTableWidget):
    """A row that is pressed selects its node."""

    def __init__(
        self, name: str, columns: Sequence[str], selection: Selection, theme: Theme
    ) -> None:
        """Be empty, with columns."""
        super().__init__(0, len(columns))
        self._selection, self._theme = selection, theme
        self._rows: list[Row] = []
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(columns)
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.itemSelectionChanged.connect(self._select_node)

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show other rows."""
        self._rows = list(rows)
        self.blockSignals(True)
        self.setRowCount(len(self._rows))
        for i, row in enumerate(self._rows):
            for column, text in enumerate(row.texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if row.stands_out:
                    item.setForeground(QColor(self._theme.window.warning))
                self.setItem(i, column, item)
        self.blockSignals(False)

    def set_theme(self, theme: Theme) -> None:
        """Write in other colours."""
        self._theme = theme
        self.show_rows(self._rows)

    def _select_node(self) -> None:
        rows = sorted({index.row() for index in self.selectedIndexes()})
        if rows:
            self._selection.set([self._rows[row].node for row in rows])
