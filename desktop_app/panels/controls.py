"""Two small controls that Qt lacks: a choice of a few in one bar, and a switch.

They paint themselves from the palette, so that a change of theme needs no word to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from desktop_app import style

_HEIGHT: Final = 30
_RADIUS: Final = 6.0
_RING: Final = 2.0
_TRACK: Final = QSize(34, 18)
_Role = QPalette.ColorRole


def paint_focus_ring(painter: QPainter, area: QRectF, radius: float, colours: QPalette) -> None:
    """Paint the ring that shows where the keyboard is."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colours.color(_Role.Link), _RING))
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class Segmented(QWidget):
    """A choice of one among a few, side by side in a bar.

    Signals:
        chosen: with the key of the segment that the user chose.
    """

    chosen = Signal(str)

    def __init__(
        self, choices: Sequence[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        """Make the bar.

        Args:
            choices: for each segment its key, its text and its tip.
            parent: the widget to which it belongs.
        """
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._segments = {key: _Segment(text, tip, self) for key, text, tip in choices}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        for segment in self._segments.values():
            self._group.addButton(segment)
            layout.addWidget(segment)
        self._group.buttonClicked.connect(self._tell)
        style.fix_height(self, _HEIGHT)

    def choose(self, key: str) -> None:
        """Show a segment as the chosen one, without a signal."""
        self._segments[key].setChecked(True)

    def segment(self, key: str) -> QAbstractButton:
        """Return one of the buttons."""
        return self._segments[key]

    @property
    def segments(self) -> list[QWidget]:
        """The buttons, from left to right."""
        return list(self._segments.values())

    @property
    def choice(self) -> str:
        """The key of the chosen segment; empty where none is."""
        return next((key for key, s in self._segments.items() if s.isChecked()), "")

    def _tell(self) -> None:
        self.chosen.emit(self.choice)

    def paintEvent(self, _event: object) -> None:
        """Paint the bar that the segments lie in."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self.palette().color(_Role.Dark))
            painter.setBrush(self.palette().color(_Role.Base))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)


class _Segment(QAbstractButton):
    """One choice."""

    def __init__(self, text: str, tip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(tip)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(width + style.px(22), style.px(_HEIGHT - 4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: object) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colours = self.palette()
            area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(Qt.PenStyle.NoPen)
            if self.isChecked():
                painter.setBrush(colours.color(_Role.Highlight))
                painter.drawRoundedRect(area, _RADIUS, _RADIUS)
            elif self.underMouse() and self.isEnabled():
                painter.setBrush(colours.color(_Role.Button))
                painter.drawRoundedRect(area, _RADIUS, _RADIUS)
            if self.hasFocus():
                paint_focus_ring(painter, area, _RADIUS, colours)
            painter.setPen(self._ink())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

    def _ink(self) -> QColor:
        role = _Role.HighlightedText if self.isChecked() else _Role.WindowText
        return self.palette().color(role)


def _track() -> QSize:
    return QSize(style.px(_TRACK.width()), style.px(_TRACK.height()))


class Switch(QAbstractButton):
    """On or off, with its name beside it."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room for the track and the name."""
        width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(_track().width() + 8 + width + 12, style.px(_HEIGHT))

    def paintEvent(self, _event: object) -> None:
        """Paint the track with its knob, and the name."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_track(painter)
            painter.setPen(self.palette().color(_Role.WindowText))
            text = self.rect().adjusted(_track().width() + 14, 0, 0, 0)
            middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(text, middle, self.text())
            if self.hasFocus():
                area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
                paint_focus_ring(painter, area, _RADIUS, self.palette())

    def _paint_track(self, painter: QPainter) -> None:
        colours = self.palette()
        size = _track()
        top = (self.height() - size.height()) / 2
        track = QRectF(6.5, top + 0.5, size.width() - 1, size.height() - 1)
        on = self.isChecked()
        edge = _Role.Accent if on else _Role.Dark
        painter.setPen(QPen(colours.color(edge), 1))
        painter.setBrush(colours.color(_Role.Accent if on else _Role.Base))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        side = track.height() - 6
        left = track.right() - side - 3 if on else track.left() + 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#ffffff") if on else colours.color(_Role.PlaceholderText))
        painter.drawEllipse(QRectF(left, track.top() + 3, side, side))
