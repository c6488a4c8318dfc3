"""Optimisers: the definitions are PyTorch's."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import Direction
from engine.optim import SGD

numbers = st.floats(-100, 100)


def test_a_step_goes_against_the_gradient_and_up_goes_with_it() -> None:
    parameters, gradients = {"a": 2.0}, {"a": 6.0}
    assert SGD(0.01).step(parameters, gradients).parameters == {"a": 2.0 - 0.01 * 6.0}
    up = SGD(0.01, direction=Direction.UP)
    assert up.step(parameters, gradients).parameters == {"a": 2.0 + 0.01 * 6.0}


def test_a_parameter_without_a_gradient_stays() -> None:
    assert SGD(0.1).step({"a": 1.0, "b": 2.0}, {"a": 1.0}).parameters == {"a": 0.9, "b": 2.0}


def test_without_momentum_nothing_is_remembered() -> None:
    assert SGD(0.1).step({"a": 1.0}, {"a": 1.0}).memory == {}


def test_momentum_carries_on_when_the_gradient_is_gone() -> None:
    optimiser = SGD(0.1, momentum=0.5)
    first = optimiser.step({"a": 1.0}, {"a": 4.0})
    second = optimiser.step(first.parameters, {"a": 0.0}, first.memory)
    assert first.parameters["a"] - second.parameters["a"] == pytest.approx(0.1 * 0.5 * 4.0)


@given(
    st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=1, max_size=5),
    st.floats(1e-4, 1.0),
    st.sampled_from([0.0, 0.5, 0.9]),
    st.sampled_from(Direction),
)
def test_steps_are_those_of_pytorch(
    gradients: list[list[float]], rate: float, momentum: float, direction: Direction
) -> None:
    torch: Any = pytest.importorskip("torch")
    start = [1.5, -0.25]
    theirs = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    maximize = direction is Direction.UP
    peer = torch.optim.SGD([theirs], lr=rate, momentum=momentum, maximize=maximize)
    ours, memory = dict(enumerate(start)), None
    for each in gradients:
        theirs.grad = torch.tensor(each, dtype=torch.float64)
        peer.step()
        ours, memory = vars_of(
            SGD(rate, momentum, direction).step(ours, dict(enumerate(each)), memory)
        )
    assert list(ours.values()) == pytest.approx(theirs.tolist(), rel=1e-14)


def vars_of(moved: Any) -> tuple[dict[int, float], dict[int, float]]:
    return moved.parameters, moved.memory
