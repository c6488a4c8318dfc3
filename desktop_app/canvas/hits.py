"""What lies at a point or in a box of the plane: queries on the scene's arrays."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF

from desktop_app.canvas import curves
from desktop_app.canvas.scene import Scene
from engine import boxes
from engine.graph import Port, Wire
from engine.slots import Slots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.intp]


class Part(Enum):
    """A part of the picture that a gesture can start on."""

    NOTHING = auto()
    WIRE = auto()
    PORT = auto()
    OUTPUT = auto()
    CHIP = auto()
    NAME = auto()
    VALUE = auto()
    GRADIENT = auto()


class Hit(NamedTuple):
    """What lies at a point.

    Attributes:
        part: which part it is.
        node: the node that it belongs to; for a wire, None.
        port: the port, where it is one.
        wire: the wire, where it is one.
    """

    part: Part
    node: str | None = None
    port: Port | None = None
    wire: Wire | None = None


NOTHING = Hit(Part.NOTHING)
CHIP_SIZE = 20.0
CHIP_LEFT = 8.0


def hit(scene: Scene, slots: Slots, at: QPointF, scale: float) -> Hit:
    """Return what lies at a point: ports before boxes before wires, upper boxes first.

    Args:
        scene: the arrays.
        slots: which node has which slot.
        at: the point of the plane.
        scale: the view's scale; what is small on the screen can still be hit.
    """
    reach = min(max(11.0 / scale, 8.0), 40.0)
    around = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
    near = slots_in(scene, around)
    return (
        _port_at(scene, slots, at, reach, near)
        or _node_at(scene, slots, at, near)
        or _wire_at(scene, at, 7.0 / scale)
        or NOTHING
    )


def port_points(scene: Scene, slot: int) -> list[QPointF]:
    """Return where the ports of a slot's box lie in the plane."""
    ports = int(scene.ports[slot])
    x, y = float(scene.x[slot]), float(scene.y[slot])
    return [QPointF(x, y + boxes.port_offset(ports, i)) for i in range(ports)]


def output_point(scene: Scene, slot: int) -> QPointF:
    """Return where the output of a slot's box lies in the plane."""
    return QPointF(float(scene.x[slot]) + boxes.WIDTH, float(scene.y[slot]) + boxes.OUTPUT_OFFSET)


def box_rect(scene: Scene, slot: int) -> QRectF:
    """Return a slot's box in the plane."""
    return QRectF(
        float(scene.x[slot]), float(scene.y[slot]), boxes.WIDTH, float(scene.height[slot])
    )


def nodes_in(scene: Scene, slots: Slots, rect: QRectF) -> list[str]:
    """Return the nodes whose boxes touch a rectangle of the plane."""
    found = slots_in(scene, rect)
    return [node_id for s in found if (node_id := slots.ids[s]) is not None]


def slots_in(scene: Scene, rect: QRectF, margin: float = 0.0) -> list[int]:
    """Return what ``slots_touching`` does, as a list."""
    found: list[int] = slots_touching(scene, rect, margin).tolist()
    return found


def slots_touching(scene: Scene, rect: QRectF, margin: float = 0.0) -> Integers:
    """Return the slots whose boxes touch a rectangle of the plane, widened by a margin."""
    left, top, right, bottom = _corners(rect, margin)
    few = scene.near_boxes.candidates(left, top, right, bottom)
    some = slice(None) if few is None else few
    x, y = scene.x[some], scene.y[some]
    touches = (
        scene.alive[some]
        & (x <= right)
        & (x + boxes.WIDTH >= left)
        & (y <= bottom)
        & (y + scene.height[some] >= top)
    )
    return np.flatnonzero(touches) if few is None else few[touches]


def rows_touching(scene: Scene, rect: QRectF, margin: float = 0.0) -> Integers:
    """Return the rows of wires whose curves may touch a rectangle of the plane."""
    corners = _corners(rect, margin)
    few = scene.near_wires.candidates(*corners)
    some = slice(None) if few is None else few
    near = curves.may_come_near(scene.ends()[some], *corners) & scene.used[some]
    return np.flatnonzero(near) if few is None else few[near]


def _corners(rect: QRectF, margin: float) -> curves.Corners:
    return (
        rect.left() - margin,
        rect.top() - margin,
        rect.right() + margin,
        rect.bottom() + margin,
    )


def rows_crossed(scene: Scene, stroke: QLineF) -> list[int]:
    """Return the rows of wires whose curves a straight stroke in the plane crosses."""
    near = rows_touching(scene, QRectF(stroke.p1(), stroke.p2()).normalized(), 1.0)
    line = stroke.x1(), stroke.y1(), stroke.x2(), stroke.y2()
    return [int(row) for row in near[curves.crossed(scene.ends()[near], *line)]]


def bounds(scene: Scene, slots: Sequence[int]) -> QRectF:
    """Return the rectangle around some slots' boxes; empty where there are none."""
    if not slots:
        return QRectF()
    x, y = scene.x[slots], scene.y[slots]
    left, top = float(x.min()), float(y.min())
    right = float(x.max()) + boxes.WIDTH
    return QRectF(left, top, right - left, float((y + scene.height[slots]).max()) - top)


def living(scene: Scene) -> list[int]:
    """Return every slot that holds a node."""
    found: list[int] = np.flatnonzero(scene.alive).tolist()
    return found


def _port_at(
    scene: Scene, slots: Slots, at: QPointF, reach: float, near: Sequence[int]
) -> Hit | None:
    best, found = reach, None
    for slot in near:
        node_id = slots.ids[slot]
        if node_id is None:
            continue
        for operand, point in enumerate((output_point(scene, slot), *port_points(scene, slot)), -1):
            away = (point - at).manhattanLength()
            if away < best or (found is None and away == best):
                best, found = away, (node_id, operand)
    if found is None:
        return None
    node_id, operand = found
    if operand < 0:
        return Hit(Part.OUTPUT, node_id)
    return Hit(Part.PORT, node_id, Port(node_id, operand))


def _node_at(scene: Scene, slots: Slots, at: QPointF, near: Sequence[int]) -> Hit | None:
    for slot in reversed(near):
        node_id = slots.ids[slot]
        if node_id is not None and _is_in_box(scene, slot, at):
            return Hit(_part_of_box(scene, slot, at), node_id)
    return None


def _is_in_box(scene: Scene, slot: int, at: QPointF) -> bool:
    across, down = at.x() - float(scene.x[slot]), at.y() - float(scene.y[slot])
    return 0.0 <= across <= boxes.WIDTH and 0.0 <= down <= float(scene.height[slot])


def _part_of_box(scene: Scene, slot: int, at: QPointF) -> Part:
    across, down = at.x() - float(scene.x[slot]), at.y() - float(scene.y[slot])
    if down < boxes.HEADER:
        return Part.CHIP if CHIP_LEFT <= across <= CHIP_LEFT + CHIP_SIZE else Part.NAME
    return Part.VALUE if down < boxes.HEADER + boxes.ROW else Part.GRADIENT


def _wire_at(scene: Scene, at: QPointF, reach: float) -> Hit | None:
    rows = rows_touching(scene, QRectF(at, at), reach)
    if not len(rows):
        return None
    away = curves.distances(scene.ends()[rows], at.x(), at.y())
    nearest = int(away.argmin())
    if away[nearest] > reach:
        return None
    return Hit(Part.WIRE, wire=scene.wire_at(int(rows[nearest])))
