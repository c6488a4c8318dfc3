"""Worked examples as their authors published them: the same digits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from engine.autodiff import backward
from engine.graph import Graph, Leaf
from engine.parse import parse


class Example(NamedTuple):
    """A published calculation.

    Attributes:
        text: the expression, and the numbers at which it stands.
        target: what is differentiated.
        values: the published values by name.
        gradients: the published derivatives by name.
        digits: how far from the published numbers ours may be, of their size.
    """

    text: str
    target: str
    values: Mapping[str, float]
    gradients: Mapping[str, float]
    digits: float = 1e-14


EXAMPLES = {
    # Karpathy, micrograd, README.md (github.com/karpathy/micrograd).
    "micrograd's readme": Example(
        "a = -4; b = 2; c = a + b; d = a*b + b**3; c2 = c + (c + 1); c3 = c2 + ((1 + c2) - a);"
        "d2 = d + (d*2 + relu(b + a)); d3 = d2 + (3*d2 + relu(b - a)); e = c3 - d3; f = e**2;"
        "g0 = f/2; g = g0 + 10/f",
        "g", {"g": 24.704081632653061}, {"a": 138.83381924198252, "b": 645.57725947521866},
    ),
    # Karpathy, "The spelled-out intro to neural networks and backpropagation" (2022).
    "the tanh neuron": Example(
        "x1 = 2; x2 = 0; w1 = -3; w2 = 1; b = 6.8813735870195432; o = tanh(x1*w1 + x2*w2 + b)",
        "o", {"o": 0.7071067811865476}, {"w1": 1.0, "x1": -1.5, "w2": 0.0, "x2": 0.5},
    ),
    # Baydin, Pearlmutter, Radul and Siskind, JMLR 18 (2018), tables 2 and 3.
    "Baydin et al.": Example(
        "x1 = 2; x2 = 5; y = log(x1) + x1*x2 - sin(x2)",
        "y", {"y": 11.652071455223084}, {"x1": 5.5, "x2": 1.7163378145367737},
    ),
    # Rosenbrock, The Computer Journal 3 (1960): the usual start.
    "Rosenbrock's valley": Example(
        "x = -1.2; y = 1; f = (1 - x)**2 + 100*(y - x**2)**2",
        "f", {"f": 24.2}, {"x": -215.6, "y": -88.0},
    ),
    # Nielsen, Neural Networks and Deep Learning (2015), chapter 3: one neuron that is to give 0 for
    # 1 starts from weight 0.6 and bias 0.9 with the output 0.82; the quadratic cost.
    "Nielsen's neuron": Example(
        "x = 1; w = 0.6; b = 0.9; a = sigmoid(w*x + b); C = a**2/2",
        "C", {"a": 0.82}, {}, 4e-3,
    ),
    # Stanford CS231n, notes on backpropagation: f = (x + y)z, and a neuron with two inputs.
    "CS231n's circuit": Example(
        "x = -2; y = 5; z = -4; q = x + y; f = q*z",
        "f", {"q": 3.0, "f": -12.0}, {"q": -4.0, "z": 3.0, "x": -4.0, "y": -4.0},
    ),
    "CS231n's neuron": Example(
        "w0 = 2; w1 = -3; w2 = -3; x0 = -1; x1 = -2; dot = w0*x0 + w1*x1 + w2; f = sigmoid(dot)",
        "f", {"dot": 1.0, "f": 0.73},
        {"w0": -0.2, "x0": 0.39, "w1": -0.39, "x1": -0.59, "w2": 0.2}, 2e-2,
    ),
}  # fmt: skip


def numbers(graph: Graph, target: str) -> tuple[dict[str, float], dict[str, float]]:
    """Return values and gradients by name."""
    ids = {node.label: node_id for node_id, node in graph.nodes.items() if node.label}
    done = backward(graph, ids[target])
    values = {name: done.values[node_id] for name, node_id in ids.items()}
    return values, {name: done.gradients[node_id] for name, node_id in ids.items()}


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_the_published_digits(example: Example) -> None:
    values, gradients = numbers(parse(example.text), example.target)
    for name, published in example.values.items():
        assert values[name] == pytest.approx(published, rel=example.digits)
    for name, published in example.gradients.items():
        assert gradients[name] == pytest.approx(published, rel=example.digits, abs=1e-15)


def test_the_first_step_of_nielsens_neuron_is_by_its_closed_form() -> None:
    values, gradients = numbers(parse(EXAMPLES["Nielsen's neuron"].text), "C")
    a = 1 / (1 + math.exp(-1.5))
    assert values["a"] == pytest.approx(a, rel=1e-15)
    # ∂C/∂w = a·σ′(z)·x: equations 55 and 56 of the chapter, for the input 1 and the wish 0.
    assert gradients["w"] == gradients["b"] == pytest.approx(a * a * (1 - a), rel=1e-14)


@pytest.mark.parametrize("count", [2, 5, 50])
def test_speelpennings_product(count: int) -> None:
    # Speelpenning (1980), as in Griewank and Walther, Evaluating Derivatives (2008), section 3.3:
    # the gradient of x1·x2⋯xn costs no more than a few products, with no division.
    xs = [(i + 1.0) / (i + 2.0) for i in range(count)]
    names = [f"x{i}" for i in range(count)]
    graph = parse(f"y = mul_n({', '.join(names)})")
    for node_id, node in list(graph.nodes.items()):
        if isinstance(node, Leaf) and node.label in names:
            graph.set_node(node_id, Leaf(xs[names.index(node.label)], node.label))
    values, gradients = numbers(graph, "y")
    # The product telescopes.
    assert values["y"] == pytest.approx(1.0 / (count + 1), rel=1e-13)
    for name, x in zip(names, xs, strict=True):
        assert gradients[name] == pytest.approx(1.0 / (count + 1) / x, rel=1e-13)
