"""Every op at more than 50 digits: values and slopes, on good points and on nasty ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from typing import Final

import numpy as np
import pytest

from engine.graph import Apply, Graph, Leaf, Node, Role
from engine.kernels.loading import kernel
from engine.ops import OPS, Op
from engine.rows_pass import backward_rows
from tests import bounds, exact
from tests.kernel_cases import tape_of

Point = tuple[float, ...]
Numbers = tuple[float, list[float]]
"""An op's value, and its slope by each operand."""

GOOD: Final = (-10.0, -3.0, -1.5, -0.75, -0.1, 0.1, 1 / 3, 0.5, 1.0, 1.7, 2.0, math.pi, 10.0)
TINY: Final = (5e-324, 4.4501477170144023e-308, 1e-160, 1e-20, 1e-8)
HUGE: Final = (1e5, 1e10, 2.0**53 + 2.0, 1e22, 1e154, 1e200, 1.7976931348623157e308)
BESIDE_1: Final = (1.0 - 2.0**-53, 1.0 + 2.0**-52)
# The float nearest to a multiple of π/2: Muller, Elementary Functions (2016), section 11.1.
NEAR_POLES: Final = (math.pi / 2, 1.5 * math.pi, 6381956970095103.0 * 2.0**797)
SATURATED: Final = (18.5, 37.0, 38.4, 100.0, 700.0, 708.4, 709.78, 709.79, 745.1, 745.2)
ALONE: Final = sorted(
    {0.0, *GOOD, *(s * x for x in TINY + HUGE + BESIDE_1 + NEAR_POLES + SATURATED for s in (1, -1))}
)
TOGETHER: Final = (
    -3.0, -0.75, 0.1, 1 / 3, 2.0, 10.0, 1.0 - 2.0**-53, 1e-8, -1e-160, 5e-324, -37.5, 1e10, -1e200
)  # fmt: skip
EXPONENTS: Final = (
    -3.0,
    -1.0,
    -0.5,
    1e-8,
    1 / 3,
    0.5,
    1.0,
    2.0,
    3.0,
    7.0,
    1e3,
    -1e5,
    2.0**53 - 1.0,
)
MOST_OPERANDS: Final = 6


def points(op: Op) -> Iterator[Point]:
    """Yield where an op is held against the exact numbers: where it is defined and smooth."""
    if op.variadic:
        yield from many(op)
        return
    one: list[Point] = [(x,) for x in ALONE]
    two: list[Point] = list(product(TOGETHER, EXPONENTS if op.name == "pow" else TOGETHER))
    every = {1: one, 2: two, 3: [(0.0, *p) for p in two] + [(-0.5, *p) for p in two]}
    for point in every[len(op.operands)]:
        if exact.is_defined(op.name, point) and not op.at_kink(*point):
            yield point


def many(op: Op) -> Iterator[Point]:
    for count in range(2, MOST_OPERANDS + 1):
        for first in range(len(GOOD)):
            yield tuple(GOOD[(first + 5 * i) % len(GOOD)] for i in range(count))
        yield (*GOOD[: count - 1], 0.0)
        yield (1e-160, *GOOD[: count - 2], -1e200 if op.name == "add_n" else 1e150)


@cache
def answers(name: str) -> list[tuple[Point, exact.Exact, dict[int, exact.Exact]]]:
    """Return for each point the value and the slopes, of more than 50 digits."""
    found = []
    for point in points(OPS[name]):
        by = (i for i in range(len(point)) if exact.is_smooth(name, point, i))
        slopes = {i: exact.slope(name, point, i) for i in by}
        found.append((point, exact.value(name, point), slopes))
    return found


def by_reference(op: Op, at: list[Point]) -> list[Numbers]:
    values = [op.forward(*point) for point in at]
    return [(y, list(op.partials(y, *point))) for y, point in zip(values, at, strict=True)]


def by_compiled(op: Op, at: list[Point]) -> list[Numbers]:
    library = kernel()
    if library is None:
        pytest.skip("the evaluator is not compiled here: python -m engine.kernels.build")
    found = []
    for point in at:
        nodes: dict[str, Node] = {f"x{i}": Leaf(x) for i, x in enumerate(point)}
        nodes["y"] = Apply(op.name, tuple(nodes))
        tape = tape_of(library, nodes)
        tape.forward()
        tape.backward(len(point))
        found.append((tape.values[len(point)], tape.gradients[: len(point)].tolist()))
    return found


def by_rows(op: Op, at: list[Point]) -> list[Numbers]:
    found: dict[Point, Numbers] = {}
    for count in {len(point) for point in at}:
        same = [point for point in at if len(point) == count]
        nodes: dict[str, Node] = {f"x{i}": Leaf(0.0, None, Role.INPUT) for i in range(count)}
        columns = {f"x{i}": np.array(column) for i, column in enumerate(zip(*same, strict=True))}
        nodes["y"] = Apply(op.name, tuple(nodes))
        done = backward_rows(Graph(nodes), columns)
        slopes = np.array([done.gradients[f"x{i}"] for i in range(count)]).T.tolist()
        found |= dict(zip(same, zip(done.values["y"].tolist(), slopes, strict=True), strict=True))
    return [found[point] for point in at]


CASES: Final = [
    pytest.param(op, evaluate, id=f"{op.name}-{evaluate.__name__}")
    for op in OPS.values()
    for evaluate in (by_reference, by_compiled, by_rows)
    if evaluate is not by_rows or not op.reduces_rows
]


@pytest.mark.parametrize(("op", "evaluate"), CASES)
def test_values_and_slopes_are_the_exact_ones_within_their_bounds(
    op: Op, evaluate: Callable[[Op, list[Point]], list[Numbers]]
) -> None:
    wanted = answers(op.name)
    assert len(wanted) >= 30
    found = evaluate(op, [point for point, _, _ in wanted])
    for (y, slopes), (point, value, by) in zip(found, wanted, strict=True):
        off = bounds.value_bound(op.name, point, value)
        assert bounds.is_within(y, value, off), (point, y, float(value))
        for operand, slope in by.items():
            off = bounds.slope_bound(op.name, point, operand, slope)
            assert bounds.is_within(slopes[operand], slope, off), (point, operand, slopes, slope)
