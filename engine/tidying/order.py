"""The order within the columns: sweeps that bring stops to their neighbours, then swaps.

A sweep goes through the columns and sorts each by the mean place of what its stops are wired to in
the column just passed (the barycentre method of Sugiyama, Tagawa and Toda, 1981, with a port a
little above or below the place of its node). After each sweep, neighbours in a column change
places where that undoes crossings.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.tidying.boxes import Floats, Ints, check
from engine.tidying.sheet import Batch, Ends, Sheet, batches, comes, crossings, goes, order_of

_SWEEPS = 24
_PATIENCE = 6
_SWAP_ROUNDS = 8
_PAIRS_OF_WIRES = 250_000  # for two neighbours; two hubs are left as the sweeps put them
_EFFORT = 400_000  # stops that may be sorted in all, but for the first sweeps


def uncross(
    sheet: Sheet, place: Floats, cancelled: Callable[[], bool] | None = None
) -> tuple[Floats, int]:
    """Return places with fewer crossings, and how many crossings are left.

    A place is a stop's number in its column: 0, 1, 2, … from the top.

    Raises:
        TidyCancelled: The caller asked for it.
    """
    best, fewest = place, crossings(sheet, place)
    anyhow, lean = np.arange(len(place)), sheet.lean
    rightwards = batches(sheet.column, anyhow, comes(sheet, lean))
    leftwards = batches(sheet.column, anyhow, goes(sheet, lean))[::-1]
    idle = 0
    for sweep in range(min(_SWEEPS, 2 + _EFFORT // (len(place) + 1))):
        if fewest == 0 or idle == _PATIENCE:
            break
        way, ties = (leftwards if sweep % 2 else rightwards), (1 if sweep % 4 < 2 else -1)
        place = _sweep(sheet.column, way, place, ties)
        place = swap_neighbours(sheet, place, cancelled)
        count, idle = crossings(sheet, place), idle + 1
        if count < fewest:
            best, fewest, idle = place, count, 0
    return best, fewest


def _sweep(column: Ints, way: list[Batch], place: Floats, ties: int) -> Floats:
    """Sort column after column; stops without a hop on that side keep their places.

    Stops that wish for the same place keep their order with ``ties`` 1 and turn it round with -1,
    so that the sweeps do not go round in a circle.
    """
    place = place.copy()
    for members, (owner, other, shift) in way:
        hops = np.bincount(owner, minlength=len(members))
        total = np.bincount(owner, place[other] + shift, minlength=len(members))
        own, columns = place[members], column[members]
        order = order_of(columns, own)
        movers = order[np.flatnonzero(hops[order])]
        wish = total[movers] / hops[movers]
        wished = movers[np.lexsort((ties * own[movers], wish, columns[movers]))]
        place[members[wished]] = own[movers]
    return place


def swap_neighbours(
    sheet: Sheet, place: Floats, cancelled: Callable[[], bool] | None = None
) -> Floats:
    """Let neighbours in a column change places as long as that undoes crossings."""
    place, lean = place.copy(), sheet.lean
    fans = [_fan(ends, len(place)) for ends in (comes(sheet, 0 * lean), goes(sheet, lean))]
    for _ in range(_SWAP_ROUNDS):
        swapped = 0
        for turn in range(4):
            check(cancelled)
            upper, lower = _neighbours(sheet.column, place, turn)
            gains = [_gain(fan, upper, lower, place) for fan in fans]
            better = np.flatnonzero(gains[0] + gains[1] > 0)
            up, down = upper[better], lower[better]
            place[up], place[down] = place[down], place[up]
            swapped += len(better)
        if not swapped:
            break
    return place


class _Fan(NamedTuple):
    """The hops at one side of each stop, stop by stop, and where their other ends are."""

    first: Ints
    size: Ints
    other: Ints
    shift: Floats


def _fan(ends: Ends, stops: int) -> _Fan:
    order = np.argsort(ends.owner, kind="stable")
    size = np.bincount(ends.owner, minlength=stops)
    return _Fan(np.cumsum(size) - size, size, ends.other[order], ends.shift[order])


def _neighbours(column: Ints, place: Floats, turn: int) -> tuple[Ints, Ints]:
    """Return disjoint pairs of neighbours in every second column; four turns reach all pairs."""
    order = order_of(column, place)
    upper, lower = order[:-1], order[1:]
    chosen = (column[upper] == column[lower]) & (column[upper] % 2 == turn // 2)
    chosen &= place[upper].astype(np.int64) % 2 == turn % 2
    return upper[chosen], lower[chosen]


def _gain(fan: _Fan, upper: Ints, lower: Ints, place: Floats) -> Floats:
    """Return how many crossings at that side each pair would undo by changing places."""
    pairs = fan.size[upper] * fan.size[lower]
    pairs = np.where(pairs > _PAIRS_OF_WIRES, 0, pairs)
    pair = np.repeat(np.arange(len(upper)), pairs)
    step = np.arange(len(pair)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    width = fan.size[lower][pair]
    ends = place[fan.other] + fan.shift
    above = ends[fan.first[upper][pair] + step // width]
    below = ends[fan.first[lower][pair] + step % width]
    return np.bincount(pair, np.sign(above - below), len(upper)).astype(np.float64)
