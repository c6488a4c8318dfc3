"""Nodes as cards: what is drawn on them, and numbers written anew where only they have changed."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPainter, QPixmap

from desktop_app.canvas.batches import draw_parts
from desktop_app.canvas.cards import Cards
from desktop_app.canvas.figures import Figures
from desktop_app.canvas.look import Look
from desktop_app.canvas.node_body import BodyLook, bare, paint_box, paint_fittings
from desktop_app.canvas.node_looks import NodeLooks
from desktop_app.canvas.node_text import (
    Figure,
    Inscription,
    Style,
    Writing,
    paint_mark,
    paint_plain_body,
)
from desktop_app.canvas.scene import Scene
from desktop_app.canvas.stamps import MARGIN, Putting, Stamps
from engine import boxes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop_app.canvas.painter import Shown

    Floats = NDArray[np.float64]
    Integers = NDArray[np.intp]

_SELECTED: Final = 1
_HOVERED: Final = 2
_FOCUSED: Final = 4
_INSET: Final = 11.0
"""How far numbers stay within a box at both sides, ports and round corners aside."""


_BORDER: Final = 3.0
"""How much of the last row the border of a box takes at the most."""
_BLUR: Final = 3.0
"""How many pixels the edge of a glyph may reach beyond its place."""


class _Placed(NamedTuple):
    """A figure and the top left corner of the card that it stands on, in pixels."""

    left: float
    top: float
    figure: Figure


class NodeCards:
    """Draws cards, and puts them down."""

    def __init__(self, scene: Scene, looks: NodeLooks, stamps: Stamps) -> None:
        """Take where nodes are, what they look like, and stamps of their bodies."""
        self._scene, self._looks, self._stamps = scene, looks, stamps
        self._cards = Cards()
        self._figures: dict[Style, Figures] = {}
        self._made_for: object = None

    def paint(self, painter: QPainter, look: Look, slots: Integers, shown: Shown) -> None:
        """Put the nodes down, the last on top, with their numbers."""
        self._looks.prepare(look, slots)
        with self._stamps.putting(painter) as putting:
            self.refresh(putting, look, slots, shown)
            self._put(painter, putting, slots)

    def renumber(
        self, painter: QPainter, look: Look, slots: Integers, shown: Shown
    ) -> tuple[Integers, Integers]:
        """Bring cards up to date; return the slots of other numbers alone, and those drawn anew."""
        self._looks.prepare(look, slots)
        changed = self._looks.outdated(slots)
        with self._stamps.putting(painter) as putting:
            redrawn = self.refresh(putting, look, slots, shown)
        return changed[~np.isin(changed, redrawn)], redrawn

    def paint_plain(
        self,
        painter: QPainter,
        look: Look,
        slots: Integers,
        kinds: Integers,
        colours: Sequence[str],
    ) -> None:
        """Put nodes down from afar, the last on top, with their names.

        Args:
            painter: where to paint.
            look: fonts and colours.
            slots: the nodes.
            kinds: twice the place of each one's colour, and one more where it is selected.
            colours: the colours.
        """
        self._looks.prepare(look, slots)
        with self._stamps.putting(painter) as putting:
            self._begin(("plain", id(look), putting.scale, self._looks.version))
            made = self._take(putting, slots, kinds)
            kind_of = dict(zip(slots.tolist(), kinds.tolist(), strict=True))
            with QPainter(self._cards.pixmap) as on:
                for slot in made.tolist():
                    plain = colours[kind_of[slot] // 2], kind_of[slot] % 2 > 0
                    self._draw_plain(on, putting, look, slot, plain)
            self._put(painter, putting, slots)

    def refresh(self, putting: Putting, look: Look, slots: Integers, shown: Shown) -> Integers:
        """Bring the cards of nodes up to date; return which of them were drawn from the start."""
        self._begin(("full", id(look), putting.scale, self._looks.version))
        made = self._take(putting, slots, self._marks(slots, shown))
        again = self._looks.outdated(slots)
        if not len(made) and not len(again):
            return made
        figures: list[_Placed] = []
        with QPainter(self._cards.pixmap) as on:
            drawn = set(made.tolist())
            for slot in made.tolist():
                figures += self._draw(on, putting, look, slot, shown)
            rest = [slot for slot in again.tolist() if slot not in drawn]
            others, redrawn = self._rewrite(on, putting, look, rest, shown)
            self._write(on, putting.scale, look, figures + others)
        return np.concatenate((made, np.array(redrawn, np.intp)))

    def put_rows(self, painter: QPainter, slots: Integers) -> None:
        """Put the rows of numbers down alone, on nodes that are there already."""
        with self._stamps.putting(painter) as putting:
            scale, places = putting.scale, self._cards.places[slots]
            left, right = (
                ceil((MARGIN + _INSET) * scale),
                floor((MARGIN + boxes.WIDTH - _INSET) * scale),
            )
            top = ceil((MARGIN + boxes.HEADER) * scale)
            parts = np.empty((len(slots), 4))
            parts[:, 0], parts[:, 1] = places[:, 0] + left, places[:, 1] + top
            parts[:, 2], parts[:, 3] = right - left, floor(2 * boxes.ROW * scale) - 1
            corners = self._corners(putting, slots) + np.array((left, top))
            ratio = putting.ratio
            draw_parts(painter, self._cards.pixmap, parts, corners / ratio, 1.0 / ratio)

    def _begin(self, made_for: tuple[object, ...]) -> None:
        if made_for != self._made_for:
            self._made_for = made_for
            self._figures.clear()
        self._cards.prepare(made_for, len(self._scene.alive))

    def _take(self, putting: Putting, slots: Integers, shows: Integers) -> Integers:
        wide = ceil((boxes.WIDTH + 2 * MARGIN) * putting.scale)
        high = np.ceil((self._scene.height[slots] + 2 * MARGIN) * putting.scale).astype(np.intp)
        return self._cards.take(slots, shows, wide, high)

    def _put(self, painter: QPainter, putting: Putting, slots: Integers) -> None:
        self._cards.put(painter, slots, self._corners(putting, slots), putting.ratio)

    def _corners(self, putting: Putting, slots: Integers) -> Floats:
        return putting.corners(np.column_stack((self._scene.x[slots], self._scene.y[slots])))

    def _marks(self, slots: Integers, shown: Shown) -> Integers:
        """Return how each node stands out."""
        marks = np.zeros(len(slots), np.intp)
        selected = _SELECTED | (_FOCUSED if shown.focused else 0)
        marks[np.isin(slots, self._looks.slots_of(shown.nodes))] = selected
        if shown.hovered_node is not None:
            marks[np.isin(slots, self._looks.slots_of((shown.hovered_node,)))] |= _HOVERED
        return marks

    def _draw(
        self, on: QPainter, putting: Putting, look: Look, slot: int, shown: Shown
    ) -> list[_Placed]:
        """Draw a card but for its numbers; return these."""
        left, top, wide, high = self._cards.places[slot].tolist()
        stamp = self._stamp(putting, look, self._looks.body(slot, shown))
        self._clear_with(on, stamp, (left, top, wide, high))
        written = self._looks.inscription(look, slot)
        self._inscribe(on, putting.scale, look, written, QPointF(left, top))
        return [_Placed(left, top, figure) for figure in written.figures]

    def _draw_plain(
        self, on: QPainter, putting: Putting, look: Look, slot: int, plain: tuple[str, bool]
    ) -> None:
        left, top, wide, high = self._cards.places[slot].tolist()
        size = QSizeF(boxes.WIDTH, float(self._scene.height[slot]))
        stamp = putting.stamp(
            (plain, size.height()), size, lambda p, box: paint_plain_body(p, look, box, plain)
        )
        self._clear_with(on, stamp, (left, top, wide, high))
        name = self._looks.plain_name(look, slot)
        self._inscribe(on, putting.scale, look, name, QPointF(left, top))

    def _stamp(self, putting: Putting, look: Look, body: BodyLook) -> QPixmap:
        size = QSizeF(boxes.WIDTH, body.height)

        def paint(on: QPainter, box: QRectF) -> None:
            alone = bare(body)
            stamp = putting.stamp(("box", alone), size, lambda p, b: paint_box(p, look, b, alone))
            transform = on.worldTransform()
            on.resetTransform()
            on.drawPixmap(0, 0, stamp)
            on.setWorldTransform(transform)
            paint_fittings(on, look, box, body)

        return putting.stamp(body, size, paint)

    def _clear_with(
        self, on: QPainter, stamp: QPixmap, place: tuple[float, float, float, float]
    ) -> None:
        """Draw a stamp where something else has been."""
        on.resetTransform()
        on.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        on.drawPixmap(QRectF(*place), stamp, QRectF(0.0, 0.0, *place[2:]))
        on.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _inscribe(
        self, on: QPainter, scale: float, look: Look, written: Inscription, corner: QPointF
    ) -> None:
        """Draw what is no figure."""
        on.translate(corner)
        on.scale(scale, scale)
        on.translate(MARGIN, MARGIN)
        for style, x, y, text in written.writings:
            if text:
                on.setFont(getattr(look, style.font))
                on.setPen(QColor(style.colour))
                on.drawText(QPointF(x, y), text)
        if written.marks:
            on.setRenderHint(QPainter.RenderHint.Antialiasing)
            for mark in written.marks:
                paint_mark(on, look, QPointF(), mark)
        on.resetTransform()

    def _rewrite(
        self, on: QPainter, putting: Putting, look: Look, slots: list[int], shown: Shown
    ) -> tuple[list[_Placed], list[int]]:
        """Wipe out figures; return those to write instead, and the slots drawn from the start."""
        figures: list[_Placed] = []
        redrawn: list[int] = []
        # Behind numbers there is a field, or none: bodies of like ports differ in no more there.
        wiped: dict[tuple[object, ...], list[tuple[float, float, float, int]]] = {}
        behind: dict[tuple[object, ...], BodyLook] = {}
        captions: list[tuple[float, float, Writing]] = []
        written_before = [self._looks.written_before(slot) for slot in slots]
        written = self._looks.inscriptions(look, np.array(slots, np.intp))
        places = self._cards.places[slots].tolist()
        for slot, before, after, place in zip(slots, written_before, written, places, strict=True):
            if before is None or before.writings[0] != after.writings[0] or after.marks:
                figures += self._draw(on, putting, look, slot, shown)
                redrawn.append(slot)
                continue
            left, top = place[:2]
            body = self._looks.body(slot, shown)
            kind = body.ports, body.hovered
            behind[kind] = body
            wipes = wiped.setdefault(kind, [])
            for row, (old, new) in enumerate(zip(before.figures, after.figures, strict=True)):
                if old == new:
                    continue
                start = new.right - max(old.width, new.width)
                caption = after.writings[1 + row]
                if caption != before.writings[1 + row]:
                    start = caption.x
                    captions.append((left, top, caption))
                wipes.append((left, top, start, row))
                figures.append(_Placed(left, top, new))
        for each, wipes in wiped.items():
            stamp = self._stamp(putting, look, behind[each])
            self._wipe(on, stamp, putting.scale, np.array(wipes).reshape(-1, 4))
        for left, top, caption in captions:
            one = Inscription((caption,), (), ())
            self._inscribe(on, putting.scale, look, one, QPointF(left, top))
        return figures, redrawn

    def _wipe(self, on: QPainter, stamp: QPixmap, scale: float, wipes: Floats) -> None:
        """Put parts of a body where numbers begin, given the card, that place and the row."""
        parts = np.empty((len(wipes), 4))
        parts[:, 0] = np.floor((wipes[:, 2] + MARGIN) * scale) - _BLUR
        parts[:, 1] = np.ceil((MARGIN + boxes.HEADER + wipes[:, 3] * boxes.ROW) * scale)
        parts[:, 2] = floor((MARGIN + boxes.WIDTH - _INSET) * scale) - parts[:, 0]
        parts[:, 3] = floor((boxes.ROW - _BORDER) * scale)
        on.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        draw_parts(on, stamp, parts, wipes[:, :2] + parts[:, :2], 1.0)
        on.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _write(self, on: QPainter, scale: float, look: Look, figures: list[_Placed]) -> None:
        """Write figures, those of one style together."""
        by_style: dict[Style, list[_Placed]] = {}
        for each in figures:
            by_style.setdefault(each.figure.style, []).append(each)
        for style, alike in by_style.items():
            font = self._figures.get(style)
            if font is None:
                font = Figures(getattr(look, style.font), style.colour, scale)
                self._figures[style] = font
            at = np.array([(p.left, p.top, p.figure.right, p.figure.y) for p in alike])
            ends = at[:, :2] + (at[:, 2:] + MARGIN) * scale
            font.write(on, [p.figure.text for p in alike], ends[:, 0], ends[:, 1])
