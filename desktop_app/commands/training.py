"""Training: a step along the gradient, and how steps are made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from engine.document import Direction, Document, EditError, Training, check_training
from engine.edits import Edit, Key, Section
from engine.graph import Leaf, Role
from engine.labels import display_name
from engine.readable import exact, readable


def step(document: Document, gradients: Mapping[str, float]) -> Edit:
    """Return the edit that moves every parameter that has a gradient one step.

    That is parameter + learning rate × gradient up, and parameter − learning rate × gradient down.

    Args:
        document: the parameters, the learning rate and the direction.
        gradients: ∂target/∂(node) by id; other nodes than parameters are left alone.

    Raises:
        EditError: there is no parameter, none has a gradient, or one would not be finite.
    """
    nodes = document.graph.nodes
    parameters = {n: leaf for n, leaf in nodes.items() if _is_parameter(leaf)}
    if not parameters:
        raise EditError("There is no parameter to step: make a leaf a parameter first.")
    moved = dict(_moved(document, gradients, parameters))
    if not moved:
        raise EditError("No parameter has a gradient yet: run Backward first.")
    return document.edit("Step", moved)


def set_rate(document: Document, rate: float) -> Edit:
    """Return the edit that changes the learning rate.

    Raises:
        EditError: it is not a finite number above 0.
    """
    training = msgspec.structs.replace(document.training, rate=float(rate))
    check_training(training)
    return _train(document, f"Set the learning rate to {exact(training.rate)}", training)


def set_direction(document: Document, direction: Direction) -> Edit:
    """Return the edit that changes which way steps go."""
    training = msgspec.structs.replace(document.training, direction=direction)
    return _train(document, f"Let steps go {direction}", training)


def _is_parameter(node: object) -> bool:
    return isinstance(node, Leaf) and node.role is Role.PARAMETER


def _moved(
    document: Document, gradients: Mapping[str, float], parameters: Mapping[str, Any]
) -> Iterator[tuple[Key, Leaf]]:
    rate, direction = document.training.rate, document.training.direction
    for node_id, leaf in parameters.items():
        gradient = gradients.get(node_id)
        if gradient is None:
            continue
        change = rate * gradient
        value = leaf.value + change if direction is Direction.UP else leaf.value - change
        if not math.isfinite(value):
            raise EditError(_refusal(display_name(document.graph, node_id), gradient, value))
        yield Key(Section.NODES, node_id), msgspec.structs.replace(leaf, value=value)


def _refusal(name: str, gradient: float, value: float) -> str:
    if not math.isfinite(gradient):
        return f"No step can be made: the gradient of {name} is {readable(gradient)}."
    return f"A step would make {name} {readable(value)}: choose a smaller learning rate."


def _train(document: Document, name: str, training: Training) -> Edit:
    return document.edit(name, {Key(Section.TRAINING): training})
