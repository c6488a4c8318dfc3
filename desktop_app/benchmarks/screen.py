"""The screen that contenders are painted on: Qt's own way from an update to pixels."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QApplication, QWidget

SIZE: Final = QSize(1280, 800)
_PATIENCE: Final = 20


class NotPaintedError(Exception):
    """A step asked for no paint: what was measured would be nothing."""


class Screen(QObject):
    """Shows a widget, lets it paint what it asked to paint, and counts that it did.

    As in a real window each widget paints only what it asked for, and one that scrolls has the
    rest moved.

    Attributes:
        paints: how many paint events the widget had.
    """

    def __init__(self, window: QWidget, painted: QWidget) -> None:
        """Show a window; count the paints of a widget in it."""
        super().__init__(painted)
        self.paints = 0
        self._window = window
        painted.installEventFilter(self)
        window.resize(SIZE)
        window.show()
        self.paint()

    def paint(self) -> None:
        """Let the widget paint.

        Raises:
            NotPaintedError: it did not want to.
        """
        before = self.paints
        for _ in range(_PATIENCE):
            QApplication.processEvents()
            if self.paints > before:
                return
        raise NotPaintedError(f"{type(self._window).__name__} painted nothing")

    def close(self) -> None:
        """Take the window off the screen."""
        self._window.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count paint events."""
        if event.type() == QEvent.Type.Paint:
            self.paints += 1
        return super().eventFilter(watched, event)
