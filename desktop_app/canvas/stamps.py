"""Stamps: parts of the picture that look alike, painted once into a pixmap and then put down.

A stamp is made for one scale and one resolution and lies on whole pixels, so that putting it down
is a copy. Vector pictures do without.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

MARGIN: Final = 12.0
"""How far a stamp reaches beyond the box that it is for, in the plane: room for shadow and ring."""
MOST: Final = 400
"""How many stamps are kept."""

Paint = Callable[[QPainter, QRectF], None]


class Stamps:
    """The stamps of one picture, at the scale at which it is being painted."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[Hashable, QPixmap] = {}
        self._scale = 0.0

    def forget(self) -> None:
        """Make all of them anew, in other colours."""
        self._kept.clear()

    def put(self, painter: QPainter, box: QRectF, key: Hashable, paint: Paint) -> None:
        """Put a stamp down on a box of the plane.

        Args:
            painter: its transformation goes from the plane to the device.
            box: where.
            key: boxes of one size with equal keys look the same.
            paint: paints what is not kept yet.
        """
        transform = painter.worldTransform()
        ratio = painter.device().devicePixelRatioF()
        self._use(transform.m11() * ratio)
        stamp = self._kept.get(key)
        if stamp is None:
            stamp = self._kept[key] = self._made(box, ratio, paint)
            if len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]
        corner = transform.map(box.topLeft() - QPointF(MARGIN, MARGIN))
        at = QPointF(_on_pixel(corner.x(), ratio), _on_pixel(corner.y(), ratio))
        painter.setWorldTransform(_IDENTITY)
        painter.drawPixmap(at, stamp)
        painter.setWorldTransform(transform)

    def _use(self, scale: float) -> None:
        if scale != self._scale:
            self._kept.clear()
            self._scale = scale

    def _made(self, box: QRectF, ratio: float, paint: Paint) -> QPixmap:
        wide = math.ceil((box.width() + 2 * MARGIN) * self._scale)
        high = math.ceil((box.height() + 2 * MARGIN) * self._scale)
        stamp = QPixmap(wide, high)
        stamp.fill(Qt.GlobalColor.transparent)
        with QPainter(stamp) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(self._scale, self._scale)
            paint(painter, QRectF(MARGIN, MARGIN, box.width(), box.height()))
        stamp.setDevicePixelRatio(ratio)
        return stamp


_IDENTITY: Final = QTransform()


def _on_pixel(at: float, ratio: float) -> float:
    return math.floor(at * ratio + 0.5) / ratio
