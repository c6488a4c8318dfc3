"""How much memory a canvas takes for each node, in processes of their own.

Run as ``python -m desktop_app.benchmarks.memory NAME SIZE`` it prints by how many kB the process
grows when a graph of so many nodes is shown.
"""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

from desktop_app.benchmarks.contender import Contender
from desktop_app.benchmarks.contenders import MAKERS, set_up
from desktop_app.benchmarks.graphs import made_graph
from engine.document import Document

_STATUS = Path("/proc/self/statm")
_PAGE_KB = 4.096
_FEW = 500
"""So many nodes fill the view: what is kept of nodes in view is there already."""


def kilobytes_a_node(name: str, size: int) -> float | None:
    """Return how much memory a contender takes, or None where the system does not tell."""
    if not _STATUS.exists():
        return None
    return (_asked(name, size) - _asked(name, _FEW)) / (size - _FEW)


def _asked(name: str, size: int) -> float:
    command = [sys.executable, "-m", __name__, name, str(size)]
    # It runs this very module with the two words above.
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - no shell
    return float(done.stdout)


def _shown(name: str, document: Document) -> Contender:
    shown = MAKERS[name](document)
    shown.fit()
    shown.show_at(1.0)
    gc.collect()
    return shown


def _resident() -> float:
    return _PAGE_KB * int(_STATUS.read_text("ascii").split()[1])


def main(name: str, size: int) -> None:
    """Print kB."""
    set_up()
    document = made_graph(size)
    # What is made once: fonts, modules.
    _shown(name, made_graph(60)).close()
    before = _resident()
    shown = _shown(name, document)
    sys.stdout.write(f"{_resident() - before:.3f}\n")
    shown.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
