"""Optimisers: how gradients move parameters. The definitions and defaults are PyTorch's.

An optimiser is its settings, and a step is a pure function: parameters, gradients and what the step
before left go in, moved parameters and what the next step must be given come out. The keys are
anything hashable: node ids, slots, values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from engine.document import Direction
from engine.elementary import divide, sqrt

Key = TypeVar("Key", bound=Hashable)

Memory = tuple[float, ...]
"""What an optimiser remembers of one parameter; each says in its docstring what that is."""

NOTHING: Final[Memory] = ()
"""The memory of a parameter that was never moved."""


class Moved(NamedTuple, Generic[Key]):
    """What a step leaves.

    Attributes:
        parameters: the parameters' new values.
        memory: what the next step must be given.
    """

    parameters: dict[Key, float]
    memory: dict[Key, Memory]


class Optimiser(Protocol):
    """Settings that say how parameters move."""

    @property
    def rate(self) -> float:
        """The learning rate of a parameter that has none of its own."""

    def step(
        self,
        parameters: Mapping[Key, float],
        gradients: Mapping[Key, float],
        memory: Mapping[Key, Memory] | None = None,
        *,
        rates: Mapping[Key, float] | None = None,
    ) -> Moved[Key]:
        """Return the parameters after one step.

        Args:
            parameters: the parameters' values; one without a gradient stays where it is.
            gradients: ∂target/∂parameter.
            memory: what the step before left, or None before the first.
            rates: the learning rate of each parameter that has one of its own.
        """


class Momentum(StrEnum):
    """Where the velocity is used."""

    HEAVY_BALL = "heavy ball"
    """The parameter moves by the velocity."""
    NESTEROV = "nesterov"
    """The parameter moves by gradient + momentum × velocity, as if it looked one step ahead."""


@dataclass(frozen=True, slots=True)
class _Settings:
    """What every optimiser has: a learning rate, a direction and decay."""

    rate: float = 0.01
    direction: Direction = field(default=Direction.DOWN, kw_only=True)
    decay: float = field(default=0.0, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse settings that no step can use."""
        _at_least_0("The learning rate", self.rate)
        _at_least_0("The decay", self.decay)

    def step(
        self,
        parameters: Mapping[Key, float],
        gradients: Mapping[Key, float],
        memory: Mapping[Key, Memory] | None = None,
        *,
        rates: Mapping[Key, float] | None = None,
    ) -> Moved[Key]:
        """Return the parameters after one step; see ``Optimiser.step``."""
        remembered: Mapping[Key, Memory] = memory or {}
        own_rates: Mapping[Key, float] = rates or {}
        moved, left = dict(parameters), dict(remembered)
        for key, value in parameters.items():
            if key in gradients:
                rate = own_rates.get(key, self.rate)
                before = remembered.get(key, NOTHING)
                moved[key], after = self.move(value, self._downhill(gradients[key]), before, rate)
                if after:
                    left[key] = after
        return Moved(moved, left)

    def move(
        self, value: float, gradient: float, memory: Memory, rate: float
    ) -> tuple[float, Memory]:
        """Return one parameter's new value and memory, for a gradient that leads down."""
        raise NotImplementedError

    def _downhill(self, gradient: float) -> float:
        return -gradient if self.direction is Direction.UP else gradient

    def _decayed(self, value: float, gradient: float) -> float:
        # Not by adding 0 × value: that is nan once the value is infinite.
        return gradient + self.decay * value if self.decay else gradient


