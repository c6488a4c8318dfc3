"""A quick look at everything: every table is filled, and the goals name what stands in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from typing import Any, NoReturn

import pytest

from engine.benchmarks import names
from engine.benchmarks.contenders import installed
from engine.benchmarks.goals import GOALS, Figure, Goal, judge
from engine.benchmarks.machine import this_machine
from engine.benchmarks.report import Report
from engine.benchmarks.run import bench_engine
from engine.benchmarks.sizes import QUICK
from engine.benchmarks.tables import Table
from engine.cli_output import json_text
from engine.kernels.loading import Kernel

PEERS = ("micrograd", "PyTorch", "JAX", "CasADi")


@pytest.fixture(scope="module")
def alone() -> Iterator[Report]:
    """A quick run where none of the peers is installed."""

    def missing(name: str) -> NoReturn:
        raise PackageNotFoundError(name)

    def no_module(name: str) -> NoReturn:
        raise ModuleNotFoundError(name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(installed, "version", missing)
        patch.setattr(installed, "import_module", no_module)
        yield bench_engine(QUICK)


def test_every_number_of_ours_is_there(alone: Report) -> None:
    for table in alone.tables:
        assert table.rows
        assert all(
            number is not None and number > 0.0 for row in table.rows.values() for number in row
        ), table.title


def test_the_titles_are_said_as_the_tables_come(monkeypatch: pytest.MonkeyPatch) -> None:
    class Group:
        @staticmethod
        def tables(_sizes: object) -> Iterator[Table]:
            yield Table("a", "A table", "ms", ("CPU",), {"ours": (1.0,)})

    said: list[str] = []
    monkeypatch.setattr("engine.benchmarks.run._GROUPS", (Group,))
    bench_engine(QUICK, said.append)
    assert said == ["A table"]


def test_peers_that_are_not_installed_are_named(alone: Report) -> None:
    text = alone.text()
    assert "Not installed: micrograd, PyTorch, JAX, CasADi" in text
    assert "Without micrograd" in text
    for table in alone.tables:
        assert not [row for row in table.rows if row.startswith(PEERS)]


@pytest.mark.parametrize(
    ("ran", "sentence"),
    [
        ((names.REFERENCE, names.COMPILED), "Evaluators: reference and compiled"),
        (
            (names.REFERENCE,),
            "Evaluators: reference alone; the compiled one is not installed here",
        ),
    ],
)
def test_the_evaluators_that_ran_are_named(ran: tuple[str, ...], sentence: str) -> None:
    report = Report(this_machine()._replace(evaluators=ran), (None, None), [], ())
    assert sentence in report.text().splitlines()
    assert report.document()["machine"]["evaluators"] == ran


@pytest.mark.parametrize("found", [None, object()])
def test_the_compiled_evaluator_ran_where_its_library_is(
    found: object | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.benchmarks.machine.kernel", lambda: found)
    assert (names.COMPILED in this_machine().evaluators) is (found is not None)


def test_the_table_has_the_title_the_heads_and_the_rows(alone: Report, kernel: Kernel) -> None:
    del kernel
    lines = alone.text().splitlines()
    start = lines.index("The worked example, 7 nodes (µs)")
    assert lines[start + 1].split() == ["CPU", "wall", "÷", "compiled"]
    assert lines[start + 2].split()[0] == "compiled"
    assert lines[start + 2].split()[-1] == "1"


def test_the_json_says_the_same(alone: Report) -> None:
    document = json.loads(json_text({"engine": alone.document()}))["engine"]
    assert document["machine"]["versions"]["JAX"] is None
    for said, table in zip(document["tables"], alone.tables, strict=True):
        assert [row["name"] for row in said["rows"]] == list(table.rows)
        assert [list(row)[1:] for row in said["rows"]] == [list(table.columns)] * len(table.rows)


def test_a_quick_look_judges_nothing(alone: Report) -> None:
    assert "Goals" not in alone.text()
    assert alone.document()["goals"] == []


def test_the_goals_look_where_the_numbers_are(alone: Report, kernel: Kernel) -> None:
    del kernel
    tables = {table.key: table for table in alone.tables}
    for figure in (f for goal in GOALS for f in (goal.figure, goal.over) if f):
        table = tables[figure.table]
        assert figure.column in table.columns
        assert figure.row in table.rows or figure.row.startswith((*PEERS, "1,000,000"))


TABLE = Table(
    "t", "", "ms", ("CPU", "wall"), {names.COMPILED: (2.0, 3.0), names.MICROGRAD: (20.0, 9.0)}
)
OURS, THEIRS = Figure("t", names.COMPILED), Figure("t", names.MICROGRAD)


@pytest.mark.parametrize(
    ("goal", "found", "is_met"),
    [
        (Goal("", OURS, most=2.0), 2.0, True),
        (Goal("", OURS, most=1.9), 2.0, False),
        (Goal("", THEIRS, least=10.0, over=OURS), 10.0, True),
        (Goal("", THEIRS, least=10.1, over=OURS), 10.0, False),
        (Goal("", Figure("t", names.COMPILED, "wall"), most=3.0), 3.0, True),
        (Goal("", Figure("t", names.PYTORCH), most=3.0), None, None),
        (Goal("", OURS, most=3.0, over=Figure("t", names.PYTORCH)), None, None),
        (Goal("", Figure("another", names.COMPILED), most=3.0), None, None),
    ],
)
def test_a_goal_is_met_missed_or_not_measured(
    goal: Goal, found: float | None, is_met: bool | None
) -> None:
    (judged,) = judge([goal], [TABLE])
    assert (judged.found, judged.is_met) == (found, is_met)


def test_the_goals_are_printed_with_what_was_found(alone: Report) -> None:
    goal = Goal("as quick", THEIRS, least=11.0, over=OURS)
    report = alone._replace(tables=[TABLE], goals=[goal])
    (line,) = (line for line in report.text().splitlines() if line.startswith("as quick"))
    assert line.split() == ["as", "quick", "≥", "11", "10", "MISSED"]
    (said,) = report.document()["goals"]
    wanted: dict[str, Any] = {"goal": "as quick", "least": 11.0, "most": None, "found": 10.0}
    assert said == {**wanted, "met": False}
