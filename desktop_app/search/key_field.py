"""A field that takes keys as they are pressed, instead of what they would type."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QKeyCombination, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from desktop_app import style
from desktop_app.model.theme import Theme
from desktop_app.search import keycaps

_MOST: Final = 2
_MODIFIERS: Final = (
    *(Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr),
    *(Qt.Key.Key_unknown, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock),
)
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class KeyField(QWidget):
    """Takes one key, or two one after the other; Enter accepts, Esc gives up.

    Attributes:
        keys: what was pressed so far.

    Signals:
        pressed: another key was taken.
        accepted: Enter was pressed after a key.
        given_up: Esc was pressed, or the keyboard went elsewhere.
    """

    pressed = Signal()
    accepted = Signal()
    given_up = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.keys = QKeySequence()
        self.setAccessibleName("New key")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(QSize(style.px(220), style.px(34)))

    def begin(self) -> None:
        """Take keys from now on."""
        self.keys = QKeySequence()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Take keys before they become shortcuts, or move the focus."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._take(event)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Give up, unless the keyboard goes to another program for a while."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.given_up.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the keys, or ask for one."""
        colours = self._theme.window
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ring = colours.focus if self.hasFocus() else colours.outline
            painter.setPen(QPen(QColor(ring), 1.5))
            painter.setBrush(QColor(colours.field))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 6, 6)
            if self.keys.isEmpty():
                painter.setPen(QColor(colours.muted))
                painter.drawText(self.rect().adjusted(12, 0, -8, 0), _LEFT, "Press the new key…")
            else:
                at = QPointF(10, self.height() / 2)
                keycaps.paint(painter, at, self.keys, self._theme)

    def _take(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        is_bare = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if key == Qt.Key.Key_Escape and is_bare:
            self.given_up.emit()
        elif key in _ENTER and is_bare:
            if not self.keys.isEmpty():
                self.accepted.emit()
        elif key not in _MODIFIERS and not event.isAutoRepeat():
            self._add(_stroke(event))

    def _add(self, stroke: QKeyCombination) -> None:
        # A third key begins anew.
        strokes = [self.keys[i] for i in range(self.keys.count())]  # type: ignore[index]
        kept = strokes if len(strokes) < _MOST else []
        self.keys = QKeySequence(*[*kept, stroke])
        self.update()
        self.pressed.emit()


def _stroke(event: QKeyEvent) -> QKeyCombination:
    """Return the key as shortcuts are written: Shift+Tab has a key of its own, ? needs no Shift."""
    key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key == Qt.Key.Key_Backtab:
        key = Qt.Key.Key_Tab
    text = event.text()
    is_sign = len(text) == 1 and text.isprintable() and not text.isalnum() and not text.isspace()
    if is_sign:
        held &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeyCombination(held, key)
