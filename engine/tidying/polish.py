"""The last touch: neighbours in a column change places where fewer of the drawn wires then cross.

What is counted here is what is seen, straight wires from output to port, and no longer hops
between columns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from engine.tidying.boxes import Boxes, Floats, Ints, check

_Lines: TypeAlias = tuple[Floats, Floats, Floats, Floats]

_ROUNDS = 3
_EFFORT = 3_000_000  # rounds times boxes times wires


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """Boxes in place; ``top`` changes while the wires keep their left and right ends.

    Attributes:
        boxes: The boxes.
        column: The column of each box.
        left: The left side of each box.
        top: The height of the upper side of each box.
        start: Where each wire begins, from the left.
        end: Where each wire ends, from the left.
        drops: How far below the tops of its source and of its target each wire begins and ends.
        touching: The wires of each box.
    """

    boxes: Boxes
    column: Ints
    left: Floats
    top: Floats
    start: Floats
    end: Floats
    drops: tuple[Floats, Floats]
    touching: list[list[int]]


def drawing(boxes: Boxes, column: Ints, left: Floats, top: Floats) -> Drawing:
    """Return the boxes at ``left`` and ``top``, with their wires."""
    touching: list[list[int]] = [[] for _ in range(len(boxes))]
    for wire, (source, target, _) in enumerate(boxes.wires.tolist()):
        touching[source].append(wire)
        touching[target].append(wire)
    start = (left + boxes.widths)[boxes.sources]
    drops = boxes.output_drops, boxes.port_drops
    return Drawing(boxes, column, left, top.copy(), start, left[boxes.targets], drops, touching)


def polish(picture: Drawing, cancelled: Callable[[], bool] | None = None) -> Floats:
    """Return the heights of the boxes' upper sides after all swaps that undo crossings.

    Graphs for which that would take long are left alone.

    Raises:
        TidyCancelled: The caller asked for it.
    """
    top, size = picture.top, len(picture.boxes) * len(picture.boxes.wires)
    if size > _EFFORT or not _crossed(picture).any():
        return top
    for _ in range(min(_ROUNDS, _EFFORT // size)):
        order = np.lexsort((top, picture.column))
        swapped = 0
        for i in range(len(order) - 1):
            check(cancelled)
            if _swap_if_better(picture, int(order[i]), int(order[i + 1])):
                order[i], order[i + 1] = order[i + 1], order[i]
                swapped += 1
        if not swapped:
            break
    return top


def _crossed(picture: Drawing) -> npt.NDArray[np.bool_]:
    """Say of each wire whether another crosses it."""
    wires = range(0, len(picture.start), 256)
    parts = [_crossings(picture, np.arange(i, min(i + 256, len(picture.start))))[0] for i in wires]
    return np.concatenate([part.any(axis=1) for part in parts]) if parts else np.zeros(0, bool)


def _swap_if_better(picture: Drawing, upper: int, lower: int) -> bool:
    if picture.column[upper] != picture.column[lower]:
        return False
    own = np.array(sorted({*picture.touching[upper], *picture.touching[lower]}), dtype=np.int64)
    before = crossings_on(picture, own)
    if not before:
        return False
    top, heights = picture.top, picture.boxes.heights
    high, low = float(top[upper]), float(top[lower])
    top[lower], top[upper] = high, low + float(heights[lower] - heights[upper])
    if crossings_on(picture, own) < before:
        return True
    top[upper], top[lower] = high, low
    return False


def crossings_on(picture: Drawing, own: Ints) -> int:
    """Count the crossings on the wires ``own``, twice each: those among them are seen twice."""
    crossing, near = _crossings(picture, own)
    among = crossing[:, np.searchsorted(near, own)]
    return 2 * int(np.count_nonzero(crossing)) - int(np.count_nonzero(among))


def _crossings(picture: Drawing, own: Ints) -> tuple[npt.NDArray[np.bool_], Ints]:
    """Say which of the wires ``own`` cross which wires in the same stretch, and name these."""
    start, end = picture.start, picture.end
    near = np.flatnonzero((end > start[own].min()) & (start < end[own].max()))
    one, two = lines(picture, own), lines(picture, near)
    one = (one[0][:, None], one[1][:, None], one[2][:, None], one[3][:, None])
    return _parted(one, two) & _parted(two, one), near


def lines(picture: Drawing, wires: Ints) -> _Lines:
    """Return where wires begin and end: left, height, right, height."""
    rows, (drop, port_drop) = picture.boxes.wires[wires], picture.drops
    begin = picture.top[rows[:, 0]] + drop[wires]
    finish = picture.top[rows[:, 1]] + port_drop[wires]
    return picture.start[wires], begin, picture.end[wires], finish


def _parted(line: _Lines, other: _Lines) -> npt.NDArray[np.bool_]:
    """Say where the ends of ``other`` lie on different sides of ``line``."""
    across, along = line[2] - line[0], line[3] - line[1]
    first = across * (other[1] - line[1]) - along * (other[0] - line[0])
    second = across * (other[3] - line[1]) - along * (other[2] - line[0])
    parted: npt.NDArray[np.bool_] = first * second < -1e-6
    return parted
