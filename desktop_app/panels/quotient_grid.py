"""One difference quotient with all that it is made of, every digit shown."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop_app import style
from desktop_app.panels.text_label import TextLabel
from desktop_app.panels.typesetting import NO_NUMBER
from engine.quotient_study import Quotient, Way
from engine.readable import exact

ABOVE, BELOW, HERE = "f(x + h)", "f(x − h)", "f(x)"
QUOTIENT, GRADIENT, DIFFERENCE = "quotient", "gradient", "difference"
_ROWS: Final = (ABOVE, HERE, BELOW, QUOTIENT, GRADIENT, DIFFERENCE)


class QuotientGrid(QWidget):
    """A caption and a number in each row."""

    def __init__(self) -> None:
        super().__init__()
        self._captions = {row: QLabel(row) for row in _ROWS}
        self._numbers = {row: TextLabel(Qt.TextFormat.PlainText) for row in _ROWS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for i, row in enumerate(_ROWS):
            self._captions[row].setProperty("role", "muted")
            self._numbers[row].setFont(style.canvas_font(13))
            self._numbers[row].setAccessibleName(row)
            grid.addWidget(self._captions[row], i, 0)
            grid.addWidget(self._numbers[row], i, 1)

    def text(self, row: str) -> str:
        """Return the number in a row, as it is written."""
        return self._numbers[row].text()

    def show_quotient(self, one: Quotient, gradient_name: str, gradient: float, way: Way) -> None:
        """Show a quotient beside the gradient, called as it is written: ∂L/∂a."""
        self._captions[GRADIENT].setText(gradient_name)
        for row, number in {
            ABOVE: one.above,
            BELOW: one.below,
            HERE: one.here,
            QUOTIENT: one.quotient,
            GRADIENT: gradient,
            DIFFERENCE: one.difference,
        }.items():
            self._numbers[row].setText(exact(number))
        self._show_row(HERE, shown=way is Way.FORWARD)
        self._show_row(BELOW, shown=way is Way.CENTRAL)

    def clear(self) -> None:
        """Show no number."""
        for label in self._numbers.values():
            label.setText(NO_NUMBER)

    def _show_row(self, row: str, *, shown: bool) -> None:
        self._captions[row].setVisible(shown)
        self._numbers[row].setVisible(shown)
