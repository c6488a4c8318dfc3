"""Training loops of values, as micrograd and PyTorch write them."""

import pytest

from engine.nn import MLP
from engine.optim import SGD, Adam
from engine.value import Value
from engine.value_optim import Stepper


def test_a_training_loop_goes_down_to_the_minimum() -> None:
    x = Value(5.0)
    stepper = Stepper([x], SGD(0.1, momentum=0.5))
    for _ in range(200):
        stepper.zero_grad()
        ((x - 3.0) ** 2).backward()
        stepper.step()
    assert x.data == pytest.approx(3.0)


def test_two_steps_are_those_of_the_optimiser() -> None:
    a, b = Value(1.0), Value(2.0)
    stepper = Stepper([a, b], Adam(0.1), rates={b: 0.01})
    by_hand = {0: 1.0, 1: 2.0}
    memory = None
    for gradients in ((0.5, -1.0), (0.25, 3.0)):
        a.grad, b.grad = gradients
        stepper.step()
        by_hand, memory = Adam(0.1).step(
            by_hand, dict(enumerate(gradients)), memory, rates={1: 0.01}
        )
    assert (a.data, b.data) == tuple(by_hand.values())


def test_a_parameter_that_is_named_twice_moves_once() -> None:
    a = Value(1.0)
    a.grad = 1.0
    Stepper([a, a], SGD(0.25)).step()
    assert a.data == 0.75


def test_a_network_learns_exclusive_or() -> None:
    model = MLP(2, [6, 1], seed=3)
    stepper = Stepper(model.parameters(), Adam(0.05))
    rows = [((-1, -1), -1), ((-1, 1), 1), ((1, -1), 1), ((1, 1), -1)]
    for _ in range(120):
        loss = sum((model(x) - y) ** 2 for x, y in rows)
        loss.backward()
        stepper.step()
    assert loss.data < 0.05


def test_zeroing_forgets_the_gradients() -> None:
    a = Value(1.0)
    a.grad = 2.0
    Stepper([a], SGD()).zero_grad()
    assert a.grad == 0.0
