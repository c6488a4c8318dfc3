"""Wires that somebody points at elsewhere: the canvas lights them up."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from engine.graph import Wire


class Highlight(QObject):
    """View state, shared by the panels that point and the canvas that shows.

    Attributes:
        wires: what is lit up.

    Signals:
        changed: other wires are.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Light nothing up."""
        super().__init__(parent)
        self.wires: frozenset[Wire] = frozenset()

    def show(self, wires: Iterable[Wire]) -> None:
        """Light these wires up, and no others."""
        chosen = frozenset(wires)
        if chosen != self.wires:
            self.wires = chosen
            self.changed.emit()
