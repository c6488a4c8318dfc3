"""Keys as they stand on a keyboard: a small cap for each that is held or pressed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeySequence, QPainter, QPen

from desktop_app import style
from desktop_app.model.theme import Theme

HEIGHT: Final = 20.0
_PAD: Final = 6.0
_GAP: Final = 3.0
_THEN: Final = 9.0
_RADIUS: Final = 4.0
_PIXELS: Final = 11


def caps(sequence: QKeySequence) -> list[list[str]]:
    """Return the keys of a shortcut as they are called here: for each stroke, what is held."""
    native = QKeySequence.SequenceFormat.NativeText
    strokes = (QKeySequence(sequence[i]).toString(native) for i in range(sequence.count()))  # type: ignore[index]
    return [_parts(stroke) for stroke in strokes]


def width(font: QFont, sequence: QKeySequence) -> float:
    """Return how wide the caps of a shortcut are, in pixels."""
    metrics = QFontMetricsF(_small(font))
    strokes = [sum(_cap(metrics, key) + _GAP for key in keys) - _GAP for keys in caps(sequence)]
    return sum(strokes) + _THEN * (len(strokes) - 1)


def paint(
    painter: QPainter, at: QPointF, sequence: QKeySequence, theme: Theme, *, dim: bool = False
) -> None:
    """Paint the caps of a shortcut, ``at`` in the middle of their left side."""
    painter.setFont(_small(painter.font()))
    metrics = QFontMetricsF(painter.font())
    left = at.x()
    for keys in caps(sequence):
        for key in keys:
            high = style.px(HEIGHT)
            box = QRectF(left, at.y() - high / 2, _cap(metrics, key), high)
            _paint_cap(painter, box, key, theme, dim=dim)
            left = box.right() + _GAP
        left += _THEN - _GAP


def _paint_cap(painter: QPainter, box: QRectF, key: str, theme: Theme, *, dim: bool) -> None:
    colours = theme.window
    painter.setPen(QPen(QColor(colours.border_strong), 1))
    painter.setBrush(QColor(colours.raised))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
    painter.setPen(QColor(colours.disabled if dim else colours.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)


def _cap(metrics: QFontMetricsF, key: str) -> float:
    return max(style.px(HEIGHT), metrics.horizontalAdvance(key) + 2 * _PAD)


def _small(font: QFont) -> QFont:
    made = QFont(font)
    made.setPixelSize(style.px(_PIXELS))
    made.setWeight(QFont.Weight.Medium)
    made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.0)
    return made


def _parts(stroke: str) -> list[str]:
    # On a Mac the keys are signs without anything between; a plus may itself be a key.
    if "+" not in stroke[:-1]:
        return [stroke]
    held, _, key = stroke[:-1].rpartition("+")
    return [*held.split("+"), key + stroke[-1]]
