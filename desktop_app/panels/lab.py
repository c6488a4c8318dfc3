"""The lab: a gradient beside the difference quotient that it is the limit of.

The step h goes from a tenth to 10⁻¹⁵: first the quotient gets better, because the curve looks ever
straighter, then worse, because the values differ in their last digits only.
"""

from __future__ import annotations

from bisect import bisect_left
from math import isfinite
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from desktop_app import style
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.target_curves import TargetCurves
from desktop_app.model.theme import Theme
from desktop_app.panels.check_table import CheckTable
from desktop_app.panels.controls import Segmented
from desktop_app.panels.quotient_grid import QuotientGrid
from desktop_app.panels.text_label import TextLabel
from engine.curve import Curve
from engine.explain import gradient_name
from engine.graph import Graph, Leaf, Role
from engine.labels import display_names
from engine.quotient_study import STEPS, Quotient, Side, Way, best, quotients, side
from engine.readable import readable

if TYPE_CHECKING:
    from desktop_app.panels.plots import CurvePlot, ErrorPlot

_FIRST_STEP: Final = STEPS.index(1e-4)
_POINTS: Final = 121
_REACH: Final = 12.0
"""How many steps of the curve are seen to each side."""
_LEAST_REACH: Final = 1e-3
"""How far the curve is seen at least, as a part of x (of 1 where x is smaller)."""
_WAYS: Final = (
    (Way.FORWARD.value, "Forward", "(f(x + h) − f(x)) / h"),
    (Way.CENTRAL.value, "Central", "(f(x + h) − f(x − h)) / 2h"),
)
_SIDES: Final = {
    Side.TRUNCATION: "Mostly truncation: over this step the curve bends. A smaller h is better.",
    Side.ROUNDING: "Mostly rounding: the values differ in their last digits only. A larger h is "
    "better.",
    Side.NEITHER: "No other step comes nearer.",
}


