"""The two evaluators agree: to 4 ulp for every op, on whatever numbers, in whatever graph."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.elementary import normal_cdf, normal_density
from engine.graph import Apply, Graph, Leaf, Node, sources
from engine.kernels.array_tape import ArrayTape
from engine.kernels.loading import Kernel
from engine.ops import OPS, Op
from engine.passes import backward_steps, drain, forward_steps
from engine.slots import Slots
from engine.tape import compile_tape
from tests.kernel_cases import EDGES, is_near, random_nodes, tape_of
from tests.strategies import calm, graphs

every_op = pytest.mark.parametrize("op", OPS.values(), ids=OPS.keys())
any_floats = st.lists(st.floats() | calm | st.sampled_from(EDGES), min_size=1, max_size=6)


def agrees(kernel: Kernel, op: Op, numbers: tuple[float, ...]) -> bool:
    """Tell whether an op of distinct leaves has the reference's value and local derivatives."""
    nodes: dict[str, Node] = {f"x{i}": Leaf(x) for i, x in enumerate(numbers)}
    nodes["y"] = Apply(op.name, tuple(nodes))
    tape = tape_of(kernel, nodes)
    tape.forward()
    tape.backward(len(numbers))
    y = tape.values[-1]
    # What the backward pass adds to a leaf's 0; from the same y, of which 1 − y² may make much.
    wanted = [0.0 + 1.0 * partial for partial in op.partials(y, *numbers)]
    found = zip(tape.gradients, [*wanted, 1.0], strict=True)
    size = gelu_terms(*numbers) if op.name == "gelu" else 0.0
    return is_near(y, op.forward(*numbers)) and all(is_near(*pair, size) for pair in found)


def gelu_terms(x: float) -> float:
    """Return the larger of the two terms of gelu's slope: near −0.75 they cancel."""
    return max(normal_cdf(x), abs(x * normal_density(x))) if math.isfinite(x) else 0.0


@every_op
def test_every_op_agrees_at_the_edges_of_the_numbers(kernel: Kernel, op: Op) -> None:
    for numbers in product(EDGES, repeat=len(op.operands)):
        assert agrees(kernel, op, numbers), numbers


@every_op
@given(numbers=any_floats)
def test_every_op_agrees_on_any_numbers(kernel: Kernel, op: Op, numbers: list[float]) -> None:
    count = len(op.operands)
    taken = (numbers * count)[: max(count, len(numbers) if op.variadic else 0)]
    assert agrees(kernel, op, tuple(taken))


def check(nodes: dict[str, Node], tape: ArrayTape, target: str) -> None:
    """Hold every number against the reference's functions on the numbers it was made from."""
    slot_of = {node_id: slot for slot, node_id in enumerate(nodes)}
    instructions = {entry.slot: entry for entry in compile_tape(Graph(nodes), Slots(nodes))[2]}
    assert sorted(tape.order) == sorted(instructions)
    tape.forward()
    tape.backward(slot_of[target])
    values = tape.values
    gradients, sizes = [0.0] * len(nodes), [0.0] * len(nodes)
    gradients[slot_of[target]] = 1.0
    reached = {slot_of[target]}
    for slot in tape.order:
        entry = instructions[slot]
        assert is_near(values[slot], entry.forward(*[values[o] for o in entry.operands]))
    for slot in reversed(tape.order):
        if slot in reached:
            entry = instructions[slot]
            operands = [values[o] for o in entry.operands]
            local = entry.partials(values[slot], *operands)
            for operand, derivative in zip(entry.operands, local, strict=True):
                contribution = tape.gradients[slot] * derivative
                gradients[operand] += contribution
                sizes[operand] += abs(contribution)
                reached.add(operand)
    for slot, gradient in enumerate(gradients):
        size = sizes[slot] if math.isfinite(sizes[slot]) else 0.0
        assert not tape.computed[slot] or is_near(tape.gradients[slot], gradient, size)


@given(graphs(min_size=1, values=calm) | graphs(min_size=1), st.data())
def test_every_number_of_a_graph_agrees(kernel: Kernel, graph: Graph, data: st.DataObject) -> None:
    nodes = dict(graph.nodes)
    tape = tape_of(kernel, nodes)
    ids = list(nodes)
    known = [n for slot, n in enumerate(ids) if tape.computed[slot]]
    if known:
        check(nodes, tape, data.draw(st.sampled_from(known)))


@pytest.mark.parametrize("size", [10, 100, 1_000, 10_000])
def test_every_number_of_a_large_random_graph_agrees(kernel: Kernel, size: int) -> None:
    nodes = random_nodes(size, seed=size)
    users = {source for node in nodes.values() for source in sources(node)}
    check(nodes, tape_of(kernel, nodes), max(nodes.keys() - users, key=lambda n: int(n[1:])))


@pytest.mark.parametrize("op", ["add", "mul", "tanh"])
def test_a_chain_of_100_000_nodes_agrees(kernel: Kernel, op: str) -> None:
    nodes: dict[str, Node] = {"n0": Leaf(0.5), "n1": Leaf(1.0)}
    for number in range(2, 100_000):
        operands = (f"n{number - 1}", "n1")[: len(OPS[op].operands)]
        nodes[f"n{number}"] = Apply(op, operands)
    backwards = dict(reversed(nodes.items()))
    check(backwards, tape_of(kernel, backwards), "n99999")


def test_a_leaf_that_feeds_20_000_nodes_agrees(kernel: Kernel) -> None:
    nodes: dict[str, Node] = {"x": Leaf(0.3)}
    ops = ("sin", "square", "neg", "sigmoid")
    nodes |= {f"y{i}": Apply(ops[i % 4], ("x",)) for i in range(20_000)}
    nodes["L"] = Apply("add_n", tuple(f"y{i}" for i in range(20_000)))
    check(nodes, tape_of(kernel, nodes), "L")


def test_calm_numbers_get_the_same_gradients_from_both_evaluators(kernel: Kernel) -> None:
    ops = ("add", "sub", "mul", "tanh", "sin", "sigmoid", "relu", "max", "add_n", "mul_n")
    nodes = random_nodes(3_000, seed=4, ops=ops)
    tape, slots = tape_of(kernel, nodes), Slots(nodes)
    reference = compile_tape(Graph(nodes), slots)
    values = reference.load(Graph(nodes))
    gradients = [None] * len(nodes)
    target = slots.of["n2999"]
    drain(forward_steps(reference, values))
    drain(backward_steps(reference, values, target, gradients))
    tape.forward()
    tape.backward(target)
    assert tape.values.tolist() == pytest.approx(values, rel=1e-12)
    assert tape.gradients.tolist() == pytest.approx(gradients, rel=1e-12, abs=1e-15)
