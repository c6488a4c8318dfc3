"""The benchmark does honest work."""

import pytest

from engine import bench
from engine.bench import Work, bench_engine, chain, contenders, measure, random_work, worked_example


def test_every_contender_gets_the_same_gradient() -> None:
    for work in (worked_example(), random_work(200), chain(50)):
        gradients = [make(work)() for make in contenders().values()]
        assert gradients == pytest.approx([gradients[0]] * len(gradients), rel=1e-12)


def test_the_worked_example_is_the_worked_example() -> None:
    assert contenders()["tape"](worked_example())() == 6.0


def test_each_contender_has_a_time_and_a_ratio_to_the_tape() -> None:
    found = bench_engine([worked_example()])["worked example, 7 nodes"]
    assert found["tape, ns a node"] > 0.0
    assert found["Value ÷ tape"] == found["Value, ns a node"] / found["tape, ns a node"]


def test_a_contender_that_is_wrong_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = contenders()

    def wrong(work: Work) -> bench.Run:
        return lambda: honest["tape"](work)() + 1.0

    monkeypatch.setattr(bench, "contenders", lambda: {**honest, "wrong": wrong})
    with pytest.raises(ValueError, match="wrong gets the gradient 7"):
        measure(worked_example())


def test_a_contender_that_cannot_do_the_work_has_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = contenders()

    def deep(work: Work) -> bench.Run:
        def run() -> float:
            raise RecursionError

        return run

    monkeypatch.setattr(bench, "contenders", lambda: {**honest, "deep": deep})
    assert "deep" not in measure(worked_example())


def test_works_have_the_size_that_they_say() -> None:
    assert [work.size for work in (worked_example(), random_work(100), chain(100))] == [7, 100, 100]
