"""Optimisers: how gradients move parameters. The definitions are PyTorch's."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from engine.document import Direction

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Moved(Generic[Key]):
    """What a step leaves.

    Attributes:
        parameters: the parameters' new values.
        memory: what the next step must be given.
    """

    parameters: dict[Key, float]
    memory: dict[Key, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SGD:
    """Gradient descent, as ``torch.optim.SGD`` defines it.

    Attributes:
        rate: the learning rate.
        momentum: how much of the last velocity stays: velocity ← momentum × velocity + gradient.
        direction: down to minimise the target, up to maximise it.
    """

    rate: float = 0.01
    momentum: float = 0.0
    direction: Direction = Direction.DOWN

    def step(
        self,
        parameters: Mapping[Key, float],
        gradients: Mapping[Key, float],
        memory: Mapping[Key, float] | None = None,
    ) -> Moved[Key]:
        """Return parameters ∓ rate × velocity; without momentum the velocity is the gradient.

        Args:
            parameters: the parameters' values; one without a gradient stays where it is.
            gradients: ∂target/∂parameter.
            memory: what the step before left, or None before the first.
        """
        velocity = {k: self._velocity(k, g, memory or {}) for k, g in gradients.items()}
        sign = 1.0 if self.direction is Direction.UP else -1.0
        moved = {
            key: value + sign * (self.rate * velocity[key]) if key in velocity else value
            for key, value in parameters.items()
        }
        return Moved(moved, velocity if self.momentum else {})

    def _velocity(self, key: Key, gradient: float, memory: Mapping[Key, float]) -> float:
        if self.momentum and key in memory:
            return self.momentum * memory[key] + gradient
        return gradient
