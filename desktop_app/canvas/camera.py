"""What part of the plane a widget shows, and the ways to show another."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.canvas.painter import Shown
from desktop_app.canvas.view import View, fitted, showing

MARGIN: Final = 36.0
"""How many pixels stay free around what is fitted or brought into view."""
_STEP: Final = 1.2


class Camera(QObject):
    """Moves the view of one widget.

    Attributes:
        unit: the scale that is called 100 %: as many times as large as usual as text is.

    Signals:
        about_to_move: the view is going to change; what hangs on it should come to an end.
        moved: the view has changed.
    """

    about_to_move = Signal()
    moved = Signal()

    def __init__(self, widget: QWidget, shown: Shown) -> None:
        """Take the widget, for its size, and the view state that is kept."""
        super().__init__(widget)
        self._widget = widget
        self._shown = shown
        self.unit = 1.0

    @property
    def view(self) -> View:
        """What is shown now."""
        return self._shown.view

    def show(self, view: View) -> None:
        """Show another part of the plane."""
        if view != self._shown.view:
            self.about_to_move.emit()
            self._shown.view = view
            self.moved.emit()

    def seen(self) -> QRectF:
        """Return the part of the plane that is in view."""
        return self.view.rect_to_plane(QRectF(self._widget.rect()))

    def middle(self) -> QPointF:
        """Return the point of the plane in the middle of the view."""
        return self.view.to_plane(self._centre())

    def fit(self, bounds: QRectF) -> None:
        """Show all of a part of the plane; of nothing, the origin in the middle."""
        width, height = self._widget.width(), self._widget.height()
        if bounds.isNull():
            self.show(View(self.unit, width // 2, height // 2))
        else:
            self.show(fitted(bounds, width, height, MARGIN, self.unit))

    def bring_into_view(self, bounds: QRectF) -> None:
        """Show a part of the plane too, moving as little as will do."""
        width, height = self._widget.width(), self._widget.height()
        self.show(showing(self.view, bounds, width, height, MARGIN))

    def zoom_in(self) -> None:
        """Enlarge about the middle."""
        self.zoom(_STEP, self._centre())

    def zoom_out(self) -> None:
        """Show more, about the middle."""
        self.zoom(1.0 / _STEP, self._centre())

    def zoom_100(self) -> None:
        """Show everything at its own size, about the middle."""
        self.zoom(self.unit / self.view.scale, self._centre())

    @property
    def zoomed_to(self) -> float:
        """How large everything is drawn; 1 is 100 %."""
        return self.view.scale / self.unit

    def set_unit(self, unit: float) -> None:
        """Call another scale 100 %, and draw everything larger or smaller by as much."""
        factor = unit / self.unit
        self.unit = unit
        self.zoom(factor, self._centre())

    def zoom(self, factor: float, about: QPointF) -> None:
        """Enlarge about a point of the widget."""
        self.show(self.view.zoomed(factor, about))

    def pan(self, dx: float, dy: float) -> None:
        """Pull the plane by so many pixels."""
        self.show(self.view.panned(dx, dy))

    def keep_middle(self, grown: QSize) -> None:
        """Keep what was in the middle there, after the widget has grown."""
        self.pan(grown.width() / 2, grown.height() / 2)

    def _centre(self) -> QPointF:
        return QPointF(self._widget.rect().center())
