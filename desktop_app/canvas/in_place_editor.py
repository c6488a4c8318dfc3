"""Typing a number or a name in place: an ordinary line edit laid over the node."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class InPlaceEditor(QLineEdit):
    """A line edit that commits on Enter or when it loses the focus, and gives up on Esc.

    Attributes:
        finished: emitted once, when the editor is about to go.
    """

    finished = Signal()

    def __init__(self, parent: QWidget, text: str, commit: Callable[[str], str | None]) -> None:
        """Start typing.

        Args:
            parent: the widget to lie on.
            text: what stands there at first, selected.
            commit: takes the text; returns the sentence that says why it cannot, or None.
        """
        super().__init__(text, parent)
        self._commit = commit
        self._first = text
        self._is_done = False
        self.problem: str | None = None
        self.selectAll()
        self.textEdited.connect(self._forgive)

    def place(self, rect: QRectF, font: QFont, scale: float) -> None:
        """Lie over a rectangle of the parent, with the font enlarged by a factor."""
        larger = QFont(font)
        larger.setPixelSize(max(10, round(font.pixelSize() * scale)))
        self.setFont(larger)
        self.setGeometry(rect.toAlignedRect())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Commit on Enter, give up on Esc."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.try_to_commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_now()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit what can be; give up on the rest."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self._is_done:
            self.try_to_commit()
            self.close_now()

    def try_to_commit(self) -> None:
        """Hand the text over, and go unless it is refused."""
        self.problem = None if self.text() == self._first else self._commit(self.text())
        if self.problem is None:
            self.close_now()
        else:
            self._mark(problem=True)

    def close_now(self) -> None:
        """Go without another word."""
        if self._is_done:
            return
        self._is_done = True
        self.finished.emit()
        self.hide()
        self.deleteLater()

    def _forgive(self) -> None:
        self._mark(problem=False)

    def _mark(self, *, problem: bool) -> None:
        self.setProperty("problem", problem)
        self.style().unpolish(self)
        self.style().polish(self)
