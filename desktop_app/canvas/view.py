"""Which part of the plane is shown, and how large: a value, changed by making another."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF

MIN_SCALE: Final = 0.02
MAX_SCALE: Final = 4.0


class View(NamedTuple):
    """The transformation from the plane, where nodes lie, to the widget.

    Attributes:
        scale: widget pixels for each unit of the plane; 1 is 100 %.
        left: where the plane's origin lies in the widget, in whole pixels.
        top: likewise, downwards.
    """

    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0

    def to_plane(self, at: QPointF) -> QPointF:
        """Return the point of the plane that is shown at a point of the widget."""
        return QPointF((at.x() - self.left) / self.scale, (at.y() - self.top) / self.scale)

    def to_widget(self, at: QPointF) -> QPointF:
        """Return where in the widget a point of the plane is shown."""
        return QPointF(at.x() * self.scale + self.left, at.y() * self.scale + self.top)

    def rect_to_plane(self, rect: QRectF) -> QRectF:
        """Return the part of the plane that a rectangle of the widget shows."""
        return QRectF(self.to_plane(rect.topLeft()), self.to_plane(rect.bottomRight()))

    def rect_to_widget(self, rect: QRectF) -> QRectF:
        """Return where in the widget a rectangle of the plane is shown."""
        return QRectF(self.to_widget(rect.topLeft()), self.to_widget(rect.bottomRight()))

    def panned(self, dx: float, dy: float) -> View:
        """Return the view after the plane was pulled by so many pixels."""
        return self._replace(left=_whole(self.left + dx), top=_whole(self.top + dy))

    def zoomed(self, factor: float, about: QPointF) -> View:
        """Return the view enlarged about a point of the widget, which stays where it is."""
        least = min(MIN_SCALE, self.scale)  # a large graph that was fitted may be smaller
        scale = min(max(self.scale * factor, least), MAX_SCALE)
        fixed = self.to_plane(about)
        return View(
            scale,
            _whole(about.x() - fixed.x() * scale),
            _whole(about.y() - fixed.y() * scale),
        )


def fitted(bounds: QRectF, width: float, height: float, margin: float, most: float = 1.0) -> View:
    """Return the view that shows all of ``bounds`` in the middle, at no more than ``most``."""
    wide = max(width - 2 * margin, 1.0) / max(bounds.width(), 1.0)
    high = max(height - 2 * margin, 1.0) / max(bounds.height(), 1.0)
    scale = min(wide, high, most)
    middle = bounds.center()
    return View(
        scale, _whole(width / 2 - middle.x() * scale), _whole(height / 2 - middle.y() * scale)
    )


def showing(view: View, bounds: QRectF, width: float, height: float, margin: float) -> View:
    """Return the view moved by the least that shows all of ``bounds``, smaller if need be."""
    if bounds.width() * view.scale > width - 2 * margin:
        return fitted(bounds, width, height, margin)
    if bounds.height() * view.scale > height - 2 * margin:
        return fitted(bounds, width, height, margin)
    there = view.rect_to_widget(bounds)
    dx = max(margin - there.left(), 0.0) + min(width - margin - there.right(), 0.0)
    dy = max(margin - there.top(), 0.0) + min(height - margin - there.bottom(), 0.0)
    return view.panned(dx, dy)


def _whole(pixels: float) -> float:
    # Rounding to even would make glyphs jump while panning.
    return math.floor(pixels + 0.5)
