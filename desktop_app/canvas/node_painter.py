"""One node's box: header with name, a row for the value, a row for the gradient, ports."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen

from desktop_app.canvas import glyphs
from desktop_app.canvas.hits import CHIP_LEFT, CHIP_SIZE
from desktop_app.canvas.look import Look, elided, pen, text_width, tinted
from desktop_app.model.run import State
from engine import boxes

RADIUS: Final = 9.0
PORT_RADIUS: Final = 5.0
SHADOW_REACH: Final = 10.0
_PAD: Final = 12.0
_CAPTION: Final = 56.0
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter


class PortLook(NamedTuple):
    """One port as it is to be painted."""

    name: str
    filled: bool


class NodeLook(NamedTuple):
    """One node as it is to be painted.

    Attributes:
        title: its name, or its expression where it has none.
        named: whether it has a name.
        kind: ``"op"`` or the leaf's role.
        symbol: the op's symbol; empty for a leaf.
        value, value_state, gradient, gradient_state: its numbers.
        of: what the gradient is of, as "∂L/∂a".
        ports: its ports, in order.
        is_target: whether Backward starts here.
        selected, hovered, focused: how it stands out.
    """

    title: str
    named: bool
    kind: str
    symbol: str
    value: float | None
    value_state: State
    gradient: float | None
    gradient_state: State
    of: str
    ports: tuple[PortLook, ...]
    is_target: bool
    selected: bool
    hovered: bool
    focused: bool


def paint_node(painter: QPainter, look: Look, at: QPointF, node: NodeLook) -> None:
    """Paint a node with its box's top left corner at a point of the plane."""
    box = QRectF(at.x(), at.y(), boxes.WIDTH, boxes.height(len(node.ports)))
    _paint_body(painter, look, box, node)
    _paint_header(painter, look, box, node)
    _paint_value(painter, look, box, node)
    _paint_gradient(painter, look, box, node)
    _paint_ports(painter, look, box, node)


def paint_plain(painter: QPainter, look: Look, box: QRectF, node: NodeLook) -> None:
    """Paint a node from afar: its box in the colour of its gradient, and its name if it has one."""
    canvas = look.theme.canvas
    colour = look.sign(node.gradient).soft if node.gradient is not None else canvas.node
    border = canvas.node_border_selected if node.selected else canvas.node_border
    painter.setPen(pen(border, 3.0 if node.selected else 2.0))
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    painter.setPen(QColor(canvas.text))
    far = QFont(look.name)
    far.setPixelSize(26)
    painter.setFont(far)
    text = node.title if node.named else node.symbol or node.title
    painter.drawText(box, _CENTRE, elided(text, far.toString(), box.width() - 16))


def _paint_body(painter: QPainter, look: Look, box: QRectF, node: NodeLook) -> None:
    canvas = look.theme.canvas
    painter.setPen(Qt.PenStyle.NoPen)
    for spread, alpha in ((4.0, 0.05), (2.5, 0.07), (1.0, 0.10)):
        painter.setBrush(tinted(canvas.shadow, alpha))
        shade = box.adjusted(-spread, -spread + 2.0, spread, spread + 2.0)
        painter.drawRoundedRect(shade, RADIUS + spread, RADIUS + spread)
    painter.setBrush(QColor(canvas.node_hovered if node.hovered else canvas.node))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    painter.setBrush(QColor(look.kind(node.kind).soft))
    painter.drawPath(_header_path(box))
    if node.selected and node.focused:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ring = pen(canvas.node_border_selected, 4.0)
        ring.setColor(tinted(canvas.node_border_selected, 0.30))
        painter.setPen(ring)
        painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), RADIUS + 2, RADIUS + 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_border(look, node))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def _border(look: Look, node: NodeLook) -> QPen:
    canvas = look.theme.canvas
    if node.selected:
        return pen(canvas.node_border_selected, 2.0)
    return pen(canvas.node_border_hovered if node.hovered else canvas.node_border, 1.0)


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


def chip_rect(box: QRectF) -> QRectF:
    """Return where a node shows its op's symbol or its role."""
    return QRectF(
        box.left() + CHIP_LEFT, box.top() + (boxes.HEADER - CHIP_SIZE) / 2, CHIP_SIZE, CHIP_SIZE
    )


