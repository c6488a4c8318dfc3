"""PyTorch: a graph of scalar tensors that each run builds anew, and a network of matrices."""

from __future__ import annotations

from typing import Any, Final

from engine.benchmarks.answers import Answer
from engine.benchmarks.contenders.installed import require
from engine.benchmarks.contenders.objects import Objects
from engine.benchmarks.moons import DECAY, RATE, Moons, matrices
from engine.benchmarks.works import Work

START: Final = """
import torch
a, b, c, f = (torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in (2., -3., 10., -2.))
((a * b + c) * f).backward()
assert a.grad == 6.0
"""
"""What a script does from its start until it has a gradient of the worked example."""


def _torch() -> Any:
    torch = require("torch")
    torch.set_num_threads(1)
    return torch


def scalars(work: Work) -> Objects:
    """Return it before a work, with a tensor for each number.

    Raises:
        Unable: it is not installed.
    """
    torch = _torch()
    return Objects(work, lambda x: torch.tensor(x, dtype=torch.float64, requires_grad=True))


class Tensors:
    """A training step on matrices of all rows."""

    def __init__(self, moons: Moons) -> None:
        """Make the tensors.

        Raises:
            Unable: it is not installed.
        """
        self._torch = torch = _torch()
        self._points, self._signs = torch.tensor(moons.points), torch.tensor(moons.signs)
        self._layers = [
            tuple(torch.tensor(part.copy(), requires_grad=True) for part in layer)
            for layer in matrices(moons.parameters)
        ]
        self._parameters = [part for layer in self._layers for part in layer]
        self._loss: Any = None

    def run(self) -> None:
        """Compute the loss, go back and make a step."""
        torch, numbers = self._torch, self._points
        for number, (factors, added) in enumerate(self._layers):
            numbers = torch.addmm(added, numbers, factors)
            if number < len(self._layers) - 1:
                numbers = torch.relu(numbers)
        hinge = torch.relu(1.0 - self._signs * numbers[:, 0]).mean()
        self._loss = hinge + DECAY * sum((part * part).sum() for part in self._parameters)
        self._loss.backward()
        with torch.no_grad():
            for part in self._parameters:
                part.sub_(part.grad, alpha=RATE)
                part.grad = None

    def answer(self) -> Answer:
        """Return the loss and the parameters that the step led to."""
        layers = [
            self._torch.cat([factors.T, added[:, None]], dim=1).ravel()
            for factors, added in self._layers
        ]
        return Answer(self._loss.item(), self._torch.cat(layers).detach().numpy().copy())
