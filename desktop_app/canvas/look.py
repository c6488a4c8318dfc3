"""The canvas's colours, pens and fonts, made once from a theme."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen

from desktop_app import style
from desktop_app.model.run import State
from desktop_app.model.theme import Pair, Theme


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What the painters draw with.

    Attributes:
        theme: where the colours come from.
        name, symbol, value, small, tiny: fonts, in pixels at 100 %.
    """

    theme: Theme
    name: QFont
    expression: QFont
    symbol: QFont
    value: QFont
    small: QFont
    tiny: QFont

    def sign(self, number: float | None) -> Pair:
        """Return the colours of a number by its sign."""
        signs = self.theme.signs
        if number is None or number == 0.0 or number != number:
            return signs.zero
        return signs.positive if number > 0.0 else signs.negative

    def state(self, state: State) -> Pair:
        """Return the colours of a state."""
        states = self.theme.states
        return {
            State.FRESH: states.fresh,
            State.STALE: states.stale,
            State.NOT_COMPUTED: states.not_computed,
            State.ACCUMULATED: states.accumulated,
        }[state]

    def kind(self, kind: str) -> Pair:
        """Return the colours of a kind of node: a role, or ``"op"``."""
        return {
            "parameter": self.theme.kinds.parameter,
            "constant": self.theme.kinds.constant,
            "input": self.theme.kinds.input,
            "op": self.theme.kinds.op,
        }[kind]


def look_of(theme: Theme) -> Look:
    """Return the look for a theme."""
    return Look(
        theme,
        name=font(13, QFont.Weight.Bold),
        expression=font(12),
        symbol=font(12, QFont.Weight.Bold),
        value=font(14),
        small=font(12),
        tiny=font(10),
    )


def font(pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the canvas's font at a size, in whole pixels at 100 %."""
    made = style.canvas_font(pixels)
    # A size in points would change with the resolution of a printed page.
    made.setPixelSize(pixels)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=16)
def metrics(key: str) -> QFontMetricsF:
    """Return the measures of a font, by ``QFont.key``."""
    made = QFont()
    made.fromString(key)
    return QFontMetricsF(made)


@lru_cache(maxsize=8192)
def elided(text: str, font_key: str, width: float) -> str:
    """Return the text, cut with … where it is wider than ``width``."""
    return metrics(font_key).elidedText(text, Qt.TextElideMode.ElideRight, width)


@lru_cache(maxsize=8192)
def text_width(text: str, font_key: str) -> float:
    """Return how wide a text is."""
    return metrics(font_key).horizontalAdvance(text)


def pen(colour: str, width: float = 1.0, style_: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen with round joins."""
    made = QPen(QColor(colour), width, style_)
    made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return made


def tinted(colour: str, alpha: float) -> QColor:
    """Return a colour made see-through; alpha from 0 to 1."""
    made = QColor(colour)
    made.setAlphaF(alpha)
    return made
