"""What every canvas that is measured can do."""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

SIZE: Final = QSize(1280, 800)
SCALES: Final = (0.55, 0.28, 0.17)
"""Where most is in view at each level of detail; the slowest of them is the worst zoom."""


class Contender(Protocol):
    """A canvas with a graph on it. Each step ends with the picture painted."""

    def close(self) -> None:
        """Take it off the screen."""

    def fit(self) -> None:
        """Show all of the graph."""

    def show_at(self, scale: float) -> None:
        """Show the middle of the graph at a scale."""

    def repaint(self, turn: int) -> None:
        """Paint everything in view anew."""

    def pan(self, turn: int) -> None:
        """Pull the plane by 20 pixels."""

    def drag_one(self, turn: int) -> None:
        """Pull one node that is in view."""

    def drag_all(self, turn: int) -> None:
        """Pull all nodes."""

    def renumber(self, turn: int) -> None:
        """Show another value and another gradient on every node."""

    def hit(self, turn: int) -> None:
        """Find what lies at a point."""

    def box_select(self, turn: int) -> None:
        """Find what lies in a box of a quarter of the view."""


class Paper:
    """What a widget is painted on, as a screen would be."""

    def __init__(self, widget: QWidget) -> None:
        """Take the widget."""
        self._widget = widget
        self._pixmap = QPixmap(SIZE)

    def paint(self) -> None:
        """Paint what the widget shows."""
        with QPainter(self._pixmap) as painter:
            self._widget.render(painter, QPoint())
