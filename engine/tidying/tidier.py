"""Tidy for a program with a window: in a process that can be killed at any time."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import numpy as np

from engine.tidying.arrange import Engine, arrange
from engine.tidying.boxes import Boxes, Floats, TidyCancelled, check, from_graph
from engine.tidying.worker import request_of

if TYPE_CHECKING:
    import networkx as nx

_log = logging.getLogger("chainrule.layout")

_POLL = 0.02  # seconds
_ROOT = Path(__file__).resolve().parents[2]


class _WorkerLost(Exception):  # noqa: N818 - an outcome: the caller takes the other engine
    """The worker gave no answer; the sentence says why."""


@dataclass(slots=True)
class Tidier:
    """Lays graphs out in a worker process that is started ahead.

    ``tidy`` blocks, so that it belongs into a thread; all methods may be called from any thread.

    Attributes:
        time_limit: Seconds that the worker may take before its work is done here, without Graphviz.
        process: The worker, from its start on.
    """

    time_limit: float = 20.0
    process: subprocess.Popen[bytes] | None = None
    _closed: bool = False
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _state: threading.Lock = field(default_factory=threading.Lock)
    _said: set[str] = field(default_factory=set)

    def start(self) -> None:
        """Start the worker, which warms up by itself; does nothing if it runs already."""
        with self._state:
            if self._closed or (self.process is not None and self.process.poll() is None):
                return
            self._discard()
            try:
                self.process = _spawn()
            except OSError as problem:
                self._say(f"The layout worker does not start: {problem}")

    def tidy(
        self, graph: nx.MultiDiGraph, cancelled: Callable[[], bool] | None = None
    ) -> dict[str, tuple[float, float]]:
        """Return the top-left corner of each node's box, as ``engine.layout.tidy`` does.

        Raises:
            TidyCancelled: ``cancelled`` became true, or the tidier was closed.
            ValueError: The wires close a loop.
        """
        names, boxes = from_graph(graph)

        def unwanted() -> bool:
            return self._closed or (cancelled is not None and cancelled())

        while not self._turn.acquire(timeout=_POLL):
            check(unwanted)
        try:
            corners = self._corners(boxes, unwanted)
        finally:
            self._turn.release()
        return {name: (x, y) for name, (x, y) in zip(names, corners.tolist(), strict=True)}

    def close(self) -> None:
        """End the worker; a layout under way in another thread ends as cancelled."""
        with self._state:
            self._closed = True
            self._discard()

    def _corners(self, boxes: Boxes, cancelled: Callable[[], bool]) -> Floats:
        check(cancelled)
        self.start()
        try:
            return self._ask(boxes, cancelled)
        except _WorkerLost as lost:
            check(cancelled)
            self._say(f"{lost} This graph is laid out in columns.")
            self._restart()
            return arrange(boxes, Engine.COLUMNS, cancelled)
        except TidyCancelled:
            self._restart()
            raise

    def _ask(self, boxes: Boxes, cancelled: Callable[[], bool]) -> Floats:
        worker = self.process
        if worker is None:
            msg = "There is no layout worker."
            raise _WorkerLost(msg)
        answers: SimpleQueue[bytes] = SimpleQueue()
        arguments = (worker, request_of(boxes), answers)
        threading.Thread(target=_exchange, args=arguments, daemon=True).start()
        deadline = time.monotonic() + self.time_limit
        while True:
            try:
                return self._corners_in(answers.get(timeout=_POLL), len(boxes))
            except Empty:
                check(cancelled)
                if time.monotonic() > deadline:
                    msg = f"The layout worker took more than {self.time_limit:g} s."
                    raise _WorkerLost(msg) from None

    def _corners_in(self, answer: bytes, boxes: int) -> Floats:
        if not answer.endswith(b"\n"):
            msg = "The layout worker has died."
            raise _WorkerLost(msg)
        content = json.loads(answer)
        if "corners" not in content:
            msg = f"The layout worker has failed ({content['problem']})."
            raise _WorkerLost(msg)
        if not content["graphviz"]:
            self._say("Without Graphviz, graphs are laid out in columns.")
        return np.array(content["corners"], dtype=float).reshape(boxes, 2)

    def _restart(self) -> None:
        with self._state:
            self._discard()
        self.start()

    def _discard(self) -> None:
        """Kill the worker if there is one; the exchange that may wait for it then ends too."""
        worker, self.process = self.process, None
        if worker is None:
            return
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError as problem:  # what it had not read yet cannot be written any more
                _log.debug("A pipe of the layout worker ends early: %s", problem)

    def _say(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            _log.info(sentence)


def _spawn() -> subprocess.Popen[bytes]:
    """Start the worker in the folder that ``engine`` was imported from, without a console."""
    return subprocess.Popen(
        [sys.executable, "-m", "engine.tidying.worker"],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _exchange(worker: subprocess.Popen[bytes], request: bytes, answers: SimpleQueue[bytes]) -> None:
    """Write the request and wait for the answer; an empty one tells that the worker has died."""
    answer = b""
    try:
        if worker.stdin is not None and worker.stdout is not None:
            worker.stdin.write(request)
            worker.stdin.flush()
            answer = worker.stdout.readline()
    except (OSError, ValueError) as problem:
        _log.debug("The layout worker cannot be spoken to: %s", problem)
    answers.put(answer)
