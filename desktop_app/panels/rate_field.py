"""The learning rate: typed as any number above 0, or stepped along 1, 2, 5, 10 and so on."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from desktop_app import style
from desktop_app.commands import training
from desktop_app.model.open_document import OpenDocument
from desktop_app.panels.number_field import is_typed_in, mark_problem
from engine.document import EditError
from engine.parse import ParseError, parse_number
from engine.readable import exact, readable

_STEPS: Final = (1.0, 2.0, 5.0)
_SMALLEST: Final = 1e-12
_LARGEST: Final = 1e6
_DIGITS: Final = 5
"""How many digits of the rate have room in the field."""


class RateField(QAbstractSpinBox):
    """Shows and changes the document's learning rate.

    Signals:
        refused: with one sentence, where what was typed cannot be a learning rate.
    """

    refused = Signal(str)

    def __init__(self, open_document: OpenDocument, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open_document = open_document
        self._gesture = object()
        self._is_typed = False
        self.setAccessibleName("Learning rate")
        style.fix_width(self, 116)
        self.editingFinished.connect(self._commit)
        self.lineEdit().textEdited.connect(self._notice_typing)
        open_document.changed.connect(self._show)
        open_document.replaced.connect(self._show)
        self._show()

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Let anything be typed; it is judged when it is entered."""
        return QValidator.State.Acceptable, text, at

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc brings the rate back."""
        if event.key() == Qt.Key.Key_Escape and self._is_typed:
            self._show()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def stepBy(self, steps: int) -> None:
        """Go to the next of 1, 2, 5, 10, …, up or down."""
        rate = self._rate
        for _ in range(abs(steps)):
            rate = next_rate(rate) if steps > 0 else previous_rate(rate)
        self._set(rate)

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Tell which way there is still to go."""
        flags = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self._rate < _LARGEST:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if self._rate > _SMALLEST:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return flags

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin a new undo step: what is changed until the keyboard leaves is one."""
        super().focusInEvent(event)
        self._gesture = object()

    @property
    def _rate(self) -> float:
        return self._open_document.document.training.rate

    def _show(self) -> None:
        text = readable(self._rate, _DIGITS)
        if self.lineEdit().text() != text:
            self.lineEdit().setText(text)
            self.lineEdit().setCursorPosition(0)
        self.setToolTip(f"Learning rate {exact(self._rate)}: how far a step goes")
        self._is_typed = False
        self._accept_again()

    def _notice_typing(self) -> None:
        self._is_typed = True
        self._accept_again()

    def commit_typing(self) -> bool:
        """Enter what is being typed here; tell whether it was accepted, or nothing was typed."""
        if is_typed_in(self):
            self._commit()
            return not self._is_typed
        return True

    def _commit(self) -> None:
        if not self._is_typed:
            return
        try:
            self._set(parse_number(self.lineEdit().text()))
        except (ParseError, EditError) as error:
            mark_problem(self.lineEdit(), problem=True)
            self.refused.emit(str(error))

    def _set(self, rate: float) -> None:
        edit = training.set_rate(self._open_document.document, rate)
        self._open_document.apply(edit, gesture=self._gesture)
        self._show()

    def _accept_again(self) -> None:
        mark_problem(self.lineEdit(), problem=False)


def next_rate(rate: float) -> float:
    """Return the next larger of …, 0.1, 0.2, 0.5, 1, 2, 5, 10 and so on."""
    return min(r for r in _around(rate) if r > rate * (1 + 1e-9))


def previous_rate(rate: float) -> float:
    """Return the next smaller of …, 0.1, 0.2, 0.5, 1, 2, 5, 10 and so on."""
    return max(r for r in _around(rate) if r < rate * (1 - 1e-9))


def _around(rate: float) -> list[float]:
    power = math.floor(math.log10(rate))
    # Written as text, so that 5 × 10⁻² is 0.05 and not a neighbour of it.
    return [float(f"{step}e{power + shift}") for shift in (-1, 0, 1) for step in _STEPS]
