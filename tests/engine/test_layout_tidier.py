"""The worker process: answers like ``tidy``, can be killed at any time, and always comes back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from itertools import count

import networkx as nx
import pytest

from engine.layout import Tidier, TidyCancelled, tidy
from engine.tidying import tidier as layout_tidier
from engine.tidying.worker import answer_to
from tests.engine.layout_graphs import network, random_graph, worked_example
from tests.engine.layout_metrics import faults


@pytest.fixture
def tidier() -> Iterator[Tidier]:
    tidier = Tidier()
    tidier.start()
    yield tidier
    tidier.close()


def worker_of(tidier: Tidier) -> int:
    process = tidier.process
    assert process is not None
    return process.pid


def test_the_worker_answers_as_tidy_does(tidier: Tidier) -> None:
    for graph in (worked_example(), network(2, 4, 4, 1), nx.MultiDiGraph()):
        assert tidier.tidy(graph) == tidy(graph)


def test_one_worker_serves_many_graphs(tidier: Tidier) -> None:
    tidier.tidy(worked_example())
    first = worker_of(tidier)
    tidier.tidy(worked_example())
    assert worker_of(tidier) == first


def test_the_worker_starts_by_itself_when_it_is_first_needed() -> None:
    tidier = Tidier()
    try:
        assert tidier.tidy(worked_example()) == tidy(worked_example())
    finally:
        tidier.close()


def test_a_cancelled_layout_ends_the_worker_and_the_next_one_works(tidier: Tidier) -> None:
    tidier.tidy(worked_example())
    first = tidier.process
    assert first is not None
    asked = iter([False, False, *[True] * 1000])
    with pytest.raises(TidyCancelled):
        tidier.tidy(random_graph(3000), cancelled=lambda: next(asked))
    assert first.poll() is not None
    assert tidier.tidy(worked_example()) == tidy(worked_example())


def test_a_worker_killed_between_two_layouts_is_replaced(tidier: Tidier) -> None:
    tidier.tidy(worked_example())
    worker = tidier.process
    assert worker is not None
    worker.kill()
    worker.wait()
    assert tidier.tidy(worked_example()) == tidy(worked_example())
    assert worker_of(tidier) != worker.pid


def test_a_worker_killed_during_a_layout_is_made_up_for(
    tidier: Tidier, caplog: pytest.LogCaptureFixture
) -> None:
    tidier.tidy(worked_example())
    worker = tidier.process
    assert worker is not None
    graph, asked = network(2, 16, 16, 1), count()

    def kill_it_once_at_work() -> bool:
        if next(asked) == 1:
            worker.kill()
        return False

    with caplog.at_level(logging.INFO, logger="chainrule.layout"):
        positions = tidier.tidy(graph, cancelled=kill_it_once_at_work)
    found = faults(graph, positions)
    assert (found.overlaps, found.leftward) == (0, 0)
    assert "The layout worker has died" in caplog.text
    assert tidier.tidy(worked_example()) == tidy(worked_example())


def test_a_worker_that_takes_too_long_is_made_up_for(
    tidier: Tidier, caplog: pytest.LogCaptureFixture
) -> None:
    tidier.tidy(worked_example())
    tidier.time_limit = 0.0
    graph = network(2, 16, 16, 1)
    with caplog.at_level(logging.INFO, logger="chainrule.layout"):
        positions = tidier.tidy(graph)
    assert faults(graph, positions).overlaps == 0
    assert "took more than 0 s" in caplog.text


def test_without_a_worker_graphs_are_laid_out_all_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse() -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(layout_tidier, "_spawn", refuse)
    tidier = Tidier()
    with caplog.at_level(logging.INFO, logger="chainrule.layout"):
        first, second = (tidier.tidy(worked_example()) for _ in range(2))
    assert first == second
    assert faults(worked_example(), first).crossings == 0
    assert caplog.text.count("no more processes") == 1


def test_layouts_asked_for_at_once_are_all_answered(tidier: Tidier) -> None:
    graphs = [random_graph(60, seed) for seed in range(4)]
    found: dict[int, dict[str, tuple[float, float]]] = {}

    def ask(i: int) -> None:
        found[i] = tidier.tidy(graphs[i])

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[i] for i in range(4)] == [tidy(graph) for graph in graphs]


def test_closing_ends_a_layout_under_way_and_the_worker(tidier: Tidier) -> None:
    tidier.tidy(worked_example())
    worker = tidier.process
    assert worker is not None
    outcome: list[str] = []

    def ask() -> None:
        try:
            tidier.tidy(random_graph(3500))
        except TidyCancelled:
            outcome.append("cancelled")

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.1)
    tidier.close()
    thread.join()
    assert outcome == ["cancelled"]
    assert worker.poll() is not None
    with pytest.raises(TidyCancelled):
        tidier.tidy(worked_example())


def test_the_worker_ends_when_its_input_does(tidier: Tidier) -> None:
    tidier.tidy(worked_example())
    worker = tidier.process
    assert worker is not None
    assert worker.stdin is not None
    worker.stdin.close()
    assert worker.wait(timeout=30) == 0


def test_a_request_that_makes_no_sense_is_answered_with_the_reason() -> None:
    assert b'"problem": "JSONDecodeError' in answer_to(b"not json\n")
