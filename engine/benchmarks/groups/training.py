"""Training steps on rows: the moons, by a graph of one row or by matrices of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from engine.benchmarks import names
from engine.benchmarks.clock import Ready, measure
from engine.benchmarks.contenders import compiled, jax, objects, pytorch, reference
from engine.benchmarks.groups.line_up import line_up
from engine.benchmarks.moons import Moons, make_moons
from engine.benchmarks.sizes import Sizes
from engine.benchmarks.tables import MILLISECONDS, Table, times_table

CONTENDERS: Final[Mapping[str, Callable[[Moons], Ready]]] = {
    names.COMPILED: compiled.CompiledRows,
    names.REFERENCE: reference.ReferenceRows,
    names.VALUE: objects.value_training,
    names.MICROGRAD: objects.micrograd_training,
    names.MICROGRAD_COLLECTING: objects.micrograd_training,
    names.PYTORCH: pytorch.Tensors,
    names.JAX: jax.Tensors,
}
_ROW_BY_ROW: Final = (names.VALUE, names.MICROGRAD, names.MICROGRAD_COLLECTING)


def tables(sizes: Sizes) -> Iterator[Table]:
    """Yield a table for each number of rows."""
    measured = measure(line_up(CONTENDERS, make_moons(sizes.rows)), sizes.pace)
    yield times_table("moons", _title(sizes.rows), MILLISECONDS, measured)
    reason = f"not run, as it takes as long a row as with {sizes.rows}"
    moons = make_moons(sizes.many_rows)
    contenders = line_up(CONTENDERS, moons, without=_ROW_BY_ROW, reason=reason)
    measured = measure(contenders, sizes.pace)
    yield times_table("moons-many-rows", _title(sizes.many_rows), MILLISECONDS, measured)


def _title(rows: int) -> str:
    return f"A training step on {rows:,} rows of moons, network of 2-16-16-1"
