"""How soon the window is there: a process of its own, from its start to the first painted frame.

Run as ``python -m desktop_app.benchmarks.first_frame`` it opens the window as the program does,
with the settings of a first start, and prints when the canvas has painted for the first time, how
many milliseconds of CPU time have passed, what it shows, and how many paint events it took.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

_STARTS: Final = 7


class FirstFrame(NamedTuple):
    """What one start took.

    Attributes:
        wall, cpu: milliseconds, from before the process is made on the one hand, of its own on the
            other.
        nodes: how many nodes the canvas showed.
        paints: how many paint events it had had.
    """

    wall: float
    cpu: float
    nodes: int
    paints: int


def first_frames() -> FirstFrame:
    """Return the medians of some starts with everything in the system's caches."""
    # One home for all: the system keeps what it knows of fonts there.
    with tempfile.TemporaryDirectory() as home:
        _start(home)
        found = [_start(home) for _ in range(_STARTS)]
    wall, cpu = (median(each[i] for each in found) for i in range(2))
    return FirstFrame(wall, cpu, found[0].nodes, found[0].paints)


def _start(home: str) -> FirstFrame:
    begun = time.time()
    done = subprocess.run(  # noqa: S603 - this very module
        [sys.executable, "-m", __name__],
        check=True, capture_output=True, text=True, env=_variables(home),
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    at, cpu, nodes, paints = done.stdout.split()
    return FirstFrame(1000.0 * (float(at) - begun), float(cpu), int(nodes), int(paints))


def _variables(home: str) -> dict[str, str]:
    """Return an environment with settings of its own, that lets Python keep its bytecode."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "HOME": home, "XDG_CONFIG_HOME": home, "QT_QPA_PLATFORM": "offscreen"}


def main() -> None:
    """Open the window as the program does, and leave it at its first frame."""
    from desktop_app.__main__ import hurry

    hurry()
    from PySide6.QtCore import QEvent, QObject

    from desktop_app.application import make_application, make_window, open_first
    from desktop_app.model.settings import Settings

    class Painted(QObject):
        """Counts the paint events of the canvas."""

        count = 0

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            self.count += event.type() == QEvent.Type.Paint
            return False

    app = make_application()
    window = make_window(Settings())
    painted = Painted()
    window.canvas.installEventFilter(painted)
    window.show()
    open_first(window, [])
    while not painted.count:
        app.processEvents()
    at, cpu = time.time(), 1000.0 * time.process_time()
    sys.stdout.write(f"{at!r} {cpu} {len(window.opened.document.graph.nodes)} {painted.count}\n")
    sys.stdout.flush()
    # Nothing is to be saved or asked.
    os._exit(0)


if __name__ == "__main__":
    main()
