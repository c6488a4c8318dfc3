"""How much is measured: all of it, or a quick look."""

from __future__ import annotations

from typing import Final, NamedTuple

from engine.benchmarks.clock import Pace


class Sizes(NamedTuple):
    """How large the works are.

    Attributes:
        rows: of the moons.
        many_rows: of the moons, once more.
        large: nodes of a graph that everybody can do.
        largest: nodes of the largest graph.
        curve: the numbers of nodes at which time and memory a node are told.
        script_nodes: of the random graph that a script builds.
        script_rows: of the moons that a script trains on.
        starts: how often a Python is started for each thing.
        pace: how long to measure.
    """

    rows: int
    many_rows: int
    large: int
    largest: int
    curve: tuple[int, ...]
    script_nodes: int
    script_rows: int
    starts: int
    pace: Pace


FULL: Final = Sizes(
    rows=100,
    many_rows=10_000,
    large=100_000,
    largest=1_000_000,
    curve=(1_000, 10_000, 100_000, 1_000_000),
    script_nodes=10_000,
    script_rows=10,
    starts=7,
    pace=Pace(rounds=7, least=0.03, most=1.5),
)
QUICK: Final = Sizes(
    rows=4,
    many_rows=300,
    large=2_000,
    largest=4_000,
    curve=(1_000, 2_000),
    script_nodes=200,
    script_rows=2,
    starts=1,
    pace=Pace(rounds=1, least=0.0, most=0.1),
)
