"""The dots behind the graph."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

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
    """Puts down copies of a row of dots that is longer than the widget is wide."""

    def __init__(self) -> None:
        """Start with no dots."""
        self._made: _Made | None = None

    def paint(self, painter: QPainter, look: Look, dirty: QRectF, view: View) -> None:
        """Paint the dots in a rectangle of the widget."""
        step = STEP * view.scale
        while step < _LEAST:
            step *= 2.0
        ratio = painter.device().devicePixelRatioF()
        major = _MAJOR * step
        first = math.floor((dirty.left() - view.left - _TALL) / major)
        last = math.ceil((dirty.right() - view.left + _TALL) / major)
        made = self._rows_for(look, step, ratio, first, last)
        down = _places(view.top, step, dirty.top() - _TALL, dirty.bottom() + _TALL)
        left = view.left + math.floor(made.first * major + 0.5) - _TALL / 2
        painter.save()
        painter.setClipRect(dirty, Qt.ClipOperation.IntersectClip)
        is_major = down[:, 1] % _MAJOR == 0
        for row, chosen in zip(made.rows, (~is_major, is_major), strict=True):
            tops = down[chosen, 0] - _TALL / 2
            corners = np.column_stack((np.full(len(tops), left), tops))
            draw_copies(painter, row, corners, 1.0 / ratio)
        painter.restore()

    def _rows_for(self, look: Look, step: float, ratio: float, first: int, last: int) -> _Made:
        """Return rows that reach from one major dot to another."""
        made, wanted = self._made, (look.theme.name, step, ratio)
        if made is None or made.made_for != wanted or first < made.first or last > made.last:
            around = (last - first) // 4 + 2
            first, last = first - around, last + around
            rows = (_row(look, wanted, (first, last), major=m) for m in (False, True))
            made = self._made = _Made(wanted, first, last, (*rows,))
        return made


class _Made(NamedTuple):
    """Two rows of dots, the second a major one.

    Attributes:
        made_for: theme, step and pixels of the screen for one of the widget.
        first, last: from which major dot to which they reach.
        rows: their pictures.
    """

    made_for: tuple[str, float, float]
    first: int
    last: int
    rows: tuple[QPixmap, ...]


def _places(origin: float, step: float, least: float, most: float) -> Floats:
    """Return where multiples of a step lie between two places, on whole pixels, and which they are.

    They move with the origin by just as much.
    """
    first, last = math.floor((least - origin) / step), math.ceil((most - origin) / step)
    numbers = np.arange(first, last + 1)
    return np.column_stack((origin + np.floor(numbers * step + 0.5), numbers))


def _row(
    look: Look, made_for: tuple[str, float, float], ends: tuple[int, int], *, major: bool
) -> QPixmap:
    """Return a row of dots; in a major row each fourth is larger."""
    canvas = look.theme.canvas
    _, step, ratio = made_for
    numbers = np.arange(ends[0] * _MAJOR, ends[1] * _MAJOR + 1)
    places = np.floor(numbers * step + 0.5)
    places -= places[0]
    row = QPixmap(math.ceil((places[-1] + _TALL) * ratio), math.ceil(_TALL * ratio))
    row.fill(Qt.GlobalColor.transparent)
    with QPainter(row) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(ratio, ratio)
        is_large = (numbers % _MAJOR == 0) & major
        for colour, chosen in ((canvas.grid_minor, ~is_large), (canvas.grid_major, is_large)):
            painter.setPen(pen(colour, 1.8))
            across = (places[chosen] + _TALL / 2 + 0.5).tolist()
            painter.drawPoints([QPointF(x, _TALL / 2) for x in across])
    return row
