"""Lines of keys and what they do, at the foot of the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.canvas.look import Look, pen, text_width, tinted
from desktop_app.canvas.overlay import Overlay, text_sized

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas

Lines = tuple[tuple[str, str], ...]
"""For each line a key, and what it does."""

_ROW: Final = 22.0
_PAD: Final = 12.0
_GAP: Final = 10.0
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter


class Hint(Overlay):
    """The keys that may follow the one that was pressed.

    Attributes:
        lines: the keys and what they do; none where nothing is under way.
    """

    def __init__(self, canvas: Canvas) -> None:
        """Show keys on a canvas, none at first."""
        self._canvas = canvas
        self.lines: Lines = ()

    def show(self, lines: Lines) -> None:
        """Show keys that may follow now; without lines, show none any more."""
        if lines != self.lines:
            self.lines = lines
            self._canvas.update()

    def paint_on_glass(self, painter: QPainter) -> None:
        """Paint the lines at the foot of the canvas."""
        if self.lines:
            with text_sized(painter) as scale:
                room = QRectF(QPointF(), self._canvas.size().toSizeF() / scale)
                _paint(painter, self._canvas.look, room, self.lines)


def _paint(painter: QPainter, look: Look, within: QRectF, lines: Lines) -> None:
    key_width = max(_width(look, key) for key, _ in lines) + 14.0
    text = max(_width(look, text) for _, text in lines)
    box = QRectF(0, 0, key_width + _GAP + text + 2 * _PAD, _ROW * len(lines) + 2 * _PAD - 4.0)
    box.moveCenter(within.center())
    box.moveBottom(within.bottom() - 20.0)
    _paint_sheet(painter, look, box)
    for i, line in enumerate(lines):
        row = QRectF(box.left() + _PAD, box.top() + _PAD - 2.0 + i * _ROW, box.width(), _ROW)
        _paint_line(painter, look, row, key_width, line)


def _paint_sheet(painter: QPainter, look: Look, box: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tinted(look.theme.canvas.shadow, 0.18))
    painter.drawRoundedRect(box.translated(0, 3).adjusted(-2, -2, 2, 2), 10, 10)
    painter.setPen(pen(look.theme.window.border_strong, 1.0))
    painter.setBrush(QColor(look.theme.window.panel))
    painter.drawRoundedRect(box, 9, 9)


def _paint_line(
    painter: QPainter, look: Look, row: QRectF, key_width: float, line: tuple[str, str]
) -> None:
    key, text = line
    cap = QRectF(row.topLeft() + QPointF(0, 2), row.topLeft() + QPointF(key_width, _ROW - 2))
    painter.setPen(pen(look.theme.window.border, 1.0))
    painter.setBrush(QColor(look.theme.window.raised))
    painter.drawRoundedRect(cap, 4, 4)
    painter.setPen(QColor(look.theme.window.text))
    painter.setFont(look.small)
    painter.drawText(cap, _CENTRE, key)
    painter.drawText(row.adjusted(key_width + _GAP, 0, 0, 0), _LEFT, text)


def _width(look: Look, text: str) -> float:
    return text_width(text, look.key(look.small))
