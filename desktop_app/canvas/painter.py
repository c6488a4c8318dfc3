"""The whole picture, at the level of detail that the view asks for.

Used alike by the canvas and by pictures in files: everything that it needs is passed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QRegion

from desktop_app.canvas import hits
from desktop_app.canvas.grid import Grid
from desktop_app.canvas.look import Look
from desktop_app.canvas.nearby import Nearby
from desktop_app.canvas.node_layer import NodeLayer
from desktop_app.canvas.parts import Parts, parts_of, tiles
from desktop_app.canvas.scene import Scene
from desktop_app.canvas.snapping import SnapTo
from desktop_app.canvas.stamps import MARGIN, Stamps
from desktop_app.canvas.view import View
from desktop_app.canvas.wire_layer import MOST_LINES, Detail, WireLayer
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from engine import boxes
from engine.graph import Wire
from engine.labels import display_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.intp]

FULL_DETAIL: Final = 0.55
"""From this scale on, nodes show their numbers."""
_MOST_WIRES: Final = 12
_MOST_CHANGES: Final = 40
"""Where more wires or nodes than these look otherwise, all is painted again."""
NAMES: Final = 0.16
"""From this scale on, nodes show their names."""


@dataclass(slots=True)
class Shown:
    """What is shown and how: view state, in no document.

    Attributes:
        view: which part of the plane, how large.
        nodes, wires: what is selected.
        hovered_node, hovered_wire: what the pointer is on.
        lifted: the wires that a gesture has in hand, and that are not painted.
        tags_always: whether all wires carry numbers, or only those near the selection.
        focused: whether the keyboard acts here.
        snap: what a drag snaps to.
    """

    view: View = field(default_factory=View)
    nodes: frozenset[str] = frozenset()
    wires: frozenset[Wire] = frozenset()
    hovered_node: str | None = None
    hovered_wire: Wire | None = None
    lifted: frozenset[Wire] = frozenset()
    tags_always: bool = False
    focused: bool = False
    snap: SnapTo = field(default_factory=SnapTo)


class Names:
    """What each node is called, made when it is first asked for."""

    def __init__(self, opened: OpenDocument) -> None:
        """Start with none."""
        self._opened = opened
        self._known: dict[str, str] = {}

    def __call__(self, node_id: str) -> str:
        """Return a node's name, or its expression."""
        known = self._known.get(node_id)
        if known is None:
            known = self._known[node_id] = display_name(self._opened.document.graph, node_id)
        return known

    def forget(self) -> None:
        """Make them anew, after nodes changed."""
        self._known.clear()


