"""A graph as arrays by slot, which each edit changes in place and the kernel puts in order."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from ctypes import addressof
from math import nan
from typing import Final

from engine.graph import Apply, Leaf, Node
from engine.kernels.loading import ARRAYS, CTape, Kernel
from engine.kernels.source import CODES, FREE, LEAF
from engine.ops import OPS

NO_WIRE: Final = -1
_OTHERS: Final = {"spill", "values", "gradients", "scratch"}
_BY_SLOT: Final = tuple(name for name in ARRAYS if name not in _OTHERS)
_BYTES: Final = {"op", "computed", "reached", "ordered_op", "ordered_reached"}
_MARGIN: Final = 48
"""How many places more than slots an array has: the kernel looks ahead, and counts levels."""


class ArrayTape:
    """The compiled evaluator's tape; after ``put`` and ``free``, ``sort`` before the next pass.

    Attributes:
        values: by slot; meaningless where nothing was computed.
        gradients: by slot; likewise.
        computed: by slot, after ``sort``: 1 where a forward pass makes a number, else 0.
        longest: how many operands the longest op has of those that may have any number.
        address: where the structure of the kernel is.
    """

    def __init__(self, kernel: Kernel) -> None:
        """Start without a node."""
        self._kernel = kernel
        self._arrays = {name: array("B" if name in _BYTES else "i") for name in _BY_SLOT}
        self._op, self._first, self._second = (self._arrays[n] for n in ("op", "first", "second"))
        self.computed = self._arrays["computed"]
        self._spill = array("i")
        self._spilled: dict[int, tuple[int, int]] = {}
        self.longest = 0
        self._c = CTape()
        self.address = addressof(self._c)
        self._size = 0
        self.values = array("d")
        self.gradients = array("d")
        self.fit(0)

    def __len__(self) -> int:
        """Return how many slots there are."""
        return self._size

    def fit(self, size: int) -> None:
        """Have this many slots; new ones are free."""
        self._size = max(size, self._size)
        for each in self._arrays.values():
            each.frombytes(bytes(max(0, size + _MARGIN - len(each)) * each.itemsize))
        for numbers in (self.values, self.gradients):
            numbers.frombytes(bytes(max(0, size - len(numbers)) * numbers.itemsize))

    def free(self, slot: int) -> None:
        """Take out the node of a slot."""
        self._op[slot] = FREE

    def put(self, slot: int, node: Node, slot_of: Mapping[str, int]) -> None:
        """Put a node in a slot that ``fit`` has made room for."""
        if isinstance(node, Leaf):
            self._op[slot] = LEAF
            self.values[slot] = node.value
        else:
            self._put_op(slot, node, slot_of)

    def sort(self) -> None:
        """Put the op nodes that can be computed in order."""
        self._point_to_arrays()
        self._kernel.sort(self.address)

    def forward(self) -> None:
        """Compute every value that can be computed."""
        self._kernel.forward(self.address)

    def backward(self, target: int) -> None:
        """Compute every gradient from the values and a target slot that has one."""
        self._kernel.backward(self.address, target)

    @property
    def loop(self) -> int | None:
        """A slot on a loop, or None; its nodes and all below them are not computed."""
        return None if self._c.loop < 0 else int(self._c.loop)

    @property
    def bytes(self) -> int:
        """How much memory the arrays take."""
        numbers = (*self._arrays.values(), self._spill)
        doubles = len(self.values) + len(self.gradients)
        return sum(len(each) * each.itemsize for each in numbers) + doubles * self.values.itemsize

    @property
    def order(self) -> array[int]:
        """The slots of the op nodes that are computed, in order."""
        return self._arrays["ordered_slot"][: self._c.count]

    def _put_op(self, slot: int, node: Apply, slot_of: Mapping[str, int]) -> None:
        operands = [NO_WIRE if source is None else slot_of[source] for source in node.operands]
        self._op[slot] = CODES[node.op]
        self.values[slot] = nan
        if OPS[node.op].variadic or len(operands) > 2:
            self._first[slot] = self._spill_of(slot, operands)
            self._second[slot] = len(operands)
            return
        self._first[slot] = operands[0]
        self._second[slot] = operands[-1]

    def _spill_of(self, slot: int, operands: list[int]) -> int:
        """Write many operands where the slot's have stood, or at the end; return where."""
        start, room = self._spilled.get(slot, (0, 0))
        if room < len(operands):
            # Twice the room when they move, so that adding one after the other stays cheap.
            start, room = len(self._spill), len(operands) * (2 if room else 1)
            self._spill.extend([NO_WIRE] * room)
            self._spilled[slot] = (start, room)
        self._spill[start : start + len(operands)] = array("i", operands)
        self.longest = max(self.longest, len(operands))
        return start

    def _point_to_arrays(self) -> None:
        self._scratch = array("d", bytes(16 * self.longest))
        self._c.size = self._size
        for name, each in self._arrays.items():
            setattr(self._c, name, each.buffer_info()[0])
        self._c.spill = self._spill.buffer_info()[0]
        self._c.values = self.values.buffer_info()[0]
        self._c.gradients = self.gradients.buffer_info()[0]
        self._c.scratch = self._scratch.buffer_info()[0]


def array_tape(kernel: Kernel, nodes: Mapping[str, Node], slot_of: Mapping[str, int]) -> ArrayTape:
    """Return the sorted tape of nodes."""
    tape = ArrayTape(kernel)
    tape.fit(max(slot_of.values(), default=-1) + 1)
    for node_id, node in nodes.items():
        tape.put(slot_of[node_id], node, slot_of)
    tape.sort()
    return tape
