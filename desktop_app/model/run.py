"""The numbers of the open document: derived, never saved, each with a state.

Both passes are generators over the tape. Short ones run to their end at once; long ones run a slice
at a time between the events of the window, into lists of their own, so that what is shown is
always one pass's numbers and never a mixture.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Mapping
from enum import StrEnum
from itertools import islice
from time import perf_counter
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.model.open_document import OpenDocument
from engine.autodiff import (
    NoTargetError,
    WireNumbers,
    backward_steps,
    forward_steps,
    only_target,
    wire_numbers,
)
from engine.edits import Change, Edit, Section
from engine.graph import Apply, Graph, Leaf, Node, Wire, ancestors, id_order, sources
from engine.labels import display_name
from engine.ops import OPS
from engine.tape import Numbers, Tape, compile_tape

AT_ONCE: Final = 0.030
"""How long a pass may keep the window waiting before it goes on in slices, in seconds."""
SLICE: Final = 0.020
"""How long a slice of a pass is, in seconds."""
PORTION: Final = 256
"""After how many nodes a pass looks at the clock."""


class State(StrEnum):
    """How far a number can be trusted."""

    NOT_COMPUTED = "not computed"
    """There is no number."""
    FRESH = "fresh"
    """It belongs to the document as it is."""
    STALE = "stale"
    """The document has changed since it was computed."""
    ACCUMULATED = "accumulated"
    """The sum of several backward passes without zeroing between them."""


class Run(QObject):
    """Values and gradients of every node of the open document.

    Attributes:
        values: each node's value by slot, None where there is none.
        gradients: ∂target/∂(node) by slot, None where there is none.
        value_states: the state of each value by slot.
        gradient_states: the state of each gradient by slot.
        accumulate: whether an explicit ``backward`` adds to the gradients that are there.
        passes: how many backward passes are in the gradients.

    Signals:
        updated: numbers or states have changed.
    """

    updated = Signal()

    def __init__(self, open_document: OpenDocument, parent: QObject | None = None) -> None:
        """Follow a document, with Live off and nothing computed."""
        super().__init__(parent)
        self.accumulate = False
        self._open_document = open_document
        self._live = False
        self._job: Iterator[None] | None = None
        self._making = self._recompute
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        self._reset()
        open_document.changed.connect(self._follow)
        open_document.replaced.connect(self._start_afresh)

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
        return self._job is not None

    @property
    def target(self) -> str | None:
        """The id of the node that Backward starts from, or None."""
        return self._find_target()[0]

    @property
    def problem(self) -> str | None:
        """The sentence that says why there can be no gradients and what to do, or None."""
        return self._find_target()[1]

    def value(self, node_id: str) -> float | None:
        """Return a node's value, or None."""
        slot = self._slot(node_id)
        return None if slot is None else self.values[slot]

    def gradient(self, node_id: str) -> float | None:
        """Return ∂target/∂(node), or None."""
        slot = self._slot(node_id)
        return None if slot is None else self.gradients[slot]

    def value_state(self, node_id: str) -> State:
        """Return the state of a node's value."""
        slot = self._slot(node_id)
        return State.NOT_COMPUTED if slot is None else self.value_states[slot]

    def gradient_state(self, node_id: str) -> State:
        """Return the state of a node's gradient."""
        slot = self._slot(node_id)
        return State.NOT_COMPUTED if slot is None else self.gradient_states[slot]

    def wire_numbers(self, wire: Wire) -> WireNumbers:
        """Return the numbers of the chain rule on one wire; each None where there is none."""
        node = self._graph.nodes.get(wire.port.node)
        if wire.source not in sources(node):
            return WireNumbers(None, None, None)
        near = {wire.port.node, *sources(node)}
        values = {each: value for each in near if (value := self.value(each)) is not None}
        gradients = {each: value for each in near if (value := self.gradient(each)) is not None}
        return wire_numbers(self._graph, values, gradients, wire)

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
        was_busy = self._stop()
        self._forget_gradients()
        if was_busy and not self._values_hold:
            self._start(self._forward)
        else:
            self.updated.emit()

    def finish(self) -> None:
        """Run what is under way to its end at once, for a picture or a file."""
        if self._job is not None:
            self._advance(self._job, math.inf)

    @property
    def _graph(self) -> Graph:
        return self._open_document.document.graph

    def _slot(self, node_id: str) -> int | None:
        # A view may ask before the signal of an edit has reached this object.
        slot = self._open_document.slots.of.get(node_id)
        return slot if slot is not None and slot < len(self.values) else None

    # What an edit means for the numbers.

    def _reset(self) -> None:
        size = len(self._open_document.slots)
        self.values: list[float | None] = [None] * size
        self.value_states = [State.NOT_COMPUTED] * size
        self._tape: Tape | None = None
        self._values_hold = False
        self._found: _Found | None = None
        self._forget_gradients()
        for node_id in self._graph.nodes:
            self._show_leaf(node_id)

    def _forget_gradients(self) -> None:
        size = len(self.values)
        self.gradients: list[float | None] = [None] * size
        self.gradient_states = [State.NOT_COMPUTED] * size
        self.passes = 0
        self._gradients_of: str | None = None

    def _start_afresh(self) -> None:
        self._stop()
        self._reset()
        if self._live:
            self._start(self._recompute)
        else:
            self.updated.emit()

    def _follow(self, edit: Edit) -> None:
        nodes = {k.name: c for k, c in edit.changes.items() if k.section is Section.NODES}
        rewired = [node_id for node_id, change in nodes.items() if _rewires(change)]
        revalued = [node_id for node_id, change in nodes.items() if _revalues(change)]
        marked = any(True for _ in edit.names_in(Section.TARGET))
        if rewired or marked or any(map(_renames, nodes.values())):
            self._found = None
        if rewired:
            self._fit_arrays(nodes)
        if rewired or revalued:
            self._values_hold = False
            for node_id in nodes:
                self._show_leaf(node_id)
            self._outdate([*rewired, *revalued])
        elif marked and self.target != self._gradients_of:
            self._outdate([])

    def _fit_arrays(self, nodes: Mapping[str, Change]) -> None:
        """Give every slot a place, and no number to those that changed hands."""
        self._tape = None
        slots = self._open_document.slots
        for numbers in (self.values, self.gradients):
            numbers.extend([None] * (len(slots) - len(numbers)))
        for states in (self.value_states, self.gradient_states):
            states.extend([State.NOT_COMPUTED] * (len(slots) - len(states)))
        if any(change.after is None for change in nodes.values()):
            for slot, node_id in enumerate(slots.ids):
                if node_id is None:
                    self._clear(slot)
        for node_id, change in nodes.items():
            if change.before is None:
                self._clear(slots.of[node_id])

    def _clear(self, slot: int) -> None:
        self.values[slot] = self.gradients[slot] = None
        self.value_states[slot] = self.gradient_states[slot] = State.NOT_COMPUTED

    def _show_leaf(self, node_id: str) -> None:
        node = self._graph.nodes.get(node_id)
        if isinstance(node, Leaf):
            slot = self._open_document.slots.of[node_id]
            self.values[slot] = node.value
            self.value_states[slot] = State.FRESH

    def _outdate(self, changed: list[str]) -> None:
        """Mark what no longer holds, and compute again what is to be computed without asking."""
        self.gradient_states = _stale(self.gradients)
        self._mark_downstream(changed)
        interrupted = self._making if self._stop() else None
        again = self._recompute if self._live else interrupted
        if again:
            self._start(again)
        else:
            self.updated.emit()

    def _mark_downstream(self, changed: list[str]) -> None:
        graph, slot_of = self._graph, self._open_document.slots.of
        waiting = [node_id for node_id in changed if node_id in graph.nodes]
        seen = set(waiting)
        while waiting:
            node_id = waiting.pop()
            slot = slot_of[node_id]
            if isinstance(graph.nodes[node_id], Apply):
                self.value_states[slot] = _stale_state(self.values[slot])
            users = {port.node for port in graph.users(node_id)} - seen
            seen |= users
            waiting.extend(users)

    # Where Backward starts.

    def _find_target(self) -> _Found:
        if self._found is None:
            self._found = _find_target(self._graph)
        return self._found

    # The passes, a portion of nodes at a time.

    def _start(self, making: Callable[[], Iterator[None]]) -> None:
        self._stop()
        self._making = making
        self._advance(making(), AT_ONCE)
        if self.is_busy:
            self._timer.start()
            self.updated.emit()

    def _stop(self) -> bool:
        """Drop the pass that is under way; return whether there was one."""
        was_busy = self.is_busy
        self._timer.stop()
        self._job = None
        return was_busy

    def _go_on(self) -> None:
        if self._job is not None:
            self._advance(self._job, SLICE)

    def _advance(self, job: Iterator[None], seconds: float) -> None:
        self._job = None
        end = perf_counter() + seconds
        for _ in job:
            if perf_counter() > end:
                self._job = job
                return
        self._timer.stop()
        self.updated.emit()

    def _recompute(self) -> Iterator[None]:
        if not self._values_hold:
            yield from self._forward()
        if self.problem is None:
            yield from self._backward()
        else:
            self._forget_gradients()

    def _forward(self) -> Iterator[None]:
        tape = self._compiled()
        values = tape.load(self._graph)
        yield from _in_portions(forward_steps(tape, values))
        self.values = values
        self.value_states = _fresh(values)
        self._values_hold = True

    def _backward(self) -> Iterator[None]:
        gradients = yield from self._new_gradients()
        if gradients is not None:
            self.gradients = gradients
            self.gradient_states = _fresh(gradients)
            self.passes = 1

    def _accumulate(self) -> Iterator[None]:
        gradients = yield from self._new_gradients()
        if gradients is not None:
            pairs = list(zip(self.gradients, gradients, strict=True))
            self.gradients = [_added(before, new) for before, new in pairs]
            self.gradient_states = [_accumulated_state(before, new) for before, new in pairs]
            self.passes += 1

    def _new_gradients(self) -> Generator[None, None, Numbers | None]:
        if not self._values_hold:
            yield from self._forward()
        target, problem = self._find_target()
        if target is None or problem is not None:
            return None
        gradients: Numbers = [None] * len(self.values)
        start = self._open_document.slots.of[target]
        steps = backward_steps(self._compiled(), self.values, start, gradients)
        yield from _in_portions(steps)
        self._gradients_of = target
        return gradients

    def _compiled(self) -> Tape:
        if self._tape is None:
            self._tape = compile_tape(self._graph, self._open_document.slots)
        return self._tape


