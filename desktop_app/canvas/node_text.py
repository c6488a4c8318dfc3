"""A node's name and numbers, near and from afar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.canvas import glyphs
from desktop_app.canvas.look import Look, baseline, elided, pen, text_width
from desktop_app.canvas.node_body import RADIUS, BodyLook, chip_rect, gradient_rect, value_rect
from desktop_app.model.run import State
from engine import boxes

_PAD: Final = 12.0
_GAP: Final = 6.0
_END: Final = 14.0
_BADGE: Final = 20.0
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


class Style(NamedTuple):
    """How a text is written: the name of one of the look's fonts, and a colour."""

    font: str
    colour: str


class Writing(NamedTuple):
    """A text and where it begins on its baseline, from the top left corner of the box."""

    style: Style
    x: float
    y: float
    text: str


class Figure(NamedTuple):
    """A number and where it ends on its baseline, from the top left corner of the box."""

    style: Style
    right: float
    y: float
    text: str


class Mark(NamedTuple):
    """What shows that a number is not simply fresh: a badge, and under a stale one a line.

    Attributes:
        state: of the number.
        row: the row that the number stands in, from the top left corner of the box.
        width: of the number's text.
        colour: of the number.
    """

    state: State
    row: QRectF
    width: float
    colour: str


class Inscription(NamedTuple):
    """All that is written on a node; an empty writing stands where there was no room for one."""

    writings: tuple[Writing, ...]
    figures: tuple[Figure, ...]
    marks: tuple[Mark, ...]


def inscription(look: Look, node: NodeLook) -> Inscription:
    """Return what is written on a node: its name and numbers."""
    box = QRectF(0.0, 0.0, boxes.WIDTH, node.body.height)
    value = _row(look, value_rect(box), node.body, _value(look, node))
    gradient = _row(look, gradient_rect(box), node.body, _gradient(look, node))
    writings = (_title(look, box, node), value.caption, gradient.caption)
    marks = tuple(row.mark for row in (value, gradient) if row.mark is not None)
    return Inscription(writings, (value.figure, gradient.figure), marks)


def paint_inscriptions(
    painter: QPainter, look: Look, placed: Iterable[tuple[float, float, Inscription]]
) -> None:
    """Paint what is written on nodes, given with their top left corners: pen by pen."""
    by_style: dict[Style, list[tuple[float, float, str]]] = {}
    marked = []
    for left, top, written in placed:
        for style, x, y, text in written.writings:
            by_style.setdefault(style, []).append((left + x, top + y, text))
        for style, right, y, text in written.figures:
            x = right - text_width(text, look.key(getattr(look, style.font)))
            by_style.setdefault(style, []).append((left + x, top + y, text))
        if written.marks:
            marked.append((QPointF(left, top), written.marks))
    for style, texts in by_style.items():
        painter.setFont(getattr(look, style.font))
        painter.setPen(QColor(style.colour))
        for x, y, text in texts:
            painter.drawText(QPointF(x, y), text)
    for corner, marks in marked:
        for mark in marks:
            paint_mark(painter, look, corner, mark)


def paint_plain_body(painter: QPainter, look: Look, box: QRectF, plain: tuple[str, bool]) -> None:
    """Paint a node's box from afar, in a colour, selected or not."""
    colour, selected = plain
    canvas = look.theme.canvas
    border = canvas.node_border_selected if selected else canvas.node_border
    painter.setPen(pen(border, 3.0 if selected else 2.0))
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box, RADIUS, RADIUS)


def plain_name(look: Look, node: NodeLook) -> Inscription:
    """Return a node's name from afar, or its symbol where it has none."""
    text = node.title if node.named else node.body.symbol or node.title
    key = look.key(look.far)
    shown = elided(text, key, boxes.WIDTH - 16)
    x = (boxes.WIDTH - text_width(shown, key)) / 2
    y = baseline(key, 0.0, node.body.height)
    return Inscription((Writing(Style("far", look.theme.canvas.text), x, y, shown),), (), ())


