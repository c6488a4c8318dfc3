"""The target as a function of each leaf, worked out when somebody looks at it.

Derived, and independent of the run: it is computed from the document as it is, also with Live off.
A large graph is worked out in a thread; what was asked for before the latest edit is dropped.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from engine.autodiff import NoTargetError
from engine.edits import Edit, Section
from engine.graph import Graph, Node

if TYPE_CHECKING:
    from engine.curve import Curves

AT_ONCE: Final = 1000
"""Graphs of up to so many nodes are worked out while one waits: that takes at most some 30 ms."""
_NO_TARGET: Final = "Mark a node as the target (T) to see what moves it."


class TargetCurves(QObject):
    """Curves of the open document's target, made anew after each edit when they are asked for.

    Attributes:
        problem: why there are none, in a sentence; empty where they are there or on their way.

    Signals:
        outdated: the document or its target has changed; ask again if you look at them.
        ready: curves that were asked for are there, or it is known why they cannot be.
    """

    outdated = Signal()
    ready = Signal()
    _made = Signal(int, object, str)

    def __init__(self, opened: OpenDocument, run: Run, parent: QObject | None = None) -> None:
        """Follow a document and its run's target."""
        super().__init__(parent)
        self._opened, self._run = opened, run
        self._curves: Curves | None = None
        self._target: str | None = None
        self._serial = 0
        self._asked: int | None = None
        self._threads: list[threading.Thread] = []
        self.problem = ""
        self._made.connect(self._take)
        opened.changed.connect(self._follow)
        opened.replaced.connect(self._outdate)
        run.updated.connect(self._follow_target)

    def curves(self) -> Curves | None:
        """Return the curves of the document as it is, or None: then ``ready`` tells when to ask."""
        if self._curves is None and self._asked != self._serial:
            self._ask()
        return self._curves

    def close(self) -> None:
        """Wait for what is under way, and take nothing of it."""
        self._outdate()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        self._asked, self._target = self._serial, self._run.target
        graph = self._opened.document.graph
        if self._target is None:
            self.problem = self._run.problem or _NO_TARGET
        elif len(graph.nodes) <= AT_ONCE:
            self._curves, self.problem = _made(graph, self._target)
        else:
            self.problem = ""
            work = (self._serial, dict(graph.nodes), self._target)
            thread = threading.Thread(target=self._work, args=work, name="curves")
            self._threads = [other for other in self._threads if other.is_alive()] + [thread]
            thread.start()

    def _work(self, serial: int, nodes: dict[str, Node], target: str) -> None:
        self._made.emit(serial, *_made(Graph(nodes), target))

    def _take(self, serial: int, curves: Curves | None, problem: str) -> None:
        if serial == self._serial:
            self._curves, self.problem = curves, problem
            self.ready.emit()

    def _follow(self, edit: Edit) -> None:
        if any(key.section in {Section.NODES, Section.TARGET} for key in edit.changes):
            self._outdate()

    def _follow_target(self) -> None:
        if self._asked == self._serial and self._run.target != self._target:
            self._outdate()

    def _outdate(self) -> None:
        self._serial += 1
        self._curves = None
        self.problem = ""
        self.outdated.emit()


def _made(graph: Graph, target: str) -> tuple[Curves | None, str]:
    # Nobody looks at a curve before the first frame.
    from engine.curve import Curves

    try:
        return Curves(graph, target), ""
    except NoTargetError as error:
        return None, str(error)
