"""How much memory a canvas takes: measured in a process of its own.

Run as ``python -m desktop_app.benchmarks.memory NAME SIZE`` it prints by how many kB the process
has grown for each node, more than for a graph of a few nodes.
"""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

from desktop_app.benchmarks.contenders import MAKERS, set_up
from desktop_app.benchmarks.graphs import made_graph
from engine.document import Document

_STATUS = Path("/proc/self/statm")
_PAGE_KB = 4.096
_FEW = 60


def kilobytes_a_node(name: str, size: int) -> float | None:
    """Return how much memory a contender takes, or None where the system does not tell."""
    if not _STATUS.exists():
        return None
    command = [sys.executable, "-m", __name__, name, str(size)]
    # It runs this very module with the two words above.
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - no shell
    return float(done.stdout)


def _grown(name: str, document: Document) -> float:
    gc.collect()
    before = _resident()
    shown = MAKERS[name](document)
    shown.fit()
    shown.show_at(1.0)
    gc.collect()
    grown = _resident() - before
    shown.close()
    return grown


def _resident() -> float:
    return _PAGE_KB * int(_STATUS.read_text("ascii").split()[1])


def main(name: str, size: int) -> None:
    """Print kB a node."""
    set_up()
    few, many = made_graph(_FEW), made_graph(size)
    _grown(name, few)  # what is made once: fonts, modules
    fixed = _grown(name, few)
    sys.stdout.write(f"{(_grown(name, many) - fixed) / size:.3f}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
