"""Shortcuts of two keys: after the first, the keys that may follow are shown until the next key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence

from desktop_app.canvas.canvas import Canvas

_MODIFIERS: Final = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta)
_ENDS: Final = (QEvent.Type.MouseButtonPress, QEvent.Type.FocusOut, QEvent.Type.Hide)


class Chords(QObject):
    """Watches the keys that come to the canvas, before they become shortcuts."""

    def __init__(self, canvas: Canvas, actions: Iterable[QAction]) -> None:
        """Watch a canvas; the actions' shortcuts are read anew at each key."""
        super().__init__(canvas)
        self._canvas = canvas
        self._actions = list(actions)
        self._waits_for_release = 0
        self._shows = False
        for action in self._actions:
            action.triggered.connect(self._hide)
        canvas.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Show or hide what may follow; the event goes on in any case."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() not in _MODIFIERS:
                self._follow(QKeySequence(event.keyCombination()))
        elif event.type() == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            self._release(event.key())
        elif event.type() in _ENDS:
            self._hide()
        return False

    def _release(self, key: int) -> None:
        # Of the second key nothing is heard but its release: Qt takes the press, and asks nobody.
        if key == self._waits_for_release:
            self._waits_for_release = 0
        elif key not in _MODIFIERS:
            self._hide()

    def _hide(self) -> None:
        # A gesture may have keys of its own to show.
        if self._shows:
            self._shows = False
            self._canvas.show_hint(())

    def _follow(self, pressed: QKeySequence) -> None:
        self._waits_for_release = pressed[0].key()  # type: ignore[index]
        self._hide()
        lines = tuple(self._continuations(pressed))
        if lines and self._canvas.hands.tool is None:
            self._shows = True
            self._canvas.show_hint(lines)

    def _continuations(self, pressed: QKeySequence) -> Iterator[tuple[str, str]]:
        for action in self._actions:
            for sequence in action.shortcuts():
                if sequence.count() > 1 and sequence[0] == pressed[0] and action.isEnabled():  # type: ignore[index]
                    rest = QKeySequence(sequence[1])  # type: ignore[index]
                    key = rest.toString(QKeySequence.SequenceFormat.NativeText)
                    yield key, action.text().replace("&", "")