def _title(look: Look, box: QRectF, node: NodeLook) -> Writing:
    left = chip_rect(box, look, node.body.symbol).right() + 6.0
    right = box.right() - _PAD - (16.0 if node.body.is_target else 0.0)
    name = "name" if node.named else "expression"
    colour = look.theme.canvas.text if node.named else look.theme.canvas.muted
    key = look.key(getattr(look, name))
    text = elided(node.title, key, right - left)
    return Writing(Style(name, colour), left, baseline(key, 0.0, boxes.HEADER), text)


class _Reading(NamedTuple):
    """A number as it is to be written.

    Attributes:
        captions: what it is, the longest first.
        text, style: the number and how it looks.
        state: how far it can be trusted.
    """

    captions: tuple[str, ...]
    text: str
    style: Style
    state: State


class _Row(NamedTuple):
    """A number, what it is, and what shows that it is not simply fresh."""

    figure: Figure
    caption: Writing
    mark: Mark | None


def _value(look: Look, node: NodeLook) -> _Reading:
    state = node.value_state
    colour = look.theme.canvas.text if state is State.FRESH else look.state(state).strong
    text = glyphs.number_text(node.value, state)
    if glyphs.is_trouble(node.value):
        colour, text = look.theme.window.warning, f"{glyphs.TROUBLE} {text}"
    return _Reading(("value",), text, Style("value", colour), state)


def _gradient(look: Look, node: NodeLook) -> _Reading:
    state = node.gradient_state
    text = glyphs.number_text(node.gradient, state)
    if state in (State.FRESH, State.ACCUMULATED):
        trouble = glyphs.is_trouble(node.gradient)
        colour = look.theme.window.warning if trouble else look.sign(node.gradient).strong
        text = f"{glyphs.sign_mark(node.gradient)} {text}"
    else:
        colour = look.state(state).strong
    return _Reading((node.of, "gradient", "∂"), text, Style("small", colour), state)


def _row(look: Look, row: QRectF, body: BodyLook, reading: _Reading) -> _Row:
    """Return a number at the right, and at the left the first caption for which there is room."""
    key = look.key(getattr(look, reading.style.font))
    width = text_width(reading.text, key)
    marked = bool(glyphs.state_mark(reading.state))
    end = row.right() - _END - (_BADGE if marked else 0.0)
    figure = Figure(reading.style, end, baseline(key, row.top(), row.height()), reading.text)
    left = row.left() + (26.0 if any(port.name for port in body.ports) else 14.0)
    tiny = look.key(look.tiny)
    room = end - width - _GAP - left
    caption = next((text for text in reading.captions if text_width(text, tiny) <= room), "")
    style = Style("tiny", look.theme.canvas.muted)
    written = Writing(style, left, baseline(tiny, row.top(), row.height()), caption)
    mark = Mark(reading.state, row, width, reading.style.colour) if marked else None
    return _Row(figure, written, mark)


def paint_mark(painter: QPainter, look: Look, corner: QPointF, mark: Mark) -> None:
    """Paint a badge, and under a stale number a line."""
    row = mark.row.translated(corner)
    right = row.right() - _END
    _paint_badge(painter, look, QPointF(right - 7.5, row.center().y()), mark.state)
    if mark.state is State.STALE:
        painter.setPen(pen(mark.colour, 1.0, Qt.PenStyle.DotLine))
        base, end = row.center().y() + 8.5, right - _BADGE
        painter.drawLine(QPointF(end - mark.width, base), QPointF(end, base))


def _paint_badge(painter: QPainter, look: Look, at: QPointF, state: State) -> None:
    badge = QRectF(at.x() - 7.5, at.y() - 7.5, 15.0, 15.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.state(state).soft))
    painter.drawRoundedRect(badge, 4.0, 4.0)
    painter.setPen(QColor(look.state(state).strong))
    painter.setFont(look.tiny)
    painter.drawText(badge, _CENTRE, glyphs.state_mark(state))
