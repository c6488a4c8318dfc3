"""Two moons and the network of micrograd's demonstration, as data and as graphs.

The network has 2 inputs, two layers of 16 neurons with relu and one neuron without: 337 parameters.
The loss is the mean over the rows of relu(1 − sign·score), plus the sum of the squared parameters
times a small number. A training step is forward, backward and gradient descent.

Source of network and loss: micrograd's demo.ipynb.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.benchmarks.works import Step, Work

INPUTS: Final = 2
WIDTHS: Final = (16, 16, 1)
DECAY: Final = 1e-4
RATE: Final = 0.05
_NOISE: Final = 0.1


class Moons(NamedTuple):
    """The data, and where training starts.

    Attributes:
        points: one row for each sample, of 2 numbers.
        signs: −1 or 1 for each sample: the moon that it belongs to.
        parameters: of the network, neuron after neuron, what is added last.
    """

    points: NDArray[np.float64]
    signs: NDArray[np.float64]
    parameters: NDArray[np.float64]


def make_moons(rows: int, seed: int = 1) -> Moons:
    """Return two half circles that reach into each other, with noise, and a random network."""
    chance = random.Random(seed)
    points, signs = [], []
    for row in range(rows):
        angle = chance.uniform(0.0, math.pi)
        x, y = math.cos(angle), math.sin(angle)
        if row % 2:
            x, y = 1.0 - x, 0.5 - y
        points.append((chance.gauss(x, _NOISE), chance.gauss(y, _NOISE)))
        signs.append(1.0 if row % 2 else -1.0)
    parameters = [chance.uniform(-1.0, 1.0) for _ in range(parameter_count())]
    return Moons(np.array(points), np.array(signs), np.array(parameters))


def parameter_count() -> int:
    """Return how many parameters the network has."""
    return sum((before + 1) * width for before, width in zip((INPUTS, *WIDTHS), WIDTHS))  # noqa: B905


def matrices(parameters: Any) -> list[tuple[Any, Any]]:
    """Return for each layer what multiplies its inputs and what is added: views of an array."""
    layers, start = [], 0
    for before, width in zip((INPUTS, *WIDTHS), WIDTHS):  # noqa: B905
        end = start + (before + 1) * width
        layer = parameters[start:end].reshape(width, before + 1)
        layers.append((layer[:, :-1].T, layer[:, -1]))
        start = end
    return layers


def scalar_work(moons: Moons) -> Work:
    """Return one training step as a graph of scalar nodes, a copy of the network for each row."""
    trace = _Trace()
    parameters = trace.leaves(moons.parameters)
    points = [trace.leaves(point) for point in moons.points]
    turned = trace.leaves(-moons.signs)
    one, share, decay = trace.leaves((1.0, 1.0 / len(moons.signs), DECAY))
    losses = [
        _loss(trace, parameters, point, sign, one)
        for point, sign in zip(points, turned, strict=True)
    ]
    mean = trace.op("mul", trace.total(losses), share)
    trace.op("add", mean, _decay(trace, parameters, decay))
    return trace.work(f"moons, {len(moons.signs)} rows", len(parameters))


def row_work(moons: Moons) -> tuple[Work, dict[int, NDArray[np.float64]]]:
    """Return one training step as the graph of one row, and the column of each of its inputs."""
    trace = _Trace()
    parameters = trace.leaves(moons.parameters)
    point = trace.leaves((0.0,) * INPUTS)
    turned, one, decay = trace.leaves((0.0, 1.0, DECAY))
    mean = trace.op("mean", _loss(trace, parameters, point, turned, one))
    trace.op("add", mean, _decay(trace, parameters, decay))
    columns = dict(zip([*point, turned], [*moons.points.T, -moons.signs], strict=True))
    return trace.work("moons, one row", len(parameters)), columns


class _Trace:
    """Writes down which op is applied to what; a number is known by its place."""

    def __init__(self) -> None:
        self._leaves: list[float] = []
        self._steps: list[Step] = []

    def leaves(self, numbers: Iterable[float]) -> list[int]:
        """Add leaves; all of them come before the first op."""
        first = len(self._leaves)
        self._leaves.extend(map(float, numbers))
        return list(range(first, len(self._leaves)))

    def op(self, name: str, *operands: int) -> int:
        self._steps.append(Step(name, operands))
        return len(self._leaves) + len(self._steps) - 1

    def total(self, terms: Sequence[int]) -> int:
        so_far = terms[0]
        for term in terms[1:]:
            so_far = self.op("add", so_far, term)
        return so_far

    def work(self, name: str, moved: int) -> Work:
        return Work(name, tuple(self._leaves), tuple(self._steps), moved, RATE)


def _loss(trace: _Trace, parameters: list[int], point: list[int], turned: int, one: int) -> int:
    own = iter(parameters)
    numbers = point
    for width in WIDTHS:
        sums = [_neuron(trace, [next(own) for _ in range(len(numbers) + 1)], numbers)
                for _ in range(width)]  # fmt: skip
        numbers = sums if width == 1 else [trace.op("relu", each) for each in sums]
    short = trace.op("add", one, trace.op("mul", turned, numbers[0]))
    return trace.op("relu", short)


def _neuron(trace: _Trace, parameters: list[int], inputs: list[int]) -> int:
    products = [trace.op("mul", *pair) for pair in zip(parameters[:-1], inputs, strict=True)]
    return trace.total([parameters[-1], *products])


def _decay(trace: _Trace, parameters: list[int], decay: int) -> int:
    return trace.op("mul", decay, trace.total([trace.op("mul", p, p) for p in parameters]))
