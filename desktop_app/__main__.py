"""The ``chainrule`` command: a file, or nothing, opens the window; everything else goes without.

Qt is imported only where something is painted.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.cli import COMMANDS, NeedsQt
from engine.cli import main as run_command

if TYPE_CHECKING:
    from pathlib import Path

    from engine.benchmarks.report import Report
    from engine.document import Document


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if opens_window(given):
        hurry()
        from desktop_app.application import main as open_window

        try:
            return open_window(given)
        finally:
            gc.enable()
    return run_command(given, NeedsQt(render, bench_canvas))


def opens_window(arguments: Sequence[str]) -> bool:
    """Tell whether the command line is empty or one file."""
    if not arguments:
        return True
    return len(arguments) == 1 and not arguments[0].startswith("-") and arguments[0] not in COMMANDS


def hurry() -> None:
    """Let the window open sooner.

    Nothing that is made until the first frame is garbage, so it is not searched for any until
    then (a sixth of the whole start); and matrices are narrow here, so that numpy needs no thread
    for every core.
    """
    gc.disable()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def render(document: Document, path: Path, theme: str) -> None:
    """Write the picture of a document as the canvas paints it."""
    from desktop_app.headless import render as write_picture

    write_picture(document, path, theme)


def bench_canvas() -> Report:
    """Measure the canvas."""
    from desktop_app.benchmarks.run import bench_canvas as measure

    return measure()


if __name__ == "__main__":
    sys.exit(main())
