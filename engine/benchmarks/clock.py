"""Contenders take turns at the same work; the clock counts CPU time, and the median is told.

CPU time is that of all threads together, so that nobody gains by a second processor, and what else
the machine does hardly counts. Time by the clock on the wall is told beside it.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from math import ceil
from typing import Final, NamedTuple, Protocol

from engine.benchmarks.answers import Answer, require_same


class Unable(Exception):  # noqa: N818 - it is a fact to be told, not a fault
    """A contender does not do a work; the text says why."""


class Ready(Protocol):
    """A contender that has a work before it."""

    def run(self) -> None:
        """Do the work once."""

    def answer(self) -> Answer:
        """Return what the last run has computed."""


class Collector(Enum):
    """What Python's garbage collector does meanwhile."""

    OFF = "off"
    ON = "on"


class Contender(NamedTuple):
    """Who does the work, and with what.

    Attributes:
        prepare: makes it ready; raises Unable where it does not do the work.
        collector: what Python's garbage collector does meanwhile.
    """

    prepare: Callable[[], Ready]
    collector: Collector = Collector.OFF


class Pace(NamedTuple):
    """How long to measure.

    Attributes:
        rounds: how many turns each contender takes.
        least: the seconds that a turn takes at least: quick work is done again.
        most: the seconds that a contender may take in all its turns; from there on it has fewer.
    """

    rounds: int
    least: float
    most: float


class Times(NamedTuple):
    """Seconds that a run takes."""

    cpu: float
    wall: float


class Measured(NamedTuple):
    """What came out.

    Attributes:
        times: the median of each contender that did the work.
        notes: for each of the others, why it did not.
    """

    times: dict[str, Times]
    notes: dict[str, str]


TOO_DEEP: Final = "its recursion ends at a depth of about a thousand"


def measure(contenders: Mapping[str, Contender], pace: Pace) -> Measured:
    """Let contenders take turns at one work, after they have got the same numbers from it.

    Raises:
        DifferentError: two contenders get different numbers.
    """
    ready: dict[str, Ready] = {}
    notes: dict[str, str] = {}
    answers: dict[str, Answer] = {}
    for name, contender in contenders.items():
        try:
            ready[name], answers[name] = _first_run(contender)
        except RecursionError:
            notes[name] = TOO_DEEP
        except Unable as reason:
            notes[name] = str(reason)
    require_same(answers)
    collectors = {name: contenders[name].collector for name in ready}
    return Measured(_take_turns(ready, collectors, pace), notes)


def _first_run(contender: Contender) -> tuple[Ready, Answer]:
    ready = contender.prepare()
    ready.run()
    return ready, ready.answer()


class _Plan(NamedTuple):
    """How often a contender does the work in a turn, its turns so far, and how many it takes."""

    repeats: int
    turns: list[Times]
    rounds: int


def _take_turns(
    ready: Mapping[str, Ready], collectors: Mapping[str, Collector], pace: Pace
) -> dict[str, Times]:
    with _thawed():
        plans = {name: _plan(each, collectors[name], pace) for name, each in ready.items()}
        for number in range(1, pace.rounds + 1):
            for name, (repeats, turns, rounds) in plans.items():
                if len(turns) < min(number, rounds):
                    turns.append(_turn(ready[name], collectors[name], repeats))
    return {name: _median(plan.turns) for name, plan in plans.items()}


def _plan(ready: Ready, collector: Collector, pace: Pace) -> _Plan:
    # Some systems count CPU time in steps of a sixtieth of a second.
    least = max(pace.least, 10.0 * time.get_clock_info("process_time").resolution)
    first = _turn(ready, collector, 1)
    if first.cpu >= least:
        # Slow work: this was the first turn.
        return _Plan(1, [first], max(1, min(pace.rounds, int(pace.most / first.cpu))))
    # Once more: the first of many runs is slow.
    few = ceil(least / max(first.cpu, 1e-7) / 10.0)
    once = max(_turn(ready, collector, few).cpu, 1e-7)
    repeats = max(1, ceil(least / once))
    return _Plan(repeats, [], max(1, min(pace.rounds, int(pace.most / (repeats * once)))))


def _turn(ready: Ready, collector: Collector, repeats: int) -> Times:
    """Time some runs, in which the collector finds nothing that was there before."""
    run = ready.run
    gc.collect()
    gc.freeze()
    with _collector(collector):
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(repeats):
            run()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Times(cpu / repeats, wall / repeats)


def _median(turns: list[Times]) -> Times:
    return Times(*(statistics.median(each) for each in zip(*turns, strict=True)))


@contextmanager
def _thawed() -> Iterator[None]:
    """Give back to the collector, at the end, what was kept from it so that turns are their own."""
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def _collector(wanted: Collector) -> Iterator[None]:
    was_on = gc.isenabled()
    (gc.enable if wanted is Collector.ON else gc.disable)()
    try:
        yield
    finally:
        (gc.enable if was_on else gc.disable)()
