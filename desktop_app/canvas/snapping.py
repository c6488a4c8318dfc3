"""Snapping: the small step that brings what is dragged into line with other nodes or the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QRectF

from desktop_app.canvas.grid import STEP
from desktop_app.canvas.scene import Scene
from engine import boxes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class SnapTo(NamedTuple):
    """What a drag snaps to."""

    guides: bool = True
    grid: bool = False


class Snap(NamedTuple):
    """How far to go on, to be in line, and the guides that show with what.

    Attributes:
        dx, dy: the step to the right and down.
        guides: lines in the plane.
    """

    dx: float = 0.0
    dy: float = 0.0
    guides: tuple[QLineF, ...] = ()


def snap(scene: Scene, still: list[int], box: QRectF, reach: float, to: SnapTo) -> Snap:
    """Return the step that brings a box into line.

    Args:
        scene: where the other nodes lie.
        still: the slots of those that it may be in line with.
        box: the box around what is dragged, in the plane.
        reach: how far off it may be to snap.
        to: what it snaps to. Guides come before the grid.
    """
    slots = np.array(still, np.intp) if to.guides else np.zeros(0, np.intp)
    others = scene.x[slots], scene.y[slots], scene.height[slots]
    dx = _step(*_across(others, box), reach)
    dy = _step(*_down(others, box), reach)
    moved = box.translated(dx or 0.0, dy or 0.0)
    guides = [] if dx is None else _upright(others, moved)
    guides += [] if dy is None else _level(others, moved)
    if to.grid:
        dx = _to_grid(box.left()) if dx is None else dx
        dy = _to_grid(box.top()) if dy is None else dy
    return Snap(dx or 0.0, dy or 0.0, tuple(guides))


_Others = tuple["Floats", "Floats", "Floats"]


def _across(others: _Others, box: QRectF) -> tuple[Floats, Floats]:
    """Return where sides lie that can come to lie in line, and as many times the box's own."""
    x = others[0]
    lines = np.concatenate((x, x + boxes.WIDTH))
    return lines, np.repeat((box.left(), box.right()), len(x))


def _down(others: _Others, box: QRectF) -> tuple[Floats, Floats]:
    _, y, height = others
    lines = np.concatenate((y, y + height / 2, y + height))
    return lines, np.repeat((box.top(), box.center().y(), box.bottom()), len(y))


def _step(lines: Floats, mine: Floats, reach: float) -> float | None:
    """Return the shortest step to a line, or None where none is within reach."""
    if not len(lines):
        return None
    steps = lines - mine
    shortest = float(steps[np.argmin(np.abs(steps))])
    return shortest if abs(shortest) <= reach else None


def _upright(others: _Others, box: QRectF) -> list[QLineF]:
    x, y, height = others
    found = []
    for mine, lines in ((box.left(), x), (box.right(), x + boxes.WIDTH)):
        inline = np.abs(lines - mine) < 0.5
        if inline.any():
            top = min(box.top(), float(y[inline].min()))
            bottom = max(box.bottom(), float((y + height)[inline].max()))
            found.append(QLineF(mine, top, mine, bottom))
    return found


def _level(others: _Others, box: QRectF) -> list[QLineF]:
    x, y, height = others
    found = []
    kinds = ((box.top(), y), (box.center().y(), y + height / 2), (box.bottom(), y + height))
    for mine, lines in kinds:
        inline = np.abs(lines - mine) < 0.5
        if inline.any():
            left = min(box.left(), float(x[inline].min()))
            right = max(box.right(), float(x[inline].max()) + boxes.WIDTH)
            found.append(QLineF(left, mine, right, mine))
    return found


def _to_grid(at: float) -> float:
    return round(at / STEP) * STEP - at
