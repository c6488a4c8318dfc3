"""Every leaf's gradient beside its best difference quotient, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from desktop_app.model.selection import Selection
from desktop_app.model.slices import Slices
from desktop_app.model.theme import Theme
from engine.check import Check, checks
from engine.curve import Curves
from engine.readable import exact, readable
from engine.verdict import Verdict

_COLUMNS: Final = ("Leaf", "Gradient", "Quotient", "Verdict")
_GLYPHS: Final = {
    Verdict.AGREE: "✓",
    Verdict.DIFFER: "✗",
    Verdict.KINK: "∧",
    Verdict.INCONCLUSIVE: "?",
}
_MEANINGS: Final = {
    Verdict.AGREE: "The gradient and the quotient agree.",
    Verdict.DIFFER: "The gradient is wrong: the quotient is another number.",
    Verdict.KINK: "There is no derivative here: the slopes from left and right differ.",
    Verdict.INCONCLUSIVE: "Rounding, a pole or the edge of a domain leaves no quotient to trust.",
}
_ROOM: Final = 12
"""How many rows are seen without scrolling."""


class CheckTable(QTableWidget):
    """Filled row by row between the window's events; a row that is pressed selects its leaf."""

    def __init__(self, selection: Selection, theme: Theme) -> None:
        """Show no check."""
        super().__init__(0, len(_COLUMNS))
        self._selection, self._theme = selection, theme
        self._jobs = Slices(self)
        self._leaves: list[str] = []
        self._verdicts: list[tuple[Verdict, QTableWidgetItem]] = []
        self.setObjectName("checks")
        self.setAccessibleName("Gradient checks")
        self.setHorizontalHeaderLabels(_COLUMNS)
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.itemSelectionChanged.connect(self._select_leaf)
        self.hide()

    def check(self, curves: Curves, labels: Mapping[str, str]) -> None:
        """Check the gradients of leaves; those that the target does not hang on are 0."""
        gradients = {
            node_id: curves.gradients[curves.slot_of[node_id]] if node_id in curves.slot_of else 0.0
            for node_id in labels
        }
        self.clear_checks()
        self.show()
        self._jobs.start(self._fill(checks(curves, gradients, labels)))

    def clear_checks(self) -> None:
        """Show no check any more."""
        self._jobs.stop()
        self._leaves.clear()
        self._verdicts.clear()
        self.setRowCount(0)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Write in other colours."""
        self._theme = theme
        for verdict, item in self._verdicts:
            item.setForeground(QColor(self._colour(verdict)))

    def _fill(self, found: Iterator[Check]) -> Iterator[None]:
        for check in found:
            self._add(check)
            yield

    def _add(self, check: Check) -> None:
        row = self.rowCount()
        self.insertRow(row)
        texts = (
            check.label,
            readable(check.gradient),
            readable(check.difference_quotient),
            f"{_GLYPHS[check.verdict]} {check.verdict}",
        )
        error = f"Relative error {readable(check.relative_error, 2)}"
        tips = (
            check.label,
            exact(check.gradient),
            f"{exact(check.difference_quotient)}\n{error}",
            _MEANINGS[check.verdict],
        )
        items = [QTableWidgetItem(text) for text in texts]
        for column, (item, tip) in enumerate(zip(items, tips, strict=True)):
            item.setToolTip(tip)
            self.setItem(row, column, item)
        items[-1].setForeground(QColor(self._colour(check.verdict)))
        self._verdicts.append((check.verdict, items[-1]))
        self._leaves.append(check.node)
        self._fit_height()

    def _colour(self, verdict: Verdict) -> str:
        window = self._theme.window
        return {
            Verdict.AGREE: window.success,
            Verdict.DIFFER: window.danger,
            Verdict.KINK: window.warning,
            Verdict.INCONCLUSIVE: window.muted,
        }[verdict]

    def _fit_height(self) -> None:
        rows = min(self.rowCount(), _ROOM)
        height = self.rowHeight(0) * rows + self.horizontalHeader().sizeHint().height() + 4
        self.setFixedHeight(height)

    def _select_leaf(self) -> None:
        rows = sorted({index.row() for index in self.selectedIndexes()})
        if rows:
            self._selection.set([self._leaves[row] for row in rows])
