"""Values and gradients by slot, each with its state: the arrays that views read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from engine.edits import Change
from engine.graph import Apply, Graph, Leaf
from engine.slots import Slots
from engine.tape import Numbers


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


class NodeNumbers:
    """The numbers of a graph's nodes; a leaf's value is always there and fresh.

    Attributes:
        values: by slot, None where there is none.
        gradients: ∂target/∂(node) by slot, None where there is none.
        value_states: by slot.
        gradient_states: by slot.
        values_hold: whether a forward pass would change nothing.
        passes: how many backward passes are in the gradients.
    """

    def __init__(self, graph: Graph, slots: Slots) -> None:
        """Hold nothing but the leaves' values."""
        self.values: list[float | None] = [None] * len(slots)
        self.value_states = [State.NOT_COMPUTED] * len(slots)
        self.values_hold = False
        self.forget_gradients()
        self.show_leaves(graph, slots, graph.nodes)

    def fit(self, slots: Slots, nodes: Mapping[str, Change]) -> None:
        """Give every slot a place, and no number to those that changed hands."""
        more = len(slots) - len(self.values)
        self.values += [None] * more
        self.gradients += [None] * more
        self.value_states += [State.NOT_COMPUTED] * more
        self.gradient_states += [State.NOT_COMPUTED] * more
        if any(change.after is None for change in nodes.values()):
            self._clear(slot for slot, node_id in enumerate(slots.ids) if node_id is None)
        self._clear(slots.of[n] for n, change in nodes.items() if change.before is None)

    def show_leaves(self, graph: Graph, slots: Slots, node_ids: Iterable[str]) -> None:
        """Take the values of the leaves among these nodes from the graph."""
        for node_id in node_ids:
            node = graph.nodes.get(node_id)
            if isinstance(node, Leaf):
                slot = slots.of[node_id]
                self.values[slot] = node.value
                self.value_states[slot] = State.FRESH

    def outdate_values(self, graph: Graph, slots: Slots, changed: Iterable[str]) -> None:
        """Mark the values of every op node that depends on one of these nodes, themselves too."""
        nodes = graph.nodes
        waiting = [node_id for node_id in changed if node_id in nodes]
        seen = set(waiting)
        while waiting:
            node_id = waiting.pop()
            slot = slots.of[node_id]
            if isinstance(nodes[node_id], Apply):
                self.value_states[slot] = _stale(self.values[slot])
            for port in graph.users(node_id):
                if port.node not in seen:
                    seen.add(port.node)
                    waiting.append(port.node)

    def outdate_gradients(self) -> None:
        """Mark every gradient."""
        self.gradient_states = _states(self.gradients, State.STALE)

    def forget_gradients(self) -> None:
        """Have no gradients."""
        self.gradients: list[float | None] = [None] * len(self.values)
        self.gradient_states = [State.NOT_COMPUTED] * len(self.values)
        self.passes = 0

    def put_values(self, values: Numbers) -> None:
        """Take the values of a forward pass."""
        self.values = values
        self.value_states = _states(values, State.FRESH)
        self.values_hold = True

    def put_gradients(self, gradients: Numbers) -> None:
        """Take the gradients of a backward pass in place of those that are there."""
        self.gradients = gradients
        self.gradient_states = _states(gradients, State.FRESH)
        self.passes = 1

    def add_gradients(self, gradients: Numbers) -> None:
        """Add the gradients of a backward pass to those that are there."""
        pairs = list(zip(self.gradients, gradients, strict=True))
        self.gradients = [_sum(before, new) for before, new in pairs]
        self.gradient_states = [_sum_state(before, new) for before, new in pairs]
        self.passes += 1

    def _clear(self, slots: Iterable[int]) -> None:
        for slot in slots:
            self.values[slot] = self.gradients[slot] = None
            self.value_states[slot] = self.gradient_states[slot] = State.NOT_COMPUTED


def _states(numbers: Numbers, state: State) -> list[State]:
    """Return a state for each number that there is."""
    missing = State.NOT_COMPUTED
    return [missing if number is None else state for number in numbers]


def _stale(number: float | None) -> State:
    return State.NOT_COMPUTED if number is None else State.STALE


def _sum(before: float | None, new: float | None) -> float | None:
    if before is None or new is None:
        return before if new is None else new
    return before + new


def _sum_state(before: float | None, new: float | None) -> State:
    """Return the state of a sum; a node that the new pass could not compute keeps an old number."""
    if new is None:
        return _stale(before)
    return State.FRESH if before is None else State.ACCUMULATED
