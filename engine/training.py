"""Steps: every parameter of a document moved along its gradient, as many times as asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING

import msgspec

from engine.autodiff import NoTargetError, drain, name_of
from engine.document import Document, EditError
from engine.edits import Edit, Key, Section
from engine.evaluate import Evaluator
from engine.graph import Graph, Leaf, Role
from engine.labels import display_name
from engine.readable import readable
from engine.slots import Slots

if TYPE_CHECKING:
    from engine.optim import Memory, Optimiser


def take_steps(
    document: Document, target: str, count: int = 1, optimiser: Optimiser | None = None
) -> Edit:
    """Return the one edit that makes so many steps, each from the gradients where it starts.

    Args:
        document: the graph, and the learning rate and direction of its training.
        target: the id of the node whose value the steps change.
        count: how many steps.
        optimiser: how gradients move parameters, remembering nothing from before the first of these
            steps; by default gradient descent by the document's rate and direction.

    Raises:
        NoTargetError: the target cannot be computed yet.
        EditError: there is no parameter, or a step would make one that is not finite.
    """
    leaves = parameters(document.graph)
    if not leaves:
        raise EditError("There is no parameter to step: make a leaf a parameter first.")
    training = document.training
    # The window opens without optimisers.
    from engine.optim import SGD

    chosen = optimiser or SGD(training.rate, direction=training.direction)
    descent = _Descent(document, target, leaves, chosen)
    for number in range(1, count + 1):
        descent.step(number)
    moved = {
        Key(Section.NODES, node_id): msgspec.structs.replace(leaves[node_id], value=value)
        for node_id, value in descent.parameters.items()
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
    """A graph whose parameters move; the document stays as it is."""

    def __init__(
        self, document: Document, target: str, leaves: Mapping[str, Leaf], optimiser: Optimiser
    ) -> None:
        self._graph = Graph(document.graph.nodes)
        self._slots = Slots(self._graph.nodes)
        self._evaluator = Evaluator(self._graph, self._slots)
        self._target = target
        self._optimiser = optimiser
        self._leaves = leaves
        self._memory: dict[str, Memory] = {}
        self.parameters = {node_id: leaf.value for node_id, leaf in leaves.items()}

    def step(self, number: int) -> None:
        gradients = self._gradients()
        here = {node_id: gradients[self._slots.of[node_id]] for node_id in self.parameters}
        moved = self._optimiser.step(self.parameters, here, self._memory)
        for node_id, value in moved.parameters.items():
            if not isfinite(value):
                name = display_name(self._graph, node_id)
                raise EditError(_refusal(number, name, here[node_id], value))
            leaf = self._leaves[node_id]
            self._graph.set_node(node_id, Leaf(value, leaf.label, leaf.role))
        self.parameters, self._memory = moved
        self._evaluator.patch({}, self.parameters)

    def _gradients(self) -> Sequence[float]:
        target = self._slots.of[self._target]
        drain(self._evaluator.forward())
        if self._evaluator.value(target) is None:
            name = name_of(self._graph, self._target)
            raise NoTargetError(f"{name} cannot be computed yet: fill its ports.")
        drain(self._evaluator.backward(target))
        return self._evaluator.gradients


def _refusal(step: int, name: str, gradient: float, value: float) -> str:
    if not isfinite(gradient):
        return f"Step {step} cannot be made: the gradient of {name} is {readable(gradient)}."
    return f"Step {step} would make {name} {readable(value)}: choose a smaller learning rate."
