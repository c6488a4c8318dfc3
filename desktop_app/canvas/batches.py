"""Many shapes in one call: Qt reads numpy's memory in place, and no object is made per shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar, cast

import numpy as np
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPixmap
from shiboken6 import Shiboken

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

T = TypeVar("T")
_FRAGMENT: Final = 10
"""A fragment's numbers: middle x and y, source left, top, width, height, scales, angle, opacity."""


def draw_lines(painter: QPainter, lines: Floats) -> None:
    """Draw rows of x0, y0, x1, y1 with the painter's pen."""
    if len(lines):
        lines = np.ascontiguousarray(lines, np.float64)
        painter.drawLines(_at(lines, QLineF), len(lines))


def draw_rects(painter: QPainter, rects: Floats) -> None:
    """Draw rows of left, top, width, height with the painter's pen and brush."""
    if len(rects):
        rects = np.ascontiguousarray(rects, np.float64)
        painter.drawRects(_at(rects, QRectF), len(rects))


def draw_copies(painter: QPainter, pixmap: QPixmap, corners: Floats, scale: float) -> None:
    """Draw a pixmap with its top left corner at rows of x and y, its pixels so much enlarged."""
    whole = np.array((0.0, 0.0, pixmap.width(), pixmap.height()))
    draw_parts(painter, pixmap, whole, corners, scale)


def draw_parts(
    painter: QPainter, pixmap: QPixmap, parts: Floats, corners: Floats, scale: float
) -> None:
    """Draw parts of a pixmap with their top left corners at rows of x and y, so much enlarged.

    Args:
        painter: where to draw.
        pixmap: what to draw of.
        parts: left, top, width and height in the pixmap: one row for each corner, or one for all.
        corners: where they come to lie.
        scale: by how much they are enlarged.
    """
    if not len(corners):
        return
    fragments = np.zeros((len(corners), _FRAGMENT))
    fragments[:, 2:6] = parts
    fragments[:, :2] = corners + fragments[:, 4:6] * (scale / 2)
    fragments[:, 6:8] = scale
    fragments[:, 9] = 1.0
    first = _at(fragments, QPainter.PixmapFragment)
    painter.drawPixmapFragments(first, len(fragments), pixmap)


def _at(array: Floats, kind: type[T]) -> T:
    """Return the first object of a kind that an array's memory is read as."""
    return cast("T", Shiboken.wrapInstance(array.ctypes.data, kind))
