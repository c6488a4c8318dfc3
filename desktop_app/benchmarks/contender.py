"""What every canvas that is measured can do."""

from __future__ import annotations

from typing import Final, Protocol

ZOOMS: Final = (0.55, 0.28, 0.17)
"""Where most is in view at each level of detail; the slowest of them is the worst zoom."""
PAN: Final = 20
"""So many pixels the plane is pulled in one step."""
NOTCH: Final = 1.2
"""By how much a notch of the wheel enlarges."""
_THERE: Final = 10


def pulled(turn: int) -> int:
    """Return by how many pixels the plane is pulled in a turn: some times there, then back."""
    return PAN if turn // _THERE % 2 else -PAN


class Contender(Protocol):
    """A canvas with a graph on it. Each step that shows something ends with it painted."""

    def close(self) -> None:
        """Take it off the screen."""

    def fit(self) -> None:
        """Show all of the graph."""

    def show_at(self, scale: float) -> None:
        """Show the middle of the graph at a scale."""

    def repaint(self, turn: int) -> None:
        """Paint everything in view anew."""

    def zoom(self, turn: int) -> None:
        """Show it a notch larger or smaller."""

    def pan(self, turn: int) -> None:
        """Pull the plane."""

    def drag_one(self, turn: int) -> None:
        """Pull one node that is in view."""

    def drag_all(self, turn: int) -> None:
        """Pull all nodes."""

    def renumber(self, turn: int) -> None:
        """Show another value and another gradient on every node."""

    def hit(self, turn: int) -> None:
        """Find what lies at a point."""

    def box_select(self, turn: int) -> None:
        """Find what lies in a box of a quarter of the view."""
