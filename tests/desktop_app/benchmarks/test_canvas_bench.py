"""The canvas's benchmark measures what it says, on both contenders."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.benchmarks import ours, rival
from desktop_app.benchmarks.contender import SCALES
from desktop_app.benchmarks.graphs import made_graph
from desktop_app.benchmarks.ours import Ours
from desktop_app.benchmarks.rival import Rival
from desktop_app.benchmarks.run import bench_canvas
from engine.graph import ancestors

STEPS = ("repaint", "pan", "drag_one", "drag_all", "renumber", "hit", "box_select")


def test_every_thing_is_measured_on_both(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.benchmarks.run._FRAMES", 2)
    monkeypatch.setattr("desktop_app.benchmarks.run._LEAST_FRAMES", 1)
    found = bench_canvas((60,))
    things = {name.rpartition(", ")[0] for name in found if ", " in name}
    for thing in things - {"scrub a leaf"}:
        assert found[f"{thing}, {ours.NAME}"].keys() == found[f"{thing}, {rival.NAME}"].keys()
    assert {"pan", "populate", "repaint at the worst zoom", "all numbers anew"} <= things
    assert all(number > 0.0 for row in found.values() for number in row.values())


@pytest.mark.parametrize("make", [Ours, Rival])
@pytest.mark.parametrize("step", STEPS)
def test_every_step_can_be_made_again_and_again(qapp: QApplication, make: type, step: str) -> None:
    contender = make(made_graph(60))
    contender.fit()
    contender.show_at(SCALES[0])
    for turn in range(3):
        getattr(contender, step)(turn)
    contender.close()


def test_new_numbers_are_painted(qapp: QApplication) -> None:
    contender = Ours(made_graph(60))
    contender.show_at(1.0)
    before = contender.canvas.grab().toImage()
    contender.renumber(1)
    assert contender.canvas.grab().toImage() != before
    contender.close()


def test_the_graph_is_the_same_in_every_run_and_its_target_depends_on_all_of_it() -> None:
    graph = made_graph(500).graph
    assert graph == made_graph(500).graph
    assert ancestors(graph, graph.marked_target or "") == set(graph.nodes)
