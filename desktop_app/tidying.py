"""Tidy in the window: the layout is worked out in a thread and arrives as one edit."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.commands.arrange import move
from desktop_app.commands.expression import insert
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.selection import Selection
from engine.document import Document, EditError, Point
from engine.edits import Edit, Section
from engine.graph import Graph, Node, sources

if TYPE_CHECKING:
    from engine.layout import Positions, Tidier

PATIENCE_MS: Final = 300
"""After how long the user is told that work is under way."""
_CHANGED: Final = "The graph changed while it was being tidied: it stays as you left it."
_ORIGIN: Final = Point(0.0, 0.0)


def _load_formulas() -> None:
    insert(Document(), "a*b", _ORIGIN)


@dataclass(slots=True)
class _Job:
    """One layout under way, with what it needs of the document, copied."""

    nodes: dict[str, Node]
    chosen: frozenset[str] | None
    layout: Mapping[str, Point]
    cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def name(self) -> str:
        return "Tidy" if self.chosen is None else f"Tidy {len(self.chosen)} nodes"


class Tidying(QObject):
    """Lays out the selected nodes if there are several, else all of them.

    Signals:
        message: what became of it, where that is not plain to see.
        work_changed: what is under way, once it takes long; empty when it is over.
        busy_changed: whether a layout is under way.
    """

    message = Signal(str)
    work_changed = Signal(str)
    busy_changed = Signal(bool)
    _done = Signal(object, object)

    def __init__(
        self, opened: OpenDocument, selection: Selection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._opened = opened
        self._selection = selection
        self._made_tidier: Tidier | None = None
        self._job: _Job | None = None
        self._threads: list[threading.Thread] = []
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._tell_of_work)
        self._done.connect(self._finish)
        opened.changed.connect(self._notice_edit)
        opened.replaced.connect(self.cancel)

    def warm_up(self) -> None:
        """Start the layout's worker ahead, and load what a typed formula needs.

        Both take longer than a frame, and the first of each should not.
        """
        self._tidier.start()
        loading = threading.Thread(target=_load_formulas, name="warm-up")
        loading.start()
        self._threads.append(loading)

    def tidy(self) -> None:
        """Begin a layout; one that is under way is given up."""
        self.cancel()
        document = self._opened.document
        if not document.graph.nodes:
            return
        self._job = _Job(dict(document.graph.nodes), self._chosen(), dict(document.layout))
        self._patience.start()
        self.busy_changed.emit(True)
        work = threading.Thread(target=self._work, args=(self._tidier, self._job), name="tidy")
        work.start()
        self._threads = [*(each for each in self._threads if each.is_alive()), work]

    def cancel(self) -> None:
        """Give up the layout that is under way."""
        if self._job is not None:
            self._job.cancelled.set()
            self._end()

    def close(self) -> None:
        """Give up everything, for good, and wait until the thread has ended."""
        self.cancel()
        if self._made_tidier is not None:
            self._made_tidier.close()
        for thread in self._threads:
            thread.join()

    @property
    def _tidier(self) -> Tidier:
        # Imported at the first use: the layout's modules would delay every start.
        from engine.layout import Tidier

        if self._made_tidier is None:
            self._made_tidier = Tidier()
        return self._made_tidier

    def _chosen(self) -> frozenset[str] | None:
        chosen = self._selection.nodes
        return chosen if len(chosen) >= 2 else None

    def _work(self, tidier: Tidier, job: _Job) -> None:
        """Run in the thread; what it finds comes back as a signal."""
        from engine.layout import TidyCancelled

        try:
            outcome: Positions | Exception | None = _positions(tidier, job)
        except TidyCancelled:
            outcome = None
        except Exception as error:  # noqa: BLE001 - handed to the window's thread, which raises it
            outcome = error
        self._done.emit(job, outcome)

    def _finish(self, job: _Job, outcome: Positions | Exception | None) -> None:
        if job is not self._job:
            return
        self._end()
        if isinstance(outcome, Exception):
            raise outcome
        if outcome is not None:
            self._apply(job, outcome)

    def _apply(self, job: _Job, positions: Positions) -> None:
        places = {node_id: Point(x, y) for node_id, (x, y) in positions.items()}
        try:
            edit = move(self._opened.document, places, job.name)
            self._opened.apply(edit)
        except EditError as error:
            self.message.emit(str(error))
            return
        if not edit:
            self.message.emit("It is tidy already.")

    def _end(self) -> None:
        self._job = None
        self._patience.stop()
        self.work_changed.emit("")
        self.busy_changed.emit(False)

    def _tell_of_work(self) -> None:
        if self._job is not None:
            self.work_changed.emit(f"Tidying {len(self._job.chosen or self._job.nodes):,} nodes…")

    def _notice_edit(self, edit: Edit) -> None:
        if self._job is not None and moves_or_rewires(edit):
            self.cancel()
            self.message.emit(_CHANGED)


def moves_or_rewires(edit: Edit) -> bool:
    """Tell whether an edit changes where nodes lie or how they are wired."""
    for key, (before, after) in edit.changes.items():
        if key.section is Section.LAYOUT:
            return True
        if key.section is Section.NODES and _shape(before) != _shape(after):
            return True
    return False


def _shape(node: Node | None) -> Collection[str] | None:
    return None if node is None else sources(node)


def _positions(tidier: Tidier, job: _Job) -> Positions:
    from engine.arrange import to_networkx
    from engine.layout import put_back

    graph = to_networkx(Graph(job.nodes), job.chosen)
    places = tidier.tidy(graph, job.cancelled.is_set)
    before = {node_id: job.layout.get(node_id, _ORIGIN) for node_id in places}
    return put_back(graph, places, before)
