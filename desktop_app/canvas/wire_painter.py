"""Wires and the numbers on them: sign by colour and glyph, size by width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.canvas import curves, glyphs
from desktop_app.canvas.batches import draw_lines
from desktop_app.canvas.look import Look, pen, text_width, tinted
from engine.autodiff import WireNumbers
from engine.explain import in_line
from engine.readable import readable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Booleans = NDArray[np.bool_]
    Keys = NDArray[np.int16]

_THIN: Final = 1.6
_THICK: Final = 4.2
_STEPS: Final = 2
"""How many steps of a wire's width there are to a pixel."""
_KIND: Final = 1000
_ROW: Final = 15.0
_DIGITS: Final = 4
_GAP: Final = 3.0
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter


class Ends(NamedTuple):
    """Where a wire starts, at an output, and ends, at a port, in the plane."""

    x0: float
    y0: float
    x1: float
    y1: float


class WireLook(NamedTuple):
    """One wire as it is to be painted.

    Attributes:
        ends: where it runs.
        stroke: its colour and width.
        selected, hovered: how it stands out.
    """

    ends: Ends
    stroke: Stroke
    selected: bool
    hovered: bool


class Stroke(NamedTuple):
    """How a wire is drawn: sign by colour, size by width."""

    colour: str
    width: float


def stroke_keys(contributions: Floats, known: Booleans, greatest: float) -> Keys:
    """Return for each wire which stroke draws it: wires of one key look the same.

    Args:
        contributions: what each wire adds to its source's gradient.
        known: where that is up to date.
        greatest: the greatest gradient to compare with.
    """
    trouble = known & ~np.isfinite(contributions)
    sign = np.where(known & ~trouble, np.sign(np.where(known, contributions, 0.0)), 0.0)
    kind = np.where(trouble, 3, np.where(sign > 0, 1, np.where(sign < 0, 2, 0)))
    # Widths come in steps, so that many wires share a pen.
    steps = np.floor(_STEPS * thicknesses(contributions, known, greatest) + 0.5)
    keys: Keys = (kind * _KIND + steps).astype(np.int16)
    return keys