class Picture:
    """Paints an open document with its run.

    Attributes:
        name: what each node is called.
        nearby: finds what lies in a part of the plane.
        version: another one whenever it was told that names or nodes have changed.
        numbers: another one whenever it was told that numbers have changed.
    """

    def __init__(
        self,
        opened: OpenDocument,
        run: Run,
        scene: Scene,
        look: Look,
        stamps: Stamps | None = None,
    ) -> None:
        """Take what the picture is of and how it looks; without stamps it is drawn in vectors."""
        self._scene = scene
        self._look = look
        self._grid = Grid()
        self.nearby = Nearby(scene)
        self.version = self.numbers = 0
        self._stamps = stamps
        self.name = Names(opened)
        self._nodes = NodeLayer(opened, run, scene, self.name, stamps)
        detail = Detail.VECTORS if stamps is None else Detail.PIXELS
        self._wires = WireLayer(opened, run, scene, detail=detail)

    @property
    def look(self) -> Look:
        """Colours, pens and fonts."""
        return self._look

    @look.setter
    def look(self, look: Look) -> None:
        self._look = look
        if self._stamps is not None:
            self._stamps.forget()

    def forget_names(self) -> None:
        """Make names anew, and what nodes look like, after nodes changed."""
        self.version += 1
        self.name.forget()
        self._nodes.forget_looks()

    def forget_numbers(self) -> None:
        """Read the run anew, after numbers changed."""
        self.numbers += 1
        self._wires.forget_numbers()

    def paint(
        self,
        painter: QPainter,
        dirty: QRectF,
        whole: QRectF,
        shown: Shown,
        within: Sequence[QRectF] = (),
    ) -> None:
        """Paint the part of the picture under a rectangle of the widget.

        The numbers on a few wires are not part of it: they make way for each other, however far
        away the wires are, and are painted over it.

        Args:
            painter: paints on the widget.
            dirty: the part that is to be painted.
            whole: the whole widget.
            shown: the view state.
            within: the rectangles in it alone that the painter's clip lets through, if not all.
        """
        view = shown.view
        painter.fillRect(dirty, QColor(self.look.theme.canvas.background))
        if view.scale >= NAMES:
            self._grid.paint(painter, self.look, dirty, view)
        painter.save()
        painter.translate(view.left, view.top)
        painter.scale(view.scale, view.scale)
        all_of_it = view.rect_to_plane(whole)
        parts = parts_of(map(view.rect_to_plane, within or (dirty,)))
        self._look_at(all_of_it)
        self._paint_graph(painter, parts, all_of_it, shown)
        if shown.tags_always:
            self.paint_tags(painter, all_of_it, shown)
        painter.restore()

    def renumber(self, painter: QPainter, whole: QRectF, shown: Shown) -> QRegion | None:
        """Bring a picture that was painted of other numbers up to date.

        Args:
            painter: paints where the picture is.
            whole: the whole widget.
            shown: the view state.

        Returns:
            What is to be painted again, or None where it is best to paint all.
        """
        view, scene = shown.view, self._scene
        part = view.rect_to_plane(whole)
        self._look_at(part)
        slots = self.nearby.slots(part, MARGIN)
        wires: list[QRectF] = []
        if view.scale >= NAMES:
            rows = self._wires.changed(self.nearby.rows(part, MARGIN))
            if len(rows) > _MOST_WIRES:
                return None
            wires = self._wires.around(rows)
        painter.save()
        painter.translate(view.left, view.top)
        painter.scale(view.scale, view.scale)
        nodes = self._renumber_nodes(painter, slots, shown)
        painter.restore()
        if len(nodes) > _MOST_CHANGES:
            return None
        cards = (hits.box_rect(scene, slot) for slot in nodes.tolist())
        around = [card.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN) for card in cards]
        return tiles(map(view.rect_to_widget, (*wires, *around)), whole.size().toSize())

    def _renumber_nodes(self, painter: QPainter, slots: Integers, shown: Shown) -> Integers:
        """Paint anew what can be painted in its place; return the slots of the other nodes."""
        if shown.view.scale < NAMES:
            return self._nodes.recolour_blocks(painter, self.look, slots, shown)
        if shown.view.scale < FULL_DETAIL:
            return self._nodes.recoloured(slots)
        return self._nodes.renumber(painter, self.look, slots, shown)

    def _look_at(self, whole: QRectF) -> None:
        """Expect that no more than a part of the plane is painted, and what reaches into it."""
        self.nearby.look_at(whole.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))

    def paint_plane(self, painter: QPainter, part: QRectF, whole: QRectF, shown: Shown) -> None:
        """Paint wires, nodes and the numbers on wires, without background or grid."""
        self._paint_graph(painter, parts_of((part,)), whole, shown)
        self.paint_tags(painter, whole, shown)

    def paint_tags(self, painter: QPainter, whole: QRectF, shown: Shown) -> None:
        """Paint the numbers on wires in a part of the plane."""
        if shown.view.scale >= FULL_DETAIL:
            self._wires.paint_tags(painter, self.look, whole, shown)

    def _paint_graph(self, painter: QPainter, parts: Parts, whole: QRectF, shown: Shown) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, top, right, bottom = parts.around()
        part = QRectF(left, top, right - left, bottom - top)
        slots = self.nearby.slots(part, MARGIN)
        rows = self.nearby.rows(part, MARGIN)
        if shown.view.scale < NAMES:
            every = self._one_in(whole)
            self._wires.paint_straight(painter, self.look, rows[rows % every == 0], shown)
            self._nodes.paint_blocks(painter, self.look, slots, shown)
            return
        if len(parts.corners) > 1:
            slots = self._touching(slots, parts)
        self._wires.paint(painter, self.look, rows, parts, shown)
        if shown.view.scale < FULL_DETAIL:
            self._nodes.paint_plain(painter, self.look, slots, shown)
        else:
            self._nodes.paint(painter, self.look, slots, shown)

    def _touching(self, slots: Integers, parts: Parts) -> Integers:
        """Return the slots whose cards touch some parts of the plane."""
        x, y, high = self._scene.x[slots], self._scene.y[slots], self._scene.height[slots]
        touch = parts.widened(MARGIN).touch(x, y, x + boxes.WIDTH, y + high)
        found: Integers = slots[touch]
        return found

    def _one_in(self, whole: QRectF) -> int:
        """Return which share of the wires is painted from afar, so that they are not too many.

        Every part of the picture must come to the same, wherever the view is: it is reckoned from
        how much of the graph is in view.
        """
        scene = self._scene
        around = self.nearby.bounds()
        area = max(around.width() * around.height(), 1.0)
        share = min(1.0, whole.width() * whole.height() / area)
        return max(1, round(share * len(scene.row_of) / MOST_LINES))
