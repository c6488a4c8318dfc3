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
_GAP: Final = 6.0
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
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
        symbol: the op's symbol; empty for a leaf.
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


class NodeLook(NamedTuple):
    """One node as it is to be painted.

    Attributes:
        body: what stays the same from number to number.
        title: its name, or its expression where it has none.
        named: whether it has a name.
        value, value_state, gradient, gradient_state: its numbers.
        of: what the gradient is, as "∂L/∂a".
    """

    body: BodyLook
    title: str
    named: bool
    value: float | None
    value_state: State
    gradient: float | None
    gradient_state: State
    of: str


def paint_body(painter: QPainter, look: Look, box: QRectF, body: BodyLook) -> None:
    """Paint a node's box with all that does not depend on its numbers or its name."""
    _paint_box(painter, look, box, body)
    chip = chip_rect(box, look, body.symbol)
    if body.symbol:
        _paint_symbol(painter, look, chip, body)
    else:
        _paint_role(painter, look, chip, body.kind)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.theme.canvas.background))
        painter.drawRoundedRect(field_rect(box), 5.0, 5.0)
    if body.is_target:
        _paint_target(painter, look, QPointF(box.right() - 16.0, chip.center().y()))
    _paint_divider(painter, look, gradient_rect(box))
    _paint_ports(painter, look, box, body)


def paint_text(painter: QPainter, look: Look, box: QRectF, node: NodeLook) -> None:
    """Paint a node's name and numbers."""
    _paint_title(painter, look, box, node)
    _paint_value(painter, look, box, node)
    _paint_gradient(painter, look, box, node)


def paint_plain_body(painter: QPainter, look: Look, box: QRectF, plain: tuple[str, bool]) -> None:
    """Paint a node's box from afar, in a colour, selected or not."""
    colour, selected = plain
    canvas = look.theme.canvas
    border = canvas.node_border_selected if selected else canvas.node_border
    painter.setPen(pen(border, 3.0 if selected else 2.0))
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box, RADIUS, RADIUS)


def plain_colour(look: Look, gradient: float | None) -> str:
    """Return the colour of a node from afar: that of its gradient's sign."""
    return look.theme.canvas.node if gradient is None else look.sign(gradient).soft


def paint_plain_text(painter: QPainter, look: Look, box: QRectF, node: NodeLook) -> None:
    """Paint a node's name from afar, or its symbol where it has none."""
    painter.setPen(QColor(look.theme.canvas.text))
    painter.setFont(look.far)
    text = node.title if node.named else node.body.symbol or node.title
    painter.drawText(box, _CENTRE, elided(text, look.key(look.far), box.width() - 16))


def _paint_box(painter: QPainter, look: Look, box: QRectF, body: BodyLook) -> None:
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


def _paint_title(painter: QPainter, look: Look, box: QRectF, node: NodeLook) -> None:
    left = chip_rect(box, look, node.body.symbol).right() + 6.0
    right = box.right() - _PAD - (16.0 if node.body.is_target else 0.0)
    space = QRectF(left, box.top(), right - left, boxes.HEADER)
    used = look.name if node.named else look.expression
    painter.setFont(used)
    painter.setPen(QColor(look.theme.canvas.text if node.named else look.theme.canvas.muted))
    painter.drawText(space, _LEFT, elided(node.title, look.key(used), space.width()))


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
    """A number as it is to be written.

    Attributes:
        captions: what it is, the longest first.
        text, colour, font: the number and how it looks.
        state: how far it can be trusted.
    """

    captions: tuple[str, ...]
    text: str
    colour: str
    font: QFont
    state: State


def _paint_value(painter: QPainter, look: Look, box: QRectF, node: NodeLook) -> None:
    state = node.value_state
    colour = look.theme.canvas.text if state is State.FRESH else look.state(state).strong
    text = glyphs.number_text(node.value, state)
    if glyphs.is_trouble(node.value):
        colour, text = look.theme.window.warning, f"{glyphs.TROUBLE} {text}"
    reading = _Reading(("value",), text, colour, look.value, state)
    _paint_row(painter, look, value_rect(box), node.body, reading)


def _paint_divider(painter: QPainter, look: Look, row: QRectF) -> None:
    painter.setPen(pen(look.theme.canvas.divider, 1.0))
    painter.drawLine(
        QPointF(row.left() + 8, row.top() + 0.5), QPointF(row.right() - 8, row.top() + 0.5)
    )


def _paint_gradient(painter: QPainter, look: Look, box: QRectF, node: NodeLook) -> None:
    state = node.gradient_state
    text = glyphs.number_text(node.gradient, state)
    if state in (State.FRESH, State.ACCUMULATED):
        trouble = glyphs.is_trouble(node.gradient)
        colour = look.theme.window.warning if trouble else look.sign(node.gradient).strong
        text = f"{glyphs.sign_mark(node.gradient)} {text}"
    else:
        colour = look.state(state).strong
    captions = (node.of, "gradient", "∂")
    reading = _Reading(captions, text, colour, look.small, state)
    _paint_row(painter, look, gradient_rect(box), node.body, reading)


def _paint_row(
    painter: QPainter, look: Look, row: QRectF, body: BodyLook, reading: _Reading
) -> None:
    """Paint a number at the right, and at the left the first caption for which there is room."""
    start = _paint_number(painter, look, row, reading)
    left = row.left() + (26.0 if any(port.name for port in body.ports) else 14.0)
    key = look.key(look.tiny)
    fitting = (text for text in reading.captions if left + text_width(text, key) + _GAP <= start)
    painter.setFont(look.tiny)
    painter.setPen(QColor(look.theme.canvas.muted))
    painter.drawText(QRectF(left, row.top(), 80.0, row.height()), _LEFT, next(fitting, ""))


def _paint_number(painter: QPainter, look: Look, row: QRectF, reading: _Reading) -> float:
    """Paint a number with its state; return where it starts."""
    right = row.right() - 14.0
    mark = glyphs.state_mark(reading.state)
    if mark:
        _paint_badge(painter, look, QPointF(right - 7.5, row.center().y()), reading.state, mark)
        right -= 20.0
    painter.setFont(reading.font)
    painter.setPen(QColor(reading.colour))
    space = QRectF(row.left(), row.top(), right - row.left(), row.height())
    painter.drawText(space, _RIGHT, reading.text)
    width = text_width(reading.text, look.key(reading.font))
    if reading.state is State.STALE:
        painter.setPen(pen(reading.colour, 1.0, Qt.PenStyle.DotLine))
        base = row.center().y() + 8.5
        painter.drawLine(QPointF(right - width, base), QPointF(right, base))
    return right - width


def _paint_badge(painter: QPainter, look: Look, at: QPointF, state: State, mark: str) -> None:
    badge = QRectF(at.x() - 7.5, at.y() - 7.5, 15.0, 15.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.state(state).soft))
    painter.drawRoundedRect(badge, 4.0, 4.0)
    painter.setPen(QColor(look.state(state).strong))
    painter.setFont(look.tiny)
    painter.drawText(badge, _CENTRE, mark)


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
