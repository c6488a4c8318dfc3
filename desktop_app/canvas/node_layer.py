"""Every node in view: full, plain, or a block of colour, as the level of detail has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.canvas.batches import draw_rects
from desktop_app.canvas.crowding import Crowding
from desktop_app.canvas.look import Look
from desktop_app.canvas.node_body import paint_body
from desktop_app.canvas.node_cards import NodeCards
from desktop_app.canvas.node_looks import NodeLooks
from desktop_app.canvas.node_text import Inscription, paint_inscriptions, paint_plain_body
from desktop_app.canvas.scene import Scene
from desktop_app.canvas.specks import MOST_PIXELS, paint_specks
from desktop_app.canvas.stamps import Stamps
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from engine import boxes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop_app.canvas.painter import Shown

    Integers = NDArray[np.intp]
    Floats = NDArray[np.float64]

Placed = tuple[float, float, Inscription]
FAR_NAMES: Final = 0.27
"""From this scale on, plain nodes show their names: smaller ones could not be read."""


class NodeLayer:
    """Paints nodes from the scene's arrays and the run's numbers."""

    def __init__(
        self,
        opened: OpenDocument,
        run: Run,
        scene: Scene,
        name: Callable[[str], str],
        stamps: Stamps | None,
    ) -> None:
        """Take what is painted, what nodes are called, and stamps where bodies may be copied."""
        self._opened, self._run, self._scene = opened, run, scene
        self._looks = NodeLooks(opened, run, scene, name)
        self._stamps = stamps
        self._crowding = Crowding(scene)
        self._painted: Integers = np.zeros(0, np.intp)
        self._cards = None if stamps is None else NodeCards(scene, self._looks, stamps)

    def forget_looks(self) -> None:
        """Make anew what nodes look like, after they have changed."""
        self._looks.forget()

    def paint(self, painter: QPainter, look: Look, slots: Integers, shown: Shown) -> None:
        """Paint nodes with their names and numbers, selected ones on top."""
        ordered = self._in_order(slots, shown)
        if self._cards is not None:
            self._cards.paint(painter, look, ordered, shown)
            return
        self._looks.prepare(look, slots)
        for slot in ordered.tolist():
            left, top = float(self._scene.x[slot]), float(self._scene.y[slot])
            body = self._looks.body(slot, shown)
            paint_body(painter, look, QRectF(left, top, boxes.WIDTH, body.height), body)
            written = self._looks.inscription(look, slot)
            paint_inscriptions(painter, look, [(left, top, written)])

    def paint_plain(self, painter: QPainter, look: Look, slots: Integers, shown: Shown) -> None:
        """Paint nodes with their names alone, in the colours of their gradients."""
        colours = self._colours(look, soft=True)
        if self._cards is not None and shown.view.scale >= FAR_NAMES:
            ordered = self._in_order(slots, shown)
            kinds = 2 * self._note_classes(ordered) + self._selected(ordered, shown)
            self._cards.paint_plain(painter, look, ordered, kinds, colours)
            return
        self._looks.prepare(look, slots)
        for colour, selected, chosen in self._by_colour(slots, shown, colours):
            self._put_plain(painter, look, (colour, selected), chosen)
        if self._stamps is None:
            written = [self._looks.plain_name(look, slot) for slot in slots.tolist()]
            paint_inscriptions(painter, look, self._placed(slots.tolist(), written))

    def paint_blocks(self, painter: QPainter, look: Look, slots: Integers, shown: Shown) -> None:
        """Paint nodes as blocks in the colours of their gradients."""
        if self._are_specks(painter):
            self._paint_specks(painter, look, slots, self._classes(slots), shown)
            return
        colours = self._colours(look, soft=False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for colour, selected, chosen in self._by_colour(slots, shown, colours):
            marked = look.theme.canvas.node_border_selected
            painter.setBrush(QColor(marked if selected else colour))
            draw_rects(painter, self._rects(chosen))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def renumber(self, painter: QPainter, look: Look, slots: Integers, shown: Shown) -> Integers:
        """Paint other numbers where they stand; return the slots of nodes that need more."""
        if self._cards is None:
            return slots
        changed, redrawn = self._cards.renumber(painter, look, slots, shown)
        free = ~self._crowding.crowded(changed)
        self._cards.put_rows(painter, changed[free])
        return np.concatenate((redrawn, changed[~free]))

    def recoloured(self, slots: Integers) -> Integers:
        """Return the slots of nodes that have another colour than when they were painted."""
        changed: Integers = slots[self._painted[slots] != self._classes(slots)]
        return changed

    def recolour_blocks(
        self, painter: QPainter, look: Look, slots: Integers, shown: Shown
    ) -> Integers:
        """Paint blocks of other colours in their places; return the slots that need more."""
        kinds = self._classes(slots)
        changed: Integers = slots[self._painted[slots] != kinds]
        if len(changed) and self._are_specks(painter):
            # Several may share a pixel: only all of them tell which one is on top.
            self._paint_specks(painter, look, slots, kinds, shown)
            nothing: Integers = changed[:0]
            return nothing
        crowded = self._crowding.crowded(changed)
        self.paint_blocks(painter, look, changed[~crowded], shown)
        others: Integers = changed[crowded]
        return others

    def _paint_specks(
        self, painter: QPainter, look: Look, slots: Integers, kinds: Integers, shown: Shown
    ) -> None:
        self._note(slots, kinds)
        colours = self._colours(look, soft=False)
        top = self._selected(slots, shown)
        if top.any():
            kinds = np.concatenate((kinds[~top], np.full(np.count_nonzero(top), len(colours))))
            slots = np.concatenate((slots[~top], slots[top]))
        marked = look.theme.canvas.node_border_selected
        paint_specks(painter, self._rects(slots), kinds, (*colours, marked))

    def _are_specks(self, painter: QPainter) -> bool:
        """Tell whether boxes are hardly larger than a pixel of the screen."""
        wide = boxes.WIDTH * painter.worldTransform().m11() * painter.device().devicePixelRatioF()
        return self._stamps is not None and wide < MOST_PIXELS

    def _put_plain(
        self, painter: QPainter, look: Look, plain: tuple[str, bool], slots: Integers
    ) -> None:
        heights = self._scene.height[slots]
        for height in sorted(set(heights.tolist())):
            corners = self._corners(slots[heights == height])
            size = QSizeF(boxes.WIDTH, height)
            if self._stamps is None:
                for left, top in corners.tolist():
                    paint_plain_body(painter, look, QRectF(QPointF(left, top), size), plain)
                continue
            with self._stamps.putting(painter) as putting:
                putting.put(
                    (plain, height), size,
                    lambda on, box: paint_plain_body(on, look, box, plain), corners,
                )  # fmt: skip

    def _in_order(self, slots: Integers, shown: Shown) -> Integers:
        """Return the slots with those of selected nodes last, so that they lie on top."""
        top = self._selected(slots, shown)
        return np.concatenate((slots[~top], slots[top])) if top.any() else slots

    def _selected(self, slots: Integers, shown: Shown) -> NDArray[np.bool_]:
        return np.isin(slots, self._looks.slots_of(shown.nodes))

    def _corners(self, slots: Integers | list[int]) -> Floats:
        return np.column_stack((self._scene.x[slots], self._scene.y[slots]))

    def _placed(self, slots: list[int], written: list[Inscription]) -> Iterator[Placed]:
        for (left, top), each in zip(self._corners(slots).tolist(), written, strict=True):
            yield left, top, each

    def _note_classes(self, slots: Integers) -> Integers:
        """Return what ``_classes`` does, and remember it as what was painted."""
        kinds = self._classes(slots)
        self._note(slots, kinds)
        return kinds

    def _note(self, slots: Integers, kinds: Integers) -> None:
        if len(self._painted) != len(self._scene.alive):
            self._painted = np.full(len(self._scene.alive), -1)
        self._painted[slots] = kinds

    def _classes(self, slots: Integers) -> Integers:
        """Return which of ``_colours`` each node has, by the sign of its gradient."""
        # A view may ask before the signal of an edit has reached the run.
        inside = slots < len(self._run.gradients)
        there = slots[inside]
        sign, known = np.zeros(len(slots)), np.zeros(len(slots), np.bool_)
        sign[inside], known[inside] = (
            self._run.gradients[there],
            self._run.gradient_states[there] > 0,
        )
        kinds = np.ones(len(slots), np.intp)
        kinds[sign > 0.0] = 3
        kinds[sign < 0.0] = 4
        kinds[sign != sign] = 2
        kinds[~known] = 0
        return kinds

    def _colours(self, look: Look, *, soft: bool) -> tuple[str, ...]:
        """Return the colours of not known, 0, nan, positive and negative gradients."""
        signs, canvas = look.theme.signs, look.theme.canvas
        if soft:
            zero = signs.zero.soft
            return canvas.node, zero, zero, signs.positive.soft, signs.negative.soft
        strong = signs.positive.strong, signs.negative.strong
        return canvas.wire, signs.zero.strong, canvas.wire, *strong

    def _by_colour(
        self, slots: Integers, shown: Shown, colours: Sequence[str]
    ) -> Iterator[tuple[str, bool, Integers]]:
        """Yield colour, whether selected, and the slots that look so, selected ones last."""
        kinds = self._note_classes(slots)
        selected = self._selected(slots, shown)
        for on_top in (False, True):
            for kind, colour in enumerate(colours):
                chosen = slots[(kinds == kind) & (selected == on_top)]
                if len(chosen):
                    yield colour, on_top, chosen

    def _rects(self, slots: Integers) -> Floats:
        scene = self._scene
        wide = np.full(len(slots), boxes.WIDTH)
        return np.column_stack((scene.x[slots], scene.y[slots], wide, scene.height[slots]))
