"""What a group of work hands over: tables of numbers, each with a unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from engine.benchmarks.clock import Measured

CPU: Final = "CPU"
WALL: Final = "wall"


class Unit(NamedTuple):
    """What a number stands for.

    Attributes:
        name: as a head shows it.
        seconds: how many seconds one of it is.
    """

    name: str
    seconds: float


MICROSECONDS: Final = Unit("µs", 1e-6)
MILLISECONDS: Final = Unit("ms", 1e-3)


class Table(NamedTuple):
    """Numbers of one work, or of one kind.

    Attributes:
        key: a short name that goals and programs use.
        title: what was done.
        unit: of CPU and wall; empty where each column has its own.
        columns: their heads.
        rows: for each column a number, or None where there is none, by the row's name.
        notes: sentences.
    """

    key: str
    title: str
    unit: str
    columns: tuple[str, ...]
    rows: Mapping[str, tuple[float | None, ...]]
    notes: tuple[str, ...] = ()

    def figure(self, row: str, column: str) -> float | None:
        """Return a number, or None where it was not measured."""
        numbers = self.rows.get(row)
        return None if numbers is None else numbers[self.columns.index(column)]


def a_node(size: int) -> Unit:
    """Return the unit of a work of so many nodes: nanoseconds for each."""
    return Unit("ns a node", 1e-9 * size)


def times_table(key: str, title: str, unit: Unit, measured: Measured) -> Table:
    """Return a table of contenders: CPU and wall time, and CPU time over that of the first."""
    times = measured.times
    first = next(iter(times), "")
    rows = {
        name: (each.cpu / unit.seconds, each.wall / unit.seconds, each.cpu / times[first].cpu)
        for name, each in times.items()
    }
    columns = (CPU, WALL, f"÷ {first}")
    return Table(key, title, unit.name, columns, rows, sentences(measured.notes))


def sentences(reasons: Mapping[str, str]) -> tuple[str, ...]:
    """Return for each reason a line with all whom it keeps from a work."""
    kept: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        kept.setdefault(reason, []).append(name)
    return tuple(f"Without {'; '.join(kept[reason])}: {reason}." for reason in kept)
