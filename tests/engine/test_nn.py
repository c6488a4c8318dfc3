"""Networks of values."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.files.chainrule_file import encode
from engine.nn import MLP, Layer, Module, Neuron
from engine.value import Value, add_products

moderate = st.floats(-1e3, 1e3)


def test_a_neuron_is_relu_of_the_sum_of_inputs_times_parameters() -> None:
    neuron = Neuron(2, seed=1)
    neuron.b.data = 0.5
    w1, w2 = neuron.w
    for x in ([1.0, -2.0], [-3.0, 4.0]):
        expected = w1.data * x[0] + w2.data * x[1] + 0.5
        assert neuron(x).data == pytest.approx(max(expected, 0.0))


@given(st.lists(st.tuples(moderate, moderate, st.booleans()), max_size=5), moderate)
def test_products_are_added_as_the_operators_add_them(
    terms: list[tuple[float, float, bool]], start: float
) -> None:
    def leaves() -> tuple[list[Value], list[Any]]:
        ones = [Value(one) for one, _, _ in terms]
        return ones, [Value(other) if is_value else other for _, other, is_value in terms]

    ours, (ones, others) = Value(start), leaves()
    quick = add_products(ours, ones, others)
    plain_start, (plain_ones, plain_others) = Value(start), leaves()
    plain = plain_start
    for one, other in zip(plain_ones, plain_others, strict=True):
        plain = plain + one * other
    assert encode(quick.graph()) == encode(plain.graph())
    quick.backward()
    plain.backward()
    assert repr([quick, ours, *ones, *others]) == repr(
        [plain, plain_start, *plain_ones, *plain_others]
    )


def test_as_many_factors_are_needed_on_both_sides() -> None:
    with pytest.raises(ValueError, match="shorter"):
        add_products(Value(0.0), [Value(1.0), Value(2.0)], [3.0])


def test_a_linear_neuron_has_no_relu() -> None:
    neuron = Neuron(1, nonlin=False, seed=1)
    neuron.w[0].data = -1.0
    assert neuron([3.0]).data == -3.0


def test_parameters_start_between_minus_1_and_1_and_the_added_one_at_0() -> None:
    neuron = Neuron(50, seed=3)
    assert all(-1.0 <= w.data <= 1.0 for w in neuron.w)
    assert len({w.data for w in neuron.w}) == 50
    assert neuron.b.data == 0.0


def test_the_same_seed_gives_the_same_network() -> None:
    def numbers(seed: int | random.Random | None) -> list[float]:
        return [p.data for p in MLP(2, [3, 1], seed=seed).parameters()]

    assert numbers(7) == numbers(7) == numbers(random.Random(7))
    assert numbers(7) != numbers(8)
    random.seed(7)
    assert numbers(None) == numbers(7)


def test_a_network_has_the_parameters_of_its_layers() -> None:
    model = MLP(2, [16, 16, 1], seed=0)
    assert len(model.parameters()) == 2 * 16 + 16 + 16 * 16 + 16 + 16 + 1
    assert [len(layer.neurons) for layer in model.layers] == [16, 16, 1]
    assert [layer.neurons[0].nonlin for layer in model.layers] == [True, True, False]


def test_one_output_is_a_value_and_several_are_a_list() -> None:
    assert isinstance(MLP(2, [3, 1], seed=0)([1.0, 2.0]), Value)
    assert len(Layer(2, 3, seed=0)([1.0, 2.0])) == 3


def test_the_number_of_inputs_is_checked() -> None:
    with pytest.raises(ValueError, match="This neuron takes 2 inputs, not 1"):
        Neuron(2, seed=0)([1.0])


def test_a_network_is_written_as_in_micrograd() -> None:
    assert repr(MLP(2, [2, 1], seed=0)) == (
        "MLP of [Layer of [ReLUNeuron(2), ReLUNeuron(2)], Layer of [LinearNeuron(2)]]"
    )


def test_gradients_can_be_set_to_0() -> None:
    model = MLP(2, [2, 1], seed=0)
    model([1.0, 2.0]).backward()
    model.zero_grad()
    assert all(p.grad == 0.0 for p in model.parameters())
    assert Module().parameters() == []


def test_training_brings_the_loss_down() -> None:
    model = MLP(2, [4, 1], seed=1)
    rows = [([0.0, 1.0], 1.0), ([1.0, 0.0], -1.0), ([1.0, 1.0], 0.5)]
    losses = []
    for _ in range(40):
        loss = sum(((model(x) - y) ** 2 for x, y in rows), Value(0.0))
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data -= 0.05 * p.grad
        losses.append(loss.data)
    assert losses[-1] < 0.1 * losses[0]
