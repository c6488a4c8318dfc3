"""How time and memory of the compiled evaluator grow with the number of nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.benchmarks.clock import Contender, Unable, measure
from engine.benchmarks.contenders.compiled import Compiled
from engine.benchmarks.names import COMPILED
from engine.benchmarks.sizes import Sizes
from engine.benchmarks.tables import Table, sentences
from engine.benchmarks.works import random_graph

TIME: Final = "ns a node"
MEMORY: Final = "bytes a node"


def tables(sizes: Sizes) -> Iterator[Table]:
    """Yield the table: forward and backward of every node of random graphs.

    Memory is that of the evaluator's arrays.
    """
    key, title = "growth", "The compiled evaluator on random graphs"
    try:
        ready = {size: Compiled(random_graph(size)) for size in sizes.curve}
    except Unable as reason:
        yield Table(key, title, "", (TIME, MEMORY), {}, sentences({COMPILED: str(reason)}))
        return
    rows: dict[str, tuple[float, ...]] = {}
    for size, each in ready.items():
        measured = measure({"": Contender(lambda each=each: each)}, sizes.pace)  # type: ignore[misc]
        rows[name_of(size)] = (1e9 * measured.times[""].cpu / size, each.tape.bytes / size)
    yield Table(key, title, "", (TIME, MEMORY), rows)


def name_of(size: int) -> str:
    """Return what the row of a size is called."""
    return f"{size:,} nodes"
