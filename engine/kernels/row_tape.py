"""A tape over the rows of a data set: what the compiled evaluator needs beside the tape itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from ctypes import addressof, c_void_p
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.kernels.array_tape import ArrayTape
from engine.kernels.loading import CRows, Kernel
from engine.rows import Rows

WIDTH: Final = 128
"""How many rows go through the tape at once; that of rows.c."""
STATIC: Final = -1


class RowTape:
    """Both passes of a tape over rows.

    Static numbers are in the tape's own ``values`` and ``gradients``; a leaf that is not bound is
    changed there. What varies by row is asked for with ``value`` and ``gradient``.

    Attributes:
        tape: the tape.
        count: how many rows there are.
    """

    def __init__(
        self, kernel: Kernel, tape: ArrayTape, columns: Mapping[int, Rows], *, keeps: bool = True
    ) -> None:
        """Bind leaves to columns of equal length.

        Args:
            kernel: the library.
            tape: a tape that was sorted since it was last changed.
            columns: float64, one number a row, by the slot of a leaf.
            keeps: whether every row's numbers can be asked for after a pass. Without them, the
                gradients of what is static need memory for one chunk of rows only.
        """
        self.tape = tape
        self._kernel = kernel
        self._columns = [np.ascontiguousarray(column) for column in columns.values()]
        self.count = len(self._columns[0]) if columns else 1
        self._bound = np.array(list(columns), np.int32)
        self._c = CRows()
        self._address = addressof(self._c)
        self._arrays = self._by_slot(len(tape))
        self._c.tape = tape.address
        self._c.count = self.count
        self._c.inputs = len(self._columns)
        self._pointers = (c_void_p * len(self._columns))(*(c.ctypes.data for c in self._columns))
        self._c.columns = addressof(self._pointers)
        self._c.bound = self._bound.ctypes.data
        kernel.rows_sort(self._address)
        self._c.keeps = self._keeps = keeps or self._parts_that_vary() > 1
        chunks = -(-self.count // WIDTH) if self._keeps else 1
        shape = (chunks, self._c.varying, WIDTH)
        self._values, self._gradients = _lines(shape), _lines(shape)
        self._begun = np.zeros(shape[:2], np.uint8)
        self._c.begun = self._begun.ctypes.data
        self._c.values, self._c.gradients = self._values.ctypes.data, self._gradients.ctypes.data

    def forward(self) -> None:
        """Compute every value."""
        self._kernel.rows_forward(self._address)

    def backward(self, target: int) -> None:
        """Compute every gradient after a forward pass, from a target slot that has a value."""
        self._kernel.rows_backward(self._address, target)

    def value(self, slot: int) -> Any:
        """Return a node's value: a float, or an array of one number a row."""
        return self._number(self.tape.values, self._values, slot, self._arrays["place"])

    def values(self, slots: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
        """Return nodes' values, a line for each node: one number a row, the same where static."""
        places = self._arrays["place"][slots]
        lines = self._values[:, places].swapaxes(0, 1).reshape(len(slots), -1)[:, : self.count]
        static = places == STATIC
        lines[static] = np.frombuffer(self.tape.values)[slots[static], np.newaxis]
        return lines

    @property
    def varies(self) -> NDArray[np.bool_]:
        """By slot, whether there is a number for each row."""
        varies: NDArray[np.bool_] = self._arrays["place"] != STATIC
        return varies

    def gradient(self, slot: int) -> Any:
        """Return a node's gradient, of the shape of its value."""
        places = self._arrays["gradient_place"]
        return self._number(self.tape.gradients, self._gradients, slot, places)

    def _number(
        self, static: Any, varying: NDArray[np.float64], slot: int, places: NDArray[np.int32]
    ) -> Any:
        place = places[slot]
        if place == STATIC:
            return static[slot]
        return varying[:, place].reshape(-1)[: self.count].copy()

    def _by_slot(self, size: int) -> dict[str, NDArray[Any]]:
        arrays: dict[str, NDArray[Any]] = {
            "place": np.zeros(size, np.int32),
            "phase": np.zeros(size, np.int32),
            "order": np.zeros(size, np.int32),
            "starts": np.zeros(2 * size + 3, np.int32),
            "gradient_place": np.zeros(size, np.int32),
            "uses": np.zeros(size, np.int32),
            "chain": np.zeros(size, np.int32),
            "term": np.zeros(size, np.int32),
            "reached": np.zeros(size, np.uint8),
            "lost": np.zeros(size),
            "scratch": np.zeros(self.tape.longest * WIDTH),
        }
        for name, each in arrays.items():
            setattr(self._c, name, each.ctypes.data)
        return arrays

    def _parts_that_vary(self) -> int:
        starts = self._arrays["starts"][: 2 * self._c.phases + 1]
        return int(np.count_nonzero(np.diff(starts)[1::2]))


def _lines(shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return zeros that begin where a line of the cache does."""
    size = math.prod(shape)
    room = np.zeros(size + 7)
    start = -room.ctypes.data // 8 % 8
    return room[start : start + size].reshape(shape)
