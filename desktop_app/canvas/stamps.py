"""Stamps: parts of the picture that look alike, painted once into a pixmap and then put down.

A stamp is made for one scale and one resolution and lies on whole pixels, so that putting it down
is a copy. Vector pictures do without.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

from desktop_app.canvas.batches import draw_copies

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

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

    @contextmanager
    def putting(self, painter: QPainter) -> Iterator[Putting]:
        """Let stamps be put down with a painter whose transformation goes from the plane."""
        transform = painter.worldTransform()
        ratio = painter.device().devicePixelRatioF()
        scale = transform.m11() * ratio
        if scale != self._scale:
            self._kept.clear()
            self._scale = scale
        painter.setWorldTransform(_IDENTITY)
        try:
            yield Putting(self._kept, painter, transform, ratio)
        finally:
            painter.setWorldTransform(transform)


class Putting:
    """Puts stamps down at one scale.

    Attributes:
        ratio: how many pixels of the screen show one of the widget, across.
    """

    def __init__(
        self, kept: dict[Hashable, QPixmap], painter: QPainter, plane: QTransform, ratio: float
    ) -> None:
        """Take the stamps that there are, and how the plane is shown."""
        self._kept = kept
        self._painter = painter
        self._scale, self.ratio = plane.m11(), ratio
        self._left, self._top = plane.dx(), plane.dy()

    def put(self, key: Hashable, size: QSizeF, paint: Paint, at: Floats) -> None:
        """Put a stamp down on many boxes.

        Args:
            key: boxes of one size with equal keys look the same.
            size: of each box, in the plane.
            paint: paints what is not kept yet.
            at: the boxes' top left corners in the plane, rows of x and y.
        """
        stamp = self.stamp(key, size, paint)
        draw_copies(self._painter, stamp, self.corners(at) / self.ratio, 1.0 / self.ratio)

    def stamp(self, key: Hashable, size: QSizeF, paint: Paint) -> QPixmap:
        """Return the stamp of a key; if it is not kept, it is painted."""
        stamp = self._kept.get(key)
        if stamp is None:
            stamp = self._kept[key] = self._made(size, paint)
            if len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]
        return stamp

    def corners(self, at: Floats) -> Floats:
        """Return where stamps of boxes begin, in whole pixels of the screen."""
        origin = np.array((self._left, self._top))
        corners: Floats = np.floor(((at - MARGIN) * self._scale + origin) * self.ratio + 0.5)
        return corners

    @property
    def scale(self) -> float:
        """How many pixels of the screen are one of the plane."""
        return self._scale * self.ratio

    def _made(self, size: QSizeF, paint: Paint) -> QPixmap:
        scale = self.scale
        wide = math.ceil((size.width() + 2 * MARGIN) * scale)
        high = math.ceil((size.height() + 2 * MARGIN) * scale)
        stamp = QPixmap(wide, high)
        stamp.fill(Qt.GlobalColor.transparent)
        with QPainter(stamp) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(scale, scale)
            paint(painter, QRectF(QPointF(MARGIN, MARGIN), size))
        return stamp


_IDENTITY: Final = QTransform()
