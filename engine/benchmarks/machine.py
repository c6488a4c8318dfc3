"""Where it was measured: the machine, how busy it was, and the versions of all."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from engine.benchmarks.contenders.installed import versions
from engine.benchmarks.names import COMPILED, REFERENCE
from engine.kernels.loading import kernel


class Machine(NamedTuple):
    """Facts about the machine.

    Attributes:
        system: the operating system and the kind of processor.
        processor: its name, where the system tells.
        processors: how many there are.
        python: the version of Python.
        evaluators: which of our evaluators run here.
        versions: of what the contenders are made of; None for what is not installed.
    """

    system: str
    processor: str
    processors: int
    python: str
    evaluators: tuple[str, ...]
    versions: dict[str, str | None]


def this_machine() -> Machine:
    """Return the facts about the machine that this runs on."""
    return Machine(
        f"{platform.system()} {platform.release()}, {platform.machine()}",
        _processor(),
        os.cpu_count() or 1,
        platform.python_version(),
        (REFERENCE, COMPILED) if kernel() else (REFERENCE,),
        {"numpy": version("numpy"), **versions()},
    )


def load() -> float | None:
    """Return how many processes wanted to run in the last minute, where the system tells."""
    return os.getloadavg()[0] if sys.platform != "win32" else None


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text("utf-8").splitlines():
            name, _, fact = line.partition(":")
            if name.strip() == "model name":
                return fact.strip()
    return platform.processor() or "unknown"
