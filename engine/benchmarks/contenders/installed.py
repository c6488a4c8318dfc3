"""Which programs are installed, how large they are, and the import of one with a single thread."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import Distribution, PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any, Final

from engine.benchmarks.clock import Unable

PEERS: Final = {"micrograd": "micrograd", "PyTorch": "torch", "JAX": "jax", "CasADi": "casadi"}
"""The distribution of each program that we are measured beside."""
_ENGINE_NEEDS: Final = ("lark", "msgspec", "networkx", "platformdirs")
_LEFT_OUT: Final = "numpy"
_ONE_THREAD: Final = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NPROC": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}


def require(module: str) -> Any:
    """Return a module of another program, which is told to use one thread where that can be said.

    Raises:
        Unable: it is not installed.
    """
    for name, setting in _ONE_THREAD.items():
        os.environ.setdefault(name, setting)
    try:
        return import_module(module)
    except ImportError:
        raise Unable("not installed") from None


def versions() -> dict[str, str | None]:
    """Return the version of each peer, None where it is not installed."""
    return {name: _version(wanted) for name, wanted in PEERS.items()}


def peer_bytes(name: str) -> int:
    """Return how large a peer is, with everything that it needs but numpy."""
    return sum(map(_bytes, _with_needs(PEERS[name])))


def engine_bytes() -> dict[str, int]:
    """Return how large our compiled evaluator is, and all of the engine with what it needs.

    Graphviz is left out: it is for Tidy alone, which does without where it is not there.
    """
    here = Path(__file__).resolve().parents[2]
    files = [f for f in here.rglob("*") if f.is_file() and f.suffix != ".pyc"]
    sizes = {file: file.stat().st_size for file in files}
    kernel = sum(size for file, size in sizes.items() if file.stem == "kernel")
    needed = {n: d for need in _ENGINE_NEEDS for n, d in _named(_with_needs(need))}
    return {
        "compiled evaluator": kernel,
        "engine without Graphviz": sum(sizes.values()) + sum(map(_bytes, needed.values())),
    }


def _version(wanted: str) -> str | None:
    try:
        return version(wanted)
    except PackageNotFoundError:
        return None


def _with_needs(wanted: str) -> list[Distribution]:
    """Return a distribution and everything that it needs and that is installed, but for numpy."""
    found: dict[str, Distribution] = {}
    waiting = [wanted]
    while waiting:
        name = waiting.pop()
        if name in found or name == _LEFT_OUT:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        waiting += _needs(found[name])
    return list(found.values())


def _needs(installed: Distribution) -> Iterator[str]:
    for requirement in installed.requires or ():
        name, _, marker = requirement.partition(";")
        if "extra" not in marker:
            yield re.split(r"[^\w.-]", name.strip())[0].lower()


def _named(distributions: list[Distribution]) -> Iterator[tuple[str, Distribution]]:
    return ((each.metadata["Name"], each) for each in distributions)


def _bytes(installed: Distribution) -> int:
    files = (Path(str(file.locate())) for file in installed.files or ())
    return sum(file.stat().st_size for file in files if file.suffix != ".pyc" and file.is_file())
