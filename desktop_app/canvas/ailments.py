"""Badges on the nodes through which no gradient gets, or far too much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.canvas.look import Look, pen, text_width
from desktop_app.canvas.overlay import Overlay
from desktop_app.canvas.stamps import Putting, Stamps
from engine import boxes
from engine.health import Ailment

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas
    from desktop_app.model.health import Health

FROM_SCALE: Final = 0.27
"""Farther out a badge could not be read."""
WORDS: Final = 0.55
"""Farther out a badge is its sign alone."""
LEAST: Final = 0.8
"""A badge never looks smaller than at this scale."""
_MOST: Final = 600
"""With more nodes in view none has a badge: they would cover the picture."""
_HEIGHT: Final = 18.0
_PAD: Final = 7.0
_ABOVE: Final = 12.0
"""How far a badge stands out above its node."""
_FLAGS: Final = Qt.AlignmentFlag.AlignCenter
SHOWN: Final = {
    Ailment.DEAD: "✕ dead",
    Ailment.SATURATED: "≈ saturated",
    Ailment.EXPLODING: "⇈ exploding",
    Ailment.VANISHING: "⇊ vanishing",
}
"""What is written on a badge; a number that is not finite is marked where it stands."""


class Ailments(Overlay):
    """A badge at the upper edge of each node in view that suffers from something."""

    def __init__(self, canvas: Canvas, health: Health) -> None:
        """Show on a canvas what a health knows."""
        self._canvas, self._health = canvas, health
        self._stamps = Stamps()

    def paint(self, painter: QPainter) -> None:
        """Paint the badges, in the plane."""
        canvas = self._canvas
        if canvas.shown.view.scale < FROM_SCALE:
            return
        seen = canvas.picture.nearby.slots(canvas.camera.seen(), _HEIGHT)
        suspects = self._health.suspects()
        slots = [slot for slot in seen[seen < len(suspects)].tolist() if suspects[slot]]
        if len(slots) > _MOST:
            return
        by_text: dict[str, list[int]] = {}
        for slot in slots:
            node_id = canvas.opened.slots.ids[slot]
            ailment = None if node_id is None else self._health.ailment(node_id)
            if ailment in SHOWN:
                by_text.setdefault(SHOWN[ailment], []).append(slot)
        with self._stamps.putting(painter) as putting:
            for text, alike in by_text.items():
                self._put_badges(putting, alike, text)

    def _put_badges(self, putting: Putting, slots: list[int], text: str) -> None:
        look, scale = self._canvas.look, self._canvas.shown.view.scale
        if scale < WORDS:
            text = text[0]
        enlarged = max(1.0, LEAST / scale)
        width = max(text_width(text, look.key(look.tiny)) + 2 * _PAD, _HEIGHT)
        scene = self._canvas.scene
        right, top = scene.x[slots] + boxes.WIDTH, scene.y[slots]
        corners = np.column_stack((right - (width + _PAD) * enlarged, top - _ABOVE * enlarged))

        def paint(on: QPainter, badge: QRectF) -> None:
            on.translate(badge.topLeft())
            on.scale(enlarged, enlarged)
            _paint_badge(on, look, QRectF(0.0, 0.0, width, _HEIGHT), text)

        size = QSizeF(width * enlarged, _HEIGHT * enlarged)
        putting.put((text, id(look)), size, paint, corners)


def _paint_badge(painter: QPainter, look: Look, badge: QRectF, text: str) -> None:
    painter.setPen(pen(look.theme.window.warning, 1.2))
    painter.setBrush(QColor(look.theme.canvas.node))
    painter.drawRoundedRect(badge, _HEIGHT / 2, _HEIGHT / 2)
    painter.setPen(QColor(look.theme.window.warning))
    painter.setFont(look.tiny)
    painter.drawText(badge, int(_FLAGS), text)
