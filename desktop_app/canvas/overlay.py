"""What is painted over the nodes: found nodes, a gesture under way, a sentence, a ring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtGui import QPainter

from desktop_app import style
from desktop_app.canvas.view import View


class Overlay:
    """One thing over the picture; each paints in the plane, on the glass before it, or both.

    An overlay is painted anew at each repaint, after the picture, in the order of the canvas's
    list. It holds what it needs, and paints what is in view alone.
    """

    def paint(self, painter: QPainter) -> None:
        """Paint in the plane, where a pixel is one at 100 %."""

    def paint_on_glass(self, painter: QPainter) -> None:
        """Paint in the widget's own pixels."""


@contextmanager
def text_sized(painter: QPainter) -> Iterator[float]:
    """Paint on the glass as many times as large as text is; yields the factor."""
    scale = style.text_scale()
    painter.save()
    painter.scale(scale, scale)
    yield scale
    painter.restore()


def paint_overlays(painter: QPainter, view: View, overlays: Iterable[Overlay]) -> None:
    """Paint all that lies in the plane, then all that lies on the glass before it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.save()
    painter.translate(view.left, view.top)
    painter.scale(view.scale, view.scale)
    for overlay in overlays:
        overlay.paint(painter)
    painter.restore()
    for overlay in overlays:
        overlay.paint_on_glass(painter)
