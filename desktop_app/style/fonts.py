"""Fonts: the system's own for the window, a bundled one wherever that lacks a sign.

DejaVu Sans comes with the program, so that ∂ × ÷ ² σ ∑ ∇ show on every machine, one without any
font included. The canvas always uses it: its digits are all of one width, and a graph then has
the same measures everywhere.
"""

from __future__ import annotations

from enum import Enum
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

import resources
from desktop_app.style.text_size import px

BUNDLED_FAMILY = "DejaVu Sans"

_TEXT_PIXELS = 13
_FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


class Fonts(Enum):
    """Whose font the window uses."""

    SYSTEM = "system"
    BUNDLED = "bundled"


class FontError(OSError):
    """A bundled font cannot be read; the message names it."""


def install_fonts(fonts: Fonts = Fonts.SYSTEM) -> QFont:
    """Make the bundled fonts known to Qt.

    Args:
        fonts: `BUNDLED` gives the same font on every platform, for pictures and tests.

    Returns:
        The font for the window, falling back on the bundled one sign by sign.

    Raises:
        FontError: Qt cannot read a bundled font.
    """
    _register()
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if fonts is Fonts.BUNDLED or QFontInfo(system).fixedPitch():
        return canvas_font(_TEXT_PIXELS)
    system.setFamilies([*system.families(), BUNDLED_FAMILY])
    return system


def canvas_font(size: float) -> QFont:
    """The font of names and numbers on the canvas, for a widget.

    Args:
        size: in pixels where text has its usual size, taken to the nearest whole one; for what
            lies between, scale the painter.
    """
    _register()
    font = QFont(BUNDLED_FAMILY)
    font.setPixelSize(px(size))
    # Advances that hinting does not round: text keeps its share of a node at every zoom.
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font


@cache
def _register() -> None:
    for name in _FILES:
        if QFontDatabase.addApplicationFontFromData(resources.read_bytes(f"fonts/{name}")) < 0:
            message = f"The font {name} that comes with the program cannot be read."
            raise FontError(message)
