"""The canvas's benchmark measures what it says, on both contenders."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.benchmarks import goals, ours, rival
from desktop_app.benchmarks.contender import ZOOMS
from desktop_app.benchmarks.graphs import made_graph
from desktop_app.benchmarks.memory import kilobytes_a_node
from desktop_app.benchmarks.ours import Ours
from desktop_app.benchmarks.rival import Rival
from desktop_app.benchmarks.run import SIZES, bench_canvas
from desktop_app.benchmarks.screen import NotPaintedError, Screen
from engine.graph import ancestors

_SHOWN = goals.FIRST_FRAME, goals.NODES
_PAINTED = goals.FIRST_FRAME, goals.PAINTS
STEPS = ("repaint", "zoom", "pan", "drag_one", "drag_all", "renumber", "hit", "box_select")


def test_every_thing_is_measured_on_both(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.benchmarks.run._FRAMES", 2)
    monkeypatch.setattr("desktop_app.benchmarks.run._LEAST_FRAMES", 1)
    monkeypatch.setattr("desktop_app.benchmarks.run.kilobytes_a_node", lambda _name, _size: 1.0)
    monkeypatch.setattr("desktop_app.benchmarks.first_frame._STARTS", 1)
    # It warns where it is installed, and a warning fails a test.
    monkeypatch.setattr("desktop_app.benchmarks.node_graph_qt.is_installed", lambda: False)
    table, start = bench_canvas((60,)).tables
    assert (start.figure(*_SHOWN), start.figure(*_PAINTED)) == (7.0, 1.0)
    for thing in table.rows.keys() - {goals.SCRUB}:
        assert (table.figure(thing, ours.NAME) or 0.0) > 0.0
        assert (table.figure(thing, rival.NAME) or 0.0) > 0.0
    for size in SIZES:
        for goal in goals.goals(size, ()):
            assert goal.figure.row in table.rows
            assert goal.figure.column in table.columns


@pytest.mark.parametrize("name", [ours.NAME, rival.NAME])
def test_more_nodes_take_more_memory(name: str) -> None:
    found = kilobytes_a_node(name, 3000)
    assert found is None or 0.0 < found < 100.0


def test_a_step_that_paints_nothing_is_no_step(qapp: QApplication) -> None:
    widget = QWidget()
    screen = Screen(widget, widget)
    with pytest.raises(NotPaintedError):
        screen.paint()
    screen.close()


@pytest.mark.parametrize("make", [Ours, Rival])
@pytest.mark.parametrize("step", STEPS)
def test_every_step_can_be_made_again_and_again(qapp: QApplication, make: type, step: str) -> None:
    contender = make(made_graph(60))
    contender.fit()
    contender.show_at(ZOOMS[0])
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
