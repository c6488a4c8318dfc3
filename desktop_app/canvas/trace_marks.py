"""What the stepper shows on the canvas: whose turn it is, in which order, and who still waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.canvas import hits
from desktop_app.canvas.look import pen, text_width, tinted
from desktop_app.canvas.node_body import RADIUS
from desktop_app.canvas.overlay import Overlay
from engine.graph import sources

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas
    from desktop_app.model.stepper import Stepper
    from engine.trace import Trace

_STANDS_BACK: Final = 0.55
_BADGE: Final = 20.0
_PAD: Final = 7.0
_DOT: Final = 5.0
_READABLE: Final = 0.3
"""Farther out there are no badges: they could not be read."""


class TraceMarks(Overlay):
    """The node of the step and those wired to it stand out; every node has its number."""

    def __init__(self, canvas: Canvas, stepper: Stepper) -> None:
        """Show on a canvas where a stepper stands."""
        self._canvas, self._stepper = canvas, stepper
        stepper.changed.connect(canvas.update)

    def paint(self, painter: QPainter) -> None:
        """Paint over the nodes in view; breakpoints are seen whether anything is traced or not."""
        canvas, trace = self._canvas, self._stepper.trace
        if trace is None and not self._stepper.breakpoints:
            return
        near = self._near() if trace is not None else frozenset()
        for slot in hits.slots_in(canvas.scene, canvas.camera.seen(), _BADGE):
            node_id = canvas.opened.slots.ids[slot]
            if node_id is None:
                continue
            box = hits.box_rect(canvas.scene, slot)
            if trace is not None:
                self._paint_node(painter, trace, node_id, box, stands_out=node_id in near)
            if node_id in self._stepper.breakpoints:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(canvas.look.theme.window.danger))
                painter.drawEllipse(box.topLeft(), _DOT, _DOT)

    def _near(self) -> frozenset[str]:
        """Return the node of the step, and what it reads or passes its gradient on to."""
        current = self._stepper.current
        if current is None:
            return frozenset(self._canvas.opened.document.graph.nodes)
        node = self._canvas.opened.document.graph.nodes.get(current)
        return frozenset({current, *sources(node)})

    def _paint_node(
        self, painter: QPainter, trace: Trace, node_id: str, box: QRectF, *, stands_out: bool
    ) -> None:
        look = self._canvas.look
        if not stands_out:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tinted(look.theme.canvas.background, _STANDS_BACK))
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), RADIUS, RADIUS)
        if node_id == self._stepper.current:
            painter.setPen(pen(look.theme.canvas.target, 3.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-4, -4, 4, 4), RADIUS + 4, RADIUS + 4)
        if self._canvas.shown.view.scale >= _READABLE:
            self._paint_order(painter, trace, node_id, box)

    def _paint_order(self, painter: QPainter, trace: Trace, node_id: str, box: QRectF) -> None:
        """Paint a node's number in the pass under way, and in Backward what it waits for."""
        is_forward = trace.is_forward(self._stepper.place)
        number = trace.place_of(node_id, backward=not is_forward)
        if number is not None:
            first = 0 if is_forward else trace.forward
            self._paint_badge(painter, QPointF(box.left() - 12, box.top()), str(number - first))
        waits = "" if is_forward else self._waits(trace, trace.slots.of[node_id])
        if waits:
            self._paint_badge(painter, QPointF(box.left() + 4, box.bottom() + 8), waits)

    def _waits(self, trace: Trace, slot: int) -> str:
        """Return how many contributions have come, where several are expected."""
        expected = int(trace.expected[slot])
        if expected < 2:
            return ""
        return f"{int(trace.at(self._stepper.place).arrived[slot])} of {expected} contributions"

    def _paint_badge(self, painter: QPainter, left: QPointF, text: str) -> None:
        look = self._canvas.look
        width = max(text_width(text, look.key(look.tiny)) + 2 * _PAD, _BADGE)
        badge = QRectF(left.x(), left.y() - _BADGE / 2, width, _BADGE)
        painter.setPen(pen(look.theme.canvas.target, 1.2))
        painter.setBrush(QColor(look.theme.canvas.node))
        painter.drawRoundedRect(badge, _BADGE / 2, _BADGE / 2)
        painter.setPen(QColor(look.theme.canvas.text))
        painter.setFont(look.tiny)
        painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), text)
