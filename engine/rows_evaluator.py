"""A graph on a data set, made ready for both passes: for training, and whatever runs them often.

See ``engine.rows_pass`` for what varies, what is static, and what a gradient is then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np

from engine.evaluate import suitable_kernel
from engine.graph import Graph
from engine.kernels.loading import Kernel
from engine.rows import Rows
from engine.slots import Slots
from engine.tape import Numbers, Tape, compile_tape


class RowsEvaluator(Protocol):
    """Both passes over the rows of a data set, again and again.

    Attributes:
        count: how many rows there are.
    """

    count: int

    def put(self, slot: int, number: float) -> None:
        """Give a leaf that is bound to no column another number."""

    def forward(self) -> None:
        """Compute every value that can be computed."""

    def backward(self, target: int) -> None:
        """Compute every gradient after a forward pass, from the slot of a node with a value."""

    def value(self, slot: int) -> Any:
        """Return a float, an array of one number a row, or None where nothing was computed."""

    def gradient(self, slot: int) -> Any:
        """Return ∂target/∂(node), of the shape of its value."""


def rows_evaluator(
    graph: Graph, slots: Slots, columns: Mapping[str, Rows], *, keeps: bool = True
) -> RowsEvaluator:
    """Return the suitable evaluator of a graph.

    Args:
        graph: the graph; it is read once.
        slots: the slots of its nodes.
        columns: by the id of a leaf, float64, one number a row, all of the same length.
        keeps: whether every row's numbers will be asked for. Without them, the compiled evaluator
            needs memory for 128 rows only and is faster; what varies must not be asked for then.
    """
    library = suitable_kernel(len(graph.nodes), _count(columns))
    if library is None:
        return ReferenceRows(graph, slots, columns)
    return _Compiled(library, graph, slots, columns, keeps=keeps)


class ReferenceRows:
    """The reference evaluator, on numpy rows."""

    def __init__(self, graph: Graph, slots: Slots, columns: Mapping[str, Rows]) -> None:
        """Take what ``rows_evaluator`` takes."""
        self.count = _count(columns)
        self._tape: Tape = compile_tape(graph, slots)
        self._values: Numbers = self._tape.load(graph)
        self._gradients: Numbers = []
        for node_id, column in columns.items():
            self._values[slots.of[node_id]] = column

    def put(self, slot: int, number: float) -> None:
        """Give a leaf that is bound to no column another number."""
        self._values[slot] = number

    def forward(self) -> None:
        """Compute every value that can be computed."""
        with np.errstate(all="ignore"):
            _forward(self._tape, self._values, self.count)

    def backward(self, target: int) -> None:
        """Compute every gradient after a forward pass."""
        self._gradients = [None] * len(self._values)
        with np.errstate(all="ignore"):
            _backward(self._tape, self._values, target, self._gradients, self.count)

    def value(self, slot: int) -> Any:
        """Return a float, an array of one number a row, or None."""
        return self._values[slot]

    def gradient(self, slot: int) -> Any:
        """Return ∂target/∂(node), of the shape of its value."""
        return self._gradients[slot]


def _count(columns: Mapping[str, Rows]) -> int:
    return len(next(iter(columns.values()))) if columns else 1


def _forward(tape: Tape, values: Numbers, count: int) -> None:
    for slot, op, forward, _partials, operands in tape.instructions:
        numbers = [values[operand] for operand in operands]
        y = forward(*numbers)
        if isinstance(y, float) and not op.reduces_rows and not _are_static(numbers):
            # ``where`` may take a static operand for all rows: the node varies all the same.
            y = np.full(count, y)
        values[slot] = y


def _are_static(numbers: Iterable[Any]) -> bool:
    return all(isinstance(number, float) for number in numbers)


def _backward(tape: Tape, values: Numbers, target: int, gradients: Numbers, count: int) -> None:
    for slot, value in enumerate(values):
        gradients[slot] = None if value is None else _filled(0.0, value, count)
    gradients[target] = _filled(1.0, values[target], count)
    reached = bytearray(len(values))
    reached[target] = 1
    for slot, _op, _forward, partials, operands in reversed(tape.instructions):
        if not reached[slot]:
            continue
        upstream = gradients[slot]
        local = partials(values[slot], *[values[operand] for operand in operands])
        for operand, derivative in zip(operands, local, strict=True):
            contribution = upstream * derivative
            if isinstance(values[operand], float):
                # A static operand is used by every row.
                gradients[operand] += float(np.sum(contribution))
            else:
                gradients[operand] = gradients[operand] + contribution
            reached[operand] = 1


def _filled(number: float, value: Any, count: int) -> Any:
    return number if isinstance(value, float) else np.full(count, number)


class _Compiled:
    """The compiled evaluator."""

    def __init__(
        self,
        library: Kernel,
        graph: Graph,
        slots: Slots,
        columns: Mapping[str, Rows],
        *,
        keeps: bool,
    ) -> None:
        from engine.kernels.array_tape import array_tape
        from engine.kernels.row_tape import RowTape

        self._tape = array_tape(library, graph.nodes, slots.of)
        bound = {slots.of[node_id]: column for node_id, column in columns.items()}
        self._rows = RowTape(library, self._tape, bound, keeps=keeps)
        self.count = self._rows.count

    def put(self, slot: int, number: float) -> None:
        self._tape.values[slot] = number

    def forward(self) -> None:
        self._rows.forward()

    def backward(self, target: int) -> None:
        self._rows.backward(target)

    def value(self, slot: int) -> Any:
        return self._rows.value(slot) if self._tape.computed[slot] else None

    def gradient(self, slot: int) -> Any:
        return self._rows.gradient(slot) if self._tape.computed[slot] else None