def stroke_of(look: Look, key: int) -> Stroke:
    """Return the stroke that a key stands for."""
    signs = look.theme.signs
    colour = (
        look.theme.canvas.wire,
        signs.positive.strong,
        signs.negative.strong,
        look.theme.window.warning,
    )
    return Stroke(colour[key // _KIND], (key % _KIND) / _STEPS)


def paint_lines(painter: QPainter, stroke: Stroke, lines: Floats) -> None:
    """Paint curves that were cut into short lines: a third of the work of as many paths."""
    used = pen(stroke.colour, stroke.width)
    used.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(used)
    draw_lines(painter, lines)


def paint_wire(painter: QPainter, look: Look, wire: WireLook) -> None:
    """Paint one wire as a curve."""
    canvas = look.theme.canvas
    curve = curves.path(*wire.ends)
    colour, width = wire.stroke
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if wire.selected or wire.hovered:
        halo = pen(canvas.wire_selected if wire.selected else canvas.wire_hovered, width + 6.0)
        halo.setColor(tinted(halo.color().name(), 0.45 if wire.selected else 0.22))
        painter.setPen(halo)
        painter.drawPath(curve)
    painter.setPen(pen(colour, width))
    painter.drawPath(curve)


def paint_straight(painter: QPainter, look: Look, ends: Floats, *, width: float) -> None:
    """Paint many wires from afar, as straight lines."""
    painter.setPen(pen(look.theme.canvas.wire, width))
    draw_lines(painter, ends)


def paint_loose(
    painter: QPainter, look: Look, start: QPointF, end: QPointF, *, accepted: bool | None
) -> None:
    """Paint the wire that is being dragged, from its output's side to its port's side.

    Args:
        painter: where to paint.
        look: colours and fonts.
        start: the end at the output.
        end: the end at the port.
        accepted: whether it could be dropped here; None over empty canvas.
    """
    canvas = look.theme.canvas
    colour = {True: canvas.port_accepting, False: canvas.refusal, None: canvas.wire_hovered}
    loose = pen(colour[accepted], 2.4)
    if accepted is False:
        loose.setDashPattern([2.5, 3.0])
    painter.setPen(loose)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(curves.path(start.x(), start.y(), end.x(), end.y()))
    painter.setBrush(QColor(colour[accepted]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(end, 4.0, 4.0)


def thickness(contribution: float | None, greatest: float) -> float:
    """Return how wide a wire is: wider for a larger contribution, by its square root."""
    known = contribution is not None
    size = np.array([contribution if known else np.nan], np.float64)
    return float(thicknesses(size, np.array([known]), greatest)[0])


def thicknesses(contributions: Floats, known: Booleans, greatest: float) -> Floats:
    """Return how wide wires are; the widest is one whose contribution is not finite."""
    size = np.abs(np.where(known, contributions, 0.0))
    finite = np.isfinite(size)
    share = np.sqrt(np.where(finite, size, 0.0) / greatest) if greatest > 0.0 else 0.0 * size
    share = np.where(finite, np.minimum(share, 1.0), 1.0)
    widths: Floats = _THIN + (_THICK - _THIN) * share
    return widths


class Tag(NamedTuple):
    """The numbers on a wire, and where they stand.

    Attributes:
        rect: where, in the plane.
        local: upstream × local; before Backward the local derivative alone.
        contribution: their product, or empty.
        number: the contribution.
    """

    rect: QRectF
    local: str
    contribution: str
    number: float | None


def tag(look: Look, ends: Ends, numbers: WireNumbers) -> Tag | None:
    """Return a wire's tag around its middle, or None before there is a local derivative."""
    if numbers.local is None:
        return None
    given, upstream = numbers.contribution, numbers.upstream
    local = f"∂ {readable(numbers.local, _DIGITS)}"
    if given is not None and upstream is not None:
        # Rounded first, so that the sign is that of what is seen.
        local = f"{readable(upstream, _DIGITS)} × {in_line(_rounded(numbers.local))}"
    text = "" if given is None else f"{glyphs.sign_mark(given)} {readable(given, _DIGITS)}"
    key = look.key(look.tiny)
    width = max(text_width(local, key), text_width(text, key)) + 14.0
    height = _ROW * (2 if text else 1) + 4.0
    middle = curves.middle(*ends)
    rect = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
    return Tag(rect, local, text, given)


def _rounded(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")


def spread(tags: list[Tag]) -> list[Tag]:
    """Return the tags moved down as far as needed for none to cover another."""
    placed: list[Tag] = []
    for each in sorted(tags, key=lambda t: (t.rect.top(), t.rect.left())):
        rect = QRectF(each.rect)
        for other in placed:
            if other.rect.intersects(rect.adjusted(-_GAP, -_GAP, _GAP, _GAP)):
                rect.moveTop(other.rect.bottom() + _GAP)
        placed.append(each._replace(rect=rect))
    return placed


def paint_tag(painter: QPainter, look: Look, each: Tag) -> None:
    """Paint upstream × local, and below it the contribution in the colour of its sign."""
    canvas = look.theme.canvas
    painter.setPen(pen(canvas.node_border, 1.0))
    painter.setBrush(tinted(canvas.background, 0.96))
    painter.drawRoundedRect(each.rect, 6.0, 6.0)
    row = QRectF(each.rect.left(), each.rect.top() + 2.0, each.rect.width(), _ROW)
    painter.setFont(look.tiny)
    painter.setPen(QColor(canvas.muted))
    painter.drawText(row, _CENTRE, each.local)
    if each.contribution:
        trouble = glyphs.is_trouble(each.number)
        sign = look.theme.window.warning if trouble else look.sign(each.number).strong
        painter.setPen(QColor(sign))
        painter.drawText(row.translated(0.0, _ROW), _CENTRE, each.contribution)
