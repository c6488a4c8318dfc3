"""Wire by keyboard: W takes a wire, arrows or letters choose the port, Enter connects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from desktop_app.canvas import hits
from desktop_app.canvas.look import pen, tinted
from desktop_app.canvas.tools.base import Pointer, Tool
from desktop_app.canvas.wire_painter import paint_loose
from desktop_app.commands import wiring
from engine.document import EditError
from engine.graph import Apply, Port
from engine.labels import display_name
from engine.ops import OPS

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas

_STEPS: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Tab: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Backtab: -1,
}


class KeyWire(Tool):
    """Lead a wire from a node to one of the ports that would accept it.

    The ports are walked by their distance from the node, empty ones first. What is typed keeps
    those of nodes whose name or op begins so.
    """

    goes_on = True

    def __init__(self, canvas: Canvas, pointer: Pointer, source: str) -> None:
        """Begin at a node.

        Raises:
            EditError: no port would accept a wire from it.
        """
        super().__init__(canvas, pointer)
        self._source = source
        self._typed = ""
        self._every = self._ports()
        if not self._every:
            name = display_name(canvas.opened.document.graph, source)
            raise EditError(f"No port can take a wire from {name}.")
        self._kept = self._every
        self._at = 0
        self._tell()

    @property
    def port(self) -> Port:
        """The port that is chosen."""
        return self._kept[self._at]

    def press_key(self, event: QKeyEvent) -> None:
        """Choose another port."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self._at = (self._at + step) % len(self._kept)
        elif event.key() == Qt.Key.Key_Backspace:
            self._narrow(self._typed[:-1])
        elif event.text().isprintable() and event.text():
            self._narrow(self._typed + event.text())
        self._tell()

    def release(self, pointer: Pointer) -> None:
        """Leave all as it was: a click means something else."""
        self.cancel()

    def confirm(self) -> None:
        """Make the wire."""
        self.cancel()
        document = self.canvas.opened.document
        self.canvas.opened.apply(wiring.wire(document, self._source, self.port))

    def cancel(self) -> None:
        """Let the wire go."""
        self.canvas.show_hint(())
        self.canvas.update()

    def paint(self, painter: QPainter) -> None:
        """Paint the wire to the chosen port, and a ring around that."""
        scene, of = self.canvas.scene, self.canvas.opened.slots.of
        start = hits.output_point(scene, of[self._source])
        end = self._point(self.port)
        colour = self.canvas.look.theme.canvas.port_accepting
        for port in self._kept:
            painter.setPen(pen(colour, 1.5))
            painter.setBrush(tinted(colour, 0.25))
            painter.drawEllipse(self._point(port), 7.0, 7.0)
        paint_loose(painter, self.canvas.look, start, end, accepted=True)
        painter.setPen(pen(colour, 3.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(end, 11.0, 11.0)

    def _ports(self) -> list[Port]:
        graph = self.canvas.opened.document.graph
        start = hits.output_point(self.canvas.scene, self.canvas.opened.slots.of[self._source])

        def away(port: Port) -> tuple[bool, float, Port]:
            node = graph.nodes[port.node]
            operands = node.operands if isinstance(node, Apply) else ()
            is_filled = port.operand < len(operands) and operands[port.operand] is not None
            return is_filled, (self._point(port) - start).manhattanLength(), port

        return sorted(wiring.accepting_ports(self.canvas.opened.document, self._source), key=away)

    def _point(self, port: Port) -> QPointF:
        slot = self.canvas.opened.slots.of[port.node]
        return hits.port_points(self.canvas.scene, slot)[port.operand]

    def _narrow(self, typed: str) -> None:
        kept = [port for port in self._every if self._begins(port, typed.casefold())]
        if kept:
            self._typed, self._kept, self._at = typed, kept, 0

    def _begins(self, port: Port, typed: str) -> bool:
        node = self.canvas.opened.document.graph.nodes[port.node]
        names = [node.label or "", node.op if isinstance(node, Apply) else ""]
        return any(name.casefold().startswith(typed) for name in names)

    def _tell(self) -> None:
        graph = self.canvas.opened.document.graph
        node = graph.nodes[self.port.node]
        operand = OPS[node.op].operand_title(self.port.operand) if isinstance(node, Apply) else ""
        to = f"{display_name(graph, self.port.node)}, {operand}"
        typed = f" — typed: {self._typed}" if self._typed else ""
        self.canvas.show_hint(
            (
                ("Enter", f"Wire to {to}"),
                ("↑ ↓", f"Another port ({self._at + 1} of {len(self._kept)}){typed}"),
                ("Esc", "Give up"),
            )
        )
        self.canvas.show_node(self.port.node)
        self.canvas.update()
