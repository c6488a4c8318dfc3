"""Neurons, layers and multi-layer perceptrons of ``Value``, with micrograd's interface."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from engine.value import Value, add_products

if TYPE_CHECKING:
    from engine.document import Document
    from engine.graph import Graph
    from engine.nn_document import Loss


class Source(Protocol):
    """Where starting values come from: ``random``, or a ``random.Random``."""

    def uniform(self, a: float, b: float) -> float:
        """Return a number between a and b."""


Seed = Source | int | None
"""A source of starting values, the seed of a new one, or None for Python's shared source."""


class Module:
    """Something with parameters."""

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0."""
        for parameter in self.parameters():
            parameter.grad = 0.0

    def parameters(self) -> list[Value]:
        """Return every parameter in a fixed order."""
        return []

    def document(
        self, inputs: Sequence[str], *, loss: Loss | None = None, wanted: Sequence[str] = ()
    ) -> Document:
        """Return this network as a document of one row; see ``nn_document.document_of``."""
        from engine.nn_document import document_of

        return document_of(self, inputs, loss=loss, wanted=wanted)

    def read(self, document: Document | Graph) -> None:
        """Take the parameters' numbers from a document; see ``nn_document.read_parameters``."""
        from engine.nn_document import read_parameters

        read_parameters(self, document)


class Neuron(Module):
    """The sum of the inputs, each times a parameter, plus a parameter; through relu if nonlin.

    Attributes:
        w: one parameter for each input, drawn evenly from −1 to 1.
        b: the parameter that is added, 0 at the start.
        nonlin: whether the sum goes through relu.
    """

    def __init__(self, nin: int, nonlin: bool = True, *, seed: Seed = None) -> None:  # noqa: FBT001, FBT002 - micrograd's interface
        """Take the number of inputs."""
        source = as_source(seed)
        self.w = [Value(source.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(0)
        self.nonlin = nonlin

    def __call__(self, x: Iterable[Any]) -> Value:
        """Return the output for inputs, which are values or plain numbers.

        Raises:
            ValueError: there are more or fewer inputs than the neuron takes.
        """
        inputs = list(x)
        if len(inputs) != len(self.w):
            raise ValueError(f"This neuron takes {len(self.w)} inputs, not {len(inputs)}.")
        activation = add_products(self.b, self.w, inputs)
        return activation.relu() if self.nonlin else activation

    def parameters(self) -> list[Value]:
        """Return the parameters of the inputs and the one that is added."""
        return [*self.w, self.b]

    def __repr__(self) -> str:
        return f"{'ReLU' if self.nonlin else 'Linear'}Neuron({len(self.w)})"


class Layer(Module):
    """Neurons side by side, each with the same inputs."""

    def __init__(self, nin: int, nout: int, *, seed: Seed = None, **kwargs: Any) -> None:
        """Take the number of inputs and of neurons, and what else each neuron takes."""
        source = as_source(seed)
        self.neurons = [Neuron(nin, seed=source, **kwargs) for _ in range(nout)]

    def __call__(self, x: Sequence[Any]) -> Any:
        """Return the neurons' outputs: a list, or the value itself where there is one neuron."""
        outputs = [neuron(x) for neuron in self.neurons]
        return outputs[0] if len(outputs) == 1 else outputs

    def parameters(self) -> list[Value]:
        """Return the parameters of every neuron."""
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(str(neuron) for neuron in self.neurons)}]"


class MLP(Module):
    """Layers one after another; every one but the last through relu."""

    def __init__(self, nin: int, nouts: Sequence[int], *, seed: Seed = None) -> None:
        """Take the number of inputs and the number of neurons of each layer."""
        source = as_source(seed)
        sizes = [nin, *nouts]
        self.layers = [
            Layer(sizes[i], sizes[i + 1], seed=source, nonlin=i != len(nouts) - 1)
            for i in range(len(nouts))
        ]

    def __call__(self, x: Any) -> Any:
        """Return the last layer's outputs: a list, or the value itself where there is one."""
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self) -> list[Value]:
        """Return the parameters of every layer."""
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(str(layer) for layer in self.layers)}]"


def as_source(seed: Seed) -> Source:
    """Return the source of starting values that a seed stands for."""
    if seed is None:
        return random
    return random.Random(seed) if isinstance(seed, int) else seed
