"""The numbers of the open document: derived, never saved, each with a state.

Both passes write into lists of their own and are put in place when they are through, so that what
is shown is always one pass's numbers and never a mixture.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator

from PySide6.QtCore import QObject, Signal

from desktop_app.model.backward_start import BackwardStart
from desktop_app.model.numbers import Floats, NodeNumbers, State, States
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.slices import Slices, in_portions
from engine.autodiff import WireNumbers, wire_numbers
from engine.collector import collector_paused
from engine.edits import Change, Edit, Section
from engine.evaluate import BySlot, Evaluator
from engine.graph import Apply, Graph, Leaf, Wire, sources
from engine.slots import Slots

__all__ = ["Run", "State"]


class Run(QObject):
    """Values and gradients of every node of the open document.

    Attributes:
        accumulate: whether an explicit ``backward`` adds to the gradients that are there.

    Signals:
        updated: numbers or states have changed.
    """

    updated = Signal()

    _presented: NodeNumbers | None

    @collector_paused()
    def __init__(self, open_document: OpenDocument, parent: QObject | None = None) -> None:
        """Follow a document, with Live off and nothing computed."""
        super().__init__(parent)
        self.accumulate = False
        self._open_document = open_document
        self._live = False
        self._making = self._recompute
        self._jobs = Slices(self)
        self._jobs.finished.connect(self.updated)
        self._reset()
        open_document.changed.connect(self._follow)
        open_document.replaced.connect(self._start_afresh)

    @property
    def own(self) -> NodeNumbers:
        """The numbers of the passes, whatever is presented."""
        return self._numbers

    def present(self, numbers: NodeNumbers | None) -> None:
        """Let views read other numbers in place of the run's own, or with None its own again.

        What works out a step of a pass, or hides what a learner is to find, presents it here. An
        edit that changes nodes ends it: who presents looks at the document and presents anew.
        """
        self._presented = numbers
        self.updated.emit()

    @property
    def is_presenting(self) -> bool:
        """Whether views read other numbers than the run's own."""
        return self._presented is not None

    @property
    def _shown(self) -> NodeNumbers:
        return self._numbers if self._presented is None else self._presented

    @property
    def values(self) -> Floats:
        """Each node's value by slot, nan where there is none."""
        return self._shown.values

    @property
    def gradients(self) -> Floats:
        """∂target/∂(node) by slot, nan where there is none."""
        return self._shown.gradients

    @property
    def value_states(self) -> States:
        """The ``State`` of each value by slot."""
        return self._shown.value_states

    @property
    def gradient_states(self) -> States:
        """The ``State`` of each gradient by slot."""
        return self._shown.gradient_states

    @property
    def passes(self) -> int:
        """How many backward passes are in the gradients."""
        return self._shown.passes

    @property
    def live(self) -> bool:
        """Whether every edit recomputes both passes; turning it on does so at once."""
        return self._live

    @live.setter
    def live(self, live: bool) -> None:
        self._live = live
        if live:
            self._start(self._recompute)

    @property
    def is_busy(self) -> bool:
        """Whether a pass is under way in slices."""
        return self._jobs.is_busy

    @property
    def target(self) -> str | None:
        """The id of the node that Backward starts from, or None."""
        return self._where.target

    @property
    def problem(self) -> str | None:
        """The sentence that says why there can be no gradients and what to do, or None."""
        return None if self._can_start() else self._where.problem

    def value(self, node_id: str) -> float | None:
        """Return a node's value, or None."""
        slot = self._slot(node_id)
        return None if slot is None else self.value_at(slot)

    def gradient(self, node_id: str) -> float | None:
        """Return ∂target/∂(node), or None."""
        slot = self._slot(node_id)
        return None if slot is None else self.gradient_at(slot)

    def value_state(self, node_id: str) -> State:
        """Return the state of a node's value."""
        slot = self._slot(node_id)
        return State.NOT_COMPUTED if slot is None else State(self.value_states[slot])

    def gradient_state(self, node_id: str) -> State:
        """Return the state of a node's gradient."""
        slot = self._slot(node_id)
        return State.NOT_COMPUTED if slot is None else State(self.gradient_states[slot])

    def value_at(self, slot: int) -> float | None:
        """Return the value of the node in a slot, or None."""
        return float(self.values[slot]) if State(self.value_states[slot]).has_number else None

    def gradient_at(self, slot: int) -> float | None:
        """Return ∂target/∂(the node in a slot), or None."""
        has_number = State(self.gradient_states[slot]).has_number
        return float(self.gradients[slot]) if has_number else None

    def wire_numbers(self, wire: Wire) -> WireNumbers:
        """Return the numbers of the chain rule on one wire; each None where there is none."""
        node = self._graph.nodes.get(wire.port.node)
        if wire.source not in sources(node):
            return WireNumbers(None, None, None)
        numbers = wire_numbers(self._graph, self.value, self.gradient, wire)
        if self.gradient_state(wire.source) is State.HIDDEN:
            return numbers._replace(contribution=None)
        return numbers

    def forward(self) -> None:
        """Compute every value that can be computed."""
        self._start(self._forward)

    def backward(self) -> None:
        """Compute the gradients, and before them the values where they are not up to date.

        Where there is no target that can be computed, ``problem`` says so and the gradients stay.
        With ``accumulate``, the new gradients are added to those that are there.
        """
        self._start(self._accumulate if self.accumulate else self._backward)

    def zero_gradients(self) -> None:
        """Forget every gradient; the next backward pass starts from nothing."""
        was_busy = self.is_busy
        self._jobs.stop()
        self._numbers.forget_gradients()
        if was_busy and not self._numbers.values_hold:
            self._start(self._forward)
        else:
            self.updated.emit()

    def finish(self) -> None:
        """Run what is under way to its end at once, for a picture or a file."""
        self._jobs.finish()

    @property
    def _graph(self) -> Graph:
        return self._open_document.document.graph

    @property
    def _slots(self) -> Slots:
        return self._open_document.slots

    def _slot(self, node_id: str) -> int | None:
        # A view may ask before the signal of an edit has reached this object.
        slot = self._slots.of.get(node_id)
        return slot if slot is not None and slot < len(self.values) else None

    def _can_start(self) -> bool:
        if not self._numbers.values_hold or self.target is None:
            return False
        slot = self._slot(self.target)
        return slot is not None and bool(self._numbers.value_states[slot])

    # What becomes of the numbers when the document changes.

    def _reset(self) -> None:
        self._numbers = NodeNumbers(self._graph, self._slots)
        self._presented = None
        self._where = BackwardStart(self._graph)
        self._gradients_of: str | None = None
        self._evaluator = Evaluator(self._graph, self._slots)

    def _start_afresh(self) -> None:
        self._jobs.stop()
        self._reset()
        if self._live:
            self._start(self._recompute)
        else:
            self.updated.emit()

    def _follow(self, edit: Edit) -> None:
        nodes = {k.name: c for k, c in edit.changes.items() if k.section is Section.NODES}
        rewired = {n: change for n, change in nodes.items() if _rewires(change)}
        revalued = [n for n, change in nodes.items() if _revalues(change)]
        marked = any(True for _ in edit.names_in(Section.TARGET))
        if rewired or marked or any(map(_renames, nodes.values())):
            self._where = BackwardStart(self._graph)
        if nodes:
            self._presented = None
        if rewired:
            self._numbers.fit(self._slots, nodes)
        if rewired or revalued:
            self._evaluator.patch(rewired, revalued)
            self._numbers.values_hold = False
            self._numbers.show_leaves(self._graph, self._slots, nodes)
            self._outdate([*rewired, *revalued])
        elif marked and self.target != self._gradients_of:
            self._outdate([])

    def _outdate(self, changed: list[str]) -> None:
        """Mark what no longer holds, and compute again what is to be computed without asking."""
        self._numbers.outdate_gradients()
        if self._live:
            self._start(self._recompute, changed)
        elif self.is_busy:
            self._start(self._making, changed)
        else:
            self._numbers.outdate_values(self._graph, self._slots, changed)
            self.updated.emit()

    # The passes.

    def _start(self, making: Callable[[], Iterator[None]], changed: Collection[str] = ()) -> None:
        """Run a job; while it lasts, what depends on changed nodes is stale."""
        self._making = making
        self._jobs.start(making())
        if self.is_busy:
            if not self._numbers.values_hold:
                self._numbers.outdate_values(self._graph, self._slots, changed)
            self.updated.emit()

    def _recompute(self) -> Iterator[None]:
        gradients = yield from self._new_gradients()
        if gradients is None:
            self._gradients_of = None
            self._numbers.forget_gradients()
        else:
            self._numbers.put_gradients(gradients, self._evaluator.computed)

    def _forward(self) -> Iterator[None]:
        yield from in_portions(self._evaluator.forward())
        self._numbers.put_values(self._evaluator.values, self._evaluator.computed)

    def _backward(self) -> Iterator[None]:
        gradients = yield from self._new_gradients()
        if gradients is not None:
            self._numbers.put_gradients(gradients, self._evaluator.computed)

    def _accumulate(self) -> Iterator[None]:
        gradients = yield from self._new_gradients()
        if gradients is not None:
            self._numbers.add_gradients(gradients, self._evaluator.computed)

    def _new_gradients(self) -> Generator[None, None, BySlot[float] | None]:
        if not self._numbers.values_hold:
            yield from self._forward()
        target = self.target
        if target is None or not self._can_start():
            return None
        yield from in_portions(self._evaluator.backward(self._slots.of[target]))
        self._gradients_of = target
        return self._evaluator.gradients


def _rewires(change: Change) -> bool:
    """Tell whether a change of a node changes which nodes and wires there are."""
    before, after = change
    if isinstance(before, Apply) and isinstance(after, Apply):
        return (before.op, before.operands) != (after.op, after.operands)
    return not (isinstance(before, Leaf) and isinstance(after, Leaf))


def _revalues(change: Change) -> bool:
    before, after = change
    if not (isinstance(before, Leaf) and isinstance(after, Leaf)):
        return False
    # 0.0 and −0.0 are equal, but 1 ÷ 0 tells them apart.
    return repr(before.value) != repr(after.value)


def _renames(change: Change) -> bool:
    """Tell whether a change of a node may change what it is called; a number may be a name."""
    before, after = change
    if before is None or after is None or before.label != after.label:
        return True
    return isinstance(after, Leaf) and after.label is None
