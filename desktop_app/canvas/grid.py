"""The dots behind the graph."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from desktop_app.canvas.look import Look, pen
from desktop_app.canvas.view import View

STEP: Final = 24.0
"""How far the dots lie apart, in pixels at 100 %."""
_LEAST: Final = 16.0
_MAJOR: Final = 4
_TALL: Final = 4


class Grid:
    """Puts down rows of dots, each of which was painted once."""

    def __init__(self) -> None:
        """Start with no row."""
        self._rows: tuple[QPixmap, QPixmap] | None = None
        self._made_for: tuple[str, float, float, float] | None = None

    def paint(self, painter: QPainter, look: Look, dirty: QRectF, view: View) -> None:
        """Paint the dots in a rectangle of the widget."""
        step = STEP * view.scale
        while step < _LEAST:
            step *= 2.0
        ratio = painter.device().devicePixelRatioF()
        minor, major = self._rows_for(look, step, painter.device().width(), ratio)
        across = view.left % (_MAJOR * step) - _MAJOR * step
        first = math.floor((dirty.top() - view.top - _TALL) / step)
        last = math.ceil((dirty.bottom() - view.top + _TALL) / step)
        painter.save()
        painter.setClipRect(dirty, Qt.ClipOperation.IntersectClip)
        for j in range(first, last + 1):
            down = math.floor(view.top + j * step + 0.5) - _TALL / 2
            painter.drawPixmap(
                QPointF(math.floor(across + 0.5), down), minor if j % _MAJOR else major
            )
        painter.restore()

    def _rows_for(
        self, look: Look, step: float, width: float, ratio: float
    ) -> tuple[QPixmap, QPixmap]:
        wanted = (look.theme.name, step, width, ratio)
        if self._rows is None or self._made_for != wanted:
            self._rows = _row(look, step, width, ratio, 0), _row(look, step, width, ratio, _MAJOR)
            self._made_for = wanted
        return self._rows


def _row(look: Look, step: float, width: float, ratio: float, major: int) -> QPixmap:
    """Return a row of dots from a major one on; with ``major``, every so manyth is larger."""
    canvas = look.theme.canvas
    count = math.ceil(width / step) + 2 * _MAJOR
    row = QPixmap(math.ceil(count * step * ratio), math.ceil(_TALL * ratio))
    row.setDevicePixelRatio(ratio)
    row.fill(QColor(canvas.background))
    with QPainter(row) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for i in range(count):
            large = major and i % major == 0
            painter.setPen(pen(canvas.grid_major if large else canvas.grid_minor, 1.8))
            painter.drawPoint(QPointF(i * step + 0.5, _TALL / 2))
    return row
