"""An optimiser at work on values: micrograd's and PyTorch's way of writing a training loop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from engine.optim import Memory, Optimiser

if TYPE_CHECKING:
    from engine.value import Value


class Stepper:
    """Moves values by their gradients, and remembers what its optimiser needs for the next step.

    Attributes:
        values: the parameters, in the order given.
        optimiser: how they move; another one may be put in its place, if it has the same memory.
        rates: the learning rate of each parameter that has one of its own.
        memory: what the last step left, by the parameter's place among the values.
    """

    def __init__(
        self,
        values: Iterable[Value],
        optimiser: Optimiser,
        rates: Mapping[Value, float] | None = None,
    ) -> None:
        """Take parameters, such as ``model.parameters()``, and an optimiser, such as ``Adam()``."""
        self.values = list(dict.fromkeys(values))
        self.optimiser = optimiser
        self.rates = dict(rates or {})
        self.memory: dict[int, Memory] = {}

    def step(self) -> None:
        """Move each value once."""
        values = self.values
        moved = self.optimiser.step(
            {i: value.data for i, value in enumerate(values)},
            {i: value.grad for i, value in enumerate(values)},
            self.memory,
            rates={i: self.rates[v] for i, v in enumerate(values) if v in self.rates},
        )
        self.memory = moved.memory
        for i, number in moved.parameters.items():
            values[i].data = number

    def zero_grad(self) -> None:
        """Set every parameter's gradient to 0."""
        for value in self.values:
            value.grad = 0.0
