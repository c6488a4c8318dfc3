"""Descents whose end or whose way is known: NIST's line, a greatest likelihood, PyTorch."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from engine.autodiff import backward
from engine.graph import Graph, Leaf
from engine.optim import SGD, Adam, AdamW, Memory, Momentum, Optimiser, RMSProp
from engine.parse import parse
from engine.rows_pass import RowsPass, backward_rows

DATA: Final = Path(__file__).parent / "data"


def ids(graph: Graph) -> dict[str, str]:
    return {node.label: node_id for node_id, node in graph.nodes.items() if node.label}


def moved(graph: Graph, numbers: dict[str, float]) -> None:
    known = ids(graph)
    for name, number in numbers.items():
        graph.set_node(known[name], Leaf(number, name))


def test_gradient_descent_finds_the_certified_line_through_norris_data() -> None:
    with (DATA / "norris.csv").open(encoding="utf-8") as file:
        rows = [(float(row["x"]), float(row["y"])) for row in csv.DictReader(file)]
    middle = math.fsum(x for x, _ in rows) / len(rows)
    spread = math.sqrt(math.fsum((x - middle) ** 2 for x, _ in rows) / len(rows))
    # In standard units the loss is a round bowl, and a rate of ½ leads straight to its bottom.
    graph = parse("input u = 0; input y = 0; a = 0; b = 0; L = mean((a + b*u - y)**2)")
    known = ids(graph)
    columns = {
        known["u"]: [(x - middle) / spread for x, _ in rows],
        known["y"]: [y for _, y in rows],
    }
    place, optimiser = {"a": 0.0, "b": 0.0}, SGD(0.4)
    for _ in range(40):
        moved(graph, place)
        done: RowsPass = backward_rows(graph, columns)
        place = optimiser.step(place, {n: done.gradients[known[n]] for n in place}).parameters
    slope = place["b"] / spread
    # The certified values of the set, to the digits that the data in floats have.
    assert slope == pytest.approx(1.00211681802045, rel=1e-13)
    assert place["a"] - slope * middle == pytest.approx(-0.262323073774029, rel=1e-10)
    residual = done.values[known["L"]] * len(rows) / (len(rows) - 2)
    assert math.sqrt(residual) == pytest.approx(0.884796396144373, rel=1e-12)


def petals() -> tuple[Any, Any]:
    """Return length and width of the petals of two species in standard units, and which it is."""
    with (DATA / "iris.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["species"] != "setosa"]
    sizes = np.array([[float(row["petal_length"]), float(row["petal_width"])] for row in rows])
    kinds = np.array([1.0 if row["species"] == "virginica" else 0.0 for row in rows])
    return (sizes - sizes.mean(0)) / sizes.std(0), kinds


def newtons_optimum(sizes: Any, kinds: Any) -> Any:
    """Return the weights with the greatest likelihood, the bias first, by Newton's method."""
    given = np.column_stack([np.ones(len(sizes)), sizes])
    weights = np.zeros(3)
    for _ in range(30):
        shares = 1.0 / (1.0 + np.exp(-given @ weights))
        curvature = given.T @ (given * (shares * (1.0 - shares))[:, None])
        weights = weights - np.linalg.solve(curvature, given.T @ (shares - kinds))
    return weights


def test_logistic_regression_on_iris_ends_at_the_greatest_likelihood() -> None:
    sizes, kinds = petals()
    graph = parse(
        "input l = 0; input w = 0; input t = 0; b = 0; u = 0; v = 0; z = b + u*l + v*w;"
        "L = mean(t*softplus(-z) + (1 - t)*softplus(z))"
    )
    known = ids(graph)
    columns = {known["l"]: sizes[:, 0], known["w"]: sizes[:, 1], known["t"]: kinds}
    place, memory = {"b": 0.0, "u": 0.0, "v": 0.0}, None
    optimiser = SGD(4.0, 0.9)
    for _ in range(800):
        moved(graph, place)
        gradients = backward_rows(graph, columns).gradients
        place, memory = optimiser.step(place, {n: gradients[known[n]] for n in place}, memory)
    assert list(place.values()) == pytest.approx(newtons_optimum(sizes, kinds), rel=1e-8)
    assert max(abs(gradients[known[n]]) for n in place) < 1e-10


ROSENBROCK: Final = "x = -1.2; y = 1; f = (1 - x)**2 + 100*(y - x**2)**2"
OPTIMISERS: Final[list[tuple[str, Optimiser, dict[str, Any]]]] = [
    ("SGD", SGD(1e-3), {"lr": 1e-3}),
    ("SGD", SGD(1e-3, decay=0.01), {"lr": 1e-3, "weight_decay": 0.01}),
    ("SGD", SGD(1e-3, 0.9), {"lr": 1e-3, "momentum": 0.9}),
    ("SGD", SGD(1e-3, 0.9, style=Momentum.NESTEROV),
     {"lr": 1e-3, "momentum": 0.9, "nesterov": True}),
    ("RMSprop", RMSProp(0.01), {"lr": 0.01}),
    ("RMSprop", RMSProp(0.01, momentum=0.5, decay=0.01),
     {"lr": 0.01, "momentum": 0.5, "weight_decay": 0.01}),
    ("Adam", Adam(0.02), {"lr": 0.02}),
    ("Adam", Adam(0.02, decay=0.01), {"lr": 0.02, "weight_decay": 0.01}),
    ("AdamW", AdamW(0.02, decay=0.1), {"lr": 0.02, "weight_decay": 0.1}),
]  # fmt: skip


@pytest.mark.torch
@pytest.mark.parametrize(("name", "optimiser", "settings"), OPTIMISERS)
def test_100_steps_down_rosenbrocks_valley_are_pytorchs(
    name: str, optimiser: Optimiser, settings: dict[str, Any]
) -> None:
    torch: Any = pytest.importorskip("torch")
    theirs = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (-1.2, 1.0)]
    peer = getattr(torch.optim, name)(theirs, **settings)
    for ours in way_down(optimiser):
        peer.zero_grad()
        x, y = theirs
        ((1 - x) ** 2 + 100 * (y - x**2) ** 2).backward()
        peer.step()
        assert ours == pytest.approx([each.item() for each in theirs], rel=1e-9)


def way_down(optimiser: Optimiser) -> list[list[float]]:
    """Return where 100 steps of the graph's own gradients lead, one after the other."""
    graph = parse(ROSENBROCK)
    known = ids(graph)
    place: dict[str, float] = {"x": -1.2, "y": 1.0}
    memory: dict[str, Memory] | None = None
    way = []
    for _ in range(100):
        moved(graph, place)
        gradients = backward(graph).gradients
        place, memory = optimiser.step(place, {n: gradients[known[n]] for n in place}, memory)
        way.append(list(place.values()))
    return way


@pytest.mark.parametrize("make", [lambda: Adam(0.02), lambda: SGD(1e-3, 0.9)], ids=["Adam", "SGD"])
def test_100_steps_lead_far_down_the_valley(make: Callable[[], Optimiser]) -> None:
    x, y = way_down(make())[-1]
    assert (1 - x) ** 2 + 100 * (y - x**2) ** 2 < 24.2 / 4
