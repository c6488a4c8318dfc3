"""The chip that stands for a kind of node: an op's symbol, or the icon of a leaf's role."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from desktop_app import style
from desktop_app.model.theme import Pair, Theme

_RADIUS: Final = 7.0


def kind_colours(theme: Theme, kind: str) -> Pair:
    """Return the colours of ``"op"`` or of a leaf's role."""
    kinds = {
        "parameter": theme.kinds.parameter,
        "constant": theme.kinds.constant,
        "input": theme.kinds.input,
    }
    return kinds.get(kind, theme.kinds.op)


def paint_chip(painter: QPainter, area: QRectF, kind: str, symbol: str, theme: Theme) -> None:
    """Paint a chip; a symbol too wide for it is written smaller."""
    colours = kind_colours(theme, kind)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.soft))
    painter.drawRoundedRect(area, _RADIUS, _RADIUS)
    if not symbol:
        inset = area.width() * 0.22
        icon = style.ink_icon(kind, colours.strong)
        icon.paint(painter, area.adjusted(inset, inset, -inset, -inset).toRect())
        return
    painter.setFont(_fitting(symbol, area.width()))
    painter.setPen(QColor(colours.strong))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, symbol)


def _fitting(symbol: str, width: float) -> QFont:
    for pixels in (17, 14, 12, 11, 10, 9, 8):
        font = style.canvas_font(pixels)
        if QFontMetricsF(font).horizontalAdvance(symbol) <= width - 5:
            break
    return font


class Chip(QWidget):
    """A chip as a widget."""

    def __init__(self, theme: Theme, side: int = 34, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind, self._symbol = "op", ""
        style.fix_size(self, QSize(side, side))

    def show_kind(self, kind: str, symbol: str) -> None:
        """Show an op's symbol, or with an empty symbol the icon of a leaf's role."""
        self._kind, self._symbol = kind, symbol
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, _event: object) -> None:
        """Paint the chip."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_chip(painter, QRectF(self.rect()), self._kind, self._symbol, self._theme)


def node_pixmap(name: str, kind: str, symbol: str, theme: Theme, ratio: float) -> QPixmap:
    """Return a small picture of a node, to be dragged."""
    size = QSize(148, 48)
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, 0, size.width(), size.height()).adjusted(1, 1, -1, -1)
        painter.setPen(QColor(theme.canvas.node_border_selected))
        painter.setBrush(QColor(theme.canvas.node))
        painter.drawRoundedRect(box, 9, 9)
        paint_chip(painter, QRectF(9, 9, 30, 30), kind, symbol, theme)
        painter.setPen(QColor(theme.canvas.text))
        painter.setFont(style.canvas_font(13))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(box.adjusted(48, 0, -8, 0), middle, name)
    return picture
