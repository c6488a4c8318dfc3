"""The minimap: the whole graph in a corner of the canvas, and the part in view, to be dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from desktop_app.canvas.batches import draw_rects
from desktop_app.canvas.look import pen, tinted
from engine import boxes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop_app.canvas.canvas import Canvas

    Floats = NDArray[np.float64]

_SIZE: Final = QSize(208, 148)
_MARGIN: Final = 14
_PAD: Final = 9.0
_RADIUS: Final = 9.0
_FEW: Final = 3000
"""So many nodes are drawn as boxes; more are counted into pixels."""
_LEAST: Final = 1.6
"""No box is drawn smaller, in pixels."""
_CATCH_UP_MS: Final = 90
"""Numbers that change all the time are shown so often at most."""
_TURN: Final = 1.0 / 480.0


class _Map(NamedTuple):
    """How the plane lies in the minimap."""

    scale: float
    left: float
    top: float

    def to_map(self, rect: QRectF) -> QRectF:
        return QRectF(
            rect.x() * self.scale + self.left,
            rect.y() * self.scale + self.top,
            rect.width() * self.scale,
            rect.height() * self.scale,
        )

    def to_plane(self, at: QPointF) -> QPointF:
        return QPointF((at.x() - self.left) / self.scale, (at.y() - self.top) / self.scale)


class Minimap(QWidget):
    """Seen while it is wanted and the graph does not fit into the view.

    Attributes:
        is_wanted: whether the user wants one.
    """

    def __init__(self, canvas: Canvas) -> None:
        """Lie in a corner of a canvas."""
        super().__init__(canvas)
        self._canvas = canvas
        self._picture: QPixmap | None = None
        self._map = _Map(1.0, 0.0, 0.0)
        self._grip: QPointF | None = None
        self.is_wanted = True
        self.setObjectName("minimap")
        self.setAccessibleName("Minimap")
        self.setFixedSize(_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CATCH_UP_MS)
        self._timer.timeout.connect(self._catch_up)
        canvas.stage.changed.connect(self._schedule)
        canvas.view_changed.connect(self.refresh)

    def want(self, wanted: bool) -> None:  # noqa: FBT001 - Qt passes the switch
        """Be there when the graph does not fit into the view, or never."""
        self.is_wanted = wanted
        self.refresh()

    def refresh(self) -> None:
        """Show where the view is now; come or go."""
        bounds = self._bounds()
        seen = self._canvas.camera.seen()
        self.setVisible(self.is_wanted and bounds is not None and not seen.contains(bounds))
        # The canvas shines through: asked for apart from it, Qt would paint that part of it twice.
        self._canvas.update(self.geometry())

    def place(self) -> None:
        """Take the corner, after the canvas has another size."""
        self.move(
            self._canvas.width() - self.width() - _MARGIN,
            self._canvas.height() - self.height() - _MARGIN,
        )
        self.refresh()

    def view_rect(self) -> QRectF:
        """Return where the part in view lies in the minimap."""
        return self._map.to_map(self._canvas.camera.seen())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the sheet, the nodes and the part in view."""
        if self._picture is None:
            bounds = self._bounds()
            if bounds is None:
                return
            self._draw(bounds)
        theme = self._canvas.look.theme
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen(theme.window.border_strong, 1.0))
            painter.setBrush(tinted(theme.window.panel, 0.92))
            painter.drawRoundedRect(whole, _RADIUS, _RADIUS)
            if self._picture is not None:
                painter.drawPixmap(0, 0, self._picture)
            inside = whole.adjusted(2, 2, -2, -2)
            painter.setPen(pen(theme.window.focus, 1.5))
            painter.setBrush(tinted(theme.window.focus, 0.14))
            painter.drawRoundedRect(self.view_rect().intersected(inside), 3, 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the part in view, or bring it to the pointer and take it."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.accept()
            return
        at = event.position()
        if not self.view_rect().contains(at):
            self._look_at(self._map.to_plane(at))
        self._grip = self._map.to_plane(at) - self._canvas.camera.middle()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the part in view."""
        if self._grip is not None:
            self._look_at(self._map.to_plane(event.position()) - self._grip)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grip = None
        self.setCursor(Qt.CursorShape.ArrowCursor)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Do as for a press: the canvas below must not add a node."""
        self.mousePressEvent(event)

    def contextMenuEvent(self, event: QEvent) -> None:
        """Have no menu; the canvas's own would be about something else."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the middle of the view."""
        canvas = self._canvas
        middle = QPointF(canvas.width() / 2, canvas.height() / 2)
        canvas.camera.zoom(2.0 ** (event.angleDelta().y() * _TURN), middle)
        event.accept()

    def _look_at(self, middle: QPointF) -> None:
        """Bring a point of the plane into the middle of the view."""
        camera = self._canvas.camera
        away = (camera.middle() - middle) * camera.view.scale
        camera.pan(away.x(), away.y())

    def _schedule(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _catch_up(self) -> None:
        self._picture = None
        self.refresh()

    def _bounds(self) -> QRectF | None:
        """Return the part of the plane that all nodes take, or None without nodes."""
        around = self._canvas.picture.nearby.bounds()
        return None if around.isNull() else around

    def _draw(self, bounds: QRectF) -> None:
        """Draw all nodes, in the colours of their gradients' signs, as small as need be."""
        across, down = self.width() - 2 * _PAD, self.height() - 2 * _PAD
        scale = min(across / bounds.width(), down / bounds.height())
        left = (self.width() - bounds.width() * scale) / 2 - bounds.left() * scale
        top = (self.height() - bounds.height() * scale) / 2 - bounds.top() * scale
        self._map = _Map(scale, left, top)
        ratio = self.devicePixelRatioF()
        self._picture = QPixmap(self.size() * ratio)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(Qt.GlobalColor.transparent)
        rects, kinds = self._rects(), self._kinds()
        with QPainter(self._picture) as painter:
            if len(rects) > _FEW:
                painter.drawImage(self.rect(), self._binned(rects, kinds))
                return
            painter.setPen(Qt.PenStyle.NoPen)
            for kind, colour in enumerate(self._colours()):
                painter.setBrush(QColor(colour))
                draw_rects(painter, rects[kinds == kind])

    def _rects(self) -> Floats:
        """Return left, top, width, height of each node in the minimap."""
        scene, at = self._canvas.scene, self._map
        alive = scene.alive
        wide = max(boxes.WIDTH * at.scale, _LEAST)
        high = np.maximum(scene.height[alive] * at.scale, _LEAST)
        x, y = scene.x[alive] * at.scale + at.left, scene.y[alive] * at.scale + at.top
        return np.column_stack((x, y, np.full(len(x), wide), high))

    def _kinds(self) -> NDArray[np.intp]:
        """Return for each node which of the colours it has."""
        slots = np.flatnonzero(self._canvas.scene.alive)
        gradients = self._canvas.run.gradients
        sign = np.zeros(len(slots))
        inside = slots < len(gradients)
        sign[inside] = np.sign(np.nan_to_num(gradients[slots[inside]]))
        return np.where(sign > 0, 1, np.where(sign < 0, 2, 0))

    def _colours(self) -> tuple[str, str, str]:
        theme = self._canvas.look.theme
        return theme.canvas.muted, theme.signs.positive.strong, theme.signs.negative.strong

    def _binned(self, rects: Floats, kinds: NDArray[np.intp]) -> QImage:
        """Return an image in which each pixel has the colour of most nodes in it."""
        wide, high = self.width(), self.height()
        column = np.clip((rects[:, 0] + rects[:, 2] / 2).astype(np.intp), 0, wide - 1)
        row = np.clip((rects[:, 1] + rects[:, 3] / 2).astype(np.intp), 0, high - 1)
        cell = row * wide + column
        counts = np.stack([np.bincount(cell[kinds == k], minlength=wide * high) for k in range(3)])
        pixels = np.zeros(wide * high, np.uint32)
        most = counts.argmax(axis=0)
        found = counts.any(axis=0)
        colours = np.array([QColor(colour).rgba() for colour in self._colours()], np.uint32)
        pixels[found] = colours[most[found]]
        image = QImage(pixels.tobytes(), wide, high, 4 * wide, QImage.Format.Format_ARGB32)
        return image.copy()
