"""Every wire in view, and the numbers on those that carry them."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop_app.canvas import curves
from desktop_app.canvas.look import Look
from desktop_app.canvas.scene import Scene
from desktop_app.canvas.wire_painter import (
    Ends,
    Tag,
    WireLook,
    paint_lines,
    paint_straight,
    paint_tag,
    paint_wire,
    spread,
    stroke,
    tag,
)
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run, State
from engine.autodiff import WireNumbers
from engine.graph import Wire

if TYPE_CHECKING:
    from desktop_app.canvas.painter import Shown

_MOST_LINES: Final = 30_000


class Detail(Enum):
    """What is painted on."""

    PIXELS = auto()
    """A screen: curves may be short lines, as nobody can tell."""
    VECTORS = auto()
    """A page that can be enlarged: curves stay curves."""


class WireLayer:
    """Paints wires from the scene's arrays and the run's numbers."""

    def __init__(
        self, opened: OpenDocument, run: Run, scene: Scene, *, detail: Detail = Detail.PIXELS
    ) -> None:
        """Take what is painted, and what it is painted for."""
        self._opened, self._run, self._scene = opened, run, scene
        self._in_vectors = detail is Detail.VECTORS
        self._greatest: float | None = None
        self._known: dict[Wire, WireNumbers] = {}

    def forget_numbers(self) -> None:
        """Read the run anew."""
        self._greatest = None
        self._known.clear()

    def paint(
        self, painter: QPainter, look: Look, rows: list[int], part: QRectF, shown: Shown
    ) -> None:
        """Paint wires as curves, those that stand out on top."""
        ends = self._scene.ends()
        standing_out: list[WireLook] = []
        alike: dict[tuple[str, float], list[int]] = {}
        for row, corners in zip(rows, ends[rows].tolist(), strict=True):
            if self._scene.wire_at(row) in shown.lifted:
                continue
            wire = self._look_of(self._scene.wire_at(row), Ends(*corners), shown)
            if wire.selected or wire.hovered or self._in_vectors:
                standing_out.append(wire)
            else:
                alike.setdefault(stroke(look, wire), []).append(row)
        corners_of_part = part.left(), part.top(), part.right(), part.bottom()
        for (colour, width), chosen in alike.items():
            lines = curves.segments(ends[chosen], *corners_of_part)
            paint_lines(painter, colour, width, lines.tolist())
        for wire in standing_out:
            paint_wire(painter, look, wire)

    def _look_of(self, wire: Wire, ends: Ends, shown: Shown) -> WireLook:
        return WireLook(
            ends,
            self._numbers(wire).contribution,
            self._greatest_gradient(),
            wire in shown.wires,
            wire == shown.hovered_wire,
        )

    def paint_straight(self, painter: QPainter, look: Look, rows: list[int], shown: Shown) -> None:
        """Paint wires as lines; of very many, an even choice that looks the same from afar."""
        every = max(1, len(rows) // _MOST_LINES)
        corners = self._scene.ends()[rows[::every]].tolist()
        paint_straight(painter, look, corners, width=1.0 / shown.view.scale)

    def paint_tags(self, painter: QPainter, look: Look, rows: list[int], shown: Shown) -> None:
        """Paint the numbers on wires."""
        for each in self.tags(look, rows, shown):
            paint_tag(painter, look, each)

    def tags(self, look: Look, rows: list[int], shown: Shown) -> list[Tag]:
        """Return the tags of those wires among the rows that show their numbers."""
        ends = self._scene.ends()
        found = []
        for row in rows:
            wire = self._scene.wire_at(row)
            if wire in shown.lifted:
                continue
            if shown.tags_always or _is_near_selection(wire, shown):
                made = tag(look, Ends(*map(float, ends[row])), self._numbers(wire))
                if made:
                    found.append(made)
        return spread(found)

    def _numbers(self, wire: Wire) -> WireNumbers:
        known = self._known.get(wire)
        if known is None:
            known = self._known[wire] = self._numbers_that_hold(wire)
        return known

    def _numbers_that_hold(self, wire: Wire) -> WireNumbers:
        """Return a wire's numbers, without those that no longer hold.

        While gradients are the sum of several passes, no contribution is the product of the
        numbers that one wire shows.
        """
        numbers = self._run.wire_numbers(wire)
        slot = self._opened.slots.of[wire.port.node]
        if self._run.value_states[slot] != State.FRESH:
            return WireNumbers(None, None, None)
        if self._run.gradient_states[slot] != State.FRESH:
            return numbers._replace(upstream=None, contribution=None)
        return numbers

    def _greatest_gradient(self) -> float:
        if self._greatest is None:
            sizes = np.abs(self._run.gradients)
            self._greatest = float(np.max(sizes, initial=0.0, where=np.isfinite(sizes)))
        return self._greatest


def _is_near_selection(wire: Wire, shown: Shown) -> bool:
    near = wire.source in shown.nodes or wire.port.node in shown.nodes
    return near or wire in shown.wires or wire == shown.hovered_wire
