"""A graph's numbers where one node has other values, by the compiled evaluator: points are rows."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.graph import Apply, Leaf, Node
from engine.kernels.array_tape import array_tape
from engine.kernels.loading import Kernel
from engine.kernels.row_tape import RowTape
from engine.ops import OPS, Op
from engine.points import Cone, has_branches
from engine.rows import Rows
from engine.slots import Slots

Lines = NDArray[np.float64]


class CompiledPoints:
    """All points at once; the graph has no op that closes over rows."""

    def __init__(
        self, kernel: Kernel, nodes: Mapping[str, Node], slots: Slots, target: int
    ) -> None:
        """Take nodes that can all be computed, their slots, and the target's slot."""
        self._kernel = kernel
        self._nodes = nodes
        self._slots = slots
        self.target = target
        self.branching = _branching(nodes, slots)
        self._tape = array_tape(kernel, nodes, slots.of)
        self._tape.forward()
        self._was_op: str | None = None

    def cone(self, slot: int, xs: Sequence[float]) -> Cone:
        """Compute what depends on a node at each of some values of it."""
        self._make_leaf(slot)
        return _CompiledCone(self, RowTape(self._kernel, self._tape, {slot: np.array(xs)}), slot)

    def _make_leaf(self, slot: int) -> None:
        """Have a leaf in a slot, and again what was there in the last one."""
        node_id = str(self._slots.ids[slot])
        changed = {} if self._was_op is None else {self._was_op: self._nodes[self._was_op]}
        self._was_op = None
        if isinstance(self._nodes[node_id], Apply):
            changed[node_id] = Leaf(0.0)
            self._was_op = node_id
        for each, node in changed.items():
            self._tape.put(self._slots.of[each], node, self._slots.of)
        if changed:
            self._tape.sort()


class _Alike:
    """Nodes of one op with branches: their slots, and for each operand the slots of all."""

    def __init__(self, op: Op, slots: Sequence[int], operands: Sequence[Sequence[int]]) -> None:
        self._op = op
        self.slots = np.array(slots)
        self._operands = np.array(operands).T

    def are_on_branch_of_first(self, rows: RowTape, varies: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell for each row whether all these nodes are on the branch that they are on first."""
        here = varies[self.slots]
        y = rows.values(self.slots[here])
        operands = [rows.values(slots[here]) for slots in self._operands]
        slopes = [np.broadcast_to(each, y.shape) for each in self._op.partials(y, *operands)]
        is_flat = ~np.any(slopes, axis=0)
        signs = np.array([*slopes, np.where(is_flat, y, 0.0)])
        same: NDArray[np.bool_] = np.all(signs == signs[:, :, :1], axis=(0, 1))
        return same


class _CompiledCone:
    def __init__(self, points: CompiledPoints, rows: RowTape, slot: int) -> None:
        self._points = points
        self._rows = rows
        self._slot = slot
        self._varies = rows.varies
        self._varies[slot] = False
        rows.forward()

    def total(self, by_slot: array[float]) -> float:
        return float(np.sum(np.frombuffer(by_slot), where=self._varies))

    def target(self) -> list[float]:
        return self._all_rows(self._rows.value(self._points.target))

    def on_this_side(self) -> list[bool]:
        same = np.ones(self._rows.count, np.bool_)
        with np.errstate(all="ignore"):
            for alike in self._points.branching:
                if np.any(self._varies[alike.slots]):
                    same &= alike.are_on_branch_of_first(self._rows, self._varies)
        found: list[bool] = same.tolist()
        return found

    def gradients(self) -> list[float]:
        self._rows.backward(self._points.target)
        return self._all_rows(self._rows.gradient(self._slot))

    def _all_rows(self, number: float | Rows) -> list[float]:
        numbers: list[float] = np.broadcast_to(np.asarray(number), self._rows.count).tolist()
        return numbers


def _branching(nodes: Mapping[str, Node], slots: Slots) -> list[_Alike]:
    by_op: dict[str, list[tuple[int, list[int]]]] = {}
    for node_id, node in nodes.items():
        if isinstance(node, Apply) and has_branches(OPS[node.op]):
            operands = [slots.of[str(source)] for source in node.operands]
            by_op.setdefault(node.op, []).append((slots.of[node_id], operands))
    return [_Alike(OPS[op], *_transposed(found)) for op, found in by_op.items()]


def _transposed(pairs: Sequence[tuple[int, list[int]]]) -> tuple[Any, Any]:
    return tuple(zip(*pairs, strict=True))  # type: ignore[return-value]
