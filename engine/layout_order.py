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

from engine.layout_boxes import Floats, Ints, check
from engine.layout_sheet import Sheet, crossings, order_of

_SWEEPS = 24
_PATIENCE = 6
_STRIDE = 48  # columns that are this far apart are swept together
_SWAP_ROUNDS = 8
_PAIRS_OF_WIRES = 250_000  # for two neighbours; two hubs are left as the sweeps put them
_EFFORT = 400_000  # stops that may be sorted in all, but for the first sweeps


class Group(NamedTuple):
    """Columns that are swept together: their stops, and the hops that reach these on one side."""

    members: Ints
    column: Ints
    owner: Ints
    other: Ints
    shift: Floats


def uncross(
    sheet: Sheet, place: Floats, cancelled: Callable[[], bool] | None = None
) -> tuple[Floats, int]:
    """Return places with fewer crossings, and how many crossings are left.

    A place is a stop's number in its column: 0, 1, 2, … from the top.

    Raises:
        TidyCancelled: The caller asked for it.
    """
    best, fewest = place, crossings(sheet, place)
    ways = _groups(sheet) if fewest else ([], [])
    idle = 0
    for sweep in range(min(_SWEEPS, 2 + _EFFORT // (len(place) + 1))):
        if fewest == 0 or idle == _PATIENCE:
            break
        place = _sweep(ways[sweep % 2], place, 1 if sweep % 4 < 2 else -1)
        place = swap_neighbours(sheet, place, cancelled)
        count, idle = crossings(sheet, place), idle + 1
        if count < fewest:
            best, fewest, idle = place, count, 0
    return best, fewest


def _groups(sheet: Sheet) -> tuple[list[Group], list[Group]]:
    """Return the columns from left to right with the hops that come, and back with those that go.

    In a deep graph, columns far apart make one group.
    """
    stride = max(2, min(sheet.depth, _STRIDE))
    residue = sheet.column % stride
    members = np.argsort(residue, kind="stable")
    bounds = np.searchsorted(residue[members], np.arange(stride + 1))
    local = np.empty(len(members), dtype=np.int64)
    local[members] = np.arange(len(members)) - bounds[residue[members]]
    parts = np.split(members, bounds[1:-1])
    hops, lean = sheet.hops, sheet.lean
    comes = _split(hops.end, hops.start, -lean, residue, local, stride)
    goes = _split(hops.start, hops.end, lean, residue, local, stride)
    rightwards = [Group(m, sheet.column[m], *side) for m, side in zip(parts, comes, strict=True)]
    leftwards = [Group(m, sheet.column[m], *side) for m, side in zip(parts, goes, strict=True)]
    return rightwards, leftwards[::-1]


def _split(
    owner: Ints, other: Ints, shift: Floats, residue: Ints, local: Ints, stride: int
) -> list[tuple[Ints, Ints, Floats]]:
    order = np.argsort(residue[owner], kind="stable")
    cuts = np.searchsorted(residue[owner][order], np.arange(1, stride))
    sides = (np.split(part, cuts) for part in (local[owner][order], other[order], shift[order]))
    return list(zip(*sides, strict=True))


def _sweep(groups: list[Group], place: Floats, ties: int) -> Floats:
    """Sort column after column; stops without a hop on that side keep their places.

    Stops that wish for the same place keep their order with ``ties`` 1 and turn it round with -1,
    so that the sweeps do not go round in a circle.
    """
    place = place.copy()
    for members, column, owner, other, shift in groups:
        hops = np.bincount(owner, minlength=len(members))
        total = np.bincount(owner, place[other] + shift, minlength=len(members))
        own = place[members]
        order = np.lexsort((own, column))
        free = np.flatnonzero(hops[order])
        movers = order[free]
        wish = total[movers] / hops[movers]
        place[members[movers[np.lexsort((ties * own[movers], wish, column[movers]))]]] = own[movers]
    return place


def swap_neighbours(
    sheet: Sheet, place: Floats, cancelled: Callable[[], bool] | None = None
) -> Floats:
    """Let neighbours in a column change places as long as that undoes crossings."""
    hops, place = sheet.hops, place.copy()
    fans = (
        _fan(hops.end, hops.start, np.zeros(len(hops.start)), len(place)),
        _fan(hops.start, hops.end, sheet.lean, len(place)),
    )
    for _ in range(_SWAP_ROUNDS):
        swapped = 0
        for turn in range(4):
            check(cancelled)
            upper, lower = _neighbours(sheet.column, place, turn)
            gain = sum(_gain(fan, upper, lower, place) for fan in fans)
            better = np.flatnonzero(gain > 0)
            up, down = upper[better], lower[better]
            place[up], place[down] = place[down], place[up]
            swapped += len(better)
        if not swapped:
            break
    return place


class _Fan(NamedTuple):
    """The hops at one side of each stop, stop by stop, and where their other ends are."""

    first: Ints
    count: Ints
    other: Ints
    shift: Floats


def _fan(owner: Ints, other: Ints, shift: Floats, stops: int) -> _Fan:
    order = np.argsort(owner, kind="stable")
    count = np.bincount(owner, minlength=stops)
    return _Fan(np.cumsum(count) - count, count, other[order], shift[order])


def _neighbours(column: Ints, place: Floats, turn: int) -> tuple[Ints, Ints]:
    """Return disjoint pairs of neighbours in every second column; four turns reach all pairs."""
    order = order_of(column, place)
    upper, lower = order[:-1], order[1:]
    chosen = (column[upper] == column[lower]) & (column[upper] % 2 == turn // 2)
    chosen &= place[upper].astype(np.int64) % 2 == turn % 2
    return upper[chosen], lower[chosen]


def _gain(fan: _Fan, upper: Ints, lower: Ints, place: Floats) -> Floats:
    """Return how many crossings at that side each pair would undo by changing places."""
    pairs = fan.count[upper] * fan.count[lower]
    pairs = np.where(pairs > _PAIRS_OF_WIRES, 0, pairs)
    pair = np.repeat(np.arange(len(upper)), pairs)
    step = np.arange(len(pair)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    width = fan.count[lower][pair]
    ends = place[fan.other] + fan.shift
    above = ends[fan.first[upper][pair] + step // width]
    below = ends[fan.first[lower][pair] + step % width]
    gain: Floats = np.bincount(pair, np.sign(above - below), len(upper))
    return gain
