"""Steps: every parameter of a document moved along its gradient, as many times as asked."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

import msgspec

from engine.autodiff import NoTargetError, backward_steps, drain, forward_steps, name_of
from engine.document import Document, EditError
from engine.edits import Edit, Key, Section
from engine.graph import Graph, Leaf, Role
from engine.labels import display_name
from engine.optim import SGD
from engine.readable import readable
from engine.slots import Slots
from engine.tape import Numbers, compile_tape


def take_steps(document: Document, target: str, count: int = 1) -> Edit:
    """Return the one edit that makes so many steps, each from the gradients where it starts.

    Args:
        document: the graph, and the learning rate and direction of its training.
        target: the id of the node whose value the steps change.
        count: how many steps.

    Raises:
        NoTargetError: the target cannot be computed yet.
        EditError: there is no parameter, or a step would make one that is not finite.
    """
    leaves = parameters(document.graph)
    if not leaves:
        raise EditError("There is no parameter to step: make a leaf a parameter first.")
    descent = _Descent(document, target, leaves)
    for number in range(1, count + 1):
        descent.step(number)
    moved = {
        Key(Section.NODES, node_id): msgspec.structs.replace(leaf, value=descent.value(node_id))
        for node_id, leaf in leaves.items()
    }
    return document.edit("Step" if count == 1 else f"{count} steps", moved)


def parameters(graph: Graph) -> dict[str, Leaf]:
    """Return the leaves that steps change, by id."""
    return {
        node_id: leaf
        for node_id, leaf in graph.nodes.items()
        if isinstance(leaf, Leaf) and leaf.role is Role.PARAMETER
    }


class _Descent:
    """A tape whose parameters move; the document stays as it is."""

    def __init__(self, document: Document, target: str, leaves: Iterable[str]) -> None:
        graph = document.graph
        self._graph = graph
        self._slots = Slots(graph.nodes)
        self._tape = compile_tape(graph, self._slots)
        self._values = self._tape.load(graph)
        self._target = target
        self._optimiser = SGD(document.training.rate, direction=document.training.direction)
        self._parameters = {self._slots.of[n]: self.value(n) for n in leaves}

    def value(self, node_id: str) -> float:
        value: float = self._values[self._slots.of[node_id]]
        return value

    def step(self, number: int) -> None:
        gradients = self._gradients()
        here = {slot: gradients[slot] for slot in self._parameters}
        self._parameters = self._optimiser.step(self._parameters, here).parameters
        for slot, value in self._parameters.items():
            if not isfinite(value):
                name = display_name(self._graph, str(self._slots.ids[slot]))
                raise EditError(_refusal(number, name, here[slot], value))
            self._values[slot] = value

    def _gradients(self) -> Numbers:
        target = self._slots.of[self._target]
        drain(forward_steps(self._tape, self._values))
        if self._values[target] is None:
            name = name_of(self._graph, self._target)
            raise NoTargetError(f"{name} cannot be computed yet: fill its ports.")
        gradients: Numbers = [None] * len(self._values)
        drain(backward_steps(self._tape, self._values, target, gradients))
        return gradients


def _refusal(step: int, name: str, gradient: float, value: float) -> str:
    if not isfinite(gradient):
        return f"Step {step} cannot be made: the gradient of {name} is {readable(gradient)}."
    return f"Step {step} would make {name} {readable(value)}: choose a smaller learning rate."
