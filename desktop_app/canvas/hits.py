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
    return (
        _port_at(scene, slots, at, reach)
        or _node_at(scene, slots, at)
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
    touches = (
        scene.alive
        & (scene.x <= rect.right() + margin)
        & (scene.x + boxes.WIDTH >= rect.left() - margin)
        & (scene.y <= rect.bottom() + margin)
        & (scene.y + scene.height >= rect.top() - margin)
    )
    return np.flatnonzero(touches)


def rows_touching(scene: Scene, rect: QRectF, margin: float = 0.0) -> Integers:
    """Return the rows of wires whose curves may touch a rectangle of the plane."""
    near = curves.may_come_near(
        scene.ends(),
        rect.left() - margin,
        rect.top() - margin,
        rect.right() + margin,
        rect.bottom() + margin,
    )
    return np.flatnonzero(near & scene.used)


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


def _port_at(scene: Scene, slots: Slots, at: QPointF, reach: float) -> Hit | None:
    around = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
    best: tuple[float, Hit] | None = None
    for slot in slots_in(scene, around):
        node_id = slots.ids[slot]
        if node_id is None:
            continue
        candidates = [(output_point(scene, slot), Hit(Part.OUTPUT, node_id))]
        for operand, point in enumerate(port_points(scene, slot)):
            candidates.append((point, Hit(Part.PORT, node_id, Port(node_id, operand))))
        for point, candidate in candidates:
            away = (point - at).manhattanLength()
            if away <= reach and (best is None or away < best[0]):
                best = (away, candidate)
    return best[1] if best else None


def _node_at(scene: Scene, slots: Slots, at: QPointF) -> Hit | None:
    found = slots_in(scene, QRectF(at, at))
    if not found:
        return None
    slot = found[-1]
    node_id = slots.ids[slot]
    return Hit(_part_of_box(scene, slot, at), node_id) if node_id is not None else None


def _part_of_box(scene: Scene, slot: int, at: QPointF) -> Part:
    across, down = at.x() - float(scene.x[slot]), at.y() - float(scene.y[slot])
    if down < boxes.HEADER:
        return Part.CHIP if CHIP_LEFT <= across <= CHIP_LEFT + CHIP_SIZE else Part.NAME
    return Part.VALUE if down < boxes.HEADER + boxes.ROW else Part.GRADIENT


def _wire_at(scene: Scene, at: QPointF, reach: float) -> Hit | None:
    best: tuple[float, int] | None = None
    for row in rows_touching(scene, QRectF(at, at), reach).tolist():
        away = curves.distance(curves.samples(*scene.ends()[row]), at.x(), at.y())
        if away <= reach and (best is None or away < best[0]):
            best = (away, row)
    return Hit(Part.WIRE, wire=scene.wire_at(best[1])) if best else None
