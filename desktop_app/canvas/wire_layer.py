"""Every wire in view, and the numbers on those that carry them."""

from __future__ import annotations

from enum import Enum, auto
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from desktop_app.canvas import curves
from desktop_app.canvas.look import Look
from desktop_app.canvas.parts import Parts
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
    stroke_of,
    tag,
)
from desktop_app.canvas.wire_strokes import WireStrokes
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run, State
from engine.autodiff import WireNumbers
from engine.graph import Wire

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop_app.canvas.painter import Shown

    Integers = NDArray[np.intp]
    Booleans = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Keys = NDArray[np.int16]

_TAG_REACH: Final = 60.0
"""How far a wire's numbers reach: those outside a part make others in it give way."""
_FEW: Final = 40
"""The numbers on so few wires are laid out wherever the view is."""
_OVERLAP: Final = 0.7
"""By how many pixels lines that make up a curve reach over each other's ends."""
_WIDE: Final = 6.0
"""How far a wire reaches beside its middle, at the most, with the blur of its edges."""
MOST_LINES: Final = 6_000
"""About so many wires are painted from afar; more would look the same."""


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
        self._strokes = WireStrokes(scene, run, self._contribution)
        self._known: dict[Wire, WireNumbers] = {}
        self._tagged_rows: Integers = np.zeros(0, np.intp)
        self._tagged_for: tuple[object, ...] = ()
        self._tags: list[Tag] = []
        self._tags_for: tuple[object, ...] = ()
        self._asked = 0

    def forget_numbers(self) -> None:
        """Read the run anew."""
        self._asked += 1
        self._strokes.forget()
        self._known.clear()

    def paint(
        self, painter: QPainter, look: Look, rows: Integers, parts: Parts, shown: Shown
    ) -> None:
        """Paint wires as curves in some parts of the plane, those that stand out on top."""
        rows = self._lying(rows, shown)
        ends = self._scene.ends()
        apart = self._standing_out(rows, shown)
        together = rows[~np.isin(rows, apart)] if len(apart) else rows
        wide = parts.widened(_WIDE)
        scale = shown.view.scale * painter.device().devicePixelRatioF()
        lines, owners = curves.segments(ends[together], wide.around(), scale)
        if len(wide.corners) > 1:
            there = wide.touch(*_corners_of(lines))
            lines, owners = lines[there], owners[there]
        if scale >= curves.AFAR:
            lines = curves.overlapping(lines, _OVERLAP / scale)
        self._paint_together(painter, look, lines, self._strokes.keys(together)[owners])
        for row, key in zip(apart.tolist(), self._strokes.keys(apart).tolist(), strict=True):
            wire = self._scene.wire_at(row)
            selected, hovered = wire in shown.wires, wire == shown.hovered_wire
            at, stroke = Ends(*ends[row].tolist()), stroke_of(look, key)
            paint_wire(painter, look, WireLook(at, stroke, selected, hovered))

    def changed(self, rows: Integers) -> Integers:
        """Return which of the rows are drawn otherwise than when they were painted last."""
        return self._strokes.changed(rows)

    def around(self, rows: Integers) -> list[QRectF]:
        """Return rectangles that hold all that is painted of wires, some for each."""
        return [
            QRectF(QPointF(left, top), QPointF(right, bottom))
            for part in curves.parts(self._scene.ends()[rows], _WIDE)
            for left, top, right, bottom in part.tolist()
        ]

    def _paint_together(self, painter: QPainter, look: Look, lines: Floats, keys: Keys) -> None:
        """Paint lines, those of one stroke after the other."""
        order = np.argsort(keys, kind="stable")
        lines, keys = lines[order], keys[order]
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        for start, end in pairwise([*starts.tolist(), len(keys)]):
            paint_lines(painter, stroke_of(look, int(keys[start])), lines[start:end])

    def _lying(self, rows: Integers, shown: Shown) -> Integers:
        """Return the rows without those of wires that a gesture has lifted."""
        row_of = self._scene.row_of
        lifted = [row_of[wire.port] for wire in shown.lifted if wire.port in row_of]
        return rows[~np.isin(rows, lifted)] if lifted else rows

    def _standing_out(self, rows: Integers, shown: Shown) -> Integers:
        """Return the rows that are painted one by one."""
        return rows if self._in_vectors else self._marked(rows, shown)

    def _marked(self, rows: Integers, shown: Shown) -> Integers:
        """Return the rows that are selected or under the pointer."""
        row_of = self._scene.row_of
        wires = [*shown.wires, *([shown.hovered_wire] if shown.hovered_wire else [])]
        marked = [row_of[wire.port] for wire in wires if wire.port in row_of]
        return rows[np.isin(rows, marked)]

    def paint_straight(self, painter: QPainter, look: Look, rows: Integers, shown: Shown) -> None:
        """Paint wires as lines."""
        ends = self._scene.ends()[rows]
        paint_straight(painter, look, ends, width=1.0 / shown.view.scale)

    def paint_tags(self, painter: QPainter, look: Look, whole: QRectF, shown: Shown) -> None:
        """Paint the numbers on wires that may be in a part of the plane."""
        rows, reach = self._rows_with_tags(shown), _TAG_REACH
        wide = whole.adjusted(-reach, -reach, reach, reach)
        if len(rows) > _FEW:
            corners = wide.left(), wide.top(), wide.right(), wide.bottom()
            rows = rows[curves.may_come_near(self._scene.ends()[rows], *corners)]
        for each in self._kept_tags(look, rows, shown):
            if each.rect.intersects(wide):
                paint_tag(painter, look, each)

    def _kept_tags(self, look: Look, rows: Integers, shown: Shown) -> list[Tag]:
        """Return the tags of rows, made anew where anything has changed that they show."""
        key = (id(look), self._asked, self._scene.version, self._scene.placing, shown.lifted)
        if self._tags_for != (key, rows.tobytes()):
            self._tags = self.tags(look, rows, shown)
            self._tags_for = key, rows.tobytes()
        return self._tags

    def _rows_with_tags(self, shown: Shown) -> Integers:
        """Return the rows that show their numbers, wherever they are."""
        key = (self._scene.version, shown.nodes, shown.wires, shown.hovered_wire, shown.tags_always)
        if self._tagged_for != key:
            rows = np.flatnonzero(self._scene.used)
            self._tagged_rows, self._tagged_for = rows[self._tagged(rows, shown)], key
        return self._tagged_rows

    def tags(self, look: Look, rows: Integers, shown: Shown) -> list[Tag]:
        """Return the tags of those wires among the rows that show their numbers."""
        ends = self._scene.ends()
        found = []
        rows = self._lying(rows, shown)
        for row in rows[self._tagged(rows, shown)].tolist():
            numbers = self._numbers(self._scene.wire_at(row))
            made = tag(look, Ends(*ends[row].tolist()), numbers)
            if made:
                found.append(made)
        return spread(found)

    def _tagged(self, rows: Integers, shown: Shown) -> Booleans:
        """Tell which wires show their numbers: all, or those near the selection."""
        if shown.tags_always:
            return np.ones(len(rows), np.bool_)
        of = self._opened.slots.of
        slots = [of[node_id] for node_id in shown.nodes if node_id in of]
        near = np.isin(self._scene.source[rows], slots) | np.isin(self._scene.entered[rows], slots)
        return near | np.isin(rows, self._marked(rows, shown))

    def _contribution(self, row: int) -> float | None:
        return self._numbers(self._scene.wire_at(row)).contribution

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


def _corners_of(lines: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return left, top, right and bottom of the rectangles around lines."""
    x0, y0, x1, y1 = lines.T
    return np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1)
