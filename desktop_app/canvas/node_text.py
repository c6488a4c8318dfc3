"""A node's name and numbers, near and from afar."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.canvas import glyphs
from desktop_app.canvas.look import Look, baseline, elided, figures_width, pen, text_width
from desktop_app.canvas.node_body import RADIUS, BodyLook, chip_rect, gradient_rect, value_rect
from desktop_app.model.run import State
from engine import boxes

_PAD: Final = 12.0
_GAP: Final = 6.0
_END: Final = 14.0
_BADGE: Final = 20.0
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter


class NodeLook(NamedTuple):
    """One node as it is to be painted, but for its numbers.

    Attributes:
        body: what stays the same from number to number.
        title: its name, or its expression where it has none.
        named: whether it has a name.
        of: what the gradient is, as "∂L/∂a".
    """

    body: BodyLook
    title: str
    named: bool
    of: str


class Numbers(NamedTuple):
    """A node's numbers, and how far they can be trusted."""

    value: float | None
    value_state: State
    gradient: float | None
    gradient_state: State


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
    width: float
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


class RowPlan(NamedTuple):
    """Where a number and its caption stand.

    Attributes:
        row: the row, from the top left corner of the box.
        key: the name of the number's font among measures.
        right, y: where the number ends, and the line that it stands on.
        captions: what may stand before it, the longest first, and how far the number must be.
    """

    row: QRectF
    key: str
    right: float
    y: float
    captions: tuple[tuple[Writing, float], ...]


class Plan(NamedTuple):
    """What of an inscription stays the same from number to number."""

    title: Writing
    value: RowPlan
    gradient: RowPlan


def plan(look: Look, node: NodeLook) -> Plan:
    """Return where a node's name and numbers stand."""
    box = QRectF(0.0, 0.0, boxes.WIDTH, node.body.height)
    left = 26.0 if any(port.name for port in node.body.ports) else 14.0
    captions = (node.of, "gradient", "∂")
    return Plan(
        _title(look, box, node),
        _row_plan(look, value_rect(box), look.key(look.value), left, ("value",)),
        _row_plan(look, gradient_rect(box), look.key(look.small), left, captions),
    )


def _row_plan(look: Look, row: QRectF, key: str, left: float, captions: tuple[str, ...]) -> RowPlan:
    tiny = look.key(look.tiny)
    style, y = Style("tiny", look.theme.canvas.muted), baseline(tiny, row.top(), row.height())
    fitting = [
        (Writing(style, left, y, text), left + text_width(text, tiny) + _GAP) for text in captions
    ]
    nothing = Writing(style, left, y, ""), -math.inf
    base = baseline(key, row.top(), row.height())
    return RowPlan(row, key, row.right() - _END, base, (*fitting, nothing))


def inscription(look: Look, where: Plan, numbers: Numbers) -> Inscription:
    """Return what is written on a node: its name and numbers."""
    value = _row(where.value, *_value(look, numbers))
    gradient = _row(where.gradient, *_gradient(look, numbers))
    marks = tuple(row.mark for row in (value, gradient) if row.mark is not None)
    writings = (where.title, value.caption, gradient.caption)
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
        for style, right, y, width, text in written.figures:
            by_style.setdefault(style, []).append((left + right - width, top + y, text))
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


class _Row(NamedTuple):
    """A number, what it is, and what shows that it is not simply fresh."""

    figure: Figure
    caption: Writing
    mark: Mark | None


def _value(look: Look, numbers: Numbers) -> tuple[str, Style, State]:
    """Return how a value is written."""
    number, state = numbers.value, numbers.value_state
    colour = look.theme.canvas.text if state is State.FRESH else look.state(state).strong
    text = glyphs.number_text(number, state)
    if glyphs.is_trouble(number):
        colour, text = look.theme.window.warning, f"{glyphs.TROUBLE} {text}"
    return text, Style("value", colour), state


def _gradient(look: Look, numbers: Numbers) -> tuple[str, Style, State]:
    """Return how a gradient is written."""
    number, state = numbers.gradient, numbers.gradient_state
    text = glyphs.number_text(number, state)
    if state in (State.FRESH, State.ACCUMULATED):
        trouble = glyphs.is_trouble(number)
        colour = look.theme.window.warning if trouble else look.sign(number).strong
        text = f"{glyphs.sign_mark(number)} {text}"
    else:
        colour = look.state(state).strong
    return text, Style("small", colour), state


def _row(where: RowPlan, text: str, style: Style, state: State) -> _Row:
    """Return a number at the right, and at the left the first caption for which there is room."""
    width = figures_width(text, where.key)
    marked = bool(glyphs.state_mark(state))
    right = where.right - (_BADGE if marked else 0.0)
    start = right - width
    caption = next(writing for writing, least in where.captions if least <= start)
    mark = Mark(state, where.row, width, style.colour) if marked else None
    return _Row(Figure(style, right, where.y, width, text), caption, mark)


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
