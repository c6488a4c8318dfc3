"""The one place that decides which evaluator runs: the reference evaluator or the compiled one.

An evaluator is a graph made ready for both passes and kept in step with its edits. A pass is an
iterator, so that a window can stop between two steps of it.
"""

from __future__ import annotations

from array import array
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from math import nan
from typing import TYPE_CHECKING, Final, Protocol

from engine.edits import Change
from engine.graph import Graph, sources
from engine.passes import backward_steps, forward_steps
from engine.slots import Slots
from engine.tape import Numbers, Tape, compile_steps, empty_tape, retape_ends

if TYPE_CHECKING:
    from engine.kernels.array_tape import ArrayTape
    from engine.kernels.loading import Kernel

LEAST: Final = 1_000
"""From how many numbers on, nodes times rows, the compiled evaluator runs.

Measured: the compiled evaluator is faster from the first node on, but to load it takes 10 ms, and a
reference pass over fewer nodes takes less than 1 ms. What a learner steps through is of that size:
its numbers are then those of the trace to the last digit.
"""

BySlot = array
"""Numbers by slot, side by side in memory: what views and numpy can read without copying."""


def suitable_kernel(nodes: int, rows: int = 1) -> Kernel | None:
    """Return the compiled evaluator where it is to do the work, else None: the reference does."""
    if nodes * rows < LEAST:
        return None
    # Small graphs are the rule, and ctypes would be most of their start-up time.
    from engine.kernels.loading import kernel

    return kernel()


class _Way(Protocol):
    """What both evaluators can do."""

    values: BySlot[float]
    gradients: BySlot[float]
    computed: BySlot[int]

    def patch(self, rewired: Mapping[str, Change], revalued: Iterable[str]) -> None: ...

    def forward(self) -> Iterator[int]: ...

    def backward(self, target: int) -> Iterator[int]: ...


class Evaluator:
    """A graph ready for both passes.

    Nothing is done until a pass is asked for. Each pass makes arrays of its own.
    """

    def __init__(self, graph: Graph, slots: Slots) -> None:
        """Take a graph, and slots that are kept in step with it by who edits it."""
        self._graph = graph
        self._slots = slots
        self._way = self._suitable()()

    @property
    def values(self) -> BySlot[float]:
        """By slot, what the last forward pass has computed; see ``computed``."""
        return self._way.values

    @property
    def gradients(self) -> BySlot[float]:
        """By slot, what the last backward pass has computed; see ``computed``."""
        return self._way.gradients

    @property
    def computed(self) -> BySlot[int]:
        """By slot, whether the last forward pass has made a number: 1 or 0.

        Where it is 0, what stands among the values and the gradients means nothing.
        """
        return self._way.computed

    def value(self, slot: int) -> float | None:
        """Return what the last forward pass has computed, or None."""
        return self._way.values[slot] if self._way.computed[slot] else None

    @property
    def is_compiled(self) -> bool:
        """Whether the compiled evaluator runs."""
        return isinstance(self._way, _Compiled)

    def patch(self, rewired: Mapping[str, Change], revalued: Iterable[str]) -> None:
        """Follow an edit of the graph; a pass that was under way is to be begun anew.

        Args:
            rewired: the nodes that came, went, or have another op or other operands.
            revalued: the leaves that have another number.
        """
        suitable = self._suitable() if rewired else None
        if suitable is None or suitable.func is type(self._way):
            self._way.patch(rewired, revalued)
        else:
            self._way = suitable()

    def forward(self) -> Iterator[int]:
        """Compute every value that can be computed, in steps."""
        return self._way.forward()

    def backward(self, target: int) -> Iterator[int]:
        """Compute every gradient after a forward pass, in steps.

        Args:
            target: the slot of a node that has a value.
        """
        return self._way.backward(target)

    def _suitable(self) -> partial[_Reference] | partial[_Compiled]:
        library = suitable_kernel(len(self._graph.nodes))
        if library is None:
            return partial(_Reference, self._graph, self._slots)
        return partial(_Compiled, self._graph, self._slots, library)


class _Reference:
    """The tape in Python, of which each step can be traced."""

    def __init__(self, graph: Graph, slots: Slots) -> None:
        self.values = array("d")
        self.gradients = array("d")
        self.computed = array("B")
        self._numbers: Numbers = []
        self._graph = graph
        self._slots = slots
        self._tape: Tape | None = None

    def patch(self, rewired: Mapping[str, Change], _revalued: Iterable[str]) -> None:
        if self._tape is not None and rewired:
            self._tape = self._retaped(self._tape, rewired)

    def forward(self) -> Iterator[int]:
        tape = yield from self._compiled()
        values = tape.load(self._graph)
        yield from forward_steps(tape, values)
        self._numbers = values
        self.values = _side_by_side(values)
        self.computed = array("B", [value is not None for value in values])

    def backward(self, target: int) -> Iterator[int]:
        tape = yield from self._compiled()
        gradients: Numbers = [None] * len(self._numbers)
        yield from backward_steps(tape, self._numbers, target, gradients)
        self.gradients = _side_by_side(gradients)

    def _compiled(self) -> Generator[int, None, Tape]:
        if self._tape is None:
            tape = empty_tape(self._slots)
            yield from compile_steps(self._graph, self._slots, tape)
            self._tape = tape
        return self._tape

    def _retaped(self, tape: Tape, rewired: Mapping[str, Change]) -> Tape | None:
        """Return the tape after an edit, or None where it has to be compiled afresh."""
        befores = (source for change in rewired.values() for source in sources(change.before))
        if any(map(self._graph.users, rewired)) or not rewired.keys().isdisjoint(befores):
            return None
        return retape_ends(tape, self._graph, self._slots, rewired.keys())


def _side_by_side(numbers: Sequence[float | None]) -> BySlot[float]:
    return array("d", [nan if number is None else number for number in numbers])


class _Compiled:
    """The arrays of the kernel. A pass is a single step: it takes some nanoseconds a node."""

    def __init__(self, graph: Graph, slots: Slots, library: Kernel) -> None:
        self.values = array("d")
        self.gradients = array("d")
        self.computed = array("B")
        self._graph = graph
        self._slots = slots
        self._kernel = library
        self._tape: ArrayTape | None = None
        self._is_sorted = False

    def patch(self, rewired: Mapping[str, Change], revalued: Iterable[str]) -> None:
        tape, nodes, slot_of = self._tape, self._graph.nodes, self._slots.of
        if tape is None:
            return
        if rewired:
            self._is_sorted = False
            tape.fit(len(self._slots))
            gone = sum(change.after is None for change in rewired.values())
            for slot in self._slots.latest_free(gone):
                tape.free(slot)
        for node_id in (*rewired, *revalued):
            if node_id in nodes:
                tape.put(slot_of[node_id], nodes[node_id], slot_of)

    def forward(self) -> Iterator[int]:
        tape = yield from self._ready()
        tape.forward()
        self.values = tape.values[:]
        self.computed = tape.computed[: len(tape)]

    def backward(self, target: int) -> Iterator[int]:
        tape = yield from self._ready()
        tape.backward(target)
        self.gradients = tape.gradients[:]

    def _ready(self) -> Generator[int, None, ArrayTape]:
        from engine.kernels.array_tape import ArrayTape

        if self._tape is None:
            tape = ArrayTape(self._kernel)
            tape.fit(len(self._slots))
            slot_of = self._slots.of
            for node_id, node in self._graph.nodes.items():
                tape.put(slot_of[node_id], node, slot_of)
                yield slot_of[node_id]
            self._tape = tape
        if not self._is_sorted:
            self._tape.sort()
            self._is_sorted = True
        return self._tape
