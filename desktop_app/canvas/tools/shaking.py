"""Shaking: told from dragging by how often, how far and how fast the pointer turns back."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF

TURNS: Final = 4
"""How often the pointer must turn back."""
SWING: Final = 24.0
"""How many pixels it must go between two turns."""
WITHIN: Final = 900
"""In how many milliseconds all of the turns must come."""


class Shake:
    """Follows the pointer of one drag, sideways."""

    def __init__(self, at: QPointF) -> None:
        """Begin where the drag begins."""
        self._turned_at = self._furthest = at.x()
        self._way = 0
        self._turns: list[int] = []

    def follow(self, at: QPointF, time: int) -> bool:
        """Tell whether with this move, at a time in milliseconds, the drag has become a shake."""
        x = at.x()
        if self._way * (x - self._furthest) >= 0:
            self._furthest = x
            self._way = self._way or _sign(x - self._turned_at)
        elif abs(x - self._furthest) >= SWING:
            self._turn(x, time)
        self._turns = [turn for turn in self._turns if time - turn <= WITHIN]
        return len(self._turns) >= TURNS

    def start_afresh(self) -> None:
        """Forget the turns so far."""
        self._turns = []

    def _turn(self, x: float, time: int) -> None:
        if abs(self._furthest - self._turned_at) >= SWING:
            self._turns.append(time)
        self._turned_at, self._furthest, self._way = self._furthest, x, -self._way


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
