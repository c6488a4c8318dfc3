"""Which node an arrow key goes to: along a wire, else the nearest in that direction."""

from __future__ import annotations

from enum import Enum
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF

from desktop_app.canvas import hits
from desktop_app.canvas.scene import Scene
from engine import boxes
from engine.graph import Graph, sources
from engine.slots import Slots

_ASIDE: Final = 2.5
"""How much further a node seems for each pixel that it lies to the side of the direction."""


class Direction(Enum):
    """An arrow key; its value is the unit vector, y pointing down."""

    LEFT = (-1, 0)
    RIGHT = (1, 0)
    UP = (0, -1)
    DOWN = (0, 1)


def neighbour(
    graph: Graph, scene: Scene, slots: Slots, node_id: str, direction: Direction
) -> str | None:
    """Return the node that lies next in a direction, or None.

    To the left that is the first operand, to the right the nearest user; else the nearest node.
    """
    if direction is Direction.LEFT and (found := sources(graph.nodes[node_id])):
        return found[0]
    if direction is Direction.RIGHT and (ports := graph.users(node_id)):
        return _nearest_user(scene, slots, node_id, {port.node for port in ports})
    return _nearest(scene, slots, slots.of[node_id], direction)


def nearest_to(scene: Scene, slots: Slots, at: QPointF) -> str | None:
    """Return the node whose middle is nearest to a point of the plane, or None without nodes."""
    living = np.array(hits.living(scene), np.intp)
    if not len(living):
        return None
    x, y = scene.x[living] + boxes.WIDTH / 2, scene.y[living] + scene.height[living] / 2
    return slots.ids[int(living[np.argmin((x - at.x()) ** 2 + (y - at.y()) ** 2)])]


def _nearest_user(scene: Scene, slots: Slots, node_id: str, users: set[str]) -> str:
    here = slots.of[node_id]

    def away(user: str) -> tuple[float, str]:
        slot = slots.of[user]
        across, down = scene.x[slot] - scene.x[here], scene.y[slot] - scene.y[here]
        return abs(float(across)) + abs(float(down)), user

    return min(users, key=away)


def _nearest(scene: Scene, slots: Slots, here: int, direction: Direction) -> str | None:
    living = np.array([s for s in hits.living(scene) if s != here], np.intp)
    middles = scene.y[living] + scene.height[living] / 2
    across, down = (
        scene.x[living] - scene.x[here],
        middles - (scene.y[here] + scene.height[here] / 2),
    )
    dx, dy = direction.value
    along, aside = across * dx + down * dy, np.abs(across * dy + down * dx)
    ahead = along > 1.0
    if not ahead.any():
        return None
    away = np.where(ahead, along + _ASIDE * aside, np.inf)
    return slots.ids[int(living[np.argmin(away)])]
