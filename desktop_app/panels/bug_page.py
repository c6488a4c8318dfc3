"""Bug hunt: one op's rule is wrong; the difference quotient helps to find which."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.theme import Theme
from desktop_app.panels.comparison_table import ComparisonTable, Row
from desktop_app.panels.text_label import TextLabel
from engine.autodiff import NoTargetError
from engine.bug_hunt import Bug, gradients_with, plant
from engine.check import check_against
from engine.graph import Apply
from engine.labels import display_names
from engine.ops import OPS
from engine.readable import readable
from engine.verdict import Verdict

MOST: Final = 500
"""Graphs of more nodes are not hunted in: their quotients would take too long."""
_BEGIN: Final = (
    "Somebody got one op's local derivative wrong. Plant such a bug, compare the gradients with "
    "difference quotients, and find the op."
)
_QUOTIENTS: Final = (
    "Where a node's own gradient agrees and that of its operand does not, the rule between them is "
    "the wrong one."
)


class BugPage(QWidget):
    """Plants, compares, judges.

    Attributes:
        plant: plants another bug.
        compare: brings the difference quotients.
        op: the suspect.
        accuse: asks whether it is the one.
        says: what there is to say.
        table: each node's gradient, and once they are brought its quotient and the verdict.
    """

    def __init__(self, opened: OpenDocument, run: Run, selection: Selection, theme: Theme) -> None:
        super().__init__()
        self._opened, self._run = opened, run
        self._seed = 0
        self._bug: Bug | None = None
        self.plant = QPushButton("Plant a Bug")
        self.compare = QPushButton("Compare with Quotients")
        self.op = QComboBox()
        self.accuse = QPushButton("This Is It")
        self.says = TextLabel(Qt.TextFormat.PlainText)
        columns = ("Node", "Gradient", "Quotient", "Verdict")
        self.table = ComparisonTable("Gradients with a bug", columns, selection, theme)
        self._lay_out()
        self.plant.clicked.connect(self._plant)
        self.compare.clicked.connect(self._compare)
        self.accuse.clicked.connect(self._accuse)
        self.refresh()

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        return [self.plant, self.compare, self.op, self.accuse, self.table]

    def refresh(self) -> None:
        """Forget the bug: it belonged to another document."""
        if self._bug is not None:
            self._bug = None
            self._run.present(None)
        self.says.setText(_BEGIN)
        self.table.show_rows(())
        self._enable()

    @property
    def bug(self) -> Bug | None:
        """What is planted."""
        return self._bug

    def _enable(self) -> None:
        for part in (self.compare, self.op, self.accuse):
            part.setEnabled(self._bug is not None)

    def _plant(self) -> None:
        graph, target = self._opened.document.graph, self._run.target
        self.refresh()
        if target is None or len(graph.nodes) > MOST:
            self.says.setText(self._run.problem or f"This is for graphs of up to {MOST} nodes.")
            return
        self._seed += 1
        try:
            self._bug = plant(graph, target, self._seed)
        except NoTargetError as error:
            self.says.setText(str(error))
            return
        if self._bug is None:
            self.says.setText("There is no op here whose rule could be wrong and show it.")
            return
        self.op.clear()
        self.op.addItems(sorted({n.op for n in graph.nodes.values() if isinstance(n, Apply)}))
        self.says.setText("A bug is planted. These are the gradients that the program now has.")
        self._enable()
        found = gradients_with(graph, target, self._bug)
        slots = self._opened.slots.of
        self._run.present(self._run.own.with_gradients({slots[n]: g for n, g in found.items()}))
        names = display_names(graph, found)
        self.table.show_rows(
            Row(node, (names[node], readable(gradient), "", ""), stands_out=False)
            for node, gradient in reversed(found.items())
        )

    def _compare(self) -> None:
        graph, target = self._opened.document.graph, self._run.target
        if self._bug is None or target is None:
            return
        checks = check_against(graph, target, gradients_with(graph, target, self._bug))
        self.says.setText(_QUOTIENTS)
        self.table.show_rows(
            Row(
                one.node,
                (
                    one.label, readable(one.gradient), readable(one.difference_quotient),
                    str(one.verdict),
                ),
                stands_out=one.verdict is Verdict.DIFFER,
            )
            for one in reversed(checks)
        )  # fmt: skip

    def _accuse(self) -> None:
        if self._bug is None:
            return
        suspect = self.op.currentText()
        if suspect != self._bug.op:
            self.says.setText(f"The rule of {suspect} is right. Look for another.")
            return
        self.says.setText(f"Found: {suspect} has {self._bug.fault}. Right is: {OPS[suspect].gate}")

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(8)
        first.addWidget(self.plant)
        first.addWidget(self.compare)
        self.op.setAccessibleName("Suspected op")
        second.addWidget(QLabel("The wrong rule is that of"))
        second.addWidget(self.op, 1)
        second.addWidget(self.accuse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(first)
        column.addWidget(self.says)
        column.addWidget(self.table, 1)
        column.addLayout(second)
