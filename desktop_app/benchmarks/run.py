"""The canvas's benchmark: the same steps on each contender, sizes one after another."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple

from desktop_app.benchmarks import goals, node_graph_qt, ours, rival
from desktop_app.benchmarks.contender import ZOOMS, Contender
from desktop_app.benchmarks.contenders import MAKERS, names, set_up
from desktop_app.benchmarks.first_frame import FirstFrame, first_frames
from desktop_app.benchmarks.graphs import made_graph
from desktop_app.benchmarks.memory import kilobytes_a_node
from desktop_app.benchmarks.ours import Ours
from engine.benchmarks.machine import load as load_of_machine
from engine.benchmarks.machine import this_machine
from engine.benchmarks.report import Report
from engine.benchmarks.tables import MILLISECONDS, Table
from engine.document import Document
from engine.files import load, save

SIZES: Final = (1_000, 10_000, 100_000)
_FRAMES: Final = 100
_LEAST_FRAMES: Final = 5
_PATIENCE: Final = 3.0
"""How many seconds of CPU time one thing is measured at the most, once there are some frames."""
_EXPLAINED: Final = (
    "CPU time of one frame, as the median and the 95th percentile of 100; slow ones are fewer.",
    "A frame ends with the pixels on a screen without a display, 1280 × 800, at 100 % or as told.",
    "The rival paints a box, a name and two numbers, and a curve of one colour for each wire.",
    "Chainrule shows a selected node, the numbers on its wires, and one under the pointer.",
    "Numbers are random, of the usual size; from set to set one in a hundred changes its sign.",
    "The start is that of a process with the worked example: medians of 7, all in caches.",
    "Memory is what each node beyond the first 500 adds to a process of its own.",
)


class Taken(NamedTuple):
    """The median and the 95th percentile; what was taken once has no such."""

    median: float | None
    most: float | None = None


Found = dict[str, Taken]


def bench_canvas(sizes: tuple[int, ...] = SIZES) -> Report:
    """Return what each contender takes for each thing, and whether the goals are met."""
    before = load_of_machine()
    set_up()
    tables = []
    judged = []
    for size in sizes:
        found = {name: _measure(name, size) for name in names(size)}
        tables.append(_table(size, found))
        judged += goals.goals(size, [t for t in found[rival.NAME] if t in found[ours.NAME]])
    tables.append(_start_table(first_frames()))
    judged.append(goals.FIRST_FRAME_GOAL)
    machine = this_machine()._replace(versions=_versions())
    return Report(machine, (before, load_of_machine()), tables, judged, _explained())


_PARTS: Final = ("PySide6-Essentials", "numpy")


def _versions() -> dict[str, str | None]:
    parts = [*_PARTS, *([node_graph_qt.NAME] if node_graph_qt.is_installed() else [])]
    return {name: version(name) for name in parts}


def _explained() -> tuple[str, ...]:
    if node_graph_qt.is_installed():
        return (*_EXPLAINED, f"{node_graph_qt.NAME} paints names alone; no number is on its nodes.")
    return (*_EXPLAINED, f"{node_graph_qt.NAME} is not installed, and so not measured.")


def _start_table(found: FirstFrame) -> Table:
    columns = (goals.WALL, goals.CPU, goals.NODES, goals.PAINTS)
    rows = {goals.FIRST_FRAME: (found.wall, found.cpu, float(found.nodes), float(found.paints))}
    return Table(goals.START, "Start", MILLISECONDS.name, columns, rows)


def _table(size: int, found: dict[str, Found]) -> Table:
    """Return a line for each thing, and two columns for each contender."""
    nothing = Taken(None)
    columns = tuple(f"{name}{end}" for name in found for end in ("", f" {goals.MOST}"))
    things = dict.fromkeys(thing for each in found.values() for thing in each)
    rows = {t: tuple(x for each in found.values() for x in each.get(t, nothing)) for t in things}
    return Table(goals.key_of(size), f"{size:,} nodes", MILLISECONDS.name, columns, rows)


def _measure(name: str, size: int) -> Found:
    document = made_graph(size)
    gc.collect()
    start = time.process_time()
    contender = MAKERS[name](document)
    found = {goals.POPULATE: Taken(1000.0 * (time.process_time() - start))}
    found |= _steps(contender)
    contender.close()
    found[goals.OPEN] = Taken(_open(name, document))
    memory = kilobytes_a_node(name, size)
    if memory is not None:
        found[goals.MEMORY] = Taken(memory)
    return found


def _steps(contender: Contender) -> Found:
    contender.fit()
    found: Found = {
        goals.FIT: _frames(contender.repaint),
        goals.PAN_AT_FIT: _frames(contender.pan),
        goals.NUMBERS_AT_FIT: _frames(contender.renumber),
    }
    found[goals.WORST] = max((_repaint_at(contender, scale) for scale in ZOOMS), key=_median)
    contender.show_at(1.0)
    found |= {
        goals.NORMAL: _frames(contender.repaint),
        goals.PAN: _frames(contender.pan),
        goals.ZOOM: _frames(contender.zoom),
    }
    contender.show_at(1.0)
    found |= {
        goals.DRAG_ONE: _frames(contender.drag_one),
        goals.NUMBERS: _frames(contender.renumber),
        goals.HIT: _frames(contender.hit),
        goals.BOX: _frames(contender.box_select),
        goals.DRAG_ALL: _frames(contender.drag_all),
    }
    if isinstance(contender, Ours):
        found[goals.SCRUB] = _frames(contender.scrub)
    return found


def _repaint_at(contender: Contender, scale: float) -> Taken:
    contender.show_at(scale)
    return _frames(contender.repaint)


def _median(taken: Taken) -> float:
    return taken.median or 0.0


def _frames(step: Callable[[int], Any]) -> Taken:
    """Return the median and the 95th percentile of a step, in milliseconds of CPU time."""
    step(0)
    taken: list[float] = []
    while len(taken) < _FRAMES and (len(taken) < _LEAST_FRAMES or sum(taken) < _PATIENCE):
        start = time.process_time()
        step(len(taken) + 1)
        taken.append(time.process_time() - start)
    taken.sort()
    return Taken(1000.0 * taken[len(taken) // 2], 1000.0 * taken[int(0.95 * (len(taken) - 1))])


def _open(name: str, document: Document) -> float:
    """Return how long it takes to read a file and show all of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "graph.chainrule")
        save(document, path)
        start = time.process_time()
        shown = MAKERS[name](load(path))
        shown.fit()
        taken = 1000.0 * (time.process_time() - start)
        shown.close()
    return taken
