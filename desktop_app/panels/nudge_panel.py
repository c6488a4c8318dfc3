"""Nudge: move one leaf a little, and see what the gradient foretells beside what comes true."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop_app import style
from desktop_app.commands.nodes import set_value
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.target_curves import TargetCurves
from desktop_app.model.theme import Theme
from desktop_app.panels.nudge_rows import GRADIENT, BarDelegate, LeafRow, NudgeRows
from desktop_app.panels.number_field import NumberField
from desktop_app.panels.text_label import TextLabel
from engine.document import EditError
from engine.graph import Graph
from engine.labels import display_name, display_names
from engine.nudging import Nudge, nudge, sentence, strongest
from engine.readable import readable

_DELTA: Final = 0.01
_PER_UNIT: Final = 100
"""The slider goes from −1 to 1 in hundredths; any other δ can be typed."""
_LISTED: Final = 200
"""So many leaves are moved for the list: those that move the target most."""


class NudgePanel(QScrollArea):
    """The leaves in the order of how much they move the target, each moved by δ alone.

    Attributes:
        delta: the field for δ.
        slider: δ from −1 to 1.
        says: what the nudge of the chosen leaf does, and why it has that sign.
        outcome: what was foretold, what came true, and what lies between them.
        table: all leaves.
        apply: makes the nudge, as an edit.

    Signals:
        message: a sentence for the status bar.
    """

    message = Signal(str)

    def __init__(
        self,
        opened: OpenDocument,
        run: Run,
        selection: Selection,
        curves: TargetCurves,
        theme: Theme,
    ) -> None:
        """Make the panel."""
        super().__init__()
        self._opened, self._run, self._selection, self._curves = opened, run, selection, curves
        self._rows = NudgeRows(theme)
        self._delta = _DELTA
        self.delta = NumberField()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.says = TextLabel(Qt.TextFormat.PlainText)
        self.outcome = TextLabel(Qt.TextFormat.PlainText)
        self.table = QTableView()
        self.apply = QPushButton("Apply")
        self._question = QLabel()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._refresh_if_visible)
        self._set_up()
        self._lay_out()
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._rows.theme = theme
        self.table.viewport().update()

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        return [self.delta, self.slider, self.apply, self.table]

    def commit_typing(self) -> bool:
        """Enter the δ that is being typed; tell whether it was accepted."""
        return self.delta.commit_typing()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Work everything out anew."""
        self._timer.stop()
        curves, target, graph = self._curves.curves(), self._run.target, self._graph
        if curves is None or target is None:
            self._rows.show_rows(())
            self._say(None)
            return
        leaves = strongest(curves, graph)[:_LISTED]
        names = display_names(graph, leaves)
        found = [LeafRow(names[leaf], nudge(curves, leaf, self._delta)) for leaf in leaves]
        self._rows.show_rows(found)
        self._question.setText(f"Which leaf moves {display_name(graph, target)} most?")
        self._follow_selection()

    @property
    def _graph(self) -> Graph:
        return self._opened.document.graph

    @property
    def _chosen(self) -> LeafRow | None:
        rows = self.table.selectionModel().selectedRows()
        return self._rows.rows[rows[0].row()] if rows else None

    def _say(self, row: LeafRow | None) -> None:
        target = self._run.target
        self.apply.setEnabled(row is not None)
        if row is None or target is None:
            self.says.setText(self._curves.problem or "Choose a leaf to nudge it.")
            self.outcome.setText("")
            return
        goal = display_name(self._graph, target)
        self.says.setText(sentence(row.name, goal, row.nudge))
        self.outcome.setText(_outcome(goal, row.nudge))

    def _follow_selection(self) -> None:
        """Choose the row of the leaf that is selected, or none."""
        if not self.isVisible():
            return
        current = self._selection.current
        at = next((i for i, r in enumerate(self._rows.rows) if r.nudge.node == current), None)
        model = self.table.selectionModel()
        if at is None:
            model.clearSelection()
        else:
            flags = QItemSelectionModel.SelectionFlag
            wanted = flags.ClearAndSelect | flags.Rows
            model.setCurrentIndex(self._rows.index(at, 0), wanted)
        self._say(self._chosen)

    def _select_leaf(self, index: QModelIndex) -> None:
        if index.isValid():
            self._selection.set([self._rows.rows[index.row()].nudge.node])

    def _apply(self) -> None:
        row = self._chosen
        if row is None:
            return
        value = self._curves_start(row.nudge.node) + row.nudge.delta
        try:
            edit = set_value(self._opened.document, row.nudge.node, value)
        except EditError as error:
            self.message.emit(str(error))
            return
        self._opened.apply(edit)

    def _curves_start(self, leaf: str) -> float:
        node = self._graph.nodes[leaf]
        return float(node.value)  # type: ignore[union-attr]  # rows are leaves

    def _set_delta(self, delta: float) -> None:
        self._delta = delta
        self.delta.set_number(delta)
        self.slider.blockSignals(True)
        self.slider.setValue(round(delta * _PER_UNIT))
        self.slider.blockSignals(False)
        self.refresh()

    def _slide(self, hundredths: int) -> None:
        self._set_delta(hundredths / _PER_UNIT)

    def _schedule(self) -> None:
        if self.isVisible():
            self._timer.start()

    def _refresh_if_visible(self) -> None:
        if self.isVisible():
            self.refresh()

    def _set_up(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.delta.setAccessibleName("δ: how far a leaf is moved")
        style.fix_width(self.delta, 96)
        self.delta.set_number(_DELTA)
        self.slider.setAccessibleName("δ from −1 to 1")
        self.slider.setRange(-_PER_UNIT, _PER_UNIT)
        self.slider.setValue(round(_DELTA * _PER_UNIT))
        self.apply.setToolTip("Move the chosen leaf by δ; it can be undone")
        self._question.setProperty("role", "title")
        table = self.table
        table.setAccessibleName("Leaves by how much they move the target")
        table.setModel(self._rows)
        table.setItemDelegateForColumn(GRADIENT, BarDelegate(self._rows))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setMinimumHeight(180)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setHighlightSections(False)

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(10)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(QLabel("δ"))
        first.addWidget(self.delta)
        first.addWidget(self.slider, 1)
        first.addWidget(self.apply)
        column.addLayout(first)
        column.addWidget(self.says)
        column.addWidget(self.outcome)
        column.addWidget(self._question)
        column.addWidget(self.table, 1)
        self.setWidget(page)

    def _connect(self) -> None:
        self.delta.committed.connect(self._set_delta)
        self.delta.refused.connect(self.message)
        self.slider.valueChanged.connect(self._slide)
        self.apply.clicked.connect(self._apply)
        self.table.selectionModel().currentRowChanged.connect(self._select_leaf)
        self._curves.outdated.connect(self._schedule)
        self._curves.ready.connect(self._schedule)
        self._selection.changed.connect(self._follow_selection)


def _outcome(target: str, found: Nudge) -> str:
    """Write what was foretold, what came true, and why they differ."""
    foretold = f"Predicted Δ{target} = gradient × δ = {readable(found.predicted)}"
    if found.actual != found.actual:
        return f"{foretold}; {target} is not finite there."
    left = found.actual - found.predicted
    came = f"Actual Δ{target} = {readable(found.actual)}"
    if abs(left) <= 1e-9 * max(abs(found.actual), abs(found.predicted), 1e-300):
        return f"{foretold}. {came}: along this leaf {target} is straight as far as δ reaches."
    return f"{foretold}. {came}: the rest, {readable(left, 3)}, is the bend of the curve."
