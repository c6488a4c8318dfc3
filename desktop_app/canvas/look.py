"""The canvas's colours, pens and fonts, made once from a theme."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

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
        name, expression, symbol, value, small, tiny, far: fonts, in pixels at 100 %.
    """

    theme: Theme
    name: QFont
    expression: QFont
    symbol: QFont
    value: QFont
    small: QFont
    tiny: QFont
    far: QFont

    def key(self, used: QFont) -> str:
        """Return the name under which a font's measures are remembered."""
        return _keys(used.pixelSize(), used.weight())

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
            State.HIDDEN: states.not_computed,
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
        far=font(26, QFont.Weight.Bold),
    )


def font(pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the canvas's font at a size, in whole pixels at 100 %."""
    made = style.canvas_font(pixels)
    # A size in points would change with the resolution of a printed page.
    made.setPixelSize(pixels)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@cache
def _keys(pixels: int, weight: int) -> str:
    return font(pixels, QFont.Weight(weight)).toString()


@cache
def _metrics(key: str) -> QFontMetricsF:
    made = QFont()
    made.fromString(key)
    return QFontMetricsF(made)


@lru_cache(maxsize=16384)
def elided(text: str, font_key: str, width: float) -> str:
    """Return the text, cut with … where it is wider than ``width``."""
    return _metrics(font_key).elidedText(text, Qt.TextElideMode.ElideRight, width)


@lru_cache(maxsize=16384)
def text_width(text: str, font_key: str) -> float:
    """Return how wide a text is."""
    return _metrics(font_key).horizontalAdvance(text)


def figures_width(text: str, font_key: str) -> float:
    """Return how wide a number is whose glyphs stand side by side, as wide as each is alone."""
    known = _advances(font_key)
    try:
        return sum(map(known.__getitem__, text))
    except KeyError:
        metrics = _metrics(font_key)
        known.update((each, metrics.horizontalAdvance(each)) for each in text)
        return sum(map(known.__getitem__, text))


@cache
def _advances(_font_key: str) -> dict[str, float]:
    return {}


@cache
def _rise(font_key: str) -> float:
    """Return how far below the middle of a line its baseline lies."""
    metrics = _metrics(font_key)
    return (metrics.ascent() - metrics.descent()) / 2


def baseline(font_key: str, top: float, height: float) -> float:
    """Return where the baseline of a text lies that stands in the middle of a row."""
    return top + height / 2 + _rise(font_key)


def pen(colour: str, width: float = 1.0, line: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen with round caps and joins, to be changed by nobody else."""
    return QPen(_pen(colour, width, line))


@lru_cache(maxsize=256)
def _pen(colour: str, width: float, line: Qt.PenStyle) -> QPen:
    made = QPen(QColor(colour), width, line)
    made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return made


def tinted(colour: str, alpha: float) -> QColor:
    """Return a colour made see-through; alpha from 0 to 1."""
    made = QColor(colour)
    made.setAlphaF(alpha)
    return made
