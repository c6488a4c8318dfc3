"""How gradients are passed on: each op's own function against its partials, and any expression."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff import backward
from engine.elementary import where
from engine.graph import Graph
from engine.ops import OPS, Op
from engine.value import Value
from engine.value_rules import quick_forward, rule
from tests.strategies import calm, graphs

edges = st.sampled_from([0.0, -0.0, 1.0, -1.0, 2.0, 0.5, float("inf"), float("-inf"), float("nan")])
numbers = st.floats() | calm | edges


def same(x: float, y: float) -> bool:
    return x == y or (x != x and y != y)


def passed_on(op: Op, upstream: float, operands: list[float]) -> tuple[list[float], list[float]]:
    """Return the gradients that a rule leaves, and upstream × local by the op table."""
    values = [Value(x) for x in operands]
    result = Value(op.forward(*operands), values, "none in the table")
    result.grad = upstream
    rule(op)(result)
    local = op.partials(result.data, *operands)
    return [value.grad for value in values], [0.0 + upstream * d for d in local]


@pytest.mark.parametrize("op", OPS.values(), ids=OPS)
@given(data=st.data())
def test_a_rule_is_upstream_times_the_partials_of_the_table(op: Op, data: st.DataObject) -> None:
    extra = data.draw(st.integers(0, 2)) if op.variadic else 0
    operands = [data.draw(numbers) for _ in range(len(op.operands) + extra)]
    ours, table = passed_on(op, data.draw(calm), operands)
    assert all(map(same, ours, table)), (ours, table)


@pytest.mark.parametrize("variadic", [False, True])
def test_an_op_that_nobody_knew_needs_only_its_row(variadic: bool) -> None:
    op = Op(
        "clamp", "clamp", ("x", "low", "high"),
        lambda x, low, high: where(x < low, low, where(x > high, high, x)),
        lambda y, x, low, high: (
            where(x < low, 0.0, where(x > high, 0.0, 1.0)),
            where(x < low, 1.0, 0.0),
            where(x > high, 1.0, 0.0),
        ),
        help="", gate="", variadic=variadic,
    )  # fmt: skip
    for x, expected in ((-5.0, [0.0, 3.0, 0.0]), (0.5, [3.0, 0.0, 0.0]), (5.0, [0.0, 0.0, 3.0])):
        assert passed_on(op, 3.0, [x, -1.0, 1.0])[0] == expected


@given(graphs(min_size=2, filled=True, values=calm))
def test_gradients_are_those_of_the_graph(graph: Graph) -> None:
    values = Value.from_graph(graph)
    target = max(graph.nodes)
    done = backward(graph, target)
    root = values[target]
    root.backward()
    size = max((abs(g) for g in done.gradients.values() if g is not None and g - g == 0), default=1)
    for node_id, gradient in done.gradients.items():
        if gradient is not None:
            assert values[node_id].grad == pytest.approx(
                gradient, rel=1e-9, abs=1e-12 * size, nan_ok=True
            )


@given(graphs(min_size=2, filled=True, values=calm))
def test_going_back_again_changes_nothing_and_accumulating_doubles(graph: Graph) -> None:
    values = Value.from_graph(graph)
    root = values[max(graph.nodes)]
    root.backward()
    once = [value.grad for value in values.values()]
    root.backward()
    assert all(map(same, once, [value.grad for value in values.values()]))
    root.accumulate()
    assert all(map(same, [2.0 * g for g in once], [value.grad for value in values.values()]))
    root.zero_grad()
    assert all(value.grad == 0.0 for value in values.values())


def test_gradients_that_are_0_already_do_not_stop_a_pass() -> None:
    a = Value(2.0)
    y = a * 3.0
    for _ in range(2):
        y.zero_grad()
        a.grad = y.grad
        y.backward()
        assert a.grad == 3.0


@pytest.mark.parametrize(
    "op", [op for op in OPS.values() if not op.variadic and not op.reduces_rows]
)
@given(numbers=st.lists(st.floats(), min_size=3, max_size=3))
def test_the_quick_way_forward_gives_the_same_number(op: Op, numbers: list[float]) -> None:
    operands = numbers[: len(op.operands)]
    assert repr(quick_forward(op)(*operands)) == repr(op.forward(*operands))
