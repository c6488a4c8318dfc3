"""Who is measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from desktop_app import style
from desktop_app.benchmarks import node_graph_qt, ours, rival
from desktop_app.benchmarks.contender import Contender
from desktop_app.benchmarks.node_graph_qt import NodeGraphQt
from desktop_app.benchmarks.ours import Ours
from desktop_app.benchmarks.rival import Rival
from desktop_app.headless import make_application
from desktop_app.model.theme import load_theme
from engine.document import Document

MAKERS: Final[Mapping[str, Callable[[Document], Contender]]] = {
    ours.NAME: Ours,
    rival.NAME: Rival,
    node_graph_qt.NAME: NodeGraphQt,
}


def names(size: int) -> list[str]:
    """Return who is measured on so many nodes: not who is not installed or would take minutes."""
    measured = [ours.NAME, rival.NAME]
    if size <= node_graph_qt.MOST and node_graph_qt.is_installed():
        measured.append(node_graph_qt.NAME)
    return measured


def set_up() -> None:
    """Make the application that contenders are shown in."""
    style.apply(make_application(), load_theme("dark"))