class _Found(NamedTuple):
    """The node that Backward starts from, and why it cannot."""

    target: str | None
    problem: str | None


def _find_target(graph: Graph) -> _Found:
    try:
        target = only_target(graph)
    except NoTargetError as error:
        return _Found(None, str(error))
    return _Found(target, _missing_operands(graph, target))


def _missing_operands(graph: Graph, target: str) -> str | None:
    """Return the sentence that says which ports above the target have no wire, or None."""
    unfilled = [
        node_id for node_id in ancestors(graph, target) if None in _operands(graph.nodes[node_id])
    ]
    if not unfilled:
        return None
    shown = sorted(unfilled, key=id_order)[:3]
    needs = [_needs(graph, node_id, "it" if node_id == target else None) for node_id in shown]
    if len(unfilled) > len(shown):
        needs.append("…")
    return f"{display_name(graph, target)} cannot be computed yet: {', '.join(needs)}."


def _needs(graph: Graph, node_id: str, called: str | None) -> str:
    node = graph.nodes[node_id]
    op = OPS[node.op] if isinstance(node, Apply) else None
    names = [op.operand_name(i) for i, s in enumerate(_operands(node)) if op and s is None]
    noun = "operand" if len(names) == 1 else "operands"
    return f"{called or display_name(graph, node_id)} needs {noun} {' and '.join(names)}"


