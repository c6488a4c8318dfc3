"""What the canvas's benchmark is judged by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from desktop_app.benchmarks import node_graph_qt, ours, rival
from engine.benchmarks.goals import Figure, Goal

MOST: Final = "95 %"
"""What the column beside a contender's median is called, after its name."""
FIT, NORMAL, WORST = "repaint at fit", "repaint at 100 %", "repaint at the worst zoom"
PAN, PAN_AT_FIT, ZOOM = "pan", "pan at fit", "zoom by a notch"
DRAG_ONE, DRAG_ALL = "drag one node", "drag all nodes"
NUMBERS, NUMBERS_AT_FIT = "all numbers anew", "all numbers anew at fit"
SCRUB, HIT, BOX = "scrub a leaf, both passes", "hit test", "box select"
POPULATE, OPEN, MEMORY = "populate", "open a file until it is shown", "kB a node"

_BOUNDS: Final[Mapping[int, Mapping[str, float]]] = {
    1_000: {
        NORMAL: 3.0, FIT: 3.0, WORST: 4.0, PAN: 2.0, DRAG_ONE: 2.0,
        NUMBERS: 1.0, NUMBERS_AT_FIT: 1.0, HIT: 0.05, OPEN: 15.0, MEMORY: 2.0,
    },
    10_000: {
        NORMAL: 4.0, FIT: 6.0, WORST: 7.0, PAN: 3.0, DRAG_ONE: 3.0,
        NUMBERS: 1.0, NUMBERS_AT_FIT: 1.0, SCRUB: 16.0, HIT: 0.05, OPEN: 100.0, MEMORY: 2.0,
    },
    100_000: {
        NORMAL: 10.0, FIT: 20.0, WORST: 15.0, PAN: 5.0, DRAG_ONE: 5.0,
        NUMBERS: 7.0, NUMBERS_AT_FIT: 7.0, HIT: 0.05, OPEN: 1_000.0, MEMORY: 2.0,
    },
}  # fmt: skip
_IN_ITS_95TH: Final = (PAN,)
_AGAINST_NODE_GRAPH_QT: Final = {NORMAL: 12.0, FIT: 60.0, OPEN: 100.0}
START, FIRST_FRAME = "canvas-start", "start to the first frame"
WALL, CPU, NODES, PAINTS = "ms on the clock", "ms of CPU time", "nodes shown", "paint events"
FIRST_FRAME_GOAL: Final = Goal(
    "The window shows the worked example, in ms",
    Figure(START, FIRST_FRAME, WALL),
    most=200.0,
)


def key_of(size: int) -> str:
    """Return the key of the table of graphs of so many nodes."""
    return f"canvas-{size}"


def goals(size: int, shared: Sequence[str]) -> list[Goal]:
    """Return the goals for a size, and that nothing of what both do is slower than the rival."""
    table = key_of(size)
    bounds = [
        Goal(f"{size:,} nodes: {thing}{', ' + MOST if thing in _IN_ITS_95TH else ''}",
             Figure(table, thing, _column(thing)), most=most)
        for thing, most in _BOUNDS.get(size, {}).items()
    ]  # fmt: skip
    against = [
        Goal(f"{size:,} nodes: {thing}, times as fast as {rival.NAME}",
             Figure(table, thing, rival.NAME), least=1.0, over=Figure(table, thing, ours.NAME))
        for thing in shared
    ]  # fmt: skip
    if size == node_graph_qt.MOST and node_graph_qt.is_installed():
        against += [
            Goal(f"{size:,} nodes: {thing}, times as fast as {node_graph_qt.NAME}",
                 Figure(table, thing, node_graph_qt.NAME), least=least,
                 over=Figure(table, thing, ours.NAME))
            for thing, least in _AGAINST_NODE_GRAPH_QT.items()
        ]  # fmt: skip
    return [*bounds, *against]


def _column(thing: str) -> str:
    return f"{ours.NAME} {MOST}" if thing in _IN_ITS_95TH else ours.NAME
