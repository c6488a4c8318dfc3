"""Optimisers: the definitions are PyTorch's."""

import math
import random
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import Direction
from engine.optim import BY_NAME, SGD, Adam, AdamW, Memory, Momentum, Optimiser, RMSProp

NESTEROV = Momentum.NESTEROV
UP = Direction.UP

PEERS: list[tuple[str, Callable[[], Optimiser], dict[str, Any]]] = [
    ("SGD", lambda: SGD(0.1), {"lr": 0.1}),
    ("SGD", lambda: SGD(0.1, direction=UP), {"lr": 0.1, "maximize": True}),
    ("SGD", lambda: SGD(0.1, 0.9), {"lr": 0.1, "momentum": 0.9}),
    ("SGD", lambda: SGD(0.1, decay=0.3), {"lr": 0.1, "weight_decay": 0.3}),
    (
        "SGD",
        lambda: SGD(0.05, 0.8, style=NESTEROV, decay=0.1, direction=UP),
        {"lr": 0.05, "momentum": 0.8, "nesterov": True, "weight_decay": 0.1, "maximize": True},
    ),
    ("RMSprop", RMSProp, {}),
    (
        "RMSprop",
        lambda: RMSProp(0.02, 0.9, 1e-6, 0.7, decay=0.1, direction=UP),
        {"lr": 0.02, "alpha": 0.9, "eps": 1e-6, "momentum": 0.7, "weight_decay": 0.1}
        | {"maximize": True},
    ),
    ("Adam", Adam, {}),
    (
        "Adam",
        lambda: Adam(0.02, (0.8, 0.95), 1e-6, decay=0.1, direction=UP),
        {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-6, "weight_decay": 0.1, "maximize": True},
    ),
    ("AdamW", AdamW, {}),
    ("AdamW", lambda: AdamW(0.1, decay=0.5), {"lr": 0.1, "weight_decay": 0.5}),
]


def walked(
    optimiser: Optimiser, start: list[float], gradients: list[list[float]], **rates: Any
) -> list[float]:
    place = dict(enumerate(start))
    memory: dict[int, Memory] | None = None
    for each in gradients:
        place, memory = optimiser.step(place, dict(enumerate(each)), memory, **rates)
    return list(place.values())


@pytest.mark.torch
@pytest.mark.parametrize(("name", "ours", "settings"), PEERS)
@pytest.mark.parametrize("seed", range(3))
def test_40_steps_are_those_of_pytorch(
    name: str, ours: Callable[[], Optimiser], settings: dict[str, Any], seed: int
) -> None:
    torch: Any = pytest.importorskip("torch")
    chance = random.Random(seed)
    start = [chance.gauss(0, 2) for _ in range(6)]
    gradients = [[chance.gauss(0, 10.0 ** chance.randint(-6, 3)) for _ in start] for _ in range(40)]
    theirs = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    peer = getattr(torch.optim, name)([theirs], **settings)
    for each in gradients:
        theirs.grad = torch.tensor(each, dtype=torch.float64)
        peer.step()
    assert walked(ours(), start, gradients) == pytest.approx(theirs.tolist(), rel=1e-11)


@pytest.mark.torch
def test_a_parameter_with_a_rate_of_its_own_moves_as_in_a_group_of_its_own() -> None:
    torch: Any = pytest.importorskip("torch")
    gradients = [[math.sin(i), math.cos(i)] for i in range(20)]
    tensors = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in (1.0, 2.0)]
    groups = [{"params": tensors[0]}, {"params": tensors[1], "lr": 0.3}]
    peer = torch.optim.AdamW(groups, lr=0.01)
    for each in gradients:
        for tensor, gradient in zip(tensors, each, strict=True):
            tensor.grad = torch.tensor(gradient, dtype=torch.float64)
        peer.step()
    ours = walked(AdamW(0.01), [1.0, 2.0], gradients, rates={1: 0.3})
    assert ours == pytest.approx([t.item() for t in tensors], rel=1e-12)


@pytest.mark.parametrize(
    ("optimiser", "expected"),
    [
        (SGD(0.1), (1.4, 1.35)),
        (SGD(0.1, 0.5), (1.4, 1.3)),
        (SGD(0.1, 0.5, style=NESTEROV), (1.35, 1.25)),
        (SGD(0.1, decay=0.2), (1.37, 1.2926)),
        (RMSProp(0.1, 0.75), (1.3, 1.2)),
        (Adam(0.1), (1.4, 1.3067820383)),
        (AdamW(0.1, decay=0.2), (1.37, 1.2493820383)),
    ],
    ids=str,
)
def test_two_steps_by_hand(optimiser: Optimiser, expected: tuple[float, float]) -> None:
    once = walked(optimiser, [1.5], [[1.0]])
    twice = walked(optimiser, [1.5], [[1.0], [0.5]])
    assert (*once, *twice) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize(("name", "optimiser"), BY_NAME.items())
