"""The very last touch on small pictures: a box in the way of a wire gives way, up or down.

A wire that passes a column runs behind whatever box stands there, and looks as if it led to it. In
a formula that uses a value twice this is the first thing one sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.tidying.boxes import ROW_GAP, Floats, Ints, check
from engine.tidying.polish import Drawing, crossings_on, lines

_EFFORT: Final = 20_000  # boxes times wires
_TRIES: Final = 48
"""How many places are tried in all: each costs about half a millisecond."""
_CLEARANCE: Final = 14.0
"""How far a box that has given way stands from the wire, in canvas units."""


class _Cost(NamedTuple):
    """What is wrong with a picture, the worst first."""

    hits: int
    crossings: int
    length: float


class _Reach(NamedTuple):
    """What the boxes of a column have to do with: nothing else changes when they move.

    Attributes:
        mates: the boxes.
        own: the wires that begin or end at them.
        others: all other wires.
    """

    mates: Ints
    own: Ints
    others: Ints


def clear(picture: Drawing, cancelled: Callable[[], bool] | None = None) -> Floats:
    """Return the heights of the boxes' upper sides after all moves that free wires of boxes.

    The order in the columns stays, and so do the gaps. No wire is freed at the price of more
    crossings than wires; graphs for which it would take long are left alone.

    Raises:
        TidyCancelled: The caller asked for it.
    """
    if len(picture.boxes) * len(picture.boxes.wires) > _EFFORT:
        return picture.top
    boxes, wires = np.arange(len(picture.boxes)), np.arange(len(picture.start))
    tries, moved = _TRIES, True
    while moved:
        moved = False
        for box in np.flatnonzero(_hits(picture, boxes, wires).any(axis=0)).tolist():
            places = list(islice(_places(picture, box), tries))
            tries -= len(places)
            moved |= _gives_way(picture, box, places, cancelled)
    return picture.top


def _gives_way(
    picture: Drawing, box: int, places: Iterable[float], cancelled: Callable[[], bool] | None
) -> bool:
    """Move a box to the best of some places, if it is better there; tell whether it was moved.

    ``picture.top`` is changed in place.
    """
    kept, reach = picture.top.copy(), _reach(picture, box)
    best, tops = _cost(picture, reach), kept
    for wanted in places:
        check(cancelled)
        picture.top[:] = _pushed(picture, kept, reach.mates, box, wanted)
        cost = _cost(picture, reach)
        if cost.hits + cost.crossings <= best.hits + best.crossings and cost < best:
            best, tops = cost, picture.top.copy()
    picture.top[:] = tops
    return tops is not kept


def _places(picture: Drawing, box: int) -> Iterator[float]:
    """Yield where the upper side of a box would clear the wires that it is in the way of."""
    one, wires = np.array([box]), np.arange(len(picture.start))
    wires = wires[_hits(picture, one, wires)[:, 0]]
    _, high, low = _passing(picture, one, wires)
    height = float(picture.boxes.heights[box])
    for upper, lower in zip(high[:, 0].tolist(), low[:, 0].tolist(), strict=True):
        yield lower + _CLEARANCE
        yield upper - _CLEARANCE - height


def _pushed(picture: Drawing, top: Floats, mates: Ints, box: int, wanted: float) -> Floats:
    """Return the heights with a box elsewhere, its mates pushed on as far as they must be."""
    mates = mates[np.argsort(top[mates], kind="stable")]
    room = picture.boxes.heights[mates] + ROW_GAP
    pile = np.cumsum(room) - room
    at = int(np.flatnonzero(mates == box)[0])
    loose = top[mates] - pile
    loose[at] = wanted - pile[at]
    loose[at:] = np.maximum(loose[at:], loose[at])
    loose[:at] = np.minimum(loose[:at], loose[at])
    moved = top.copy()
    moved[mates] = loose + pile
    return moved


def _reach(picture: Drawing, box: int) -> _Reach:
    mates = np.flatnonzero(picture.column == picture.column[box])
    touching = [picture.touching[mate] for mate in mates.tolist()]
    own = np.unique(np.fromiter(chain.from_iterable(touching), dtype=np.int64))
    return _Reach(mates, own, np.setdiff1d(np.arange(len(picture.start)), own))


def _cost(picture: Drawing, reach: _Reach) -> _Cost:
    """Judge what changes when the boxes of a column move."""
    x0, y0, x1, y1 = lines(picture, reach.own)
    hits = _hits(picture, np.arange(len(picture.boxes)), reach.own).sum()
    hits += _hits(picture, reach.mates, reach.others).sum()
    length = float(np.hypot(x1 - x0, y1 - y0).sum())
    return _Cost(int(hits), crossings_on(picture, reach.own) // 2, length)


def _hits(picture: Drawing, boxes: Ints, wires: Ints) -> npt.NDArray[np.bool_]:
    """Say which wire (row) runs behind which box (column) that is not at one of its ends."""
    passes, high, low = _passing(picture, boxes, wires)
    top = picture.top[boxes]
    hit = passes & (high < top + picture.boxes.heights[boxes]) & (low > top)
    sources, targets = picture.boxes.sources[wires], picture.boxes.targets[wires]
    hit &= (boxes != sources[:, None]) & (boxes != targets[:, None])
    return hit


def _passing(
    picture: Drawing, boxes: Ints, wires: Ints
) -> tuple[npt.NDArray[np.bool_], Floats, Floats]:
    """Say whether each wire (row) passes each box's sides, and how high and how low it is there."""
    x0, y0, x1, y1 = (part[:, None] for part in lines(picture, wires))
    left = picture.left[boxes]
    enter, leave = np.maximum(left, x0), np.minimum(left + picture.boxes.widths[boxes], x1)
    slope = (y1 - y0) / (x1 - x0)
    first, last = y0 + slope * (enter - x0), y0 + slope * (leave - x0)
    return enter < leave, np.minimum(first, last), np.maximum(first, last)
