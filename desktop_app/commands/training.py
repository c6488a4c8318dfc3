"""Training: a step along the gradient, and how steps are made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import msgspec

from engine.document import Direction, Document, EditError, Training, check_training
from engine.edits import Edit, Key, Section
from engine.graph import Leaf
from engine.labels import display_name
from engine.readable import exact, readable
from engine.training import parameters


def step(document: Document, gradients: Mapping[str, float]) -> Edit:
    """Return the edit that moves every parameter that has a gradient one step.

    That is parameter + learning rate × gradient up, and parameter − learning rate × gradient down.

    Args:
        document: the parameters, the learning rate and the direction.
        gradients: ∂target/∂(node) by id; other nodes than parameters are left alone.

    Raises:
        EditError: there is no parameter, none has a gradient, or one would not be finite.
    """
    leaves = parameters(document.graph)
    if not leaves:
        raise EditError("There is no parameter to step: make a leaf a parameter first.")
    moved = dict(_moved(document, gradients, leaves))
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


def _moved(
    document: Document, gradients: Mapping[str, float], leaves: Mapping[str, Leaf]
) -> Iterator[tuple[Key, Leaf]]:
    training = document.training
    used = {n: gradients[n] for n in leaves if n in gradients}
    values = {n: leaves[n].value for n in used}
    from engine.optim import SGD

    moved = SGD(training.rate, direction=training.direction).step(values, used).parameters
    for node_id, value in moved.items():
        if not math.isfinite(value):
            name = display_name(document.graph, node_id)
            raise EditError(_refusal(name, used[node_id], value))
        yield Key(Section.NODES, node_id), msgspec.structs.replace(leaves[node_id], value=value)


def _refusal(name: str, gradient: float, value: float) -> str:
    if not math.isfinite(gradient):
        return f"No step can be made: the gradient of {name} is {readable(gradient)}."
    return f"A step would make {name} {readable(value)}: choose a smaller learning rate."


def _train(document: Document, name: str, training: Training) -> Edit:
    return document.edit(name, {Key(Section.TRAINING): training})
