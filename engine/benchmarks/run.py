"""The whole benchmark: every group of work, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from engine.benchmarks.goals import GOALS
from engine.benchmarks.groups import editing, graphs, growth, scripting, starting, training
from engine.benchmarks.machine import load, this_machine
from engine.benchmarks.report import Report
from engine.benchmarks.sizes import FULL, Sizes
from engine.benchmarks.tables import Table

_GROUPS: Final = (graphs, training, editing, growth, scripting, starting)


def bench_engine(sizes: Sizes, say: Callable[[str], None] = lambda _: None) -> Report:
    """Measure everything.

    Args:
        sizes: how much.
        say: is told the title of each table when it is done.

    Raises:
        DifferentError: two contenders get different numbers from the same work.
    """
    machine, before = this_machine(), load()
    tables: list[Table] = []
    for group in _GROUPS:
        for table in group.tables(sizes):
            say(table.title)
            tables.append(table)
    goals = GOALS if sizes is FULL else ()
    return Report(machine, (before, load()), tables, goals)