def _operands(node: Node) -> tuple[str | None, ...]:
    return node.operands if isinstance(node, Apply) else ()


def _rewires(change: Change) -> bool:
    """Tell whether a change of a node changes which nodes and wires there are."""
    before, after = change
    if isinstance(before, Apply) and isinstance(after, Apply):
        return (before.op, before.operands) != (after.op, after.operands)
    return not (isinstance(before, Leaf) and isinstance(after, Leaf))


def _revalues(change: Change) -> bool:
    before, after = change
    return isinstance(before, Leaf) and isinstance(after, Leaf) and before.value != after.value


def _renames(change: Change) -> bool:
    """Tell whether a change of a node may change what it is called; a number may be a name."""
    before, after = change
    if before is None or after is None or before.label != after.label:
        return True
    return isinstance(after, Leaf) and after.label is None


def _in_portions(steps: Iterator[int]) -> Iterator[None]:
    for _ in islice(steps, PORTION - 1, None, PORTION):
        yield


def _fresh(numbers: Numbers) -> list[State]:
    return [State.NOT_COMPUTED if number is None else State.FRESH for number in numbers]


def _stale(numbers: Numbers) -> list[State]:
    return [_stale_state(number) for number in numbers]


def _stale_state(number: float | None) -> State:
    return State.NOT_COMPUTED if number is None else State.STALE


def _added(before: float | None, new: float | None) -> float | None:
    if before is None or new is None:
        return before if new is None else new
    return before + new


def _accumulated_state(before: float | None, new: float | None) -> State:
    """Return the state of a sum; a node that the new pass could not compute keeps an old number."""
    if new is None:
        return _stale_state(before)
    return State.FRESH if before is None else State.ACCUMULATED
