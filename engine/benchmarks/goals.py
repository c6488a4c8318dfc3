"""The goals, as data, and whether they are met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from engine.benchmarks import names
from engine.benchmarks.groups.editing import EVALUATIONS
from engine.benchmarks.groups.growth import MEMORY, TIME, name_of
from engine.benchmarks.tables import CPU, Table


class Figure(NamedTuple):
    """Where a number stands: in a table, by its key, in a row and a column."""

    table: str
    row: str
    column: str = CPU


class Goal(NamedTuple):
    """A bound of a number, or of one number over another.

    Attributes:
        text: the goal in words.
        figure: the number.
        least: what it is at least, or None.
        most: what it is at most, or None.
        over: what it is divided by, or None.
    """

    text: str
    figure: Figure
    least: float | None = None
    most: float | None = None
    over: Figure | None = None


class Judged(NamedTuple):
    """A goal and what came out.

    Attributes:
        goal: the goal.
        found: the number, or None where it was not measured.
    """

    goal: Goal
    found: float | None

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is met; None where it was not measured."""
        if self.found is None:
            return None
        is_enough = self.goal.least is None or self.found >= self.goal.least
        return is_enough and (self.goal.most is None or self.found <= self.goal.most)


def judge(goals: Iterable[Goal], tables: Iterable[Table]) -> list[Judged]:
    """Return each goal with what the tables say of it."""
    by_key = {table.key: table for table in tables}
    return [Judged(goal, _found(goal, by_key)) for goal in goals]


def _found(goal: Goal, tables: Mapping[str, Table]) -> float | None:
    found = _number(goal.figure, tables)
    if goal.over is None or found is None:
        return found
    over = _number(goal.over, tables)
    return None if over is None else found / over


def _number(figure: Figure, tables: Mapping[str, Table]) -> float | None:
    table = tables.get(figure.table)
    return None if table is None else table.figure(figure.row, figure.column)


def _faster(text: str, table: str, ours: str, theirs: str, times: float) -> Goal:
    """Return the goal that ours takes so many times less than theirs."""
    return Goal(text, Figure(table, theirs), least=times, over=Figure(table, ours))


_MILLION: Final = name_of(1_000_000)

GOALS: Final = (
    _faster("7 nodes: faster than micrograd",
            "worked-example", names.COMPILED, names.MICROGRAD, 10.0),
    _faster("random graph of 100,000: faster than micrograd, its garbage not counted",
            "random", names.COMPILED, names.MICROGRAD, 600.0),
    _faster("random graph of 100,000: faster than CasADi with the gradients of all nodes",
            "random", names.COMPILED, names.CASADI_ALL, 4.0),
    _faster("training on 100 rows: faster than micrograd, its garbage not counted",
            "moons", names.COMPILED, names.MICROGRAD, 2_000.0),
    _faster("training on 100 rows: faster than PyTorch's tensors",
            "moons", names.COMPILED, names.PYTORCH, 5.0),
    _faster("training on 100 rows: as fast as JAX jit's tensors",
            "moons", names.COMPILED, names.JAX, 1.0),
    Goal("training on 10,000 rows: times as long as JAX jit's tensors",
         Figure("moons-many-rows", names.COMPILED), most=3.0,
         over=Figure("moons-many-rows", names.JAX)),
    Goal("random graph of 1,000,000: nanoseconds a node",
         Figure("growth", _MILLION, TIME), most=16.0),
    Goal("random graph of 1,000,000: bytes a node",
         Figure("growth", _MILLION, MEMORY), most=60.0),
    Goal("a wire moved in 100,000 nodes: evaluations until there are new gradients",
         Figure("moved-wire", names.COMPILED, EVALUATIONS), most=12.0),
    Goal("import engine: milliseconds over numpy", Figure("imports", "import engine"), most=10.0),
    _faster("Value, an expression: faster than micrograd",
            "script-expression", names.VALUE, names.MICROGRAD, 2.0),
    _faster("Value, a network: faster than micrograd",
            "script-network", names.VALUE, names.MICROGRAD, 2.0),
    _faster("Value, a random graph: faster than micrograd",
            "script-random", names.VALUE, names.MICROGRAD, 2.0),
)  # fmt: skip
"""Every goal; they are for the full run, as a quick look is at smaller works."""
