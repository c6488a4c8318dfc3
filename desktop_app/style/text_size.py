"""How large text is: one factor, kept by the application as it keeps its font.

A widget that has a font or a fixed size of its own is told with ``fix_width`` and the like, and
follows a change at once; what paints itself asks ``px``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

TEXT_SIZES: Final = (80, 90, 100, 110, 125, 150, 175, 200)
"""What can be chosen, in per cent."""

_SCALE: Final = "text-scale"
_FONT: Final = "font-at-100"
_SIZE: Final = "size-at-100"


def text_scale() -> float:
    """Return how many times as large as usual text is."""
    app = QApplication.instance()
    scale = None if app is None else app.property(_SCALE)
    return float(scale) if scale else 1.0


def px(pixels: float) -> int:
    """Return how many pixels something takes that grows with the text."""
    return max(1, round(pixels * text_scale()))


def set_text_size(app: QApplication, percent: int, dress: Callable[[], None]) -> None:
    """Make all text of the program larger or smaller, at once.

    Args:
        app: the application.
        percent: 100 is the usual size.
        dress: puts the style sheet on anew; it would give widgets their old fonts back if it
            came last.
    """
    before = text_scale()
    scale = percent / 100
    if scale == before:
        return
    for widget in app.allWidgets():
        _keep_font(widget, before)
    app.setProperty(_SCALE, scale)
    app.setFont(_resized(app.font(), scale / before))
    dress()
    keep_text_size(app)
    for widget in app.allWidgets():
        _apply_size(widget)


def keep_text_size(app: QApplication) -> None:
    """Give widgets their fonts again, after a style sheet has put back those of the start."""
    for widget in app.allWidgets():
        kept = widget.property(_FONT)
        if isinstance(kept, QFont):
            widget.setFont(_resized(kept, text_scale()))


def fix_width(widget: QWidget, width: int) -> None:
    """Give a widget a width, in pixels at 100 %, that grows with the text."""
    fix_size(widget, QSize(width, -1))


def fix_height(widget: QWidget, height: int) -> None:
    """Give a widget a height, in pixels at 100 %, that grows with the text."""
    fix_size(widget, QSize(-1, height))


def fix_size(widget: QWidget, size: QSize) -> None:
    """Give a widget a size, in pixels at 100 %, that grows with the text; −1 leaves a side free."""
    widget.setProperty(_SIZE, size)
    _apply_size(widget)


def _apply_size(widget: QWidget) -> None:
    size = widget.property(_SIZE)
    if isinstance(size, QSize):
        if size.width() >= 0:
            widget.setFixedWidth(px(size.width()))
        if size.height() >= 0:
            widget.setFixedHeight(px(size.height()))


def _keep_font(widget: QWidget, scale: float) -> None:
    """Remember the font of a widget that has one of its own; others take the application's.

    It is kept as it is at 100 %: whole pixels would drift from change to change.
    """
    has_own = widget.testAttribute(Qt.WidgetAttribute.WA_SetFont)
    if has_own and not isinstance(widget.property(_FONT), QFont):
        widget.setProperty(_FONT, _resized(widget.font(), 1.0 / scale))


def _resized(font: QFont, factor: float) -> QFont:
    made = QFont(font)
    if font.pixelSize() > 0:
        made.setPixelSize(max(1, round(font.pixelSize() * factor)))
    else:
        made.setPointSizeF(max(1.0, font.pointSizeF() * factor))
    return made
