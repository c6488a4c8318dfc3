"""Who is measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from desktop_app import style
from desktop_app.benchmarks import ours, rival
from desktop_app.benchmarks.contender import Contender
from desktop_app.benchmarks.ours import Ours
from desktop_app.benchmarks.rival import Rival
from desktop_app.headless import make_application
from desktop_app.model.theme import load_theme
from engine.document import Document

MAKERS: Final[Mapping[str, Callable[[Document], Contender]]] = {
    ours.NAME: Ours,
    rival.NAME: Rival,
}


def set_up() -> None:
    """Make the application that contenders are shown in."""
    style.apply(make_application(), load_theme("dark"))
