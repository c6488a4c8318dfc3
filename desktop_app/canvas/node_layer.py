"""Every node in view: full, plain, or a block of colour, as the level of detail has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.canvas.batches import draw_rects
from desktop_app.canvas.look import Look
from desktop_app.canvas.node_body import BodyLook, paint_body
from desktop_app.canvas.node_looks import NodeLooks
from desktop_app.canvas.node_text import Inscription, paint_inscriptions, paint_plain_body
from desktop_app.canvas.scene import Scene
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

    def forget_looks(self) -> None:
        """Make anew what nodes look like, after they have changed."""
        self._looks.forget()

    def paint(self, painter: QPainter, look: Look, slots: Integers, shown: Shown) -> None:
        """Paint nodes with their names and numbers."""
        self._looks.prepare(look, slots)
        for together in self._sheaves(slots, shown):
            bodies: dict[BodyLook, list[int]] = {}
            for slot in together:
                bodies.setdefault(self._looks.body(slot, shown), []).append(slot)
            self._put(painter, look, bodies)
            written = self._looks.inscriptions(look, together)
            paint_inscriptions(painter, look, self._placed(together, written))

    def paint_plain(self, painter: QPainter, look: Look, slots: Integers, shown: Shown) -> None:
        """Paint nodes with their names alone, in the colours of their gradients."""
        self._looks.prepare(look, slots)
        for colour, selected, chosen in self._by_colour(look, slots, shown, soft=True):
            self._put_plain(painter, look, (colour, selected), chosen)
        if shown.view.scale >= FAR_NAMES or self._stamps is None:
            written = self._looks.plain_names(look, slots.tolist())
            paint_inscriptions(painter, look, self._placed(slots.tolist(), written))

    def paint_blocks(self, painter: QPainter, look: Look, slots: Integers, shown: Shown) -> None:
        """Paint nodes as blocks in the colours of their gradients."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for colour, selected, chosen in self._by_colour(look, slots, shown, soft=False):
            marked = look.theme.canvas.node_border_selected
            painter.setBrush(QColor(marked if selected else colour))
            draw_rects(painter, self._rects(chosen))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _put(self, painter: QPainter, look: Look, bodies: dict[BodyLook, list[int]]) -> None:
        if self._stamps is None:
            for body, slots in bodies.items():
                for left, top in self._corners(slots).tolist():
                    box = QRectF(left, top, boxes.WIDTH, body.height)
                    paint_body(painter, look, box, body)
            return
        with self._stamps.putting(painter) as putting:
            for body, slots in bodies.items():

                def paint(on: QPainter, box: QRectF, body: BodyLook = body) -> None:
                    paint_body(on, look, box, body)

                size = QSizeF(boxes.WIDTH, body.height)
                putting.put(body, size, paint, self._corners(slots))

    def _put_plain(
        self, painter: QPainter, look: Look, plain: tuple[str, bool], slots: Integers
    ) -> None:
        heights = self._scene.height[slots]
        for height in np.unique(heights).tolist():
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

    def _sheaves(self, slots: Integers, shown: Shown) -> Iterator[list[int]]:
        """Yield nodes that can be painted together; where boxes lie on each other, one by one.

        The selected ones come last, so that they lie on top.
        """
        of = self._opened.slots.of
        top = np.isin(slots, [of[n] for n in shown.nodes if n in of])
        for chosen in (slots[~top], slots[top]):
            covering = self._touching(chosen)
            yield chosen[~covering].tolist()
            for slot in chosen[covering].tolist():
                yield [slot]

    def _touching(self, slots: Integers) -> NDArray[np.bool_]:
        """Tell which boxes touch another one."""
        scene = self._scene
        x, y = scene.x[slots], scene.y[slots]
        across = np.abs(x[:, None] - x) < boxes.WIDTH
        down = (y[:, None] < y + scene.height[slots]) & (y < (y + scene.height[slots])[:, None])
        # Each box touches itself.
        touching: NDArray[np.bool_] = np.count_nonzero(across & down, axis=1) > 1
        return touching

    def _corners(self, slots: Integers | list[int]) -> Floats:
        return np.column_stack((self._scene.x[slots], self._scene.y[slots]))

    def _placed(self, slots: list[int], written: list[Inscription]) -> Iterator[Placed]:
        for (left, top), each in zip(self._corners(slots).tolist(), written, strict=True):
            yield left, top, each

    def _by_colour(
        self, look: Look, slots: Integers, shown: Shown, *, soft: bool
    ) -> Iterator[tuple[str, bool, Integers]]:
        """Yield colour, whether selected, and the slots that look so, selected ones last."""
        signs = look.theme.signs
        # A view may ask before the signal of an edit has reached the run.
        gradients, states = self._run.gradients, self._run.gradient_states
        inside = slots < len(gradients)
        sign, known = np.zeros(len(slots)), np.zeros(len(slots), np.bool_)
        sign[inside], known[inside] = gradients[slots[inside]], states[slots[inside]] > 0
        of = self._opened.slots.of
        selected = np.isin(slots, [of[n] for n in shown.nodes if n in of])
        plain = look.theme.canvas.node if soft else look.theme.canvas.wire
        classes = (
            (plain, ~known),
            (signs.zero.soft if soft else signs.zero.strong, known & ~(sign != 0.0)),
            (signs.zero.soft if soft else look.theme.canvas.wire, known & np.isnan(sign)),
            (signs.positive.soft if soft else signs.positive.strong, known & (sign > 0.0)),
            (signs.negative.soft if soft else signs.negative.strong, known & (sign < 0.0)),
        )
        for on_top in (False, True):
            for colour, alike in classes:
                chosen = slots[alike & (selected == on_top)]
                if len(chosen):
                    yield colour, on_top, chosen

    def _rects(self, slots: Integers) -> Floats:
        scene = self._scene
        wide = np.full(len(slots), boxes.WIDTH)
        return np.column_stack((scene.x[slots], scene.y[slots], wide, scene.height[slots]))
