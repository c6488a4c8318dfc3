"""Long work in slices: a short job is done at once, a long one between the events of the window."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice
from time import perf_counter
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

AT_ONCE: Final = 0.030
"""How long a job may keep the window waiting before it goes on in slices, in seconds."""
SLICE: Final = 0.020
"""How long a slice is, in seconds."""
PORTION: Final = 256
"""How many steps are made between two looks at the clock."""


class Slices(QObject):
    """Runs one job at a time: an iterator that yields wherever it may be interrupted.

    Signals:
        finished: the job has come to its end.
    """

    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without a job."""
        super().__init__(parent)
        self._job: Iterator[None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return self._job is not None

    def start(self, job: Iterator[None]) -> None:
        """Drop what is under way and run a job: to its end if it is short, else its first slice."""
        self.stop()
        self._advance(job, AT_ONCE)

    def stop(self) -> None:
        """Drop the job that is under way."""
        self._timer.stop()
        self._job = None

    def finish(self) -> None:
        """Run the job that is under way to its end at once."""
        if self._job is not None:
            self._advance(self._job, math.inf)

    def _go_on(self) -> None:
        if self._job is not None:
            self._advance(self._job, SLICE)

    def _advance(self, job: Iterator[None], seconds: float) -> None:
        self.stop()
        end = perf_counter() + seconds
        for _ in job:
            if perf_counter() > end:
                self._job = job
                self._timer.start()
                return
        self.finished.emit()


def in_portions(steps: Iterator[Any]) -> Iterator[None]:
    """Make steps, yielding after every portion of them."""
    for _ in islice(steps, PORTION - 1, None, PORTION):
        yield
