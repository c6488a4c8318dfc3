"""Wire: drag from an output to a port, or from a port to an output."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop_app.canvas import curves, hits
from desktop_app.canvas.hits import Hit, Part
from desktop_app.canvas.look import pen, tinted
from desktop_app.canvas.tools.base import CTRL, Pointer, Tool
from desktop_app.canvas.tools.dangle import Loose, fixed_point
from desktop_app.canvas.wire_painter import paint_loose
from desktop_app.commands import wiring
from engine.graph import Port, find_path

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class End(NamedTuple):
    """Where the loose end would be dropped: at an output, or at a port."""

    source: str
    port: Port
    at: QPointF


class DragWire(Tool):
    """Pull a wire out; what would accept it lights up, what would not says why."""

    cursor = Qt.CursorShape.CrossCursor

    @classmethod
    def start(cls, canvas: Canvas, pointer: Pointer) -> DragWire | None:
        """Begin on an output or a port."""
        ends = (Part.OUTPUT, Part.PORT)
        plain = pointer.is_left and not pointer.holds(CTRL)
        return cls(canvas, pointer) if plain and pointer.hit.part in ends else None

    def __init__(self, canvas: Canvas, pointer: Pointer) -> None:
        """Begin with a press, and find out who would accept the wire."""
        super().__init__(canvas, pointer)
        document = canvas.opened.document
        self._port = pointer.hit.port
        self._source = pointer.hit.node if self._port is None else None
        self._ports = wiring.accepting_ports(document, self._source) if self._source else set()
        self._sources = wiring.accepting_sources(document, self._port) if self._port else set()
        self._loose = QPointF(pointer.plane)
        self._end: End | None = None
        self._refusal: str | None = None

    def move(self, pointer: Pointer) -> None:
        """Lead the loose end, and snap it to what is near."""
        self._end = self._end_at(pointer.hit)
        self._loose = self._end.at if self._end else QPointF(pointer.plane)
        self._refusal = self._reason()
        self.canvas.show_refusal(self._refusal, pointer.at)
        self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        """Make the wire, or say why not; over nothing, ask for something that it could end at."""
        if self._end is None:
            self._let_dangle(pointer)
            return
        if self._refusal:
            self.canvas.refuse(self._refusal, pointer.at)
            return
        document = self.canvas.opened.document
        self.canvas.opened.apply(wiring.wire(document, self._end.source, self._end.port))

    def cancel(self) -> None:
        """Let the wire go."""
        self.canvas.show_refusal(None, QPointF())

    def _reason(self) -> str | None:
        if self._end is None:
            return None
        document = self.canvas.opened.document
        return wiring.refusal(document, self._end.source, self._end.port)

    def _end_at(self, hit: Hit) -> End | None:
        if hit.node is None or hit == self.pressed.hit:
            return None
        slot = self.canvas.opened.slots.of[hit.node]
        if self._port is not None:
            at = hits.output_point(self.canvas.scene, slot)
            return End(hit.node, self._port, at)
        return self._port_end(hit, slot)

    def _port_end(self, hit: Hit, slot: int) -> End | None:
        points = hits.port_points(self.canvas.scene, slot)
        if not points or hit.node is None or self._source is None:
            return None
        operand = hit.port.operand if hit.port else self._best_operand(hit.node, len(points))
        return End(self._source, Port(hit.node, operand), points[operand])

    def _best_operand(self, node_id: str, count: int) -> int:
        """Return the port that a drop on the node's box means: the first empty accepting one."""
        taken = {port for port in self.canvas.scene.row_of if port.node == node_id}
        free = [i for i in range(count) if Port(node_id, i) not in taken]
        accepting = [i for i in free if Port(node_id, i) in self._ports]
        return (accepting or free or [0])[0]

    def paint(self, painter: QPainter) -> None:
        """Paint the loose wire, what would accept it, and the loop that it would close."""
        self._paint_accepting(painter)
        look = self.canvas.look
        fixed = fixed_point(self.canvas, self._source, self._port)
        accepted = None if self._end is None else self._refusal is None
        if accepted is False:
            self._paint_loop(painter)
        start, end = (self._loose, fixed) if self._port else (fixed, self._loose)
        paint_loose(painter, look, start, end, accepted=accepted)

    def _let_dangle(self, pointer: Pointer) -> None:
        on_nothing = pointer.hit.part is Part.NOTHING and self.has_gone(pointer)
        if on_nothing and QRectF(self.canvas.rect()).contains(pointer.at):
            self.canvas.search_wanted.emit(Loose(pointer.at, self._source, self._port))

    def _paint_accepting(self, painter: QPainter) -> None:
        colour = self.canvas.look.theme.canvas.port_accepting
        for at in self._accepting_points():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tinted(colour, 0.25))
            painter.drawEllipse(at, 10.0, 10.0)
            painter.setPen(pen(colour, 2.0))
            painter.setBrush(tinted(self.canvas.look.theme.canvas.port, 1.0))
            painter.drawEllipse(at, 5.0, 5.0)

    def _accepting_points(self) -> list[QPointF]:
        scene, slots = self.canvas.scene, self.canvas.opened.slots
        part = self.canvas.shown.view.rect_to_plane(QRectF(self.canvas.rect()))
        found: list[QPointF] = []
        for slot in hits.slots_in(scene, part, 12.0):
            node_id = slots.ids[slot]
            if node_id in self._sources:
                found.append(hits.output_point(scene, slot))
            elif node_id is not None and self._ports:
                points = hits.port_points(scene, slot)
                found += [p for i, p in enumerate(points) if Port(node_id, i) in self._ports]
        return found

    def _paint_loop(self, painter: QPainter) -> None:
        if self._end is None:
            return
        graph = self.canvas.opened.document.graph
        way = find_path(graph, self._end.port.node, self._end.source) or []
        steps = set(pairwise(way))
        ends = self.canvas.scene.ends()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(self.canvas.look.theme.canvas.refusal, 3.0))
        for port, row in self.canvas.scene.row_of.items():
            if (self.canvas.scene.wire_at(row).source, port.node) in steps:
                painter.drawPath(curves.path(*map(float, ends[row])))
