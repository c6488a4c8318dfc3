"""Boxes that are hardly larger than a pixel: written into an image at once, the last on top."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.intp]

MOST_PIXELS: Final = 4.0
"""How wide a box is at the most that is a speck."""


def paint_specks(painter: QPainter, rects: Floats, kinds: Integers, colours: Sequence[str]) -> None:
    """Paint boxes on whole pixels.

    Args:
        painter: its transformation goes from the plane.
        rects: left, top, width and height of each, in the plane.
        kinds: which of the colours each has.
        colours: the colours.
    """
    if not len(rects):
        return
    transform, ratio = painter.worldTransform(), painter.device().devicePixelRatioF()
    scale, origin = transform.m11() * ratio, np.array((transform.dx(), transform.dy())) * ratio
    x, y = np.floor(rects[:, :2] * scale + origin).astype(np.intp).T
    wide = max(1, math.floor(float(rects[0, 2]) * scale + 0.5))
    high = np.maximum(np.floor(rects[:, 3] * scale + 0.5), 1.0).astype(np.intp)
    left, top = int(x.min()), int(y.min())
    size = int((y + high).max()) - top, int(x.max()) + wide - left
    image = np.zeros(size[0] * size[1], np.uint32)
    pixels = np.array([QColor(colour).rgba() for colour in colours], np.uint32)[kinds]
    places = (y - top) * size[1] + (x - left)
    for down in range(int(high.max())):
        tall = slice(None) if down == 0 else high > down
        for across in range(wide):
            image[places[tall] + (down * size[1] + across)] = pixels[tall]
    painter.setWorldTransform(QTransform())
    picture = QImage(image.data, size[1], size[0], 4 * size[1], QImage.Format.Format_ARGB32)
    picture.setDevicePixelRatio(ratio)
    painter.drawImage(QPointF(left / ratio, top / ratio), picture)
    painter.setWorldTransform(transform)
