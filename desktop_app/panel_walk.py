"""From panel to panel by the keyboard: on the canvas, where Tab adds a node, this leads on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget


class Panel(NamedTuple):
    """A part of the window.

    Attributes:
        whole: the widget that holds all of it.
        stops: what Tab goes through in it; the keyboard comes in at the first that can take it.
    """

    whole: QWidget
    stops: Sequence[QWidget]


class Stops(Protocol):
    """A widget through which Tab goes."""

    def tab_stops(self) -> list[QWidget]:
        """Return where Tab stops, in order."""


def panel_of(whole: Stops) -> Panel:
    """Return a widget as a part of the window."""
    return Panel(cast("QWidget", whole), stops_in(whole))


def stops_in(whole: Stops) -> list[QWidget]:
    """Return where Tab stops in a widget; last comes the widget itself where it can be scrolled."""
    stops = whole.tab_stops()
    return [*stops, whole] if isinstance(whole, QScrollArea) else stops


def walk(panels: Sequence[Panel], step: int) -> None:
    """Put the keyboard into the next panel that can take it.

    Args:
        panels: all of them, in order; after the last comes the first.
        step: 1 to go on, −1 to go back.
    """
    focused = QApplication.focusWidget()
    here = next((i for i, p in enumerate(panels) if _holds(p.whole, focused)), 0)
    for away in range(1, len(panels) + 1):
        stops = panels[(here + step * away) % len(panels)].stops
        first = next((each for each in stops if each.isVisible() and each.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)
            return


def _holds(whole: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (whole is focused or whole.isAncestorOf(focused))
