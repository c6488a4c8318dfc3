"""Nodes that glide to where a tidy puts them, instead of jumping."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

Positions = Mapping[str, tuple[float, float]]

DURATION: Final = 260
"""How long a glide takes, in milliseconds."""
MOST: Final = 3000
"""With more nodes than this they jump: each frame would take too long."""


class Glide(QObject):
    """One animation from positions to positions; a new one ends the one under way.

    Attributes:
        is_still: whether nodes jump after all, for who does not want things to move.
    """

    def __init__(self, show: Callable[[Positions], None], parent: QObject) -> None:
        """Take what shows nodes at positions."""
        super().__init__(parent)
        self._show = show
        self.is_still = False
        self._before: Positions = {}
        self._after: Positions = {}
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(DURATION)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self._advance)

    @property
    def is_under_way(self) -> bool:
        """Whether nodes are gliding."""
        return self._animation.state() == QVariantAnimation.State.Running

    def start(self, before: Positions, after: Positions) -> None:
        """Glide from some positions to others."""
        self.finish()
        if self.is_still or not after or len(after) > MOST:
            return
        self._before, self._after = before, after
        self._show(before)
        self._animation.start()

    def finish(self) -> None:
        """Be at the end at once."""
        if self.is_under_way:
            self._animation.stop()
            self._show(self._after)

    def _advance(self, part: float) -> None:
        between = {
            node_id: _between(self._before[node_id], end, part)
            for node_id, end in self._after.items()
        }
        self._show(between)


def _between(
    start: tuple[float, float], end: tuple[float, float], part: float
) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
