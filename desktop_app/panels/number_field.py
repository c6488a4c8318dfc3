"""A line in which a number is typed: −3, 1e−3, 2/3 or pi."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from engine.parse import ParseError, parse_number
from engine.readable import exact


def mark_problem(field: QLineEdit, *, problem: bool) -> None:
    """Give a field the outline that says something is wrong in it, or take that away."""
    if bool(field.property("problem")) is problem:
        return
    field.setProperty("problem", problem)
    field.style().unpolish(field)
    field.style().polish(field)


def is_typed_in(field: QWidget) -> bool:
    """Tell whether the keyboard is in a field, or would be if its window had it."""
    return field.window().focusWidget() is field


class NumberField(QLineEdit):
    """Shows a number, and takes another.

    Signals:
        committed: with the number that was entered, where it is another one.
        refused: with one sentence, where it is none; empty when that is over.
    """

    committed = Signal(float)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = 0.0
        self._refusal = ""
        self.editingFinished.connect(self._commit)
        self.textEdited.connect(self._accept_again)

    def set_number(self, number: float) -> None:
        """Show a number, unless another one is being typed."""
        self._number = number
        if not (self.hasFocus() and self.isModified()):
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc brings the number back."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._show()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        text = exact(self._number)
        if self.text() != text:
            self.setText(text)
        self.setModified(False)
        self._accept_again()

    def commit_typing(self) -> bool:
        """Enter what is being typed here; tell whether it was accepted, or nothing was typed."""
        if not is_typed_in(self):
            return True
        self._commit()
        return not self._refusal

    def _commit(self) -> None:
        if not self.isModified():
            return
        try:
            number = parse_number(self.text())
        except ParseError as error:
            self._refuse(str(error))
            return
        self.setModified(False)
        if number == self._number:
            self._show()
        else:
            self.committed.emit(number)

    def _refuse(self, sentence: str) -> None:
        self._refusal = sentence
        mark_problem(self, problem=True)
        self.refused.emit(sentence)

    def _accept_again(self) -> None:
        mark_problem(self, problem=False)
        if self._refusal:
            self._refusal = ""
            self.refused.emit("")
