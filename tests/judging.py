"""The judge of a graph's numbers: each of them alone, from the numbers that it was made from.

A value is right if the op, at 50 digits, has it for the operands' values. A gradient is right if it
is the sum of upstream × exact slope over the wires that leave the node, to 1e-12 of the sum of the
absolute contributions. What is rounded elsewhere in the graph has no part in it. Where there is no
exact number (a kink, an edge, an infinite operand), PyTorch's op by itself is the judge, and IEEE
754 says what becomes of it. What the slope of max and abs is beside a nan is nobody's convention.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from mpmath import mp, mpf
from numpy.typing import NDArray

from engine.graph import Apply, Leaf, Port, ancestors
from engine.ops import OPS
from tests import bounds, exact
from tests.bounds import LARGEST, SMALLEST
from tests.exact import Exact
from tests.pytorch import torch_op
from tests.random_graphs import Case

TOLERANCE: Final = 1e-12


class Numbers(NamedTuple):
    """Values and gradients by node id: an array of one number a row, or of no dimension."""

    values: dict[str, NDArray[np.float64]]
    gradients: dict[str, NDArray[np.float64]]


class Local(NamedTuple):
    """A slope, and how far the evaluator's may be from it; a float where it is not finite."""

    slope: Exact
    bound: Exact


class Judge:
    """Judges the numbers of one graph."""

    def __init__(self, case: Case, numbers: Numbers) -> None:
        """Take the graph and what an evaluator made of it."""
        self.numbers = numbers
        self._graph = case.graph
        self._columns = case.columns
        self._count = max(map(len, case.columns.values()), default=1)
        self._reached = ancestors(case.graph, str(case.graph.marked_target))

    def contributed(self, node_id: str) -> NDArray[np.float64]:
        """Return the sum of the absolute contributions to a node's gradient."""
        size = np.zeros_like(self.numbers.values[node_id])
        with np.errstate(all="ignore"):
            for port in self._ports(node_id):
                operands = [self.numbers.values[n] for n in self._operands(port.node)]
                given = [x if x.ndim else float(x) for x in operands]
                y = self.numbers.values[port.node]
                local = OPS[self._op(port.node)].partials(y if y.ndim else float(y), *given)
                each = np.abs(self.numbers.gradients[port.node] * local[port.operand])
                size = size + (each if size.ndim else each.sum())
        return size

    def is_value_right(self, node_id: str) -> bool:
        """Tell whether a value is the op's, in every row."""
        node, found = self._graph.nodes[node_id], self.numbers.values[node_id]
        if isinstance(node, Leaf):
            return bool((found == self._columns.get(node_id, node.value)).all())
        if OPS[node.op].reduces_rows:
            return self._is_reduced_right(node.op, node_id)
        return all(
            _is_value(node.op, self._at(node_id, row), float(found[row] if found.ndim else found))
            for row in self._rows_of(node_id)
        )

    def is_gradient_right(self, node_id: str) -> bool:
        """Tell whether a gradient is the sum of the contributions, in every row."""
        found = self.numbers.gradients[node_id]
        return all(
            _is_sum(float(found[row] if found.ndim else found), self._terms(node_id, row))
            for row in self._rows_of(node_id)
        )

    def _terms(self, node_id: str, row: int) -> Iterator[tuple[float, Local]]:
        """Yield upstream and slope of each contribution to a gradient in a row."""
        if node_id == self._graph.marked_target:
            yield 1.0, Local(mpf(1), mpf(0))
        is_static = not self.numbers.values[node_id].ndim
        for port in self._ports(node_id):
            for each in self._rows_of(port.node) if is_static else [row]:
                upstream = self.numbers.gradients[port.node]
                yield (
                    float(upstream[each] if upstream.ndim else upstream),
                    self._local(port, node_id, each),
                )

    def _local(self, port: Port, node_id: str, row: int) -> Local:
        op = self._op(port.node)
        if OPS[op].reduces_rows:
            count = self._count if self.numbers.values[node_id].ndim else 1
            return Local({"sum": 1, "mean": mpf(1) / count, "row_count": 0}[op], mpf(2.0**-53))
        operands = self._at(port.node, row)
        if exact.is_smooth(op, operands, port.operand):
            slope = exact.slope(op, operands, port.operand)
            if abs(slope) > LARGEST:
                return Local(math.copysign(math.inf, slope), mpf(0))
            return Local(slope, bounds.slope_bound(op, operands, port.operand, slope))
        if any(map(math.isnan, operands)):
            return Local(OPS[op].partials(math.nan, *operands)[port.operand], mpf(0))
        return Local(torch_op(op, operands)[1][port.operand], mpf(0))

    def _is_reduced_right(self, op: str, node_id: str) -> bool:
        found = float(self.numbers.values[node_id])
        (source,) = self._operands(node_id)
        operand = np.atleast_1d(self.numbers.values[source]).tolist()
        if op == "row_count":
            return found == len(operand)
        share = 1 if op == "sum" else mpf(1) / len(operand)
        return _is_sum(found, [(x, Local(share, mpf(2.0**-53))) for x in operand])

    def _ports(self, node_id: str) -> list[Port]:
        return [port for port in self._graph.users(node_id) if port.node in self._reached]

    def _rows_of(self, node_id: str) -> range:
        return range(self._count if self.numbers.values[node_id].ndim else 1)

    def _at(self, node_id: str, row: int) -> tuple[float, ...]:
        arrays = [self.numbers.values[n] for n in self._operands(node_id)]
        return tuple(float(x[row] if x.ndim else x) for x in arrays)

    def _op(self, node_id: str) -> str:
        node = self._graph.nodes[node_id]
        assert isinstance(node, Apply)
        return node.op

    def _operands(self, node_id: str) -> Sequence[str]:
        node = self._graph.nodes[node_id]
        assert isinstance(node, Apply)
        return [str(source) for source in node.operands]


def _is_value(op: str, operands: tuple[float, ...], found: float) -> bool:
    if exact.is_defined(op, operands):
        wanted = exact.value(op, operands)
        return bounds.is_within(found, wanted, bounds.value_bound(op, operands, wanted))
    return _same(found, torch_op(op, operands)[0])


def _is_sum(found: float, terms: Iterable[tuple[float, Local]]) -> bool:
    total, size, allowed = mpf(0), mpf(0), mpf(0)
    special = 0.0
    for upstream, local in terms:
        if mp.isinf(local.bound):
            # What the slope is made of is too large for a float, and there is no telling.
            return True
        if not (math.isfinite(upstream) and mp.isfinite(local.slope)):
            special += upstream * float(local.slope)
            continue
        contribution = local.slope * mpf(upstream)
        total, size = total + contribution, size + abs(contribution)
        allowed += abs(mpf(upstream)) * local.bound + SMALLEST
    if not math.isfinite(special):
        return _same(found, special)
    if not math.isfinite(found) and size > LARGEST:
        # Too large for a float on the way, if not at the end.
        return True
    return bounds.is_within(found, total, allowed + TOLERANCE * size)


def _same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))
