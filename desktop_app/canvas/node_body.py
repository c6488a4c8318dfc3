"""A node's box with all that stays the same from number to number: header, role, ports."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from desktop_app.canvas.hits import CHIP_LEFT, CHIP_SIZE
from desktop_app.canvas.look import Look, pen, text_width, tinted
from engine import boxes

RADIUS: Final = 9.0
PORT_RADIUS: Final = 5.0
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter


class PortLook(NamedTuple):
    """One port as it is to be painted."""

    name: str
    filled: bool


class BodyLook(NamedTuple):
    """What of a node stays the same from number to number; equal ones look the same.

    Attributes:
        kind: ``"op"`` or the leaf's role.
        symbol: the op's symbol; empty where the kind has a sign of its own.
        ports: its ports, in order.
        is_target: whether Backward starts here.
        selected, hovered, focused: how it stands out.
    """

    kind: str
    symbol: str
    ports: tuple[PortLook, ...]
    is_target: bool
    selected: bool
    hovered: bool
    focused: bool

    @property
    def height(self) -> float:
        """How high its box is."""
        return boxes.height(len(self.ports))


def paint_body(painter: QPainter, look: Look, box: QRectF, body: BodyLook) -> None:
    """Paint a node's box with all that does not depend on its numbers or its name."""
    paint_box(painter, look, box, body)
    paint_fittings(painter, look, box, body)


def paint_fittings(painter: QPainter, look: Look, box: QRectF, body: BodyLook) -> None:
    """Paint what lies on a box: symbol or role, field, ports."""
    chip = chip_rect(box, look, body.symbol)
    if body.symbol:
        _paint_symbol(painter, look, chip, body)
    else:
        _paint_role(painter, look, chip, body.kind)
    if not body.ports:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.theme.canvas.background))
        painter.drawRoundedRect(field_rect(box), 5.0, 5.0)
    if body.is_target:
        _paint_target(painter, look, QPointF(box.right() - 16.0, chip.center().y()))
    _paint_divider(painter, look, gradient_rect(box))
    _paint_ports(painter, look, box, body)


def bare(body: BodyLook) -> BodyLook:
    """Return what the box alone depends on: many bodies share one."""
    plain = (PortLook("", filled=False),) * len(body.ports)
    return body._replace(symbol="", ports=plain, is_target=False)


def paint_box(painter: QPainter, look: Look, box: QRectF, body: BodyLook) -> None:
    """Paint the box alone, with its shadow, header and border."""
    canvas = look.theme.canvas
    painter.setPen(Qt.PenStyle.NoPen)
    for spread, alpha in ((4.0, 0.05), (2.5, 0.07), (1.0, 0.10)):
        painter.setBrush(tinted(canvas.shadow, alpha))
        shade = box.adjusted(-spread, -spread + 2.0, spread, spread + 2.0)
        painter.drawRoundedRect(shade, RADIUS + spread, RADIUS + spread)
    painter.setBrush(QColor(canvas.node_hovered if body.hovered else canvas.node))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    painter.setBrush(QColor(look.kind(body.kind).soft))
    painter.drawPath(_header_path(box))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if body.selected and body.focused:
        ring = pen(canvas.node_border_selected, 4.0)
        ring.setColor(tinted(canvas.node_border_selected, 0.30))
        painter.setPen(ring)
        painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), RADIUS + 2, RADIUS + 2)
    painter.setPen(_border(look, body))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def _border(look: Look, body: BodyLook) -> QPen:
    canvas = look.theme.canvas
    if body.selected:
        return pen(canvas.node_border_selected, 2.0)
    return pen(canvas.node_border_hovered if body.hovered else canvas.node_border, 1.0)


