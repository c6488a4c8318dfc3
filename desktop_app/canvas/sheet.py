"""The picture as it was painted last: what has not changed since is put down again as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, cast

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap, QRegion

from desktop_app.canvas import curves, hits
from desktop_app.canvas.look import Look
from desktop_app.canvas.painter import Picture, Shown
from desktop_app.canvas.scene import Scene
from desktop_app.canvas.view import View
from engine.graph import Wire
from engine.slots import Slots

_MOST_PARTS: Final = 4
_MOST_NODES: Final = 8
"""Where more nodes than these become selected or cease to be, all is painted again."""
_AROUND_NODE: Final = 16.0
"""How far what is painted of a node reaches beyond its box, in the plane: shadow and ring."""
_AROUND_WIRE: Final = 70.0
"""How far what is painted of a wire reaches beyond it: its width, its halo and its numbers."""


class _Basis(NamedTuple):
    """All that a picture was painted from; equal ones give the same picture."""

    size: QSize
    ratio: float
    look: Look
    picture: int
    numbers: int
    scene: int
    view: View
    nodes: frozenset[str]
    wires: frozenset[Wire]
    hovered_node: str | None
    hovered_wire: Wire | None
    lifted: frozenset[Wire]
    tags_always: bool
    focused: bool


class Sheet:
    """Keeps one picture of a widget's size."""

    def __init__(self, picture: Picture, scene: Scene, slots: Slots) -> None:
        """Keep a picture of a scene."""
        self._picture, self._scene, self._slots = picture, scene, slots
        self._pixmap = QPixmap()
        self._basis: _Basis | None = None

    def paint(
        self, painter: QPainter, dirty: QRect, size: QSize, ratio: float, shown: Shown
    ) -> None:
        """Paint the part of the picture under a rectangle of the widget.

        Args:
            painter: paints on the widget.
            dirty: the part that is to be painted.
            size: of the widget.
            ratio: how many pixels of the screen show one of the widget, across.
            shown: the view state.
        """
        now = self._basis_of(size, ratio, shown)
        moved = self._scene.take_moved()
        if self._basis is None or _lasting(self._basis) != _lasting(now):
            self._start(size, ratio)
            parts = QRegion(QRect(QPoint(), size))
        else:
            parts = self._outdated(self._basis, now, moved, shown)
            if self._basis.numbers != now.numbers:
                parts += self._renumber(now, shown)
        self._renew(parts, shown)
        self._basis = now
        painter.drawPixmap(QRectF(dirty), self._pixmap, _times(dirty, ratio))

    def forget(self) -> None:
        """Paint all of it again next time."""
        self._basis = None

    def _basis_of(self, size: QSize, ratio: float, shown: Shown) -> _Basis:
        return _Basis(
            QSize(size),
            ratio,
            self._picture.look,
            self._picture.version,
            self._picture.numbers,
            self._scene.version,
            shown.view,
            shown.nodes,
            shown.wires,
            shown.hovered_node,
            shown.hovered_wire,
            shown.lifted,
            shown.tags_always,
            shown.focused,
        )

    def _start(self, size: QSize, ratio: float) -> None:
        # Fresh memory costs as much as filling it.
        if self._pixmap.size() != size * ratio:
            self._pixmap = QPixmap(size * ratio)
        self._pixmap.setDevicePixelRatio(ratio)

    def _outdated(
        self, before: _Basis, now: _Basis, moved: curves.Corners | None, shown: Shown
    ) -> QRegion:
        """Return what of the widget is to be painted again; the rest has been moved into place."""
        whole = QRegion(QRect(QPoint(), now.size))
        # Numbers on wires make way for each other, however far away the wires are.
        has_tags = now.tags_always
        parts = QRegion()
        nodes = before.nodes ^ now.nodes
        if len(nodes) > _MOST_NODES or (nodes and has_tags):
            return whole
        if before.view != now.view:
            if has_tags:
                return whole
            parts += self._shift(before, now)
        if before.hovered_wire != now.hovered_wire:
            if has_tags:
                return whole
            for wire in (before.hovered_wire, now.hovered_wire):
                parts += self._of_wire(wire, shown)
        if before.hovered_node != now.hovered_node:
            nodes |= {n for n in (before.hovered_node, now.hovered_node) if n is not None}
        for node_id in nodes:
            parts += self._of_node(node_id, shown)
        if moved is not None:
            left, top, right, bottom = moved
            plane = QRectF(left, top, right - left, bottom - top)
            parts += _pixels(plane, _AROUND_WIRE, shown.view)
        return parts.intersected(whole)

    def _renumber(self, now: _Basis, shown: Shown) -> QRegion:
        """Write other numbers; return what else of the widget is to be painted again."""
        whole = QRect(QPoint(), now.size)
        if now.tags_always:
            return QRegion(whole)
        with QPainter(self._pixmap) as painter:
            parts = self._picture.renumber(painter, QRectF(whole), shown)
        return QRegion(whole) if parts is None else parts.intersected(whole)

    def _shift(self, before: _Basis, now: _Basis) -> QRegion:
        """Move the picture along with the view; return what has come into it."""
        dx, dy = int(now.view.left - before.view.left), int(now.view.top - before.view.top)
        whole = QRect(QPoint(), now.size)
        kept = whole.intersected(whole.translated(dx, dy))
        if not kept.isEmpty():
            # Moved in the screen's own pixels.
            self._pixmap.setDevicePixelRatio(1.0)
            ratio = now.ratio
            self._pixmap.scroll(round(dx * ratio), round(dy * ratio), self._pixmap.rect())
            self._pixmap.setDevicePixelRatio(ratio)
        # What was cut off at the edge was not painted as far as it reaches.
        return QRegion(whole) - QRegion(kept)

    def _of_node(self, node_id: str, shown: Shown) -> QRegion:
        slot = self._slots.of.get(node_id)
        if slot is None:
            return QRegion()
        return _pixels(hits.box_rect(self._scene, slot), _AROUND_NODE, shown.view)

    def _of_wire(self, wire: Wire | None, shown: Shown) -> QRegion:
        row = self._scene.row_of.get(wire.port) if wire is not None else None
        if row is None:
            return QRegion()
        path = curves.path(*self._scene.ends()[row].tolist())
        return _pixels(path.boundingRect(), _AROUND_WIRE, shown.view)

    def _renew(self, parts: QRegion, shown: Shown) -> None:
        if parts.isEmpty():
            return
        whole = QRectF(QRect(QPoint(), self._pixmap.deviceIndependentSize().toSize()))
        with QPainter(self._pixmap) as painter:
            for part in _together(parts):
                painter.setClipRegion(part)
                around = QRectF(part.boundingRect())
                rects = [QRectF(rect) for rect in cast("Iterable[QRect]", part)]
                self._picture.paint(painter, around, whole, shown, rects)


def _lasting(basis: _Basis) -> _Basis:
    """Return what a picture was painted from, without what only changes a part of it."""
    view = basis.view._replace(left=0.0, top=0.0)
    return basis._replace(
        view=view, numbers=0, nodes=frozenset(), hovered_node=None, hovered_wire=None
    )


def _pixels(plane: QRectF, around: float, view: View) -> QRegion:
    widened = plane.adjusted(-around, -around, around, around)
    return QRegion(view.rect_to_widget(widened).toAlignedRect())


def _together(region: QRegion) -> Iterator[QRegion]:
    """Yield the rectangles of a region, or all of it where they are many."""
    if region.rectCount() <= _MOST_PARTS:
        yield from map(QRegion, cast("Iterable[QRect]", region))
    else:
        yield region


def _times(rect: QRect, ratio: float) -> QRectF:
    return QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio)
