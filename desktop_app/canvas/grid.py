"""The dots behind the graph."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from desktop_app.canvas.batches import draw_copies
from desktop_app.canvas.look import Look, pen
from desktop_app.canvas.view import View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STEP: Final = 24.0
"""How far the dots lie apart, in pixels at 100 %."""
_LEAST: Final = 16.0
_MAJOR: Final = 4
_TALL: Final = 4


class Grid:
    """Puts down copies of a row of dots as long as from one major dot to the next."""

    def __init__(self) -> None:
        """Start with no dots."""
        self._rows: tuple[QPixmap, QPixmap] | None = None
        self._made_for: tuple[str, float, float] | None = None

    def paint(self, painter: QPainter, look: Look, dirty: QRectF, view: View) -> None:
        """Paint the dots in a rectangle of the widget."""
        step = STEP * view.scale
        while step < _LEAST:
            step *= 2.0
        ratio = painter.device().devicePixelRatioF()
        minor, major = self._rows_for(look, step, ratio)
        across = _places(view.left, _MAJOR * step, dirty.left() - _MAJOR * step, dirty.right())
        down = _places(view.top, step, dirty.top() - _TALL, dirty.bottom() + _TALL)
        painter.save()
        painter.setClipRect(dirty, Qt.ClipOperation.IntersectClip)
        for row, chosen in ((minor, down[:, 1] % _MAJOR != 0), (major, down[:, 1] % _MAJOR == 0)):
            x, y = np.meshgrid(across[:, 0], down[chosen, 0] - _TALL / 2)
            corners = np.column_stack((x.ravel() - _TALL / 2, y.ravel()))
            draw_copies(painter, row, corners, 1.0 / ratio)
        painter.restore()

    def _rows_for(self, look: Look, step: float, ratio: float) -> tuple[QPixmap, QPixmap]:
        wanted = (look.theme.name, step, ratio)
        if self._rows is None or self._made_for != wanted:
            self._rows = _row(look, step, ratio, 0), _row(look, step, ratio, _MAJOR)
            self._made_for = wanted
        return self._rows


def _places(origin: float, step: float, least: float, most: float) -> Floats:
    """Return where multiples of a step lie between two places, on whole pixels, and which they are.

    They move with the origin by just as much.
    """
    first, last = math.floor((least - origin) / step), math.ceil((most - origin) / step)
    numbers = np.arange(first, last + 1)
    return np.column_stack((origin + np.floor(numbers * step + 0.5), numbers))


def _row(look: Look, step: float, ratio: float, major: int) -> QPixmap:
    """Return dots from a major one on; with ``major``, the first is larger."""
    canvas = look.theme.canvas
    row = QPixmap(math.ceil((_MAJOR * step + _TALL) * ratio), math.ceil(_TALL * ratio))
    row.fill(Qt.GlobalColor.transparent)
    with QPainter(row) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(ratio, ratio)
        for i in range(_MAJOR):
            painter.setPen(pen(canvas.grid_major if major and not i else canvas.grid_minor, 1.8))
            painter.drawPoint(QPointF(i * step + _TALL / 2 + 0.5, _TALL / 2))
    return row
