"""The op card: the rule of the selected node's op, its curve here, and its edges."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
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
from desktop_app.panels.typesetting import muted, signed_html, warning
from engine.graph import Apply, Graph
from engine.op_card import Card, card, curve
from engine.ops import OPS
from engine.readable import readable

if TYPE_CHECKING:
    from desktop_app.panels.op_plot import OpPlot

_PLAIN: Final = (0.5, 1.5, 0.5)
"""Where operands are that nobody has given a number."""
_EVERYWHERE: Final = "every number"


class OpPanel(QScrollArea):
    """Follows the selection; without an op node in it, any op can be looked up.

    Attributes:
        op: which op.
        operand: of which operand the curve is.
        text: rule, slopes, domain, kink and gate.
        here: the operand's number and the slope there.
    """

    def __init__(self, opened: OpenDocument, run: Run, selection: Selection, theme: Theme) -> None:
        super().__init__()
        self._opened, self._run, self._selection, self._theme = opened, run, selection, theme
        self._plot: OpPlot | None = None
        self.op, self.operand = QComboBox(), QComboBox()
        self.text = TextLabel(Qt.TextFormat.RichText)
        self.here = TextLabel(Qt.TextFormat.RichText)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._refresh_if_visible)
        self._lay_out()
        self.op.activated.connect(self._look_up)
        self.operand.activated.connect(self._draw)
        opened.changed.connect(self._schedule)
        opened.replaced.connect(self._schedule)
        run.updated.connect(self._schedule)
        selection.changed.connect(self._schedule)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self._plot is not None:
            self._plot.set_theme(theme)
        self._schedule()

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        return [self.op, self.operand]

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        if self._plot is None:
            from desktop_app.panels.op_plot import OpPlot

            self._plot = OpPlot(self._theme)
            self._column.insertWidget(self._place_of_plot, self._plot)
        self.refresh()

    def refresh(self) -> None:
        """Show the op of the selected node, or again what was looked up."""
        self._timer.stop()
        node = self._node()
        if node is not None:
            self.op.setCurrentIndex(self.op.findData(node.op))
        self._show(card(self.op.currentData()))

    @property
    def _graph(self) -> Graph:
        return self._opened.document.graph

    def _node(self) -> Apply | None:
        node = self._graph.nodes.get(self._selection.current or "")
        return node if isinstance(node, Apply) else None

    def _look_up(self) -> None:
        """Show another op than that of the selected node, which no longer is what is shown."""
        if self._node() is not None:
            self._selection.clear()
        self._show(card(self.op.currentData()))

    def _show(self, found: Card) -> None:
        parts = [
            f"<p>{escape(found.help)}</p>",
            f"<p><b>{escape(found.rule)}</b></p>",
            *(f"<p>{escape(line)}</p>" for line in found.slopes),
            f"<p>{escape(found.gate)}</p>",
        ]
        if found.domain != _EVERYWHERE:
            parts.append(f"<p>{muted(escape(f'Defined for {found.domain}.'), self._theme)}</p>")
        if found.kink:
            parts.append(f"<p>{muted(escape(found.kink), self._theme)}</p>")
        self.text.setText("".join(parts))
        present = [self.operand.itemText(i) for i in range(self.operand.count())]
        if present != list(found.operands):
            self.operand.clear()
            self.operand.addItems(list(found.operands))
        self._draw()

    def _draw(self) -> None:
        """Show the curve by the chosen operand, with its tangent at the present number."""
        op, varied = self.op.currentData(), max(self.operand.currentIndex(), 0)
        if OPS[op].reduces_rows:
            self.here.setText("")
            self._set_plot_visible(visible=False)
            return
        found = curve(op, self._operands(op), varied)
        name = self.operand.currentText()
        at = f"{escape(name)} = {escape(readable(found.at))}"
        slope = f"∂y/∂{escape(name)} = {signed_html(found.slope, self._theme)}"
        kink = f" {warning('A kink.', self._theme)}" if found.is_kink else ""
        self.here.setText(f"{at}, y = {escape(readable(found.value))}, {slope}{kink}")
        self._set_plot_visible(visible=True)
        if self._plot is not None:
            self._plot.show_curve(found)

    def _operands(self, op: str) -> list[float]:
        """Return the numbers of the selected node's operands; others stand somewhere plain."""
        node, count = self._node(), len(card(op).operands)
        known: list[float | None] = [None] * count
        if node is not None and node.op == op:
            known = [None if n is None else self._run.value(n) for n in node.operands]
        plain = (_PLAIN * count)[: max(count, len(known))]
        return [plain[i] if number is None else number for i, number in enumerate(known)]

    def _set_plot_visible(self, *, visible: bool) -> None:
        if self._plot is not None:
            self._plot.setVisible(visible)

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
        self.op.setAccessibleName("Op")
        self.operand.setAccessibleName("Operand that the curve is drawn over")
        for name, op in OPS.items():
            if op.offered:
                self.op.addItem(name if op.symbol == name else f"{op.symbol}  {name}", name)
        for label in (self.text, self.here):
            label.setFont(style.canvas_font(14))
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self.op, 2)
        first.addWidget(QLabel("over"))
        first.addWidget(self.operand, 1)
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(14, 12, 14, 14)
        self._column.setSpacing(10)
        self._column.addLayout(first)
        self._column.addWidget(self.text)
        self._place_of_plot = self._column.count()
        self._column.addWidget(self.here)
        self._column.addStretch(1)
        self.setWidget(page)
