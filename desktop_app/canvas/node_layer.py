"""Every node in view: full, plain, or a block of colour, as the level of detail has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop_app.canvas import hits
from desktop_app.canvas.batches import draw_rects
from desktop_app.canvas.look import Look
from desktop_app.canvas.node_body import BodyLook, PortLook, paint_body
from desktop_app.canvas.node_text import (
    NodeLook,
    paint_plain_body,
    paint_plain_text,
    paint_text,
    plain_colour,
)
from desktop_app.canvas.scene import Scene
from desktop_app.canvas.stamps import Stamps
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run, State
from engine import boxes
from engine.graph import Apply, Node
from engine.ops import OPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop_app.canvas.painter import Shown

    Integers = NDArray[np.intp]
    Floats = NDArray[np.float64]


class NodeLayer:
    """Paints nodes from the scene's arrays and the run's numbers."""

    def __init__(
        self,
        opened: OpenDocument,
        run: Run,
        scene: Scene,
        name: Callable[[str], str],
        stamps: Stamps | None,
    ) -> None:
        """Take what is painted, what nodes are called, and stamps where bodies may be copied."""
        self._opened, self._run, self._scene = opened, run, scene
        self._name = name
        self._stamps = stamps

    def paint(self, painter: QPainter, look: Look, slots: Integers, shown: Shown) -> None:
        """Paint nodes with their names and numbers."""
        of = self._gradient_caption()
        for node_id, slot in self._in_order(slots, shown):
            box = hits.box_rect(self._scene, slot)
            node = self._look_of(node_id, slot, shown, of)
            self._put(painter, look, box, node.body, paint_body)
            paint_text(painter, look, box, node)

    def paint_plain(self, painter: QPainter, look: Look, slots: Integers, shown: Shown) -> None:
        """Paint nodes with their names alone, in the colours of their gradients."""
        for node_id, slot in self._in_order(slots, shown):
            box = hits.box_rect(self._scene, slot)
            colour = plain_colour(look, self._run.gradient_at(slot))
            body = (colour, node_id in shown.nodes)
            self._put(painter, look, box, body, paint_plain_body)
            node = self._look_of(node_id, slot, shown, "")
            paint_plain_text(painter, look, box, node)

    def paint_blocks(self, painter: QPainter, look: Look, slots: Integers, shown: Shown) -> None:
        """Paint nodes as blocks in the colours of their gradients."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for colour, chosen in self._by_colour(look, slots, shown):
            painter.setBrush(QColor(colour))
            draw_rects(painter, self._rects(chosen))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _put(
        self,
        painter: QPainter,
        look: Look,
        box: QRectF,
        body: object,
        paint: Callable[..., None],
    ) -> None:
        if self._stamps is None:
            paint(painter, look, box, body)
            return
        key = (box.height(), body)
        self._stamps.put(painter, box, key, lambda p, at: paint(p, look, at, body))

    def _in_order(self, slots: Integers, shown: Shown) -> Iterator[tuple[str, int]]:
        """Yield nodes with their slots, the selected ones last, so that they lie on top."""
        ids = self._opened.slots.ids
        pairs = [(node_id, slot) for slot in slots.tolist() if (node_id := ids[slot]) is not None]
        if not shown.nodes:
            return iter(pairs)
        return iter(sorted(pairs, key=lambda pair: pair[0] in shown.nodes))

    def _gradient_caption(self) -> str:
        target = self._run.target
        node = self._opened.document.graph.nodes.get(target or "")
        return f"∂{node.label}/∂" if node is not None and node.label else ""

    def _look_of(self, node_id: str, slot: int, shown: Shown, of: str) -> NodeLook:
        run = self._run
        node = self._opened.document.graph.nodes[node_id]
        title = self._name(node_id)
        return NodeLook(
            body=self._body_of(node_id, node, slot, shown),
            title=title,
            named=node.label is not None,
            value=run.value_at(slot),
            value_state=State(run.value_states[slot]),
            gradient=run.gradient_at(slot),
            gradient_state=State(run.gradient_states[slot]),
            of=of + title if of and node.label else "gradient",
        )

    def _body_of(self, node_id: str, node: Node, slot: int, shown: Shown) -> BodyLook:
        return BodyLook(
            kind="op" if isinstance(node, Apply) else str(node.role),
            symbol=OPS[node.op].symbol if isinstance(node, Apply) else "",
            ports=_ports(node, int(self._scene.ports[slot])),
            is_target=self._run.target == node_id,
            selected=node_id in shown.nodes,
            hovered=node_id == shown.hovered_node,
            focused=shown.focused,
        )

    def _by_colour(
        self, look: Look, slots: Integers, shown: Shown
    ) -> Iterator[tuple[str, Integers]]:
        signs = look.theme.signs
        # A view may ask before the signal of an edit has reached the run.
        gradients = self._run.gradients
        sign = np.full(len(slots), np.nan)
        known = slots < len(gradients)
        sign[known] = gradients[slots[known]]
        yield look.theme.canvas.wire, slots[np.isnan(sign)]
        yield signs.zero.strong, slots[sign == 0.0]
        yield signs.positive.strong, slots[sign > 0.0]
        yield signs.negative.strong, slots[sign < 0.0]
        of = self._opened.slots.of
        selected = np.array([of[n] for n in shown.nodes], np.intp)
        yield look.theme.canvas.node_border_selected, selected[np.isin(selected, slots)]

    def _rects(self, slots: Integers) -> Floats:
        scene = self._scene
        wide = np.full(len(slots), boxes.WIDTH)
        return np.column_stack((scene.x[slots], scene.y[slots], wide, scene.height[slots]))


def _ports(node: Node, count: int) -> tuple[PortLook, ...]:
    if not isinstance(node, Apply):
        return ()
    op = OPS[node.op]
    filled = [*(source is not None for source in node.operands), False]
    return tuple(
        PortLook(op.operand_name(i) if op.ordered else "", filled[i]) for i in range(count)
    )
