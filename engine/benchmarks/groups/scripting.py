"""``Value`` beside micrograd: an expression is built and gone back through, as scripts do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from engine.benchmarks import names
from engine.benchmarks.answers import Answer
from engine.benchmarks.clock import Ready, measure
from engine.benchmarks.contenders import objects
from engine.benchmarks.contenders.installed import require
from engine.benchmarks.groups.line_up import line_up
from engine.benchmarks.moons import make_moons
from engine.benchmarks.sizes import Sizes
from engine.benchmarks.tables import MICROSECONDS, MILLISECONDS, Table, times_table
from engine.benchmarks.works import random_graph
from engine.value import Value


class _Expression:
    """The expression in micrograd's README, whose value is 24.7041."""

    def __init__(self, value: Any) -> None:
        self._value = value
        self._numbers: tuple[Any, ...] = ()

    def run(self) -> None:
        a, b = self._value(-4.0), self._value(2.0)
        c, d = a + b, a * b + b**3
        c += c + 1
        c += 1 + c + (-a)
        d += d * 2 + (b + a).relu()
        d += 3 * d + (b - a).relu()
        e = c - d
        f = e**2
        g = f / 2.0
        g += 10.0 / f
        g.backward()
        self._numbers = (g, a, b)

    def answer(self) -> Answer:
        g, a, b = self._numbers
        return Answer(g.data, [a.grad, b.grad])


def _four(ours: Callable[[Any], Ready], theirs: Callable[[Any], Ready]) -> Mapping[str, Any]:
    return {
        names.VALUE: ours,
        names.MICROGRAD: theirs,
        names.VALUE_COLLECTING: ours,
        names.MICROGRAD_COLLECTING: theirs,
    }


_EXPRESSIONS: Final = _four(
    lambda _: _Expression(Value), lambda _: _Expression(require("micrograd.engine").Value)
)
_TRAINING: Final = _four(objects.value_training, objects.micrograd_training)
_GRAPHS: Final = _four(objects.value, objects.micrograd)


def tables(sizes: Sizes) -> Iterator[Table]:
    """Yield a table for each script."""
    measured = measure(line_up(_EXPRESSIONS, None), sizes.pace)
    title = "A script: the expression in micrograd's README"
    yield times_table("script-expression", title, MICROSECONDS, measured)
    measured = measure(line_up(_TRAINING, make_moons(sizes.script_rows)), sizes.pace)
    title = f"A script: a training step on {sizes.script_rows} rows of moons"
    yield times_table("script-network", title, MILLISECONDS, measured)
    measured = measure(line_up(_GRAPHS, random_graph(sizes.script_nodes)), sizes.pace)
    title = f"A script: a random graph of {sizes.script_nodes:,} nodes"
    yield times_table("script-random", title, MILLISECONDS, measured)
