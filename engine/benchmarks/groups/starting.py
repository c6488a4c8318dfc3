"""From the start of a script until it has a gradient, and how much is installed for that."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from engine.benchmarks import names
from engine.benchmarks.contenders import casadi, compiled, jax, pytorch, reference
from engine.benchmarks.contenders.installed import PEERS, engine_bytes, peer_bytes, versions
from engine.benchmarks.sizes import Sizes
from engine.benchmarks.tables import CPU, WALL, Table, sentences
from engine.kernels.loading import kernel


class Script(NamedTuple):
    """What a new Python runs: something first, and something while the clock runs."""

    before: str
    code: str


IMPORTS: Final = {
    "import numpy": Script("", "import numpy"),
    "import engine": Script("import numpy", "import engine"),
    "from engine import Value": Script("import numpy", "from engine import Value"),
    "from engine import *": Script("import numpy", "from engine import *"),
}
STARTS: Final = {
    names.REFERENCE: reference.START,
    names.COMPILED: compiled.START,
    "PyTorch": pytorch.START,
    "JAX": jax.START,
    "CasADi": casadi.START,
}
SIZE: Final = "MB"
_CLOCK: Final = """
import time
{before}
cpu, wall = time.process_time(), time.perf_counter()
{code}
print(time.process_time() - cpu, time.perf_counter() - wall)
"""


def tables(sizes: Sizes) -> Iterator[Table]:
    """Yield what imports take, what the first gradient takes, and how much is installed."""
    title = "An import in a new Python; those below numpy come on top of it"
    yield _in_turn("imports", title, IMPORTS, sizes.starts)
    lacking = _lacking()
    scripts = {name: Script("", code) for name, code in STARTS.items() if name not in lacking}
    title = "A new Python until it has a gradient of the worked example"
    table = _in_turn("ready", title, scripts, sizes.starts)
    yield table._replace(notes=sentences(lacking))
    yield _installed(lacking)


def _lacking() -> dict[str, str]:
    lacking = {name: "not installed" for name, version in versions().items() if version is None}
    return lacking if kernel() else {names.COMPILED: "not built here", **lacking}


def _in_turn(key: str, title: str, scripts: Mapping[str, Script], rounds: int) -> Table:
    """Return the medians of scripts that take turns, after one turn that nobody counts."""
    turns: dict[str, list[tuple[float, float]]] = {name: [] for name in scripts}
    for number in range(rounds + 1):
        for name, script in scripts.items():
            taken = _run(script)
            if number:
                turns[name].append(taken)
    rows: dict[str, tuple[float, ...]] = {
        name: tuple(1e3 * statistics.median(each) for each in zip(*taken, strict=True))
        for name, taken in turns.items()
    }
    return Table(key, title, "ms", (CPU, WALL), rows)


def _run(script: Script) -> tuple[float, float]:
    text = _CLOCK.format(before=script.before, code=script.code)
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    cpu, wall = done.stdout.split()[-2:]
    return float(cpu), float(wall)


def _installed(lacking: Mapping[str, str]) -> Table:
    rows: dict[str, tuple[float, ...]] = {
        name: (number / 1e6,) for name, number in engine_bytes().items()
    }
    rows |= {name: (peer_bytes(name) / 1e6,) for name in PEERS if name not in lacking}
    return Table("installed", "What is installed, with all that it needs but numpy", "",
                 (SIZE,), rows)  # fmt: skip
