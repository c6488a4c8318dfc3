"""What is dragged from elsewhere and dropped, as the window system delivers it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLibraryInfo, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget


def drop(widget: QWidget, data: QMimeData, at: QPoint) -> None:
    """Drag over a widget and drop; each event must be accepted."""
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    # Qt 6.12 deprecates whole pixels here, and 6.11 knows nothing else.
    over: Any = QPointF(at) if QLibraryInfo.version().segments()[:2] >= [6, 12] else at
    move = QDragMoveEvent(over, copy, data, left, none)
    move.accept()  # as Qt does where the entrance was accepted
    for event in (
        QDragEnterEvent(over, copy, data, left, none),
        move,
        QDropEvent(QPointF(at), copy, data, left, none),
    ):
        QApplication.sendEvent(widget, event)
        assert event.isAccepted()
