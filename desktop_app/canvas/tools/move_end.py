"""Move a wire's end: Ctrl and a drag from the port that it enters, or from its output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter

from desktop_app.canvas import hits
from desktop_app.canvas.hits import Hit, Part
from desktop_app.canvas.tools.base import CTRL, Pointer
from desktop_app.canvas.tools.ends import wires_at
from desktop_app.canvas.tools.wire import DragWire, End
from desktop_app.canvas.wire_painter import paint_loose
from desktop_app.commands import wiring
from engine.document import EditError
from engine.edits import Edit
from engine.graph import Wire

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


class MoveEnd(DragWire):
    """Take the end of a wire out of its port and put it into another."""

    @classmethod
    def start(cls, canvas: Canvas, pointer: Pointer) -> MoveEnd | None:
        """Begin on a port that holds a wire, or on an output that wires leave."""
        if not (pointer.is_left and pointer.holds(CTRL)):
            return None
        wires = wires_at(canvas, pointer.hit)
        if not wires:
            if pointer.hit.part in (Part.PORT, Part.OUTPUT):
                canvas.refuse("No wire ends here: drag without Ctrl to make one.", pointer.at)
            return None
        return (cls if pointer.hit.part is Part.PORT else MoveStarts)(canvas, pointer, wires)

    def __init__(self, canvas: Canvas, pointer: Pointer, wires: list[Wire]) -> None:
        """Begin with a press, the wires lifted off the canvas."""
        super().__init__(canvas, pointer)
        self._wires = wires
        self._source, self._port = wires[0].source, None
        document = canvas.opened.document
        self._ports = wiring.accepting_ports(document, wires[0].source)
        self._sources = set()
        canvas.lift(wires)

    def release(self, pointer: Pointer) -> None:
        """Make the change, or say why not; over nothing, all stays as it was."""
        self.canvas.lift(())
        if self._end is None:
            return
        try:
            self.canvas.opened.apply(self._edit(self._end))
        except EditError as error:
            self.canvas.refuse(str(error), pointer.at)

    def cancel(self) -> None:
        """Put the wires back."""
        super().cancel()
        self.canvas.lift(())

    def _edit(self, end: End) -> Edit:
        return wiring.move_wire(self.canvas.opened.document, self._wires[0], end.port)


class MoveStarts(MoveEnd):
    """Let all wires of an output leave another one."""

    def __init__(self, canvas: Canvas, pointer: Pointer, wires: list[Wire]) -> None:
        """Begin with a press, and find out from where all of the wires could come."""
        super().__init__(canvas, pointer, wires)
        document = canvas.opened.document
        self._ports = set()
        self._sources = wiring.accepting_sources(document, *(wire.port for wire in wires))

    def paint(self, painter: QPainter) -> None:
        """Paint the loose wires, and the outputs that would accept them."""
        self._paint_accepting(painter)
        accepted = None if self._end is None else self._refusal is None
        if accepted is False:
            self._paint_loop(painter)
        scene, of = self.canvas.scene, self.canvas.opened.slots.of
        for _, port in self._wires:
            end = hits.port_points(scene, of[port.node])[port.operand]
            paint_loose(painter, self.canvas.look, self._loose, end, accepted=accepted)

    def _end_at(self, hit: Hit) -> End | None:
        if hit.node is None or hit.node == self._wires[0].source:
            return None
        at = hits.output_point(self.canvas.scene, self.canvas.opened.slots.of[hit.node])
        ports = [wire.port for wire in self._wires]
        document = self.canvas.opened.document
        refused = (port for port in ports if wiring.refusal(document, hit.node or "", port))
        return End(hit.node, next(refused, ports[0]), at)

    def _edit(self, end: End) -> Edit:
        return wiring.redirect(self.canvas.opened.document, self._wires, end.source)
