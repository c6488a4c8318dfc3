"""On rows too the two evaluators agree: whatever varies, however many rows, wherever they close."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import evaluate
from engine.graph import Apply, Graph, Leaf, Node, Role
from engine.kernels.loading import Kernel
from engine.ops import OPS
from engine.rows import Rows
from engine.rows_evaluator import RowsEvaluator, rows_evaluator
from engine.slots import Slots
from tests.kernel_cases import EDGES, is_near, random_nodes
from tests.strategies import calm, graphs

COUNTS = (1, 2, 15, 16, 17, 127, 128, 129, 300)
every_op = pytest.mark.parametrize("op", OPS)


def evaluators(
    graph: Graph, columns: dict[str, Rows], *, keeps: bool = True
) -> tuple[RowsEvaluator, RowsEvaluator, Slots]:
    """Return the reference and the compiled evaluator of a graph, and its slots."""
    slots = Slots(graph.nodes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "LEAST", 10**9)
        reference = rows_evaluator(graph, slots, columns)
        patch.setattr(evaluate, "LEAST", 0)
        return reference, rows_evaluator(graph, slots, columns, keeps=keeps), slots


def agree(one: Any, other: Any, size: float = 0.0) -> bool:
    if one is None or other is None:
        return one is other
    if np.shape(one) != np.shape(other):
        return False
    return all(is_near(x, y, size) for x, y in zip(np.ravel(one), np.ravel(other), strict=True))


def column_of(count: int, seed: int = 1) -> Rows:
    return np.random.default_rng(seed).uniform(-2.0, 2.0, count)


@every_op
@pytest.mark.parametrize("which", [(0,), (1,), (0, 1), (0, 1, 2)], ids=str)
def test_every_op_agrees_whichever_operands_vary(
    kernel: Kernel, op: str, which: tuple[int, ...]
) -> None:
    operands = max(len(OPS[op].operands), 3 if OPS[op].variadic else 0)
    nodes: dict[str, Node] = {f"x{i}": Leaf(0.7 - i, None, Role.INPUT) for i in range(operands)}
    nodes["y"] = Apply(op, tuple(nodes))
    nodes["L"] = Apply("sum", ("y",))
    columns = {f"x{i}": np.resize(np.roll(EDGES, 7 * i), 144) for i in which if i < operands}
    if not columns:
        return
    reference, compiled, slots = evaluators(Graph(nodes), columns)
    for evaluator in (reference, compiled):
        evaluator.forward()
    for node_id in nodes:
        assert agree(*(e.value(slots.of[node_id]) for e in (reference, compiled))), node_id
    for evaluator in (reference, compiled):
        evaluator.backward(slots.of["y"])
    for node_id in nodes:
        one, other = (e.gradient(slots.of[node_id]) for e in (reference, compiled))
        if np.shape(one) or math.isnan(one) or math.isinf(one):
            assert agree(one, other), node_id
        else:
            # A sum over rows: its rounding is that of its largest terms.
            assert other == pytest.approx(one, rel=1e-9), node_id


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("keeps", [True, False])
def test_any_number_of_rows_agrees(kernel: Kernel, count: int, keeps: bool) -> None:
    ops = ("add", "sub", "mul", "tanh", "sin", "sigmoid", "relu", "max", "add_n", "mul_n", "where")
    nodes = random_nodes(400, seed=count, ops=ops)
    leaves = [n for n, node in nodes.items() if isinstance(node, Leaf)]
    nodes["L"] = Apply("mean", (max(nodes, key=lambda n: int(n[1:])),))
    columns = {n: column_of(count, i) for i, n in enumerate(leaves[:20])}
    reference, compiled, slots = evaluators(Graph(nodes), columns, keeps=keeps)
    for evaluator in (reference, compiled):
        evaluator.forward()
        evaluator.backward(slots.of["L"])
    assert compiled.count == count
    for node_id, slot in slots.of.items():
        gradient = reference.gradient(slot)
        if keeps or isinstance(gradient, float):
            assert compiled.value(slot) == pytest.approx(reference.value(slot), rel=1e-12)
            assert compiled.gradient(slot) == pytest.approx(gradient, rel=1e-10, abs=1e-14), node_id


def chains(seed: int) -> dict[str, Node]:
    """Return sums of products of every make: long and short, by weights and by rows, shared."""
    chance = random.Random(seed)
    nodes: dict[str, Node] = {f"x{i}": Leaf(0.0, None, Role.INPUT) for i in range(3)}
    nodes |= {f"w{i}": Leaf(chance.uniform(-1, 1)) for i in range(4)}
    ends = list(nodes)
    for i in range(6):
        total = chance.choice(ends)
        for k in range(chance.choice([1, 2, 3, 17, 70, 140])):
            factors = [chance.choice(ends), chance.choice(["w0", "w3", "x1", *ends])]
            product = f"p{i}_{k}"
            nodes[product] = Apply("mul", tuple(chance.sample(factors, 2)))
            operands = [total, product] if chance.random() < 0.7 else [product, total]
            if chance.random() < 0.1:
                nodes[f"{product}b"] = Apply("mul", ("x0", "w1"))
                operands[operands.index(total)] = f"{product}b"
            total = f"s{i}_{k}"
            nodes[total] = Apply("add", tuple(operands))
            if chance.random() < 0.05:
                ends.append(total)
        nodes[f"t{i}"] = Apply("tanh", (total,))
        ends.append(f"t{i}")
    everything = tuple(n for n in nodes if n[0] == "t")
    nodes["y"] = Apply("add_n", everything)
    nodes["L"] = Apply("mean", ("y",))
    return nodes


@pytest.mark.parametrize("count", COUNTS)
def test_whether_rows_are_kept_makes_no_difference_to_the_last_bit(
    kernel: Kernel, count: int
) -> None:
    for seed in range(8):
        nodes = chains(100 * count + seed)
        graph = Graph(nodes)
        columns = {f"x{i}": column_of(count, i) for i in range(3)}
        reference, kept, slots = evaluators(graph, columns)
        _, dropped, _ = evaluators(graph, columns, keeps=False)
        for target in ("L", random.Random(seed).choice(["L", "y", "s0_0"])):
            for evaluator in (reference, kept, dropped):
                evaluator.forward()
                evaluator.backward(slots.of[target])
            assert dropped.value(slots.of["L"]) == kept.value(slots.of["L"])
            assert kept.value(slots.of["L"]) == pytest.approx(reference.value(slots.of["L"]))
            for weight in ("w0", "w1", "w2", "w3"):
                found = kept.gradient(slots.of[weight])
                assert dropped.gradient(slots.of[weight]) == found
                wanted = reference.gradient(slots.of[weight])
                assert found == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def test_what_closes_over_rows_may_be_used_by_every_row_again(kernel: Kernel) -> None:
    # z = (x − mean x)/√(mean (x − mean x)²): closes twice, and each row needs both.
    nodes: dict[str, Node] = {
        "x": Leaf(0.0, None, Role.INPUT),
        "w": Leaf(1.5),
        "y": Apply("mul", ("w", "x")),
        "m": Apply("mean", ("y",)),
        "d": Apply("sub", ("y", "m")),
        "s": Apply("square", ("d",)),
        "v": Apply("mean", ("s",)),
        "r": Apply("sqrt", ("v",)),
        "z": Apply("div", ("d", "r")),
        "q": Apply("tanh", ("z",)),
        "L": Apply("sum", ("q",)),
    }
    for keeps in (True, False):
        reference, compiled, slots = evaluators(Graph(nodes), {"x": column_of(300)}, keeps=keeps)
        for evaluator in (reference, compiled):
            evaluator.forward()
            evaluator.backward(slots.of["L"])
        for slot in slots.of.values():
            assert compiled.value(slot) == pytest.approx(reference.value(slot), rel=1e-12)
            wanted = reference.gradient(slot)
            assert compiled.gradient(slot) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def test_the_sum_of_a_million_rows_is_exact_to_the_last_digit(kernel: Kernel) -> None:
    nodes: dict[str, Node] = {"x": Leaf(0.0, None, Role.INPUT), "L": Apply("sum", ("x",))}
    column = column_of(1_000_000)
    _, compiled, slots = evaluators(Graph(nodes), {"x": column}, keeps=False)
    compiled.forward()
    assert compiled.value(slots.of["L"]) == pytest.approx(math.fsum(column), abs=1e-11)


def test_a_leaf_that_was_changed_counts_in_the_next_pass(kernel: Kernel) -> None:
    nodes: dict[str, Node] = {
        "x": Leaf(0.0, None, Role.INPUT),
        "w": Leaf(1.0),
        "y": Apply("mul", ("w", "x")),
    }
    for evaluator in evaluators(Graph(nodes), {"x": np.array([1.0, 2.0])})[:2]:
        evaluator.put(1, 10.0)
        evaluator.forward()
        assert list(evaluator.value(2)) == [10.0, 20.0]


@given(graphs(min_size=2, values=calm), st.sampled_from(COUNTS), st.data())
def test_any_graph_agrees_on_any_rows(
    kernel: Kernel, graph: Graph, count: int, data: st.DataObject
) -> None:
    leaves = [n for n, node in graph.nodes.items() if isinstance(node, Leaf)]
    bound = data.draw(st.lists(st.sampled_from(leaves), unique=True)) if leaves else []
    columns = {n: np.round(column_of(count, i), 2) for i, n in enumerate(bound)}
    reference, compiled, slots = evaluators(graph, columns)
    for evaluator in (reference, compiled):
        evaluator.forward()
    computed = [s for s in slots.of.values() if reference.value(s) is not None]
    assert computed == [s for s in slots.of.values() if compiled.value(s) is not None]
    for slot in computed:
        assert close(reference.value(slot), compiled.value(slot))
    if computed:
        target = data.draw(st.sampled_from(computed))
        for evaluator in (reference, compiled):
            evaluator.backward(target)
        for slot in computed:
            assert close(reference.gradient(slot), compiled.gradient(slot))


def close(one: Any, other: Any) -> bool:
    """Tell whether numbers are the same but for rounding; what has overflowed tells nothing."""
    if np.shape(one) != np.shape(other):
        return False
    pairs = zip(np.ravel(one), np.ravel(other), strict=True)
    return all(
        not (abs(x) < 1e140 and abs(y) < 1e140) or abs(x - y) <= 1e-8 * (1 + abs(x) + abs(y))
        for x, y in pairs
    )
