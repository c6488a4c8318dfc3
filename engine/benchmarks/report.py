"""What a benchmark found, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from engine.benchmarks.goals import Goal, Judged, judge
from engine.benchmarks.machine import Machine
from engine.benchmarks.names import COMPILED, EXPLAINED
from engine.benchmarks.tables import Table
from engine.terminal import number, table

_VERDICTS: Final = {True: "met", False: "MISSED", None: "not measured"}


class Report(NamedTuple):
    """All that was found.

    Attributes:
        machine: where.
        loads: how many processes wanted to run there, before and after; None where not known.
        tables: what.
        goals: what it is judged by; none for a quick look.
        explained: what a reader of the tables must know, line by line.
    """

    machine: Machine
    loads: tuple[float | None, float | None]
    tables: Sequence[Table]
    goals: Sequence[Goal]
    explained: Sequence[str] = EXPLAINED

    def text(self) -> str:
        """Return the tables as a terminal shows them, then the goals."""
        parts = [self._about(), *map(_table_text, self.tables)]
        if self.goals:
            parts.append(_goals_text(judge(self.goals, self.tables)))
        return "\n\n".join(parts)

    def document(self) -> dict[str, Any]:
        """Return the same for JSON."""
        return {
            "machine": self.machine._asdict(),
            "loads": self.loads,
            "tables": [_table_document(each) for each in self.tables],
            "goals": [_goal_document(each) for each in judge(self.goals, self.tables)],
        }

    def _about(self) -> str:
        machine = self.machine
        known = [f"{name} {version}" for name, version in machine.versions.items() if version]
        lacking = [name for name, version in machine.versions.items() if not version]
        lines = [
            f"{machine.system}; {machine.processor}, {machine.processors} processors; "
            f"load {' to '.join('unknown' if x is None else f'{x:.1f}' for x in self.loads)}",
            f"Python {machine.python}, {', '.join(known)}",
            f"Evaluators: {' and '.join(machine.evaluators)}{_alone(machine)}",
            *([f"Not installed: {', '.join(lacking)}"] if lacking else []),
            *self.explained,
        ]
        return "\n".join(lines)


def _alone(machine: Machine) -> str:
    return (
        "" if COMPILED in machine.evaluators else " alone; the compiled one is not installed here"
    )


def _table_text(found: Table) -> str:
    title = f"{found.title} ({found.unit})" if found.unit else found.title
    rows = [[f"  {name}", *map(_rounded, numbers)] for name, numbers in found.rows.items()]
    columns = range(1, 1 + len(found.columns))
    lines = table(["", *found.columns], rows, numeric=columns)
    return "\n".join([title, lines, *(f"  {note}" for note in found.notes)])


def _goals_text(judged: Sequence[Judged]) -> str:
    rows = [
        (each.goal.text, _bound(each.goal), _rounded(each.found), _VERDICTS[each.is_met])
        for each in judged
    ]
    return table(("Goals", "wanted", "found", ""), rows, numeric=(2,))


def _bound(goal: Goal) -> str:
    bounds = [f"≥ {goal.least:g}"] if goal.least is not None else []
    return ", ".join([*bounds, *([f"≤ {goal.most:g}"] if goal.most is not None else [])])


def _rounded(measured: float | None) -> str:
    # Through a float, so that 1430 is not written 1.43e+03.
    return number(None if measured is None else float(f"{measured:.3g}"))


def _table_document(found: Table) -> dict[str, Any]:
    return {
        "key": found.key,
        "title": found.title,
        "unit": found.unit,
        "rows": [
            {"name": name, **dict(zip(found.columns, numbers, strict=True))}
            for name, numbers in found.rows.items()
        ],
        "notes": found.notes,
    }


def _goal_document(judged: Judged) -> dict[str, Any]:
    goal = judged.goal
    return {
        "goal": goal.text,
        "least": goal.least,
        "most": goal.most,
        "found": judged.found,
        "met": judged.is_met,
    }
