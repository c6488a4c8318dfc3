"""Contenders take turns at the same work, and nobody is timed who gets other numbers."""

from __future__ import annotations

import gc
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from engine.benchmarks import clock
from engine.benchmarks.answers import Answer, DifferentError
from engine.benchmarks.clock import Collector, Contender, Pace, Ready, Times, Unable, measure

ONCE = Pace(1, 0.0, 1.0)


class Fake:
    """A contender that says what it was asked and takes its time by a clock that we turn."""

    def __init__(self, name: str, takes: float, diary: list[str], turn: Callable[[float], None]):
        self._name, self._takes, self._diary, self._turn = name, takes, diary, turn
        self.number = 1.0

    def run(self) -> None:
        self._diary.append(self._name)
        self._turn(self._takes)

    def answer(self) -> Answer:
        return Answer(2.0, [self.number])


@pytest.fixture
def diary() -> list[str]:
    return []


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, diary: list[str]) -> Callable[[str, float], Fake]:
    """Make fakes, on a clock of CPU time that stands still but for them; the wall's is twice."""
    now = [0.0]

    def turn(seconds: float) -> None:
        now[0] += seconds

    stopped = SimpleNamespace(
        process_time=lambda: now[0],
        perf_counter=lambda: 2.0 * now[0],
        get_clock_info=lambda _: SimpleNamespace(resolution=1e-9),
    )
    monkeypatch.setattr(clock, "time", stopped)
    return lambda name, takes: Fake(name, takes, diary, turn)


def of(**ready: Ready) -> dict[str, Contender]:
    return {name: Contender(lambda each=each: each) for name, each in ready.items()}  # type: ignore[misc]


def test_the_time_told_is_what_a_run_takes(fake: Callable[[str, float], Fake]) -> None:
    measured = measure(of(a=fake("a", 0.5), b=fake("b", 0.25)), Pace(3, 2.0, 100.0))
    assert measured.times == {"a": Times(0.5, 1.0), "b": Times(0.25, 0.5)}


def test_contenders_take_turns(fake: Callable[[str, float], Fake], diary: list[str]) -> None:
    measure(of(a=fake("a", 1.0), b=fake("b", 1.0)), Pace(3, 0.5, 100.0))
    assert "".join(diary).endswith("ababab")


def test_quick_work_is_done_again_until_a_clock_can_tell(
    fake: Callable[[str, float], Fake], diary: list[str]
) -> None:
    measure(of(a=fake("a", 0.125)), Pace(1, 1.0, 100.0))
    before_the_turn = 1 + 1 + 1
    assert len(diary) == before_the_turn + 8


def test_a_slow_contender_has_fewer_turns(
    fake: Callable[[str, float], Fake], diary: list[str]
) -> None:
    measure(of(slow=fake("s", 10.0), quick=fake("q", 1.0)), Pace(5, 0.5, 25.0))
    assert "".join(diary).endswith("sqsqqqq")


def test_a_contender_that_gets_another_number_is_found_out(
    fake: Callable[[str, float], Fake],
) -> None:
    wrong = fake("b", 1.0)
    wrong.number = 1.0 + 1e-8
    with pytest.raises(DifferentError, match="b gets another number than a in place 0"):
        measure(of(a=fake("a", 1.0), b=wrong), ONCE)


def test_who_cannot_do_a_work_has_a_reason_in_place_of_a_time(
    fake: Callable[[str, float], Fake],
) -> None:
    def unable() -> Ready:
        raise Unable("not installed")

    def deep() -> Ready:
        raise RecursionError

    contenders = {"gone": Contender(unable), "deep": Contender(deep), **of(a=fake("a", 1.0))}
    measured = measure(contenders, ONCE)
    assert list(measured.times) == ["a"]
    assert measured.notes == {"gone": "not installed", "deep": clock.TOO_DEEP}


@pytest.mark.parametrize("collector", Collector)
def test_the_collector_is_as_the_contender_says_while_it_is_timed(collector: Collector) -> None:
    states: list[bool] = []

    class Watch:
        def run(self) -> None:
            states.append(gc.isenabled())

        def answer(self) -> Answer:
            return Answer(0.0, [])

    measure({"w": Contender(Watch, collector)}, ONCE)
    first_run_for_the_answer = 1
    assert set(states[first_run_for_the_answer:]) == {collector is Collector.ON}
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_the_collector_meets_nothing_of_what_others_keep() -> None:
    kept: list[list[object]] = []
    met: list[bool] = []

    class Keeps:
        def run(self) -> None:
            kept[:] = [[object()]]

        def answer(self) -> Answer:
            return Answer(0.0, [])

    class Looks(Keeps):
        def run(self) -> None:
            met.append(any(each is kept[0] for each in gc.get_objects()))

    measure({"keeps": Contender(Keeps), "looks": Contender(Looks)}, ONCE)
    first_run_for_the_answer = 1
    assert met[0]
    assert not any(met[first_run_for_the_answer:])
