"""Forward and backward of scalar graphs, again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from engine.benchmarks import names
from engine.benchmarks.clock import Ready, measure
from engine.benchmarks.contenders import casadi, compiled, jax, objects, pytorch, reference
from engine.benchmarks.groups.line_up import MAKES_OBJECTS, line_up
from engine.benchmarks.moons import make_moons, scalar_work
from engine.benchmarks.sizes import Sizes
from engine.benchmarks.tables import MICROSECONDS, Table, a_node, times_table
from engine.benchmarks.works import Work, chain, random_graph, worked_example

CONTENDERS: Final[Mapping[str, Callable[[Work], Ready]]] = {
    names.COMPILED: compiled.Compiled,
    names.REFERENCE: reference.Reference,
    names.VALUE: objects.value,
    names.MICROGRAD: objects.micrograd,
    names.MICROGRAD_COLLECTING: objects.micrograd,
    names.PYTORCH: pytorch.scalars,
    names.JAX: jax.Scalars,
    names.CASADI: casadi.leaf_gradients,
    names.CASADI_ALL: casadi.all_gradients,
}


def tables(sizes: Sizes) -> Iterator[Table]:
    """Yield a table for each graph."""
    measured = measure(line_up(CONTENDERS, worked_example()), sizes.pace)
    yield times_table("worked-example", "The worked example, 7 nodes", MICROSECONDS, measured)
    scalars = scalar_work(make_moons(sizes.rows))
    title = f"A training step on {sizes.rows} rows of moons, as {scalars.size:,} scalar nodes"
    yield _table("moons-scalars", title, scalars, sizes)
    large = random_graph(sizes.large)
    yield _table("random", f"A random graph of {large.size:,} nodes", large, sizes)
    yield _largest(sizes)
    yield _table("chain", f"A chain of {sizes.large:,} nodes", chain(sizes.large), sizes)


def _table(key: str, title: str, work: Work, sizes: Sizes) -> Table:
    measured = measure(line_up(CONTENDERS, work), sizes.pace)
    return times_table(key, title, a_node(work.size), measured)


def _largest(sizes: Sizes) -> Table:
    work = random_graph(sizes.largest)
    reason = f"not run, as it takes as long a node as with {sizes.large:,}"
    contenders = line_up(CONTENDERS, work, without=MAKES_OBJECTS, reason=reason)
    title = f"A random graph of {work.size:,} nodes"
    measured = measure(contenders, sizes.pace)
    return times_table("random-largest", title, a_node(work.size), measured)
