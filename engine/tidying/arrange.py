"""From boxes to places: each group that hangs together by itself, then all groups on one page.

Graphviz' dot lays out what is small enough for it, the columns of ``columns`` the rest. The
distances between columns, the last touches and the page are the same for both.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

import numpy as np

from engine.tidying.boxes import COLUMN_GAP, ROW_GAP, Boxes, Floats, Ints, check, components, part
from engine.tidying.clearing import clear
from engine.tidying.columns import as_written, column_of, roughly_long_wires
from engine.tidying.dot import Rough, available, dot
from engine.tidying.order import uncross
from engine.tidying.polish import drawing, polish
from engine.tidying.rows import base_of, nearest, rows
from engine.tidying.sheet import Sheet, order_of, places, sheet

_DOT_AT_MOST = 4000  # boxes
_PORT_AT_LEAST = 2.0  # canvas units; dot works in whole points
_GROUP_GAP = np.array([COLUMN_GAP, 2 * ROW_GAP])  # between what is not wired together
_SLIMMEST = 0.5  # width : height of a picture that fits a page
_SQUEEZES = (0.0, 0.02, 0.05)  # the less the better: squeezed wires run through boxes


class Engine(Enum):
    """What works out columns and heights."""

    BEST = "best"
    """Graphviz where it is installed and the graph is not too large, else columns."""
    COLUMNS = "columns"
    """Columns alone; every step of it can be cancelled."""


def arrange(
    boxes: Boxes, engine: Engine = Engine.BEST, cancelled: Callable[[], bool] | None = None
) -> Floats:
    """Return the top-left corner of each box, the left-most and the top-most at 0, whole numbers.

    Raises:
        TidyCancelled: The caller asked for it.
    """
    corners = np.zeros((len(boxes), 2))
    groups = list(components(boxes))
    owner = np.zeros(len(boxes), dtype=np.int64)
    for number, members in enumerate(groups):
        owner[members] = number
    by_group = np.argsort(owner[boxes.targets], kind="stable")
    ends = np.searchsorted(owner[boxes.targets][by_group], np.arange(1, len(groups)))
    sizes = np.zeros((len(groups), 2))
    for i, wires in enumerate(np.split(by_group, ends)[: len(groups)]):
        check(cancelled)
        group = part(boxes, groups[i], boxes.wires[wires])
        spots = _arrange_group(group, engine, cancelled)
        corners[groups[i]] = spots
        sizes[i] = (spots + np.column_stack([group.widths, group.heights])).max(axis=0)
    corners += _page(sizes)[owner]
    return np.floor(corners + 0.5)


def _arrange_group(boxes: Boxes, engine: Engine, cancelled: Callable[[], bool] | None) -> Floats:
    if len(boxes) == 1:
        return np.zeros((1, 2))
    if engine is Engine.BEST and _suits_dot(boxes):
        rough = _squeezed(boxes, dot(boxes), cancelled)
    else:
        rough = _columns(boxes, cancelled)
    left = lefts(boxes, rough.column)
    top = _apart(boxes, rough) - boxes.heights / 2
    picture = drawing(boxes, rough.column, left, top)
    polish(picture, cancelled)
    top = clear(picture, cancelled)
    return np.column_stack([left, top - top.min()])


def _suits_dot(boxes: Boxes) -> bool:
    """Say whether dot is quick for these boxes, and can tell their ports apart."""
    if len(boxes) > _DOT_AT_MOST or not available() or roughly_long_wires(boxes):
        return False
    return bool((boxes.heights >= _PORT_AT_LEAST * boxes.ports).all())


def _apart(boxes: Boxes, rough: Rough) -> Floats:
    """Return the heights, corrected where dot's five digits do not tell neighbours apart."""
    order = order_of(rough.column, rough.y)
    base = base_of(rough.column[order], (boxes.heights[order] + ROW_GAP) / 2)
    y = np.empty(len(boxes))
    y[order] = nearest(rough.y[order], base)
    return y


def _columns(boxes: Boxes, cancelled: Callable[[], bool] | None) -> Rough:
    column = column_of(boxes, cancelled)
    paper = sheet(boxes, column)
    place, _ = uncross(paper, as_written(paper), cancelled)
    return Rough(column, rows(paper, place, cancelled)[: len(boxes)])


def _squeezed(boxes: Boxes, rough: Rough, cancelled: Callable[[], bool] | None) -> Rough:
    """Return the same order with other heights, if that makes a much too high picture fit a page.

    dot keeps long wires straight at any price: in a wide network each column then begins where
    the one before it ends, and the picture becomes a staircase.
    """
    height = float((lefts(boxes, rough.column) + boxes.widths).max()) / _SLIMMEST
    if np.ptp(rough.y) <= height or _tallest(boxes, rough.column) > height:
        return rough
    paper = sheet(boxes, rough.column)
    place = places(paper.column, np.concatenate([rough.y, _lane_heights(paper, rough)]))
    for squeeze in _SQUEEZES:
        y = rows(paper, place, cancelled, squeeze=squeeze)[: len(boxes)]
        if np.ptp(y) <= height:
            return Rough(rough.column, y)
    return rough


def _tallest(boxes: Boxes, column: Ints) -> float:
    """Return the height of the highest column without any free space."""
    return float(np.bincount(column, boxes.heights + ROW_GAP).max())


def _lane_heights(paper: Sheet, rough: Rough) -> Floats:
    """Return where each wire passes each column, drawn straight."""
    boxes, wire = paper.boxes, paper.wire
    begin, end = rough.column[boxes.sources], rough.column[boxes.targets]
    share = (paper.column[len(boxes) :] - begin[wire]) / (end - begin)[wire]
    source = rough.y[boxes.sources]
    port = (rough.y - boxes.heights / 2)[boxes.targets] + boxes.port_drops
    heights: Floats = source[wire] + (port - source)[wire] * share
    return heights


def lefts(boxes: Boxes, column: Ints) -> Floats:
    """Return the left side of each box; each column is as wide as its widest box."""
    wide = np.zeros(int(column.max()) + 1)
    np.maximum.at(wide, column, boxes.widths)
    begin = np.cumsum(wide + COLUMN_GAP) - wide - COLUMN_GAP
    left: Floats = begin[column] + (wide[column] - boxes.widths) / 2
    return left


def _page(sizes: Floats) -> Floats:
    """Return where each group goes: the highest first, on shelves of about a page's width."""
    corners = np.zeros_like(sizes)
    if not len(sizes):
        return corners
    room = sizes + _GROUP_GAP
    across = max(float(sizes[:, 0].max()), float(np.sqrt(1.5 * np.prod(room, axis=1).sum())))
    x = y = shelf = 0.0
    for group in np.argsort(-sizes[:, 1], kind="stable"):
        if x > 0 and x + sizes[group, 0] > across:
            x, y, shelf = 0.0, y + shelf, 0.0
        corners[group] = x, y
        x, shelf = x + room[group, 0], max(shelf, room[group, 1])
    return corners
