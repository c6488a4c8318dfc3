"""The document as arrays: where boxes lie and which wires run between them, by slot.

Patched from each edit; equal at any time to one built afresh from the document. Positions may be
displaced for a while by a gesture or an animation: that is view state and never reaches the
document from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from desktop_app.canvas import curves
from desktop_app.canvas.squares import Sides, Squares
from engine import boxes
from engine.collector import collector_paused
from engine.document import Document, Point
from engine.edits import Change, Edit, Key, Section
from engine.graph import Apply, Leaf, Node, Port, Wire, wires_into
from engine.ops import OPS
from engine.slots import Slots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.intp]

T = TypeVar("T", bound=np.generic)

NO_SLOT: Final = -1
"""What stands where there is no slot: a port without a wire, the op of a leaf."""
_FEW: Final = 2
"""So many operands of each op node are at hand by slot; further ones are in the graph."""
_MOST_STRAYS: Final = 500
_CODES: Final = {name: code for code, name in enumerate(OPS)}


class Scene:
    """Arrays over slots, and arrays over wires.

    Attributes:
        x, y: the top left corner of each slot's box.
        ports: how many ports each slot's box shows.
        height: how high each slot's box is.
        alive: whether the slot holds a node.
        op: the place of each slot's op among ``OPS``; ``NO_SLOT`` for a leaf.
        sources: the slots of each op node's first operands, two columns.
        source, entered, operand, used: for each wire its source's slot, the slot that it enters,
            the operand's position, and whether the row is in use.
        version: another one after every edit that changes any of this.
        near_boxes, near_wires: what may lie where: slots, and rows of wires.
        placing: another one whenever boxes are elsewhere.
        strays, stray_rows: the slots and the wires that were displaced since the last edit, or
            since the last leap.
        leaps: another one whenever so many were displaced that it is not told which.
    """

    @collector_paused()
    def __init__(self, document: Document, slots: Slots) -> None:
        """Build the arrays from the document."""
        self._document = document
        self._slots = slots
        self.x: Floats = np.zeros(0)
        self.y: Floats = np.zeros(0)
        self.height: Floats = np.zeros(0)
        self.ports: Integers = np.zeros(0, np.intp)
        self.alive = np.zeros(0, np.bool_)
        self.op: Integers = np.zeros(0, np.intp)
        self.sources: Integers = np.zeros((0, _FEW), np.intp)
        self.source: Integers = np.zeros(0, np.intp)
        self.entered: Integers = np.zeros(0, np.intp)
        self.operand: Integers = np.zeros(0, np.intp)
        self.used = np.zeros(0, np.bool_)
        self.row_of: dict[Port, int] = {}
        self.port_of: list[Port | None] = []
        self.version = self.placing = self.leaps = 0
        self.strays: Integers = np.zeros(0, np.intp)
        self.stray_rows: Integers = np.zeros(0, np.intp)
        self._free_rows: list[int] = []
        self._moved: curves.Corners | None = None
        self._ends: Floats | None = None
        self.near_boxes, self.near_wires = Squares(self._box_sides), Squares(self._wire_sides)
        self._grow_slots()
        for node_id, node in document.graph.nodes.items():
            self._set_box(slots.of[node_id], node, document.layout.get(node_id))
        self._build_wires()

    def patch(self, edit: Edit) -> None:
        """Follow an edit that the document and the slots have already made."""
        if all(_is_of_a_leaf(key, change) for key, change in edit.changes.items()):
            return
        self._grow_slots()
        nodes = {k.name: c for k, c in edit.changes.items() if k.section is Section.NODES}
        # First what goes: a slot that was given up may already be another node's.
        for node_id, change in nodes.items():
            for wire in wires_into(node_id, change.before):
                self._drop_wire(wire.port)
        for node_id, change in nodes.items():
            if change.after is not None:
                self._put_node(node_id, change.after)
        self._forget_freed(edit)
        of = self._slots.of
        for key, change in edit.changes.items():
            if key.section is Section.LAYOUT and key.name in of:
                slot = of[key.name]
                self.x[slot], self.y[slot] = change.after or (0.0, 0.0)
        names = {key.name for key in edit.changes}
        self._follow(of[name] for name in names if name in of)
        self.version += 1
        self.placing += 1
        self.strays = self.stray_rows = self.strays[:0]

    def displace(self, positions: Mapping[str, tuple[float, float]]) -> None:
        """Show nodes elsewhere than the document has them, until the next patch of them."""
        of = self._slots.of
        slots = np.array([of[n] for n in positions if n in of], np.intp)
        if not len(slots):
            return
        rows = self._rows_at(slots)
        self.placing += 1
        self._note_strays(slots, rows)
        self._note_moved(slots, rows)
        corners = np.array([positions[n] for n in positions if n in of], np.float64)
        self.x[slots], self.y[slots] = corners.T
        if self._ends is not None:
            self._ends[rows] = self._ends_of(rows)
        self._note_moved(slots, rows)
        self.near_boxes.moved(slots)
        self.near_wires.moved(rows)

    def _follow(self, touched: Iterable[int]) -> None:
        """Have the ends of wires, and what finds boxes and wires, follow an edit of some slots."""
        slots = np.fromiter(touched, np.intp)
        rows = self._rows_at(slots)
        if self._ends is not None and len(self._ends) == len(self.used):
            self._ends[rows] = self._ends_of(rows)
        else:
            self._ends = None
        self.near_boxes.moved(slots)
        self.near_wires.moved(rows)

    def _rows_at(self, slots: Integers) -> Integers:
        """Return the rows of wires that leave or enter some slots."""
        chosen = np.zeros(len(self.alive), np.bool_)
        chosen[slots] = True
        return np.flatnonzero((chosen[self.source] | chosen[self.entered]) & self.used)

    def _box_sides(self) -> Sides:
        slots = np.flatnonzero(self.alive)
        x, y = self.x[slots], self.y[slots]
        return slots, x, y, x + boxes.WIDTH, y + self.height[slots]

    def _wire_sides(self) -> Sides:
        rows = np.flatnonzero(self.used)
        return rows, *curves.sides(self.ends()[rows])

    def _note_strays(self, slots: Integers, rows: Integers) -> None:
        if len(slots) + len(rows) > _MOST_STRAYS:
            self.leaps += 1
            self.strays = self.stray_rows = slots[:0]
        else:
            self.strays = np.union1d(self.strays, slots)
            self.stray_rows = np.union1d(self.stray_rows, rows)

    def take_moved(self) -> curves.Corners | None:
        """Return left, top, right, bottom around what was displaced since this was last asked."""
        moved, self._moved = self._moved, None
        return moved

    def _note_moved(self, slots: Integers, rows: Integers) -> None:
        x, y = self.x[slots], self.y[slots]
        ends = self.ends()[rows]
        found = np.array(
            (
                (x.min(), y.min(), x.max() + boxes.WIDTH, (y + self.height[slots]).max()),
                *_around(ends),
                *([self._moved] if self._moved is not None else []),
            )
        )
        left, top = found[:, :2].min(axis=0).tolist()
        right, bottom = found[:, 2:].max(axis=0).tolist()
        self._moved = (left, top, right, bottom)

    def settle(self) -> None:
        """Show every node where the document has it."""
        self.displace(self._document.layout)

    def ends(self) -> Floats:
        """Return x0, y0, x1, y1 of every wire, one row of four columns each."""
        if self._ends is None:
            self._ends = self._ends_of(slice(None))
        return self._ends

    def _ends_of(self, rows: Integers | slice) -> Floats:
        source, entered = self.source[rows], self.entered[rows]
        ports = np.maximum(self.ports[entered], 1)
        body = self.height[entered] - boxes.HEADER
        drop = boxes.HEADER + body * (self.operand[rows] + 0.5) / ports
        return np.column_stack(
            (
                self.x[source] + boxes.WIDTH,
                self.y[source] + boxes.OUTPUT_OFFSET,
                self.x[entered],
                self.y[entered] + drop,
            )
        )

    def wire_at(self, row: int) -> Wire:
        """Return the wire of a row in use."""
        port = self.port_of[row]
        source = self._slots.ids[int(self.source[row])]
        if port is None or source is None:
            raise IndexError(f"row {row} holds no wire")
        return Wire(source, port)

    def _put_node(self, node_id: str, node: Node) -> None:
        self._set_box(self._slots.of[node_id], node, self._document.layout.get(node_id))
        for wire in wires_into(node_id, node):
            self._put_wire(wire)

    def _forget_freed(self, edit: Edit) -> None:
        if any(c.after is None for k, c in edit.changes.items() if k.section is Section.NODES):
            free = [slot for slot, node_id in enumerate(self._slots.ids) if node_id is None]
            self.alive[free] = False

    def _set_box(self, slot: int, node: Node, at: Point | None) -> None:
        self.alive[slot] = True
        self.op[slot] = _CODES[node.op] if isinstance(node, Apply) else NO_SLOT
        self.ports[slot] = boxes.shown_ports(node)
        self.height[slot] = boxes.height(int(self.ports[slot]))
        self.x[slot], self.y[slot] = at or (0.0, 0.0)

    def _build_wires(self) -> None:
        wires = list(self._document.graph.wires())
        of = self._slots.of
        self.source = np.fromiter((of[w.source] for w in wires), np.intp, len(wires))
        self.entered = np.fromiter((of[w.port.node] for w in wires), np.intp, len(wires))
        self.operand = np.fromiter((w.port.operand for w in wires), np.intp, len(wires))
        self.used = np.ones(len(wires), np.bool_)
        self.port_of = [w.port for w in wires]
        self.row_of = {w.port: row for row, w in enumerate(wires)}
        few = self.operand < _FEW
        self.sources[self.entered[few], self.operand[few]] = self.source[few]

    def _put_wire(self, wire: Wire) -> None:
        row = self._free_rows.pop() if self._free_rows else self._new_row()
        self.source[row] = self._slots.of[wire.source]
        self.entered[row] = self._slots.of[wire.port.node]
        self.operand[row] = wire.port.operand
        self.used[row] = True
        if wire.port.operand < _FEW:
            self.sources[self.entered[row], wire.port.operand] = self.source[row]
        self.port_of[row] = wire.port
        self.row_of[wire.port] = row

    def _drop_wire(self, port: Port) -> None:
        row = self.row_of.pop(port)
        self.used[row] = False
        if port.operand < _FEW:
            self.sources[self.entered[row], port.operand] = NO_SLOT
        self.port_of[row] = None
        self._free_rows.append(row)

    def _new_row(self) -> int:
        row = len(self.port_of)
        if row == len(self.used):
            size = max(16, 2 * row)
            self.source = _longer(self.source, size)
            self.entered = _longer(self.entered, size)
            self.operand = _longer(self.operand, size)
            self.used = _longer(self.used, size)
        self.port_of.append(None)
        return row

    def _grow_slots(self) -> None:
        if len(self._slots) <= len(self.alive):
            return
        size = max(16, len(self._slots), 2 * len(self.alive))
        self.x, self.y = _longer(self.x, size), _longer(self.y, size)
        self.height, self.ports = _longer(self.height, size), _longer(self.ports, size)
        self.alive, self.op = _longer(self.alive, size), _longer(self.op, size)
        more = np.full((size - len(self.sources), _FEW), NO_SLOT)
        self.sources = np.concatenate((self.sources, more))


def _is_of_a_leaf(key: Key, change: Change) -> bool:
    """Tell whether a change is of what a leaf holds, of which nothing is kept here."""
    is_node = key.section is Section.NODES
    return is_node and isinstance(change.before, Leaf) and isinstance(change.after, Leaf)


def _around(ends: Floats) -> list[curves.Corners]:
    """Return the rectangle around wires, as far as their curves swing out; nothing around none."""
    if not len(ends):
        return []
    x0, y0, x1, y1 = ends.T
    bulge = curves.MOST_REACH
    left, right = float(np.minimum(x0, x1).min()), float(np.maximum(x0, x1).max())
    top, bottom = float(np.minimum(y0, y1).min()), float(np.maximum(y0, y1).max())
    return [(left - bulge, top, right + bulge, bottom)]


def _longer(array: NDArray[T], size: int) -> NDArray[T]:
    longer = np.zeros(size, array.dtype)
    longer[: len(array)] = array
    return longer
