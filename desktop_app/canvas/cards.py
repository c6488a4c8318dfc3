"""Cards: the picture of each node, kept beside each other in one large pixmap, by slot.

A card is made for one scale and lies on whole pixels, so that putting it down is a copy.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

from desktop_app.canvas.batches import draw_parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.intp]

NO_CARD: Final = -1
_ROOM: Final = 2.0
"""For how many times as many cards as are wanted there is room."""
_TALLEST: Final = 4096


class Cards:
    """Which slots have a card, where it lies, and what it shows.

    Attributes:
        pixmap: all of them.
        places: left, top, width and height of each slot's card in it.
    """

    def __init__(self) -> None:
        """Start with none."""
        self.pixmap = QPixmap()
        self.places: Floats = np.zeros((0, 4))
        self._shows: Integers = np.zeros(0, np.intp)
        self._made_for: object = None
        self._column, self._down, self._columns = 0, 0, 0
        self._wide = 0

    def prepare(self, made_for: object, slots: int) -> None:
        """Forget all cards that were made for something else; have room for so many slots."""
        if made_for != self._made_for:
            self._made_for = made_for
            self.forget()
            self.pixmap = QPixmap()
            self._columns = 0
        missing = slots - len(self._shows)
        if missing > 0:
            self.places = np.concatenate((self.places, np.zeros((missing, 4))))
            self._shows = np.concatenate((self._shows, np.full(missing, NO_CARD)))

    def forget(self) -> None:
        """Make all of them anew."""
        self._shows[:] = NO_CARD
        self.places[:] = 0.0
        self._column = self._down = 0

    def outdated(self, slots: Integers, shows: Integers) -> Integers:
        """Return the slots whose cards do not show that."""
        found: Integers = slots[self._shows[slots] != shows]
        return found

    def take(self, slots: Integers, shows: Integers, wide: int, high: Integers) -> Integers:
        """Have a place for the card of each slot; return the slots whose cards must be made."""
        stale = self._shows[slots] != shows
        if not self._find_places(slots[stale], wide, high[stale]):
            self._start_anew(wide, high)
            stale[:] = True
            self._find_places(slots, wide, high)
        self._shows[slots[stale]] = shows[stale]
        made: Integers = slots[stale]
        return made

    def put(self, painter: QPainter, slots: Integers, corners: Floats, ratio: float) -> None:
        """Put cards down with their top left corners at whole pixels of the screen."""
        draw_parts(painter, self.pixmap, self.places[slots], corners / ratio, 1.0 / ratio)

    def _find_places(self, slots: Integers, wide: int, high: Integers) -> bool:
        """Find places; tell whether there was room."""
        for slot, tall in zip(slots.tolist(), high.tolist(), strict=True):
            if self.places[slot, 3] == tall and self.places[slot, 2] == wide:
                continue
            if self._down + tall > self.pixmap.height():
                self._column, self._down = self._column + 1, 0
            if self._column >= self._columns:
                return False
            self.places[slot] = self._column * self._wide, self._down, wide, tall
            self._down += tall
        return True

    def _start_anew(self, wide: int, high: Integers) -> None:
        self.forget()
        tallest = int(high.max())
        area = _ROOM * wide * float(high.sum())
        height = min(max(math.ceil(math.sqrt(area)), 2 * tallest), max(_TALLEST, tallest))
        self._columns = math.ceil(_ROOM * float(high.sum()) / (height - tallest + 1))
        self._wide = wide
        self.pixmap = QPixmap(self._columns * wide, height)
        self.pixmap.fill(Qt.GlobalColor.transparent)