class Lab(QScrollArea):
    """f(x + h), f(x), their quotient and the gradient, for one leaf and the target.

    Attributes:
        leaf: which leaf is moved.
        step: log h, in quarters of a decade.
        numbers: the quotient at that step.
        says: the sentence below them.
        table: every leaf's gradient against the best quotient.
    """

    def __init__(
        self,
        opened: OpenDocument,
        run: Run,
        selection: Selection,
        curves: TargetCurves,
        theme: Theme,
    ) -> None:
        """Make the panel; its plots are made when it is first shown."""
        super().__init__()
        self._opened, self._run, self._selection, self._theme = opened, run, selection, theme
        self._curves = curves
        self._curve: Curve | None = None
        self._study: list[Quotient] = []
        self._plots: tuple[CurvePlot, ErrorPlot] | None = None
        self.leaf = QComboBox()
        self.way = Segmented(_WAYS)
        self.step = QSlider(Qt.Orientation.Horizontal)
        self.step_text = QLabel()
        self.numbers = QuotientGrid()
        self.says = TextLabel(Qt.TextFormat.PlainText)
        self.check = QPushButton("Check All Leaves")
        self.table = CheckTable(selection, theme)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._refresh_if_visible)
        self._set_up()
        self._lay_out()
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.table.set_theme(theme)
        for plot in self._plots or ():
            plot.set_theme(theme)

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        return [self.leaf, *self.way.segments, self.step, self.check, self.table]

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        if self._plots is None:
            self._make_plots()
        self._follow_selection()
        self.refresh()

    def refresh(self) -> None:
        """Work everything out anew, at once where the graph is small."""
        self._timer.stop()
        curves = self._curves.curves()
        self._list_leaves()
        leaf = self.leaf.currentData()
        known = curves is not None and leaf in curves.slot_of
        self._curve = curves.curve(leaf) if curves is not None and known else None
        self._study = quotients(self._curve, STEPS, self._way) if self._curve else []
        self.check.setEnabled(curves is not None)
        self.show_step()

    def show_step(self) -> None:
        """Show the numbers of the step at which the slider stands."""
        index = self.step.value()
        h = STEPS[index]
        self.step_text.setText(f"h = {readable(h, 3)}")
        self.step.setAccessibleDescription(self.step_text.text())
        if self._curve is None:
            self._show_nothing()
            return
        one = self._study[index]
        leaf, target = self.leaf.currentData(), self._run.target
        name = gradient_name(self._graph, target, leaf) if target else ""
        self.numbers.show_quotient(one, name, self._curve.gradient, self._way)
        self.says.setText(self._sentence(one))
        self._draw(one)

    @property
    def _way(self) -> Way:
        return Way(self.way.choice)

    @property
    def _graph(self) -> Graph:
        return self._opened.document.graph

    def _sentence(self, one: Quotient) -> str:
        if not isfinite(one.quotient):
            return "The quotient is not finite here: f is not defined at one of its points."
        if one.difference == 0.0:
            return "The quotient is exactly the gradient."
        says, nearest = _SIDES[side(one, self._study)], best(self._study)
        if nearest is None or nearest is one:
            return says
        return f"{says} The best step here is about {readable(nearest.step, 2)}."

    def _show_nothing(self) -> None:
        self.numbers.clear()
        leaf = self.leaf.currentText()
        reason = self._curves.problem
        if not reason and leaf and self._curves.curves() is not None:
            reason = f"The target does not depend on {leaf}."
        self.says.setText(reason)
        for plot in self._plots or ():
            plot.setVisible(False)

    def _draw(self, one: Quotient) -> None:
        if self._plots is None or self._curve is None:
            return
        of_curve, of_errors = self._plots
        at = self._curve.start
        reach = max(_REACH * one.step, _LEAST_REACH * max(1.0, abs(at)))
        xs = [at + reach * (2.0 * i / (_POINTS - 1) - 1.0) for i in range(_POINTS)]
        of_curve.show_curve(xs, self._curve.at(xs).target(), at)
        of_curve.show_lines(one, at, self._curve.gradient, reach)
        of_errors.show_study(self._study)
        of_errors.show_step(one.step)
        for plot in self._plots:
            plot.setVisible(True)

    def _list_leaves(self) -> None:
        """List the leaves anew where they have changed, the chosen one staying the chosen one."""
        leaves = self._leaves()
        names = display_names(self._graph, leaves)
        wanted = [(names[leaf], leaf) for leaf in leaves]
        present = [(self.leaf.itemText(i), self.leaf.itemData(i)) for i in range(self.leaf.count())]
        if wanted == present:
            return
        chosen = self.leaf.currentData()
        self.leaf.blockSignals(True)
        self.leaf.clear()
        for name, leaf in wanted:
            self.leaf.addItem(name, leaf)
        self.leaf.setCurrentIndex(max(self.leaf.findData(chosen), 0 if wanted else -1))
        self.leaf.blockSignals(False)

    def _leaves(self) -> list[str]:
        """Return all leaves, those that a step changes first."""
        roles = {n: node.role for n, node in self._graph.nodes.items() if isinstance(node, Leaf)}
        return sorted(roles, key=lambda leaf: roles[leaf] is not Role.PARAMETER)

    def _follow_selection(self) -> None:
        current = self._selection.current
        if self.isVisible() and current is not None:
            self._list_leaves()
            at = self.leaf.findData(current)
            if at >= 0:
                self.leaf.setCurrentIndex(at)

    def _select_leaf(self) -> None:
        leaf = self.leaf.currentData()
        if leaf is not None:
            self._selection.set([leaf])
        self.refresh()

    def _check_all(self) -> None:
        curves = self._curves.curves()
        if curves is not None:
            self.table.check(curves, display_names(self._graph, self._leaves()))

    def _outdate(self) -> None:
        self.table.clear_checks()
        self._schedule()

    def _schedule(self) -> None:
        if self.isVisible():
            self._timer.start()

    def _refresh_if_visible(self) -> None:
        if self.isVisible():
            self.refresh()

    def _drag_step(self, exponent: float) -> None:
        self.step.setValue(min(bisect_left(STEPS, 10.0**exponent), len(STEPS) - 1))

    def _set_up(self) -> None:
        self.setObjectName("lab")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.leaf.setAccessibleName("Leaf that is moved")
        self.leaf.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.step.setAccessibleName("Step h, logarithmic")
        self.step.setRange(0, len(STEPS) - 1)
        self.step.setPageStep(4)
        self.step.setValue(_FIRST_STEP)
        self.way.choose(Way.FORWARD.value)
        self.step_text.setMinimumWidth(style.px(84))

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(10)
        column.addLayout(_row(QLabel("Leaf"), self.leaf, self.way))
        column.addLayout(_row(self.step_text, self.step))
        column.addWidget(self.numbers)
        column.addWidget(self.says)
        self._place_of_plots = column.count()
        column.addWidget(self.check)
        column.addWidget(self.table)
        column.addStretch(1)
        self._column = column
        self.setWidget(page)

    def _make_plots(self) -> None:
        from desktop_app.panels.plots import CurvePlot, ErrorPlot

        self._plots = CurvePlot(self._theme), ErrorPlot(self._theme)
        self._plots[1].step_dragged.connect(self._drag_step)
        for i, plot in enumerate(self._plots):
            self._column.insertWidget(self._place_of_plots + i, plot)

    def _connect(self) -> None:
        self.leaf.activated.connect(self._select_leaf)
        self.leaf.currentIndexChanged.connect(self._schedule)
        self.way.chosen.connect(self._schedule)
        self.step.valueChanged.connect(self.show_step)
        self.check.clicked.connect(self._check_all)
        self._opened.replaced.connect(self.leaf.clear)
        self._curves.outdated.connect(self._outdate)
        self._curves.ready.connect(self._schedule)
        self._selection.changed.connect(self._follow_selection)


def _row(first: QWidget, *others: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(first)
    for other in others:
        row.addWidget(other, 1)
    return row