def test_the_defaults_are_those_of_pytorch(name: str, optimiser: Callable[[], Any]) -> None:
    rates = {"sgd": 0.01, "rmsprop": 0.01, "adam": 0.001, "adamw": 0.001}
    assert optimiser().rate == rates[name]
    assert optimiser().decay == (0.01 if name == "adamw" else 0.0)
    assert optimiser().direction is Direction.DOWN


def test_a_step_goes_against_the_gradient_and_up_goes_with_it() -> None:
    parameters, gradients = {"a": 2.0}, {"a": 6.0}
    assert SGD(0.01).step(parameters, gradients).parameters == {"a": 2.0 - 0.01 * 6.0}
    up = SGD(0.01, direction=UP)
    assert up.step(parameters, gradients).parameters == {"a": 2.0 + 0.01 * 6.0}


@pytest.mark.parametrize("optimiser", [SGD(0.1, 0.9), RMSProp(), Adam(), AdamW()], ids=str)
def test_a_step_changes_nothing_that_it_is_given(optimiser: Optimiser) -> None:
    first = optimiser.step({"a": 1.0}, {"a": 2.0})
    parameters, memory = dict(first.parameters), dict(first.memory)
    second = optimiser.step(first.parameters, {"a": 2.0}, first.memory)
    assert (first.parameters, first.memory) == (parameters, memory)
    assert second == optimiser.step(parameters, {"a": 2.0}, memory)


def test_a_parameter_without_a_gradient_stays_and_so_does_its_memory() -> None:
    optimiser = SGD(0.1, 0.5)
    first = optimiser.step({"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 1.0})
    second = optimiser.step(first.parameters, {"a": 1.0}, first.memory)
    assert second.parameters["b"] == first.parameters["b"]
    assert second.memory["b"] == first.memory["b"] == (1.0,)


def test_without_momentum_nothing_is_remembered() -> None:
    assert SGD(0.1).step({"a": 1.0}, {"a": 1.0}).memory == {}


def test_momentum_carries_on_when_the_gradient_is_gone() -> None:
    optimiser = SGD(0.1, momentum=0.5)
    first = optimiser.step({"a": 1.0}, {"a": 4.0})
    second = optimiser.step(first.parameters, {"a": 0.0}, first.memory)
    assert first.parameters["a"] - second.parameters["a"] == pytest.approx(0.1 * 0.5 * 4.0)


@given(st.floats(1e-3, 1e3), st.floats(1e-6, 1.0))
def test_the_first_step_of_adam_is_as_long_as_the_rate(gradient: float, rate: float) -> None:
    moved = Adam(rate).step({"a": 0.0}, {"a": gradient}).parameters
    assert -moved["a"] == pytest.approx(rate, rel=1e-4)


@pytest.mark.parametrize("optimiser", [RMSProp(epsilon=0.0), Adam(epsilon=0.0)], ids=str)
@pytest.mark.parametrize("gradient", [0.0, math.inf, -math.inf, math.nan, 1e200])
def test_no_gradient_makes_a_step_raise(optimiser: Optimiser, gradient: float) -> None:
    moved = optimiser.step({"a": 1.0}, {"a": gradient})
    optimiser.step(moved.parameters, {"a": gradient}, moved.memory)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: SGD(-1.0), "The learning rate must be a finite number from 0 up, not -1.0."),
        (lambda: SGD(math.nan), "The learning rate must be a finite number from 0 up, not nan."),
        (lambda: SGD(momentum=-1.0), "The momentum must be a finite number from 0 up, not -1.0."),
        (lambda: SGD(style=NESTEROV), "Nesterov's momentum must be above 0."),
        (lambda: RMSProp(decay=-1.0), "The decay must be a finite number from 0 up, not -1.0."),
        (lambda: Adam(betas=(0.9, 1.0)), "A beta must be from 0 up and below 1, not 1.0."),
    ],
)
def test_settings_that_no_step_can_use_are_refused(make: Callable[[], Any], sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is compared below
        make()
    assert str(refused.value) == sentence


def test_settings_are_values() -> None:
    assert Adam(0.1) == Adam(0.1)
    assert hash(Adam(0.1)) == hash(Adam(0.1))
    with pytest.raises(FrozenInstanceError):
        Adam().rate = 1.0  # type: ignore[misc]
