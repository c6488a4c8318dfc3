"""The graphs that are measured are what they are said to be."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff import backward
from engine.benchmarks.moons import make_moons, matrices, parameter_count, row_work, scalar_work
from engine.benchmarks.works import Work, chain, graph_of, random_graph, worked_example
from engine.graph import ancestors

MANY = st.integers(4, 300)


@given(MANY, st.integers(0, 50))
def test_the_target_of_a_random_graph_depends_on_every_node(size: int, seed: int) -> None:
    graph = graph_of(random_graph(size, seed))
    assert len(graph.nodes) == size
    assert ancestors(graph, f"n{size - 1}") == set(graph.nodes)


@given(MANY, st.integers(0, 50))
def test_every_node_of_a_random_graph_matters_to_the_target(size: int, seed: int) -> None:
    done = backward(graph_of(random_graph(size, seed)))
    assert all(math.isfinite(value) for value in done.values.values())
    assert all(math.isfinite(x) and x != 0.0 for x in done.gradients.values())


def test_a_random_graph_has_the_mix_of_ops_that_it_says() -> None:
    ops = [step.op for step in random_graph(20_000).steps]
    shares = {op: ops.count(op) / len(ops) for op in ("add", "mul", "relu")}
    assert shares == pytest.approx({"add": 0.44, "mul": 0.43, "relu": 0.13}, abs=0.015)


def test_a_seed_stands_for_one_graph() -> None:
    assert random_graph(50, 3) == random_graph.__wrapped__(50, 3) != random_graph(50, 4)


def test_a_work_has_the_size_that_it_says() -> None:
    assert [work.size for work in (worked_example(), random_graph(100), chain(100))] == [
        7,
        100,
        100,
    ]


def test_the_worked_example_is_the_worked_example() -> None:
    done = backward(graph_of(worked_example()))
    assert (done.values["n6"], done.gradients["n0"]) == (-8.0, 6.0)


def test_the_end_of_a_chain_is_as_deep_as_the_chain_is_long() -> None:
    done = backward(graph_of(chain(100)))
    assert done.values["n99"] == pytest.approx(1e-3 + 98.0)
    assert done.gradients["n0"] == 98.0


def test_a_rewired_work_has_other_operands_in_one_place() -> None:
    work = worked_example().rewired(5, (4, 4))
    assert backward(graph_of(work)).values["n6"] == (2.0 * -3.0 + 2.0 * -3.0) * -2.0
    assert worked_example().steps[1].operands == (4, 2)


def test_the_network_has_337_parameters_and_a_step_on_100_rows_65_715_nodes() -> None:
    assert parameter_count() == 337
    assert scalar_work(make_moons(100)).size == 65_715


def test_the_matrices_are_views_of_all_parameters() -> None:
    parameters = make_moons(1).parameters.copy()
    layers = matrices(parameters)
    assert [(w.shape, b.shape) for w, b in layers] == [
        ((2, 16), (16,)),
        ((16, 16), (16,)),
        ((16, 1), (1,)),
    ]
    for part in (part for layer in layers for part in layer):
        part[:] = 0.0
    assert not parameters.any()


def test_the_loss_is_the_hinge_and_the_squared_parameters() -> None:
    moons = make_moons(3)
    numbers = moons.points
    for number, (factors, added) in enumerate(layers := matrices(moons.parameters)):
        numbers = numbers @ factors + added
        numbers = numbers if number == len(layers) - 1 else numbers.clip(min=0.0)
    hinge = (1.0 - moons.signs * numbers[:, 0]).clip(min=0.0).mean()
    wanted = hinge + 1e-4 * (moons.parameters**2).sum()
    assert value_of(scalar_work(moons)) == pytest.approx(wanted, rel=1e-12)


def test_the_graph_of_one_row_has_a_column_for_each_input() -> None:
    work, columns = row_work(make_moons(5))
    assert work.moved == 337
    assert [len(column) for column in columns.values()] == [5, 5, 5]
    assert all(work.moved <= place < len(work.leaves) for place in columns)


def value_of(work: Work) -> float:
    value = backward(graph_of(work)).values[f"n{work.size - 1}"]
    return float(value)
