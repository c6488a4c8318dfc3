"""Move: drag nodes, into line, into a wire or off their wires."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop_app.canvas import hits, insertion
from desktop_app.canvas.hits import Part
from desktop_app.canvas.look import pen
from desktop_app.canvas.snapping import Snap, snap
from desktop_app.canvas.tools.base import ALT, CTRL, SHIFT, Pointer, Tool
from desktop_app.canvas.tools.shaking import Shake
from desktop_app.commands import arrange, splicing
from engine import boxes
from engine.document import Point
from engine.graph import Wire

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas

_SNAP_REACH: Final = 6.0


class Move(Tool):
    """Select by a click, move by a drag; with Shift or Ctrl a click adds or takes out.

    A drag snaps to guides unless Alt is held. A node that is dropped on a wire goes into it; one
    that is shaken leaves its wires behind, closed past it.
    """

    cursor = Qt.CursorShape.ArrowCursor

    @classmethod
    def start(cls, canvas: Canvas, pointer: Pointer) -> Move | None:
        """Begin on a node."""
        on_node = pointer.hit.node is not None and pointer.hit.part not in (Part.PORT, Part.OUTPUT)
        return cls(canvas, pointer) if pointer.is_left and on_node else None

    def __init__(self, canvas: Canvas, pointer: Pointer) -> None:
        """Begin with a press, which selects the node unless it is selected."""
        super().__init__(canvas, pointer)
        self._node = pointer.hit.node or ""
        self._was_selected = self._node in canvas.selection.nodes
        self._adds = pointer.holds(SHIFT) or pointer.holds(CTRL)
        if not self._was_selected:
            (canvas.selection.add if self._adds else canvas.selection.set)([self._node])
        layout = canvas.opened.document.layout
        self._from = {n: layout[n] for n in canvas.selection.nodes if n in layout}
        self._to: dict[str, Point] = {}
        self._shake = Shake(pointer.at)
        self._shaken_off = ""
        self._snap = Snap()
        self._wire: Wire | None = None
        self._refusal: str | None = None

    def move(self, pointer: Pointer) -> None:
        """Show the nodes where they would come to lie."""
        if not self._to and not self.has_gone(pointer):
            return
        if self._shake.follow(pointer.at, pointer.time):
            self._shake_off()
        by = self._snapped(pointer.plane - self.pressed.plane, pointer)
        self._to = {n: Point(at.x + by.x(), at.y + by.y()) for n, at in self._from.items()}
        self.canvas.displace(self._to)
        self._look_for_a_wire(pointer)

    def release(self, pointer: Pointer) -> None:
        """Make the move one edit; a click selects."""
        if self._to:
            self._drop(pointer)
        elif self._was_selected and self._adds:
            self.canvas.selection.toggle_node(self._node)
        elif self._was_selected:
            self.canvas.selection.set([self._node])

    def cancel(self) -> None:
        """Show the nodes where they were, with the wires that they had."""
        self.canvas.opened.take_back(self)
        self.canvas.displace(self._from)
        self.canvas.show_refusal(None, QPointF())

    def paint(self, painter: QPainter) -> None:
        """Paint guides, and the wire that would open for the node."""
        look = self.canvas.look
        painter.setPen(pen(look.theme.canvas.guide, 1.0 / self.canvas.shown.view.scale))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.drawLines(list(self._snap.guides))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._wire is not None:
            fits = self._refusal is None
            insertion.paint_opened(painter, look, self.canvas.scene, self._wire, fits=fits)

    def _drop(self, pointer: Pointer) -> None:
        document = self.canvas.opened.document
        edit = arrange.move(document, self._to, self._shaken_off or None)
        if self._wire is not None and self._refusal is None:
            edit = edit.then(splicing.splice(document, self._node, self._wire))
        elif self._refusal is not None:
            self.canvas.refuse(self._refusal, pointer.at)
        self.canvas.opened.apply(edit, gesture=self)

    def _snapped(self, by: QPointF, pointer: Pointer) -> QPointF:
        """Return how far the nodes go: to the next guide, in whole units otherwise."""
        # Whole units keep text on whole pixels at 100 %.
        dx, dy = float(round(by.x())), float(round(by.y()))
        scene, slots = self.canvas.scene, self.canvas.opened.slots
        mine = [slots.of[n] for n in self._from]
        self._snap = Snap()
        if mine and not pointer.holds(ALT):
            box = _around(self._from, {n: float(scene.height[slots.of[n]]) for n in self._from})
            seen = hits.slots_in(scene, self.canvas.camera.seen())
            still = sorted(set(seen).difference(mine))
            reach = _SNAP_REACH / self.canvas.shown.view.scale
            self._snap = snap(scene, still, box.translated(dx, dy), reach, self.canvas.shown.snap)
        return QPointF(dx + self._snap.dx, dy + self._snap.dy)

    def _look_for_a_wire(self, pointer: Pointer) -> None:
        document = self.canvas.opened.document
        self._wire = self._refusal = None
        if len(self._from) == 1 and splicing.has_room(document.graph, self._node):
            box = hits.box_rect(self.canvas.scene, self.canvas.opened.slots.of[self._node])
            self._wire = insertion.wire_under(self.canvas.scene, box, self._node)
        if self._wire is not None:
            self._refusal = splicing.refusal(document, self._node, self._wire)
        self.canvas.show_refusal(self._refusal, pointer.at)

    def _shake_off(self) -> None:
        self._shake.start_afresh()
        opened = self.canvas.opened
        edit = splicing.unhook(opened.document, self._from.keys())
        if edit:
            self._shaken_off = edit.name
            opened.apply(edit, gesture=self)


def _around(places: dict[str, Point], height: dict[str, float]) -> QRectF:
    around = QRectF()
    for node_id, (x, y) in places.items():
        around = around.united(QRectF(x, y, boxes.WIDTH, height[node_id]))
    return around
