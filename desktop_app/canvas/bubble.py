"""The sentence beside the pointer that says why something is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from desktop_app.canvas.look import Look, pen, tinted
from desktop_app.canvas.overlay import Overlay, text_sized

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas

LINGERS: Final = 5000
"""How long a refusal stays after the gesture, in milliseconds."""
_WIDEST: Final = 340.0
_PAD: Final = 12.0
_OFFSET: Final = QPointF(16.0, 18.0)
_FLAGS: Final = (
    Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
)


class Bubble(QObject):
    """One sentence at a point of the widget, until it is hidden or has lingered."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        """Start with nothing to say."""
        super().__init__(parent)
        self.text = ""
        self._at = QPointF()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)

    def show(self, text: str, at: QPointF, *, lingers: bool = False) -> None:
        """Say a sentence at a point, for good or for a while."""
        self.text, self._at = text, QPointF(at)
        if lingers:
            self._timer.start(LINGERS)
        self.changed.emit()

    def hide(self) -> None:
        """Say nothing."""
        self._timer.stop()
        if self.text:
            self.text = ""
            self.changed.emit()

    def paint(self, painter: QPainter, look: Look, within: QRectF, scale: float) -> None:
        """Paint the sentence, wholly inside a rectangle, in units of ``scale`` pixels."""
        if not self.text:
            return
        canvas = look.theme.canvas
        measure = QFontMetricsF(look.small)
        words = measure.boundingRect(QRectF(0, 0, _WIDEST, 400), int(_FLAGS), self.text)
        box = QRectF(0, 0, words.width() + 2 * _PAD + 4, words.height() + 1.4 * _PAD)
        at = self._at / scale
        box.moveTopLeft(at + _OFFSET)
        box.moveLeft(max(min(box.left(), within.right() - box.width() - 8), 8.0))
        if box.bottom() > within.bottom() - 8:
            box.moveBottom(at.y() - 12)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(canvas.shadow, 0.18))
        painter.drawRoundedRect(box.translated(0, 3).adjusted(-2, -2, 2, 2), 9, 9)
        painter.setPen(pen(canvas.refusal, 1.2))
        painter.setBrush(QColor(look.theme.window.tooltip))
        painter.drawRoundedRect(box, 8, 8)
        painter.setPen(QColor(look.theme.window.tooltip_text))
        painter.setFont(look.small)
        painter.drawText(box.adjusted(_PAD, 0, -_PAD + 4, 0), int(_FLAGS), self.text)


class Said(Overlay):
    """The bubble before a canvas."""

    def __init__(self, bubble: Bubble, canvas: Canvas) -> None:
        """Show a bubble on a canvas."""
        self._bubble, self._canvas = bubble, canvas

    def paint_on_glass(self, painter: QPainter) -> None:
        """Paint the sentence beside the pointer."""
        with text_sized(painter) as scale:
            room = QRectF(QPointF(), self._canvas.size().toSizeF() / scale)
            self._bubble.paint(painter, self._canvas.look, room, scale)
