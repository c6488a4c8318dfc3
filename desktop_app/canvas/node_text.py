"""A node's name and numbers, near and from afar."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from desktop_app.canvas import glyphs
from desktop_app.canvas.look import Look, elided, pen, text_width
from desktop_app.canvas.node_body import RADIUS, BodyLook, chip_rect, gradient_rect, value_rect
from desktop_app.model.run import State
from engine import boxes

_PAD: Final = 12.0
_GAP: Final = 6.0
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter


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


def _paint_title(painter: QPainter, look: Look, box: QRectF, node: NodeLook) -> None:
    left = chip_rect(box, look, node.body.symbol).right() + 6.0
    right = box.right() - _PAD - (16.0 if node.body.is_target else 0.0)
    space = QRectF(left, box.top(), right - left, boxes.HEADER)
    used = look.name if node.named else look.expression
    painter.setFont(used)
    painter.setPen(QColor(look.theme.canvas.text if node.named else look.theme.canvas.muted))
    painter.drawText(space, _LEFT, elided(node.title, look.key(used), space.width()))


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
