"""The canvas's benchmark: the same steps on each contender, sizes one after another."""

from __future__ import annotations

import gc
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from desktop_app import style
from desktop_app.benchmarks import ours, rival
from desktop_app.benchmarks.contender import SCALES, Contender
from desktop_app.benchmarks.graphs import made_graph
from desktop_app.benchmarks.ours import Ours
from desktop_app.benchmarks.rival import Rival
from desktop_app.headless import make_application
from desktop_app.model.theme import load_theme
from engine.document import Document
from engine.files import load, save

Measured = Mapping[str, Mapping[str, float]]
SIZES: Final = (1_000, 10_000, 100_000)
_FRAMES: Final = 100
_LEAST_FRAMES: Final = 5
_PATIENCE: Final = 3.0
"""How many seconds of CPU time one thing is measured at the most, once there are some frames."""
_MAKERS: Final[Mapping[str, Callable[[Document], Contender]]] = {
    ours.NAME: Ours,
    rival.NAME: Rival,
}


def bench_canvas(sizes: tuple[int, ...] = SIZES) -> Measured:
    """Return medians and 95th percentiles of CPU milliseconds, by thing and contender."""
    style.apply(make_application(), load_theme("dark"))
    found: dict[str, dict[str, float]] = {}
    for size in sizes:
        for name, make in _MAKERS.items():
            for thing, (median, most) in _measure(made_graph(size), make).items():
                row = found.setdefault(f"{thing}, {name}", {})
                row[f"{size:,} nodes: ms"] = median
                row[f"{size:,}: 95 %"] = most
        for thing, number in _ours_alone(size).items():
            found.setdefault(thing, {})[f"{size:,} nodes: ms"] = number
    return dict(sorted(found.items(), key=lambda row: _ORDER.index(row[0].split(",")[0])))


def _measure(
    document: Document, make: Callable[[Document], Contender]
) -> dict[str, tuple[float, float]]:
    gc.collect()
    start = time.process_time()
    contender = make(document)
    populate = 1000.0 * (time.process_time() - start)
    contender.fit()
    found = {"populate": (populate, populate), "repaint at fit": _frames(contender.repaint)}
    worst = (0.0, 0.0)
    for scale in SCALES:
        contender.show_at(scale)
        worst = max(worst, _frames(contender.repaint))
    contender.show_at(1.0)
    found |= {
        "repaint at the worst zoom": worst,
        "repaint at 100 %": _frames(contender.repaint),
        "pan": _frames(contender.pan),
        "drag one node": _frames(contender.drag_one),
        "all numbers anew": _frames(contender.renumber),
        "hit test": _frames(contender.hit),
        "box select": _frames(contender.box_select),
        "drag all nodes": _frames(contender.drag_all),
    }
    if isinstance(contender, Ours):
        found["scrub a leaf"] = _frames(contender.scrub)
    contender.close()
    return found


def _frames(step: Callable[[int], Any]) -> tuple[float, float]:
    """Return the median and the 95th percentile of a step, in milliseconds of CPU time."""
    step(0)
    taken: list[float] = []
    while len(taken) < _FRAMES and (len(taken) < _LEAST_FRAMES or sum(taken) < _PATIENCE):
        start = time.process_time()
        step(len(taken) + 1)
        taken.append(time.process_time() - start)
    taken.sort()
    return 1000.0 * taken[len(taken) // 2], 1000.0 * taken[int(0.95 * (len(taken) - 1))]


def _ours_alone(size: int) -> dict[str, float]:
    """Return what only Chainrule is asked for: to open a file, and memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "graph.chainrule")
        save(made_graph(size), path)
        start = time.process_time()
        shown = Ours(load(path))
        shown.fit()
        opened = 1000.0 * (time.process_time() - start)
        shown.close()
    document = made_graph(size)
    kept = Ours(document)
    tracemalloc.start()
    again = Ours.canvas_of(kept)
    kilobytes = tracemalloc.get_traced_memory()[0] / 1000.0
    tracemalloc.stop()
    again.close()
    kept.close()
    return {"open a file until it is shown": opened, "kB a node": kilobytes / size}


_ORDER: Final = (
    "populate", "repaint at fit", "repaint at 100 %", "repaint at the worst zoom", "pan",
    "drag one node", "drag all nodes", "all numbers anew", "scrub a leaf", "hit test",
    "box select", "open a file until it is shown", "kB a node",
)  # fmt: skip
