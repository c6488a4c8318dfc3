"""A drag from the palette over the canvas: where the node would lie, and into which wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter

from desktop_app.canvas import insertion, palette_drop
from desktop_app.canvas.overlay import Overlay
from desktop_app.commands.nodes import added
from desktop_app.commands.palette_item import add_item, has_ports
from desktop_app.commands.splicing import add_into
from engine.document import EditError, Point
from engine.graph import Wire

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class Dropping(Overlay):
    """What is dragged here from the palette, and becomes a node where it is dropped."""

    def __init__(self, canvas: Canvas) -> None:
        """Wait for a drag over a canvas."""
        self._canvas = canvas
        self._at: QPointF | None = None
        self._into: Wire | None = None

    def enter(self, event: QDragEnterEvent) -> None:
        """Take what comes from the palette."""
        if palette_drop.item_in(event.mimeData()):
            event.acceptProposedAction()

    def move(self, event: QDragMoveEvent) -> None:
        """Show where the node would come to lie, and which wire it would go into."""
        self._at = self._canvas.shown.view.to_plane(event.position())
        self._into = self._wire_for(palette_drop.item_in(event.mimeData()), self._at)
        event.acceptProposedAction()
        self._canvas.update()

    def leave(self) -> None:
        """Show nothing any more."""
        self._at = self._into = None
        self._canvas.update()

    def drop(self, event: QDropEvent) -> None:
        """Put a node where it was dropped."""
        self.leave()
        item = palette_drop.item_in(event.mimeData())
        if item:
            at = self._canvas.shown.view.to_plane(event.position())
            self._add(item, palette_drop.corner(at), self._wire_for(item, at))
            event.acceptProposedAction()
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def paint(self, painter: QPainter) -> None:
        """Paint the outline of the node, and light up the wire."""
        if self._at is None:
            return
        canvas = self._canvas
        if self._into is not None:
            insertion.paint_opened(painter, canvas.look, canvas.scene, self._into, fits=True)
        palette_drop.paint_ghost(painter, canvas.look, self._at)

    def _wire_for(self, item: str | None, at: QPointF) -> Wire | None:
        """Return the wire into which what comes from the palette would go at a point, or None."""
        if item is None or not has_ports(item):
            return None
        return insertion.wire_under(self._canvas.scene, palette_drop.box_at(at))

    def _add(self, item: str, at: Point, into: Wire | None) -> None:
        document = self._canvas.opened.document
        try:
            edit = add_into(document, item, at, into) if into else add_item(document, item, at)
        except EditError as error:
            self._canvas.message.emit(str(error))
            return
        self._canvas.opened.apply(edit)
        self._canvas.selection.set(added(edit))
