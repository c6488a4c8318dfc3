"""The stepper: both passes walked through on the open document, at the learner's own pace.

While it is at work, every view shows what is known after the steps that were made, and nothing that
comes later. It changes no document; an edit of a node ends it, since the steps would be others.
"""

from __future__ import annotations

from copy import copy
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.model.numbers import NodeNumbers, State
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from engine.autodiff import NoTargetError
from engine.edits import Edit, Section
from engine.trace import Trace

MOST: Final = 5000
"""Graphs of more nodes are not walked through: nobody would see the end of it."""
SPEEDS: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Steps a second that can be chosen while it plays."""
_PLAINLY: Final = 1.0


class Stepper(QObject):
    """Where one stands in the two passes.

    Attributes:
        breakpoints: the nodes at which playing stops; view state, in no document.
        speed: steps a second while it plays.

    Signals:
        changed: it began or ended, stands elsewhere, plays or stopped.
    """

    changed = Signal()

    def __init__(self, opened: OpenDocument, run: Run, parent: QObject | None = None) -> None:
        """Be ready to begin."""
        super().__init__(parent)
        self._opened, self._run = opened, run
        self._trace: Trace | None = None
        self._place = 0
        self.breakpoints: frozenset[str] = frozenset()
        self.speed = _PLAINLY
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._play_on)
        opened.changed.connect(self._follow)
        opened.replaced.connect(self._start_afresh)
        run.updated.connect(self._present_again)

    @property
    def trace(self) -> Trace | None:
        """The steps, or None while there is nothing to walk through."""
        return self._trace

    @property
    def place(self) -> int:
        """How many steps have been made."""
        return self._place

    @property
    def current(self) -> str | None:
        """The node of the step that was made last."""
        return self._trace.current(self._place) if self._trace is not None else None

    @property
    def is_playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def begin(self) -> str:
        """Stand before the first step; return why that cannot be, or nothing."""
        graph, target = self._opened.document.graph, self._run.target
        if target is None:
            return self._run.problem or "Mark a node as the target first (T)."
        if len(graph.nodes) > MOST:
            return f"Graphs of up to {MOST:,} nodes can be walked through."
        try:
            self._trace = Trace(graph, self._opened.slots, target)
        except NoTargetError as error:
            return str(error)
        self.go_to(0)
        return ""

    def end(self) -> None:
        """Show the run's own numbers again."""
        if self._trace is None:
            return
        self._timer.stop()
        self._trace = None
        self._run.present(None)
        self.changed.emit()

    def go_to(self, place: int) -> None:
        """Stand after so many steps, as far as there are that many."""
        if self._trace is None:
            return
        self._place = min(max(place, 0), len(self._trace))
        if self._place == len(self._trace):
            self._timer.stop()
        self._present()
        self.changed.emit()

    def go_on(self) -> None:
        """Make one step."""
        self.go_to(self._place + 1)

    def go_back(self) -> None:
        """Take one step back."""
        self.go_to(self._place - 1)

    def run_to(self, node_id: str) -> None:
        """Go on until a node is done, in the pass under way or else in the next; or back to it."""
        if self._trace is None:
            return
        places = [self._trace.place_of(node_id, backward=way) for way in (False, True)]
        there = [place for place in places if place is not None]
        ahead = [place for place in there if place > self._place]
        if there:
            self.go_to(min(ahead) if ahead else max(there))

    def play(self) -> None:
        """Go on by itself, from the start where all steps have been made; or stop."""
        if self._trace is None or self.is_playing:
            self._timer.stop()
        else:
            if self._place == len(self._trace):
                self.go_to(0)
            self._timer.start(round(1000 / self.speed))
        self.changed.emit()

    def set_speed(self, speed: float) -> None:
        """Make so many steps a second."""
        self.speed = speed
        if self.is_playing:
            self._timer.start(round(1000 / speed))

    def toggle_breakpoint(self, node_id: str) -> None:
        """Let playing stop at a node, or no longer."""
        self.breakpoints ^= {node_id}
        self.changed.emit()

    def _play_on(self) -> None:
        self.go_on()
        if self.current in self.breakpoints:
            self._timer.stop()
            self.changed.emit()

    def _present(self) -> None:
        if self._trace is not None:
            self._run.present(self._known(self._trace))

    def _known(self, trace: Trace) -> NodeNumbers:
        """Return what is known here, as the numbers that views read."""
        known, shown = trace.at(self._place), copy(self._run.own)
        shown.values, shown.gradients = known.values, known.gradients
        fresh, nothing = np.uint8(State.FRESH), np.uint8(State.NOT_COMPUTED)
        computed = np.zeros(len(known.values), np.bool_)
        computed[trace.leaves] = True
        computed[trace.order[: min(self._place, trace.forward)]] = True
        begun = known.arrived > 0
        if self._place > trace.forward:
            begun[trace.target] = True
        shown.value_states = np.where(computed, fresh, nothing)
        shown.gradient_states = np.where(begun, fresh, nothing)
        return shown

    def _present_again(self) -> None:
        if self._trace is not None and not self._run.is_presenting and not self._run.is_busy:
            self._present()

    def _follow(self, edit: Edit) -> None:
        if any(key.section in {Section.NODES, Section.TARGET} for key in edit.changes):
            self.end()

    def _start_afresh(self) -> None:
        self.breakpoints = frozenset()
        self.end()
