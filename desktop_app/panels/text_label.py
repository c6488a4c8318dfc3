"""A text that can be selected and copied, and leaves every other key to the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QWidget

_OWN_KEYS = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.SelectAll)


class TextLabel(QLabel):
    """Wraps its text; Copy means the text while some of it is selected."""

    def __init__(self, text_format: Qt.TextFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(text_format)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def minimumSizeHint(self) -> QSize:
        """Do with any width: a word that is too long must not push the others away."""
        return QSize(0, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Claim the keys that copy and select the text; without a claim they are the window's."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().event(event)
        event.setAccepted(self.hasSelectedText() and any(map(event.matches, _OWN_KEYS)))
        return True