@dataclass(frozen=True, slots=True)
class SGD(_Settings):
    """Gradient descent, as ``torch.optim.SGD`` defines it, with no dampening.

    Its memory is (velocity,), and nothing without momentum.

    Attributes:
        rate: the learning rate.
        momentum: how much of the last velocity stays: velocity ← momentum × velocity + gradient.
        style: where the velocity is used.
        direction: down to minimise the target, up to maximise it.
        decay: decay × parameter is added to each gradient, as if decay/2 × parameter² were part of
            the target.
    """

    momentum: float = 0.0
    style: Momentum = field(default=Momentum.HEAVY_BALL, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse settings that no step can use."""
        _Settings.__post_init__(self)
        _at_least_0("The momentum", self.momentum)
        if self.style is Momentum.NESTEROV and not self.momentum:
            raise ValueError("Nesterov's momentum must be above 0.")

    def move(
        self, value: float, gradient: float, memory: Memory, rate: float
    ) -> tuple[float, Memory]:
        """Return value − rate × velocity; without momentum the velocity is the gradient."""
        gradient = self._decayed(value, gradient)
        if not self.momentum:
            return value - rate * gradient, NOTHING
        velocity = self.momentum * memory[0] + gradient if memory else gradient
        if self.style is Momentum.NESTEROV:
            gradient += self.momentum * velocity
            return value - rate * gradient, (velocity,)
        return value - rate * velocity, (velocity,)


@dataclass(frozen=True, slots=True)
class RMSProp(_Settings):
    """The gradient over the root of its running mean square, as ``torch.optim.RMSprop`` has it.

    Its memory is (mean square, velocity).

    Attributes:
        rate: the learning rate.
        smoothing: how much of the last mean square stays; PyTorch's alpha.
        epsilon: what keeps the division from 0.
        momentum: how much of the last velocity stays.
        direction: down to minimise the target, up to maximise it.
        decay: decay × parameter is added to each gradient.
    """

    smoothing: float = 0.99
    epsilon: float = 1e-8
    momentum: float = 0.0

    def __post_init__(self) -> None:
        """Refuse settings that no step can use."""
        _Settings.__post_init__(self)
        _at_least_0("The smoothing", self.smoothing)
        _at_least_0("Epsilon", self.epsilon)
        _at_least_0("The momentum", self.momentum)

    def move(
        self, value: float, gradient: float, memory: Memory, rate: float
    ) -> tuple[float, Memory]:
        """Return value − rate × velocity, with velocity ← momentum × velocity + scaled gradient."""
        gradient = self._decayed(value, gradient)
        mean_square, velocity = memory or (0.0, 0.0)
        mean_square = _blend(self.smoothing, mean_square, gradient * gradient)
        scaled = divide(gradient, sqrt(mean_square) + self.epsilon)
        velocity = self.momentum * velocity + scaled if self.momentum else scaled
        return value - rate * velocity, (mean_square, velocity)


@dataclass(frozen=True, slots=True)
class Adam(_Settings):
    """Adam, as ``torch.optim.Adam`` defines it: decay is added to the gradient.

    Its memory is (number of steps, mean gradient, mean square).
    The method is that of Kingma and Ba (2015), Algorithm 1.

    Attributes:
        rate: the learning rate.
        betas: how much of the last mean gradient and of the last mean square stays.
        epsilon: what keeps the division from 0.
        direction: down to minimise the target, up to maximise it.
        decay: decay × parameter is added to each gradient.
    """

    rate: float = 0.001
    betas: tuple[float, float] = (0.9, 0.999)
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        """Refuse settings that no step can use."""
        _Settings.__post_init__(self)
        _at_least_0("Epsilon", self.epsilon)
        for beta in self.betas:
            if not 0.0 <= beta < 1.0:
                raise ValueError(f"A beta must be from 0 up and below 1, not {beta}.")

    def move(
        self, value: float, gradient: float, memory: Memory, rate: float
    ) -> tuple[float, Memory]:
        """Return value − rate × mean gradient ÷ (√mean square + ε), both without their bias."""
        return self.moved_by(value, self._decayed(value, gradient), memory, rate)

    def moved_by(
        self, value: float, gradient: float, memory: Memory, rate: float
    ) -> tuple[float, Memory]:
        """Return what ``move`` does, for a gradient that decay is not added to."""
        first, second = self.betas
        count, mean, mean_square = memory or (0.0, 0.0, 0.0)
        count += 1.0
        mean = _blend(first, mean, gradient)
        mean_square = _blend(second, mean_square, gradient * gradient)
        root = sqrt(mean_square) / math.sqrt(1.0 - second**count)
        scaled = divide(mean, root + self.epsilon)
        return value - rate / (1.0 - first**count) * scaled, (count, mean, mean_square)


@dataclass(frozen=True, slots=True)
class AdamW(Adam):
    """Adam with decay apart from the gradient, as ``torch.optim.AdamW`` defines it.

    Its memory is Adam's. The method is that of Loshchilov and Hutter (2019).

    Attributes:
        rate: the learning rate.
        betas: how much of the last mean gradient and of the last mean square stays.
        epsilon: what keeps the division from 0.
        direction: down to minimise the target, up to maximise it.
        decay: each step first takes rate × decay of the parameter away.
    """

    decay: float = field(default=0.01, kw_only=True)

    def move(
        self, value: float, gradient: float, memory: Memory, rate: float
    ) -> tuple[float, Memory]:
        """Return Adam's move of (1 − rate × decay) × value."""
        return self.moved_by(value * (1.0 - rate * self.decay), gradient, memory, rate)


BY_NAME: Final[Mapping[str, Callable[..., Optimiser]]] = {
    "sgd": SGD,
    "rmsprop": RMSProp,
    "adam": Adam,
    "adamw": AdamW,
}
"""Every optimiser by the name that it has in lists and files."""


def _blend(kept: float, before: float, now: float) -> float:
    return kept * before + (1.0 - kept) * now


def _at_least_0(what: str, number: float) -> None:
    if not 0.0 <= number < math.inf:
        raise ValueError(f"{what} must be a finite number from 0 up, not {number}.")