def _header_path(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.moveTo(box.left(), box.top() + boxes.HEADER)
    path.lineTo(box.left(), box.top() + RADIUS)
    path.quadTo(box.topLeft(), QPointF(box.left() + RADIUS, box.top()))
    path.lineTo(box.right() - RADIUS, box.top())
    path.quadTo(box.topRight(), QPointF(box.right(), box.top() + RADIUS))
    path.lineTo(box.right(), box.top() + boxes.HEADER)
    path.closeSubpath()
    return path


def chip_rect(box: QRectF, look: Look, symbol: str) -> QRectF:
    """Return where a node shows its op's symbol or its role; wider for a long symbol."""
    wide = max(CHIP_SIZE, text_width(symbol, look.key(look.symbol)) + 8.0) if symbol else CHIP_SIZE
    down = (boxes.HEADER - CHIP_SIZE) / 2
    return QRectF(box.left() + CHIP_LEFT, box.top() + down, wide, CHIP_SIZE)


def _paint_symbol(painter: QPainter, look: Look, chip: QRectF, body: BodyLook) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.theme.canvas.node))
    painter.drawRoundedRect(chip, 5.0, 5.0)
    painter.setPen(QColor(look.kind(body.kind).strong))
    painter.setFont(look.symbol)
    painter.drawText(chip, _CENTRE, body.symbol)


def _paint_role(painter: QPainter, look: Look, chip: QRectF, role: str) -> None:
    """Paint a leaf's role: a slider that moves, a lock, or a column of data."""
    strong = look.kind(role).strong
    middle = chip.center()
    painter.setPen(pen(strong, 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if role == "parameter":
        painter.drawLine(QPointF(middle.x() - 7, middle.y()), QPointF(middle.x() + 7, middle.y()))
        painter.setBrush(QColor(strong))
        painter.drawEllipse(QPointF(middle.x() + 1.5, middle.y()), 3.2, 3.2)
    elif role == "constant":
        painter.drawArc(QRectF(middle.x() - 3.5, middle.y() - 7, 7, 8), 0, 180 * 16)
        painter.setBrush(QColor(strong))
        painter.drawRoundedRect(QRectF(middle.x() - 5.5, middle.y() - 2, 11, 8), 1.5, 1.5)
    else:
        for row in (-4.5, 0.0, 4.5):
            y = middle.y() + row
            painter.drawLine(QPointF(middle.x() - 5, y), QPointF(middle.x() + 5, y))


def _paint_target(painter: QPainter, look: Look, at: QPointF) -> None:
    painter.setPen(pen(look.theme.canvas.target, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at, 5.5, 5.5)
    painter.setBrush(QColor(look.theme.canvas.target))
    painter.drawEllipse(at, 1.6, 1.6)


def value_rect(box: QRectF) -> QRectF:
    """Return the row of a node's value, the place of its field where it is a leaf."""
    return QRectF(box.left(), box.top() + boxes.HEADER, box.width(), boxes.ROW)


def gradient_rect(box: QRectF) -> QRectF:
    """Return the row of a node's gradient."""
    return value_rect(box).translated(0.0, boxes.ROW)


def field_rect(box: QRectF) -> QRectF:
    """Return the field in which a leaf's value can be typed."""
    return value_rect(box).adjusted(8.0, 3.0, -8.0, -2.0)


def _paint_divider(painter: QPainter, look: Look, row: QRectF) -> None:
    painter.setPen(pen(look.theme.canvas.divider, 1.0))
    painter.drawLine(
        QPointF(row.left() + 8, row.top() + 0.5), QPointF(row.right() - 8, row.top() + 0.5)
    )


def _paint_ports(painter: QPainter, look: Look, box: QRectF, body: BodyLook) -> None:
    for operand, port in enumerate(body.ports):
        down = boxes.port_offset(len(body.ports), operand)
        at = QPointF(box.left(), box.top() + down)
        paint_port(painter, look, at, filled=port.filled)
        if port.name:
            painter.setFont(look.tiny)
            painter.setPen(QColor(look.theme.canvas.muted))
            painter.drawText(QRectF(at.x() + 9, at.y() - 8, 16, 16), _LEFT, port.name)
    output = QPointF(box.right(), box.top() + boxes.OUTPUT_OFFSET)
    paint_port(painter, look, output, filled=True)


def paint_port(painter: QPainter, look: Look, at: QPointF, *, filled: bool) -> None:
    """Paint a port or an output; an empty one is hollow."""
    canvas = look.theme.canvas
    painter.setPen(pen(canvas.port_ring, 1.6))
    painter.setBrush(QBrush(QColor(canvas.port_ring if filled else canvas.port)))
    radius = PORT_RADIUS - 1.0 if filled else PORT_RADIUS - 0.5
    painter.drawEllipse(at, radius, radius)
