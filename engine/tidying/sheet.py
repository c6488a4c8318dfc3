"""Boxes in columns, with a lane kept open wherever a wire passes a column on its way.

Everything that stands in a column, box or lane, is a *stop*; a wire is a row of short *hops* from
stop to stop, each from one column to the next. The order within the columns and then the heights
are worked out on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.tidying.boxes import LANE_GAP, ROW_GAP, Boxes, Floats, Ints

_STRIDE = 48  # columns from one to the next in the same batch
LANES_PER_BOX = 40
"""How many lanes there may be for each box before wires are cut short."""
LANES_FREE = 2000
"""How many lanes there may be in a graph of any size."""


class Hops(NamedTuple):
    """Wires cut at the columns; ``drop`` is how far below the end's middle the port is."""

    start: Ints
    end: Ints
    drop: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """What stands in which column.

    Attributes:
        boxes: The boxes; they are the first stops, in their order.
        column: The column of each stop, from 0 at the left.
        half: Half the space that each stop takes in its column, the gap included.
        wire: The wire (a row of ``boxes.wires``) that keeps each lane open.
        hops: All hops, without order.
    """

    boxes: Boxes
    column: Ints
    half: Floats
    wire: Ints
    hops: Hops

    @property
    def depth(self) -> int:
        """The number of columns."""
        return int(self.column.max(initial=-1)) + 1

    @property
    def lean(self) -> Floats:
        """How far each hop ends below the place of its stop, as a share of the space of a place."""
        share: Floats = self.hops.drop / (2 * self.half[self.hops.end])
        return share


def sheet(boxes: Boxes, column: Ints) -> Sheet:
    """Cut the wires at the columns.

    Wires that pass very many columns are cut where they leave and where they arrive only, so that
    a long chain with one shared operand does not take memory for its square.
    """
    reach = _affordable_reach(boxes, column)
    first, last = column[boxes.sources] + 1, column[boxes.targets] - 1
    lane_wire, lane_column, starts, ends = _lanes(first, last, reach)
    lanes = len(boxes) + np.arange(len(lane_wire))
    direct = np.flatnonzero(first > last)
    on = np.flatnonzero((lane_wire[:-1] == lane_wire[1:]) & (np.diff(lane_column) == 1))
    leaving, arriving = lane_wire[starts], lane_wire[ends]
    drops = boxes.port_drops - boxes.heights[boxes.targets] / 2
    hops = Hops(
        np.concatenate([boxes.sources[direct], boxes.sources[leaving], lanes[on], lanes[ends]]),
        np.concatenate(
            [boxes.targets[direct], lanes[starts], lanes[on + 1], boxes.targets[arriving]]
        ),
        np.concatenate([drops[direct], np.zeros(len(leaving) + len(on)), drops[arriving]]),
    )
    zero = np.zeros(len(lane_wire))
    half = np.concatenate([(boxes.heights + ROW_GAP) / 2, zero + LANE_GAP / 2])
    return Sheet(boxes, np.concatenate([column, lane_column]), half, lane_wire, hops)


def _affordable_reach(boxes: Boxes, column: Ints) -> int:
    """Return how many columns a wire may pass and still have a lane in each of them."""
    passed = np.maximum(column[boxes.targets] - column[boxes.sources] - 1, 0)
    reach = int(passed.max(initial=0))
    while (
        reach > 1 and np.minimum(passed, 2 * reach).sum() > LANES_PER_BOX * len(boxes) + LANES_FREE
    ):
        reach //= 2
    return reach


def _lanes(first: Ints, last: Ints, reach: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Return wire and column of each lane, and whether its wire comes from, goes to, a box."""
    count = np.maximum(last - first + 1, 0)
    whole = np.minimum(count, 2 * reach)
    wire = np.repeat(np.arange(len(first)), whole)
    step = np.arange(len(wire)) - np.repeat(np.cumsum(whole) - whole, whole)
    skipped = np.where(step >= reach, (count - whole)[wire], 0)
    column = first[wire] + step + skipped
    return wire, column, column == first[wire], column == last[wire]


def order_of(column: Ints, place: Floats | Ints) -> Ints:
    """Return the stops column by column, from top to bottom."""
    return np.lexsort((place, column))


def places(column: Ints, key: Floats | Ints) -> Floats:
    """Number the stops of each column 0, 1, 2, … in the order of ``key``."""
    order = order_of(column, key)
    sorted_columns = column[order]
    place = np.empty(len(order))
    place[order] = np.arange(len(order)) - np.searchsorted(sorted_columns, sorted_columns)
    return place


def crossings(sheet: Sheet, place: Floats) -> int:
    """Count the pairs of hops that cross between two columns."""
    hops = sheet.hops
    column = sheet.column[hops.start]
    begin, finish = place[hops.start], place[hops.end] + sheet.lean
    order = np.lexsort((finish, begin, column))
    rank = np.empty(len(order), dtype=np.int64)
    rank[np.lexsort((begin, finish, column))] = np.arange(len(order))
    return inversions(rank[order])


def inversions(sequence: Ints) -> int:
    """Count the falling pairs of a permutation of 0, 1, 2, …, by merging from the bottom up."""
    size = 1 << max(len(sequence) - 1, 1).bit_length()
    padded = np.full(size, size, dtype=np.int64)
    padded[: len(sequence)] = sequence
    found, width = 0, 1
    while width < size:
        blocks = padded.reshape(-1, 2, width)
        shift = np.arange(len(blocks)) * (size + 1)
        left = (blocks[:, 0] + shift[:, None]).ravel()
        right = (blocks[:, 1] + shift[:, None]).ravel()
        below = np.searchsorted(left, right, side="right")
        found += int((np.repeat(shift // (size + 1) + 1, width) * width - below).sum())
        padded = np.sort(padded.reshape(-1, 2 * width), axis=1).ravel()
        width *= 2
    return found


class Ends(NamedTuple):
    """Hops as one side sees them: from which stop, to which, and how much lower that end is."""

    owner: Ints
    other: Ints
    shift: Floats


class Batch(NamedTuple):
    """Columns that are worked on together; ``ends.owner`` counts the members from 0."""

    members: Ints
    ends: Ends


def comes(sheet: Sheet, drop: Floats) -> Ends:
    """Return the hops that come to each stop, ports lower by ``drop``."""
    return Ends(sheet.hops.end, sheet.hops.start, -drop)


def goes(sheet: Sheet, drop: Floats) -> Ends:
    """Return the hops that leave each stop, ports lower by ``drop``."""
    return Ends(sheet.hops.start, sheet.hops.end, drop)


def batches(column: Ints, order: Ints, ends: Ends) -> list[Batch]:
    """Return the columns from left to right, their stops in ``order``, with the hops ``ends``.

    In a deep graph, columns far apart make one batch, so that there are never very many.
    """
    stride = max(2, min(int(column.max(initial=0)) + 1, _STRIDE))
    residue = column % stride
    members = order[np.argsort(residue[order], kind="stable")]
    bounds = np.searchsorted(residue[members], np.arange(stride + 1))
    local = np.empty(len(members), dtype=np.int64)
    local[members] = np.arange(len(members)) - bounds[residue[members]]
    side = residue[ends.owner]
    by_batch = np.argsort(side, kind="stable")
    cuts = np.searchsorted(side[by_batch], np.arange(stride + 1))
    found = []
    for i in range(stride):
        mine = by_batch[cuts[i] : cuts[i + 1]]
        near = Ends(local[ends.owner[mine]], ends.other[mine], ends.shift[mine])
        found.append(Batch(members[bounds[i] : bounds[i + 1]], near))
    return found
