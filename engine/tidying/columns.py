"""Which column each box stands in, and the order in which the formula names what is in it.

An op stands to the right of all its operands, and wires are short: what is used once is pulled to
its use, so that leaves stand right beside the ops that need them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.tidying.boxes import Boxes, Floats, Ints, check
from engine.tidying.sheet import LANES_FREE, LANES_PER_BOX, Sheet, places

_ROUNDS = 10
_FLOCK = 60  # boxes that move together at most
_HUB = 500  # wires on one side of a box that nothing pushes around


def column_of(boxes: Boxes, cancelled: Callable[[], bool] | None = None) -> Ints:
    """Return the column of each box, from 0, so that the wires are short altogether.

    Each box starts as far left as its operands allow. What costs no wire then goes to the right,
    and flocks of boxes that stand close to each other move to where their wires pull them.

    Raises:
        TidyCancelled: The caller asked for it.
    """
    shelf = _Shelf.of(boxes)
    shelf.pull_right()
    for turn in range(_ROUNDS):
        check(cancelled)
        moved = shelf.flock(-1, least=1) + shelf.flock(1, least=0 if turn < _ROUNDS - 2 else 1)
        if not moved:
            break
    column: Ints = np.array(shelf.column, dtype=np.int64) - min(shelf.column, default=0)
    return column


def roughly_long_wires(boxes: Boxes) -> bool:
    """Say whether so many wires pass so many columns that room for all of them is too much."""
    shelf = _Shelf.of(boxes)
    shelf.pull_right()
    column = np.array(shelf.column, dtype=np.int64)
    passed = column[boxes.targets] - column[boxes.sources] - 1
    return int(passed.sum()) > LANES_PER_BOX * len(boxes) + LANES_FREE


@dataclass(slots=True)
class _Shelf:
    """The columns while boxes are still moved between them."""

    operands: list[list[int]]
    uses: list[list[int]]
    order: list[int]
    column: list[int]

    @classmethod
    def of(cls, boxes: Boxes) -> _Shelf:
        operands: list[list[int]] = [[] for _ in range(len(boxes))]
        uses: list[list[int]] = [[] for _ in range(len(boxes))]
        for source, target, _ in boxes.wires.tolist():
            operands[target].append(source)
            uses[source].append(target)
        order = _operands_first(operands, uses)
        column = [0] * len(boxes)
        for box in order:
            column[box] = max((column[s] + 1 for s in operands[box]), default=0)
        return cls(operands, uses, order, column)

    def pull_right(self) -> None:
        """Move boxes up to their first use unless that lengthens more wires than it shortens.

        The drag of a box is how many wires lengthen when it moves right by one column and takes
        along the operands that nothing else uses.
        """
        drag = [0] * len(self.column)
        for box in self.order:
            drag[box] = sum(
                1 if len(self.uses[s]) > 1 else min(1, drag[s]) for s in self.operands[box]
            )
        for box in reversed(self.order):
            if self.uses[box] and drag[box] <= len(self.uses[box]):
                self.column[box] = min(self.column[t] for t in self.uses[box]) - 1

    def flock(self, way: int, *, least: int) -> int:
        """Move each box with those in its way as far as it can where ``least`` wires are gained."""
        ahead, behind = (self.uses, self.operands) if way > 0 else (self.operands, self.uses)
        moved = 0
        for box in reversed(self.order) if way > 0 else self.order:
            if not ahead[box]:
                continue
            flock = self._flock_of(box, way, ahead, behind)
            room = self._room(flock, way, ahead, behind, least)
            if room:
                moved += 1
                for member in flock:
                    self.column[member] += way * room
        return moved

    def _flock_of(
        self, box: int, way: int, ahead: list[list[int]], behind: list[list[int]]
    ) -> set[int]:
        """Return the boxes that must give way to this one, and what serves only them."""
        column, flock, waiting = self.column, {box}, [box]
        while waiting:
            member = waiting.pop()
            if len(flock) > _FLOCK or (member != box and len(behind[member]) > _HUB):
                return set()
            edge = column[member] + way
            for other in ahead[member]:
                if column[other] == edge and other not in flock:
                    flock.add(other)
                    waiting.append(other)
            for other in behind[member]:
                if len(ahead[other]) == 1 and other not in flock:
                    flock.add(other)
                    waiting.append(other)
        return flock if len(flock) <= _FLOCK else set()

    def _room(
        self, flock: set[int], way: int, ahead: list[list[int]], behind: list[list[int]], least: int
    ) -> int:
        """Return how far a flock can go, 0 if a column's move shortens fewer wires than wanted."""
        column, gain, far = self.column, 0, len(self.column)
        room = far
        for member in flock:
            edge = column[member] + way
            for other in ahead[member]:
                if other not in flock:
                    gain += 1
                    room = min(room, (column[other] - edge) * way)
            for other in behind[member]:
                gain -= other not in flock
        return room if gain >= least and room < far else 0


def _operands_first(operands: list[list[int]], uses: list[list[int]]) -> list[int]:
    missing = [len(sources) for sources in operands]
    ready = [box for box, count in enumerate(missing) if not count]
    for box in ready:
        for target in uses[box]:
            missing[target] -= 1
            if not missing[target]:
                ready.append(target)
    return ready


def as_written(sheet: Sheet) -> Floats:
    """Return the places of the stops in the order in which the targets' formulas name them."""
    boxes = sheet.boxes
    into: list[list[tuple[int, int]]] = [[] for _ in range(len(boxes))]
    for wire, (source, target, _) in enumerate(boxes.wires.tolist()):
        into[target].append((wire, source))
    used = np.bincount(boxes.sources, minlength=len(boxes))
    turn, wire_turn, clock = [0] * len(boxes), [0] * len(boxes.wires), 0
    for target in np.flatnonzero(used == 0).tolist():
        waiting = [(-1, target)]
        while waiting:
            wire, box = waiting.pop()
            clock += 1
            if wire >= 0:
                wire_turn[wire] = clock
            if not turn[box]:
                turn[box] = clock
                waiting.extend(reversed(into[box]))
    turns = np.concatenate([np.array(turn), np.array(wire_turn, dtype=np.int64)[sheet.wire]])
    return places(sheet.column, turns)
