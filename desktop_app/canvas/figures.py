"""Numbers written glyph by glyph, all of one style at once: copies from a sheet of glyphs.

Each glyph is kept at four places across a pixel, as Qt itself does, so that figures stand as evenly
as in a text that Qt sets; lines of figures lie on whole pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from desktop_app.canvas.batches import draw_parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.intp]

_PHASES: Final = 4
_PAD: Final = 3
_CODES: Final = 0x10000
_USUAL: Final = "0123456789.− "
"""What nearly all numbers are made of; the rest is drawn when it is first written."""
_WIDEST: Final = "▲▼●⚠"


class Figures:
    """The glyphs of one font in one colour, at one scale."""

    def __init__(self, font: QFont, colour: str, scale: float) -> None:
        """Take a font with its size at 100 %, and how many pixels of the screen are one there."""
        self._font, self._colour, self._scale = font, colour, scale
        metrics = QFontMetricsF(font)
        self._rise = math.ceil(metrics.ascent() * scale) + 1
        self._high = self._rise + math.ceil(metrics.descent() * scale) + 1
        widest = max(metrics.horizontalAdvance(c) for c in _USUAL + _WIDEST)
        self._wide = math.ceil(widest * scale) + 2 * _PAD
        self._of = np.full(_CODES, -1, np.int16)
        self._advances: Floats = np.zeros(0)
        self._sheet = QPixmap()
        self._add(_USUAL)

    def write(self, painter: QPainter, texts: Sequence[str], right: Floats, base: Floats) -> None:
        """Write texts, given where each ends and the line that it stands on, in pixels."""
        glyphs = self._glyphs("".join(texts))
        lengths = np.array([len(text) for text in texts])
        wide = self._advances[glyphs]
        after = np.cumsum(wide)
        ends = after[np.cumsum(lengths) - 1]
        x = np.repeat(right - ends, lengths) + after - wide
        places = np.floor(x * _PHASES + 0.5).astype(np.intp)
        corners = np.empty((len(glyphs), 2))
        corners[:, 0] = places // _PHASES - _PAD
        corners[:, 1] = np.repeat(np.floor(base + 0.5), lengths) - self._rise
        parts = np.empty((len(glyphs), 4))
        parts[:, 0] = glyphs * self._wide
        parts[:, 1] = places % _PHASES * self._high
        parts[:, 2] = np.minimum(np.ceil(wide) + 2 * _PAD, self._wide)
        parts[:, 3] = self._high
        draw_parts(painter, self._sheet, parts, corners, 1.0)

    def _glyphs(self, text: str) -> Integers:
        codes = np.minimum(np.frombuffer(text.encode("utf-32-le"), np.uint32), _CODES - 1)
        glyphs = self._of[codes]
        if glyphs.min(initial=0) < 0:
            self._add("".join(c for c in dict.fromkeys(text) if self._of[_code(c)] < 0))
            glyphs = self._of[codes]
        return glyphs.astype(np.intp)

    def _add(self, characters: str) -> None:
        """Make room for more glyphs at the right of the sheet, and draw them."""
        metrics, old = QFontMetricsF(self._font), self._sheet
        first = len(self._advances)
        advances = [metrics.horizontalAdvance(c) * self._scale for c in characters]
        self._advances = np.concatenate((self._advances, advances))
        self._sheet = QPixmap(len(self._advances) * self._wide, _PHASES * self._high)
        self._sheet.fill(Qt.GlobalColor.transparent)
        with QPainter(self._sheet) as painter:
            if first:
                painter.drawPixmap(0, 0, old)
            for glyph, character in enumerate(characters, first):
                self._of[_code(character)] = glyph
                for phase in range(_PHASES):
                    self._draw(painter, character, glyph, phase)

    def _draw(self, painter: QPainter, character: str, glyph: int, phase: int) -> None:
        painter.resetTransform()
        left = glyph * self._wide + _PAD + phase / _PHASES
        painter.translate(left, phase * self._high + self._rise)
        painter.scale(self._scale, self._scale)
        painter.setFont(self._font)
        painter.setPen(QColor(self._colour))
        painter.drawText(QPointF(0.0, 0.0), character)


def _code(character: str) -> int:
    return min(ord(character), _CODES - 1)