def _paint_header(painter: QPainter, look: Look, box: QRectF, node: NodeLook) -> None:
    chip = chip_rect(box)
    kind = look.kind(node.kind)
    if node.symbol:
        wide = max(CHIP_SIZE, text_width(node.symbol, look.symbol.toString()) + 8.0)
        chip.setWidth(wide)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.theme.canvas.node))
        painter.drawRoundedRect(chip, 5.0, 5.0)
        painter.setPen(QColor(kind.strong))
        painter.setFont(look.symbol)
        painter.drawText(chip, _CENTRE, node.symbol)
    else:
        _paint_role(painter, look, chip, node.kind)
    right = box.right() - _PAD
    if node.is_target:
        right -= 16.0
        _paint_target(painter, look, QPointF(box.right() - 16.0, chip.center().y()))
    space = QRectF(chip.right() + 6.0, box.top(), right - chip.right() - 6.0, boxes.HEADER)
    used = look.name if node.named else look.expression
    painter.setFont(used)
    painter.setPen(QColor(look.theme.canvas.text if node.named else look.theme.canvas.muted))
    painter.drawText(space, _LEFT, elided(node.title, used.toString(), space.width()))


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


class _Reading(NamedTuple):
    """A number as it is to be written: its text, how it looks, and how far it can be trusted."""

    text: str
    colour: str
    font: QFont
    state: State


def _paint_value(painter: QPainter, look: Look, box: QRectF, node: NodeLook) -> None:
    row = value_rect(box)
    if not node.symbol:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.theme.canvas.background))
        painter.drawRoundedRect(field_rect(box), 5.0, 5.0)
    _caption(painter, look, row, node, "value")
    state = node.value_state
    colour = look.theme.canvas.text if state is State.FRESH else look.state(state).strong
    text = glyphs.number_text(node.value, state)
    _paint_number(painter, look, row, _Reading(text, colour, look.value, state))


def _paint_gradient(painter: QPainter, look: Look, box: QRectF, node: NodeLook) -> None:
    row = gradient_rect(box)
    painter.setPen(pen(look.theme.canvas.divider, 1.0))
    painter.drawLine(
        QPointF(row.left() + 8, row.top() + 0.5), QPointF(row.right() - 8, row.top() + 0.5)
    )
    _caption(painter, look, row, node, node.of)
    state = node.gradient_state
    text = glyphs.number_text(node.gradient, state)
    if state in (State.FRESH, State.ACCUMULATED):
        colour = look.sign(node.gradient).strong
        text = f"{glyphs.sign_mark(node.gradient)} {text}"
    else:
        colour = look.state(state).strong
    _paint_number(painter, look, row, _Reading(text, colour, look.small, state))


def _caption(painter: QPainter, look: Look, row: QRectF, node: NodeLook, text: str) -> None:
    painter.setFont(look.tiny)
    painter.setPen(QColor(look.theme.canvas.muted))
    named = any(port.name for port in node.ports)
    space = row.adjusted(26.0 if named else 14.0, 0.0, -_PAD, 0.0)
    fits = text_width(text, look.tiny.toString()) <= _CAPTION
    painter.drawText(space, _LEFT, text if fits else "gradient")


def _paint_number(painter: QPainter, look: Look, row: QRectF, reading: _Reading) -> None:
    right = row.right() - 14.0
    mark = glyphs.state_mark(reading.state)
    if mark:
        _paint_badge(painter, look, QPointF(right - 7.5, row.center().y()), reading.state, mark)
        right -= 20.0
    painter.setFont(reading.font)
    painter.setPen(QColor(reading.colour))
    space = QRectF(row.left(), row.top(), right - row.left(), row.height())
    painter.drawText(space, _RIGHT, reading.text)
    if reading.state is State.STALE:
        width = text_width(reading.text, reading.font.toString())
        painter.setPen(pen(reading.colour, 1.0, Qt.PenStyle.DotLine))
        base = row.center().y() + 8.5
        painter.drawLine(QPointF(right - width, base), QPointF(right, base))


def _paint_badge(painter: QPainter, look: Look, at: QPointF, state: State, mark: str) -> None:
    badge = QRectF(at.x() - 7.5, at.y() - 7.5, 15.0, 15.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.state(state).soft))
    painter.drawRoundedRect(badge, 4.0, 4.0)
    painter.setPen(QColor(look.state(state).strong))
    painter.setFont(look.tiny)
    painter.drawText(badge, _CENTRE, mark)


def _paint_ports(painter: QPainter, look: Look, box: QRectF, node: NodeLook) -> None:
    for operand, port in enumerate(node.ports):
        down = boxes.port_offset(len(node.ports), operand)
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
