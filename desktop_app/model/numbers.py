"""Values and gradients by slot, each with its state: the arrays that views read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from engine.edits import Change
from engine.evaluate import BySlot
from engine.graph import Graph, Leaf, descendants
from engine.slots import Slots

Floats = NDArray[np.float64]
States = NDArray[np.uint8]


class State(IntEnum):
    """How far a number can be trusted."""

    NOT_COMPUTED = 0
    """There is no number."""
    FRESH = 1
    """It belongs to the document as it is."""
    STALE = 2
    """The document has changed since it was computed."""
    ACCUMULATED = 3
    """The sum of several backward passes without zeroing between them."""
    HIDDEN = 4
    """The learner is to work it out: views are not told."""

    @property
    def has_number(self) -> bool:
        """Whether there is a number that may be shown."""
        return self not in (State.NOT_COMPUTED, State.HIDDEN)

    def __str__(self) -> str:
        """Return the state in words."""
        return self.name.lower().replace("_", " ")


class NodeNumbers:
    """The numbers of a graph's nodes; a leaf's value is always there and fresh.

    Attributes:
        values: by slot, nan where there is none.
        gradients: ∂target/∂(node) by slot, nan where there is none.
        value_states: the ``State`` of each value by slot.
        gradient_states: the ``State`` of each gradient by slot.
        values_hold: whether a forward pass would change nothing.
        passes: how many backward passes are in the gradients.
    """

    def __init__(self, graph: Graph, slots: Slots) -> None:
        """Hold nothing but the leaves' values."""
        self.values = _nothing(len(slots))
        self.value_states = _no_states(len(slots))
        self.gradients: Floats
        self.gradient_states: States
        self.values_hold = False
        self.forget_gradients()
        self.show_leaves(graph, slots, graph.nodes)

    def fit(self, slots: Slots, nodes: Mapping[str, Change]) -> None:
        """Give every slot a place, and no number to those that changed hands."""
        more = len(slots) - len(self.values)
        if more:
            self.values = np.append(self.values, _nothing(more))
            self.gradients = np.append(self.gradients, _nothing(more))
            self.value_states = np.append(self.value_states, _no_states(more))
            self.gradient_states = np.append(self.gradient_states, _no_states(more))
        if any(change.after is None for change in nodes.values()):
            self._clear([slot for slot, node_id in enumerate(slots.ids) if node_id is None])
        self._clear([slots.of[n] for n, change in nodes.items() if change.before is None])

    def show_leaves(self, graph: Graph, slots: Slots, node_ids: Iterable[str]) -> None:
        """Take the values of the leaves among these nodes from the graph."""
        for node_id in node_ids:
            node = graph.nodes.get(node_id)
            if isinstance(node, Leaf):
                slot = slots.of[node_id]
                self.values[slot] = node.value
                self.value_states[slot] = State.FRESH

    def outdate_values(self, graph: Graph, slots: Slots, changed: Collection[str]) -> None:
        """Mark the values of every op node that depends on one of these nodes, themselves too."""
        nodes, of, ids = graph.nodes, slots.of, slots.ids
        # What depends on a stale node is stale, or not computed: nothing is to be done below one.
        stale = (ids[slot] or "" for slot in np.flatnonzero(self.value_states == State.STALE))
        found = descendants(graph, *(n for n in changed if n in nodes), closed=stale)
        # Nothing else among them can be a leaf.
        found.difference_update([n for n in changed if isinstance(nodes.get(n), Leaf)])
        ops = np.fromiter(map(of.__getitem__, found), np.intp, len(found))
        self.value_states[ops[self.value_states[ops] > 0]] = State.STALE

    def outdate_gradients(self) -> None:
        """Mark every gradient."""
        self.gradient_states = np.where(self.gradient_states > 0, State.STALE, 0).astype(np.uint8)

    def forget_gradients(self) -> None:
        """Have no gradients."""
        self.gradients = _nothing(len(self.values))
        self.gradient_states = _no_states(len(self.values))
        self.passes = 0

    def put_values(self, values: BySlot[float], computed: BySlot[int]) -> None:
        """Take the values of a forward pass."""
        self.values, self.value_states = _taken(values, computed)
        self.values_hold = True

    def put_gradients(self, gradients: BySlot[float], computed: BySlot[int]) -> None:
        """Take the gradients of a backward pass in place of those that are there."""
        self.gradients, self.gradient_states = _taken(gradients, computed)
        self.passes = 1

    def add_gradients(self, gradients: BySlot[float], computed: BySlot[int]) -> None:
        """Add the gradients of a backward pass to those that are there.

        A node that the new pass could not compute keeps an old number, which is stale.
        """
        new, new_states = _taken(gradients, computed)
        had, has = self.gradient_states > 0, new_states > 0
        with np.errstate(all="ignore"):
            total = self.gradients + new
        self.gradients = np.where(had & has, total, np.where(has, new, self.gradients))
        states = np.where(had & has, State.ACCUMULATED, new_states)
        self.gradient_states = np.where(had & ~has, State.STALE, states).astype(np.uint8)
        self.passes += 1

    def hiding(self, values: Sequence[int], gradients: Sequence[int]) -> NodeNumbers:
        """Return the same numbers, but for values and gradients in some slots, which are hidden."""
        veiled = copy(self)
        veiled.values, veiled.value_states = _hidden(self.values, self.value_states, values)
        veiled.gradients, veiled.gradient_states = _hidden(
            self.gradients, self.gradient_states, gradients
        )
        return veiled

    def with_gradients(self, gradients: Mapping[int, float]) -> NodeNumbers:
        """Return the same numbers, but for the gradients in some slots, which are others."""
        other = copy(self)
        other.gradients = self.gradients.copy()
        other.gradients[list(gradients)] = list(gradients.values())
        return other

    def _clear(self, slots: list[int]) -> None:
        self.values[slots] = self.gradients[slots] = np.nan
        self.value_states[slots] = self.gradient_states[slots] = State.NOT_COMPUTED


def _hidden(numbers: Floats, states: States, slots: Sequence[int]) -> tuple[Floats, States]:
    numbers, states = numbers.copy(), states.copy()
    numbers[list(slots)], states[list(slots)] = np.nan, State.HIDDEN
    return numbers, states


def _nothing(size: int) -> Floats:
    return np.full(size, np.nan)


def _no_states(size: int) -> States:
    return np.zeros(size, np.uint8)


def _taken(numbers: BySlot[float], computed: BySlot[int]) -> tuple[Floats, States]:
    """Return what a pass has made as arrays, without copying the numbers one by one."""
    states = np.array(computed, np.uint8) * np.uint8(State.FRESH)
    taken = np.array(numbers, np.float64)
    taken[states == 0] = np.nan
    return taken, states
