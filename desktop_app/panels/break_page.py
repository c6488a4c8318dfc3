"""Break it: a backward pass done wrong, beside the right one, and why."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.theme import Theme
from desktop_app.panels.comparison_table import ComparisonTable, Row
from desktop_app.panels.controls import Segmented
from desktop_app.panels.text_label import TextLabel
from engine.autodiff import NoTargetError
from engine.broken_backward import Break, broken_backward
from engine.labels import display_names
from engine.readable import readable

_WAYS: Final = (
    (Break.OVERWRITE.value, "= for +=", "Each contribution replaces what is there"),
    (Break.NO_ZEROING.value, "No zeroing", "Backward twice without zeroing between"),
    (Break.DEPTH_FIRST.value, "Depth first", "Each node passes on what it has when first reached"),
)
MOST: Final = 2000
"""Graphs of more nodes are not worked through: the table would help nobody."""


class BreakPage(QWidget):
    """Three ways to get Backward wrong.

    Attributes:
        way: which of them.
        says: why the numbers are wrong, or are not.
        table: every node's right and wrong gradient.
    """

    def __init__(self, opened: OpenDocument, run: Run, selection: Selection, theme: Theme) -> None:
        super().__init__()
        self._opened, self._run = opened, run
        self.way = Segmented(_WAYS)
        self.way.choose(Break.OVERWRITE.value)
        self.says = TextLabel(Qt.TextFormat.PlainText)
        columns = ("Node", "Right", "Wrong")
        self.table = ComparisonTable("Right and wrong gradients", columns, selection, theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.way)
        column.addWidget(self.says)
        column.addWidget(self.table, 1)
        self.way.chosen.connect(self.refresh)

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        return [*self.way.segments, self.table]

    def refresh(self) -> None:
        """Go back wrongly through the document as it is."""
        graph, target = self._opened.document.graph, self._run.target
        if target is None or len(graph.nodes) > MOST:
            many = f"This is for graphs of up to {MOST:,} nodes."
            self._show_nothing(self._run.problem or many if target is None else many)
            return
        try:
            found = broken_backward(graph, target, Break(self.way.choice))
        except NoTargetError as error:
            self._show_nothing(str(error))
            return
        names = display_names(graph, [one.node for one in found.comparisons])
        self.says.setText(found.sentence)
        self.table.show_rows(
            Row(
                one.node,
                (names[one.node], readable(one.right), readable(one.wrong)),
                stands_out=one.differs,
            )
            for one in reversed(found.comparisons)
        )

    def _show_nothing(self, reason: str) -> None:
        self.says.setText(reason)
        self.table.show_rows(())
