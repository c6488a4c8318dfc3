"""The whole picture: grid, wires, nodes and numbers, at the level of detail that the view asks for.

Used alike by the canvas and by ``render``: everything that it needs is passed in.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.canvas import hits
from desktop_app.canvas.look import Look, pen
from desktop_app.canvas.node_painter import (
    SHADOW_REACH,
    NodeLook,
    PortLook,
    paint_node,
    paint_plain,
)
from desktop_app.canvas.scene import Scene
from desktop_app.canvas.view import View
from desktop_app.canvas.wire_painter import (
    Ends,
    Tag,
    WireLook,
    paint_straight,
    paint_tag,
    paint_wire,
    spread,
    tag,
)
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run, State
from engine import boxes
from engine.autodiff import WireNumbers
from engine.graph import Apply, Node, Wire
from engine.labels import display_name
from engine.ops import OPS

FULL_DETAIL: Final = 0.5
"""From this scale on, nodes show their numbers."""
NAMES: Final = 0.16
"""From this scale on, nodes show their names."""
_GRID: Final = 24.0
_TAG_MARGIN: Final = 60.0
_UP_TO_DATE: Final = (State.FRESH,)  # the sum of several passes is no product of one wire's numbers


@dataclass(slots=True)
class Shown:
    """What is shown and how: view state, in no document.

    Attributes:
        view: which part of the plane, how large.
        nodes, wires: what is selected.
        hovered_node, hovered_wire: what the pointer is on.
        tags_always: whether all wires carry numbers, or only those near the selection.
        focused: whether the keyboard acts here.
    """

    view: View = field(default_factory=View)
    nodes: frozenset[str] = frozenset()
    wires: frozenset[Wire] = frozenset()
    hovered_node: str | None = None
    hovered_wire: Wire | None = None
    tags_always: bool = False
    focused: bool = False


class Picture:
    """Paints an open document with its run."""

    def __init__(self, opened: OpenDocument, run: Run, scene: Scene, look: Look) -> None:
        """Take what the picture is of, and how it looks."""
        self._opened = opened
        self._run = run
        self._scene = scene
        self.look = look
        self._names: dict[str, str] = {}
        self._greatest: float | None = None

    def forget_names(self) -> None:
        """Make names anew, after nodes changed."""
        self._names.clear()

    def forget_numbers(self) -> None:
        """Compare wires anew, after numbers changed."""
        self._greatest = None

    def paint(self, painter: QPainter, dirty: QRectF, shown: Shown) -> None:
        """Paint the part of the picture under a rectangle of the widget."""
        view = shown.view
        painter.fillRect(dirty, QColor(self.look.theme.canvas.background))
        if view.scale >= NAMES:
            self._paint_grid(painter, dirty, view)
        part = view.rect_to_plane(dirty)
        painter.save()
        painter.translate(view.left, view.top)
        painter.scale(view.scale, view.scale)
        self.paint_plane(painter, part, shown)
        painter.restore()

    def paint_plane(self, painter: QPainter, part: QRectF, shown: Shown) -> None:
        """Paint wires and nodes in a part of the plane, without background or grid."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        slots = hits.slots_in(self._scene, part, SHADOW_REACH)
        rows = hits.rows_in(self._scene, part, _TAG_MARGIN)
        if shown.view.scale >= FULL_DETAIL:
            self._paint_wires(painter, rows, shown)
            self._paint_each(painter, slots, shown, paint_node)
            self._paint_tags(painter, rows, shown)
        elif shown.view.scale >= NAMES:
            self._paint_wires(painter, rows, shown)
            self._paint_each(painter, slots, shown, _plain)
        else:
            ends = self._scene.ends()
            lines = [Ends(*map(float, ends[row])) for row in rows]
            paint_straight(painter, self.look, lines, width=1.0 / shown.view.scale)
            self._paint_blocks(painter, slots, shown)

    def name(self, node_id: str) -> str:
        """Return a node's name, or its expression."""
        if node_id not in self._names:
            self._names[node_id] = display_name(self._opened.document.graph, node_id)
        return self._names[node_id]

    def node_look(self, node_id: str, slot: int, shown: Shown) -> NodeLook:
        """Return how a node is to be painted."""
        node = self._opened.document.graph.nodes[node_id]
        run = self._run
        target = run.target
        return NodeLook(
            title=self.name(node_id),
            named=node.label is not None,
            kind="op" if isinstance(node, Apply) else str(node.role),
            symbol=OPS[node.op].symbol if isinstance(node, Apply) else "",
            value=run.values[slot],
            value_state=run.value_states[slot],
            gradient=run.gradients[slot],
            gradient_state=run.gradient_states[slot],
            of=f"∂{self.name(target)}/∂{self.name(node_id)}" if target else "gradient",
            ports=_ports(node, int(self._scene.ports[slot])),
            is_target=target == node_id,
            selected=node_id in shown.nodes,
            hovered=node_id == shown.hovered_node,
            focused=shown.focused,
        )

    def _paint_each(
        self,
        painter: QPainter,
        slots: list[int],
        shown: Shown,
        paint: Callable[[QPainter, Look, QPointF, NodeLook], None],
    ) -> None:
        for slot in self._in_order(slots, shown):
            node_id = self._opened.slots.ids[slot]
            if node_id is not None:
                at = QPointF(float(self._scene.x[slot]), float(self._scene.y[slot]))
                paint(painter, self.look, at, self.node_look(node_id, slot, shown))

    def _in_order(self, slots: list[int], shown: Shown) -> list[int]:
        """Return the slots with the selected ones last, so that they lie on top."""
        if not shown.nodes:
            return slots
        ids = self._opened.slots.ids
        return sorted(slots, key=lambda slot: ids[slot] in shown.nodes)

    def _paint_blocks(self, painter: QPainter, slots: list[int], shown: Shown) -> None:
        theme = self.look.theme
        by_colour: dict[str, list[QRectF]] = {}
        for slot in slots:
            selected = self._opened.slots.ids[slot] in shown.nodes
            gradient = self._run.gradients[slot]
            colour = theme.canvas.wire if gradient is None else self.look.sign(gradient).strong
            chosen = theme.canvas.node_border_selected if selected else colour
            by_colour.setdefault(chosen, []).append(hits.box_rect(self._scene, slot))
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, rects in by_colour.items():
            painter.setBrush(QColor(colour))
            painter.drawRects(rects)

    def _paint_wires(self, painter: QPainter, rows: list[int], shown: Shown) -> None:
        ends = self._scene.ends()
        standing_out: list[WireLook] = []
        for row in rows:
            wire = self._scene.wire_at(row)
            look = WireLook(
                Ends(*map(float, ends[row])),
                self._contribution(wire),
                self._greatest_gradient(),
                wire in shown.wires,
                wire == shown.hovered_wire,
            )
            if look.selected or look.hovered:
                standing_out.append(look)
            else:
                paint_wire(painter, self.look, look)
        for look in standing_out:
            paint_wire(painter, self.look, look)

    def _contribution(self, wire: Wire) -> float | None:
        slot = self._opened.slots.of[wire.port.node]
        if self._run.gradient_states[slot] not in _UP_TO_DATE:
            return None
        return self._run.wire_numbers(wire).contribution

    def _paint_tags(self, painter: QPainter, rows: list[int], shown: Shown) -> None:
        for each in self.tags(rows, shown):
            paint_tag(painter, self.look, each)

    def tags(self, rows: list[int], shown: Shown) -> list[Tag]:
        """Return the tags of those wires among the rows that show their numbers."""
        ends = self._scene.ends()
        found = []
        for row in rows:
            wire = self._scene.wire_at(row)
            if shown.tags_always or _is_near_selection(wire, shown):
                made = tag(self.look, Ends(*map(float, ends[row])), self._numbers(wire))
                if made:
                    found.append(made)
        return spread(found)

    def _numbers(self, wire: Wire) -> WireNumbers:
        numbers = self._run.wire_numbers(wire)
        slot = self._opened.slots.of[wire.port.node]
        if self._run.value_states[slot] is not State.FRESH:
            return numbers._replace(local=None, contribution=None)
        if self._run.gradient_states[slot] not in _UP_TO_DATE:
            return numbers._replace(contribution=None)
        return numbers

    def _greatest_gradient(self) -> float:
        if self._greatest is None:
            sizes = (abs(g) for g in self._run.gradients if g is not None)
            self._greatest = max((size for size in sizes if math.isfinite(size)), default=0.0)
        return self._greatest

    def _paint_grid(self, painter: QPainter, dirty: QRectF, view: View) -> None:
        canvas = self.look.theme.canvas
        step = _GRID * view.scale
        while step < 12.0:
            step *= 2.0
        for every, colour, width in ((1, canvas.grid_minor, 1.6), (4, canvas.grid_major, 2.2)):
            painter.setPen(pen(colour, width))
            painter.drawPoints(_grid_points(dirty, view, step * every))


def _grid_points(dirty: QRectF, view: View, step: float) -> list[QPointF]:
    left = math.floor((dirty.left() - view.left) / step) * step + view.left
    top = math.floor((dirty.top() - view.top) / step) * step + view.top
    across = range(int((dirty.right() - left) / step) + 2)
    down = range(int((dirty.bottom() - top) / step) + 2)
    return [QPointF(left + i * step, top + j * step) for j in down for i in across]


def _is_near_selection(wire: Wire, shown: Shown) -> bool:
    near = wire.source in shown.nodes or wire.port.node in shown.nodes
    return near or wire in shown.wires or wire == shown.hovered_wire


def _ports(node: Node, count: int) -> tuple[PortLook, ...]:
    if not isinstance(node, Apply):
        return ()
    op = OPS[node.op]
    filled = [*(source is not None for source in node.operands), False]
    return tuple(
        PortLook(op.operand_name(i) if op.ordered else "", filled[i]) for i in range(count)
    )


def _plain(painter: QPainter, look: Look, at: QPointF, node: NodeLook) -> None:
    box = QRectF(at.x(), at.y(), boxes.WIDTH, boxes.height(len(node.ports)))
    paint_plain(painter, look, box, node)
