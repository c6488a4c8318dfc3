"""From panel to panel by the keyboard: on the canvas, where Tab adds a node, this leads on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


class Panel(NamedTuple):
    """A part of the window.

    Attributes:
        whole: the widget that holds all of it.
        first: where the keyboard goes when it comes in.
    """

    whole: QWidget
    first: QWidget


class Stops(Protocol):
    """A widget through which Tab goes."""

    def tab_stops(self) -> list[QWidget]:
        """Return where Tab stops, in order."""


def panel_of(whole: Stops) -> Panel:
    """Return a widget as a part of the window; the keyboard comes in at its first stop."""
    return Panel(cast("QWidget", whole), whole.tab_stops()[0])


def walk(panels: Sequence[Panel], step: int) -> None:
    """Put the keyboard into the next panel that can take it.

    Args:
        panels: all of them, in order; after the last comes the first.
        step: 1 to go on, −1 to go back.
    """
    focused = QApplication.focusWidget()
    here = next((i for i, p in enumerate(panels) if _holds(p.whole, focused)), 0)
    for away in range(1, len(panels) + 1):
        first = panels[(here + step * away) % len(panels)].first
        if first.isVisible() and first.isEnabled():
            first.setFocus(Qt.FocusReason.TabFocusReason)
            return


def _holds(whole: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (whole is focused or whole.isAncestorOf(focused))
