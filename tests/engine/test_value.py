"""``Value``: micrograd's interface, and graphs made from it and made into it."""

# ruff: noqa: SLF001 - _op and _prev belong to micrograd's interface

import math
import operator
import pickle
from collections.abc import Callable
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import engine
from engine.autodiff import NoTargetError, backward, forward
from engine.graph import Apply, Graph, Leaf, Role, topological_order
from engine.ops import OPS
from engine.value import Value, apply
from engine.value_order import operands_first
from tests.strategies import calm, graphs

LONG = 100_000


def readme_expression(a: Any, b: Any) -> Any:
    """Evaluate the expression of micrograd's README, spelt for values and for tensors."""
    c = a + b
    d = a * b + b**3
    c = c + c + 1
    c = c + 1 + c + (-a)
    d = d + d * 2 + (b + a).relu()
    d = d + 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    return g + 10.0 / f


def reuse_expression(x: Any) -> Any:
    """Use x and what is made from it again and again."""
    z = 2 * x + 2 + x
    q = z.relu() + z * x
    h = (z * z).relu()
    return h + q + q * x


def test_the_numbers_in_the_readme_of_micrograd() -> None:
    a, b = Value(-4.0), Value(2.0)
    g = readme_expression(a, b)
    g.backward()
    assert f"{g.data:.4f}" == "24.7041"
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


@pytest.mark.torch
@pytest.mark.parametrize(
    ("expression", "operands"),
    [(readme_expression, (-4.0, 2.0)), (reuse_expression, (-4.0,)), (reuse_expression, (0.7,))],
)
def test_values_and_gradients_are_those_of_pytorch(
    expression: Callable[..., Any], operands: tuple[float, ...]
) -> None:
    torch: Any = pytest.importorskip("torch")
    ours = [Value(x) for x in operands]
    theirs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in operands]
    our_result, their_result = expression(*ours), expression(*theirs)
    our_result.backward()
    their_result.backward()
    assert our_result.data == pytest.approx(their_result.item(), rel=1e-14)
    for value, tensor in zip(ours, theirs, strict=True):
        assert value.grad == pytest.approx(tensor.grad.item(), rel=1e-12)


def test_the_same_operand_twice_keeps_both_wires() -> None:
    a = Value(3.0)
    y = a * a
    y.backward()
    assert a.grad == 6.0
    assert y._prev == {a}


def test_backward_twice_gives_the_same_gradients() -> None:
    a, b = Value(2.0), Value(-3.0)
    loss = (a * b + a).tanh() * a
    loss.backward()
    first = (a.grad, b.grad)
    loss.backward()
    assert (a.grad, b.grad) == first


def test_accumulating_adds_to_what_is_there() -> None:
    a = Value(2.0)
    y = a * a * a
    y.backward()
    y.accumulate()
    assert a.grad == 24.0
    assert y.grad == 2.0


def test_accumulating_adds_up_the_gradients_of_several_targets() -> None:
    a = Value(2.0)
    (a * 3).backward()
    (a * a).accumulate()
    assert a.grad == 7.0


def test_a_new_expression_on_old_parameters_starts_afresh() -> None:
    a = Value(2.0)
    for _ in range(3):
        loss = (a - 5.0) ** 2
        loss.backward()
        assert a.grad == 2 * (a.data - 5.0)
        a.data -= 0.1 * a.grad


def test_gradients_can_be_set_to_0() -> None:
    a = Value(2.0)
    y = a * a
    y.backward()
    y.zero_grad()
    assert (a.grad, y.grad) == (0.0, 0.0)


def test_an_infinite_slope_elsewhere_makes_no_nan() -> None:
    x = Value(0.0)
    x.sqrt()
    y = x * 3
    y.backward()
    assert x.grad == 3.0


@pytest.mark.parametrize("number", [2, 2.0, True, Fraction(1, 2), np.float64(2.5), np.int64(3)])
def test_plain_numbers_stand_on_either_side(number: Any) -> None:
    x, plain = Value(3.0), float(number)
    for op in (operator.add, operator.sub, operator.mul, operator.truediv, operator.pow):
        assert op(x, number).data == pytest.approx(op(3.0, plain), rel=1e-15)
        assert op(number, x).data == pytest.approx(op(plain, 3.0), rel=1e-15)


def test_a_value_may_be_the_exponent() -> None:
    x, n = Value(2.0), Value(3.0)
    y = x**n
    y.backward()
    assert (y.data, x.grad, n.grad) == (8.0, 12.0, 8.0 * math.log(2.0))


def test_the_names_of_the_ops_are_those_of_micrograd() -> None:
    x, y = Value(2.0), Value(3.0)
    made = [x + y, x * y, x**3, x**0.5, x.relu(), x.tanh(), x - y, x / y, -x, x**y, x]
    ops = ["+", "*", "**3", "**0.5", "ReLU", "tanh", "sub", "div", "neg", "pow", ""]
    assert [each._op for each in made] == ops
    assert (x**3)._prev == {x}
    assert (x - y)._prev == {x, y}
    assert x._prev == set()


def test_a_value_shows_its_number_and_gradient() -> None:
    a = Value(2.0, label="a")
    (a * 3.0).backward()
    assert repr(a) == "Value(data=2.0, grad=3.0)"
    assert a.label == "a"


def test_a_value_made_by_hand_knows_its_op() -> None:
    a, b = Value(2.0), Value(-3.0)
    y = Value(-6.0, (a, b), "*", "y")
    y.backward()
    assert (a.grad, b.grad) == (-3.0, 2.0)
    cube = Value(8.0, (a,), "**3")
    cube.backward()
    assert a.grad == 12.0


def test_a_value_made_by_an_unknown_op_passes_nothing_on() -> None:
    a = Value(2.0)
    y = Value(5.0, (a,), "mystery")
    y.backward()
    assert a.grad == 0.0
    with pytest.raises(ValueError, match="There is no op called 'mystery'"):
        y.graph()


def test_a_value_made_by_hand_needs_the_operands_of_its_op() -> None:
    with pytest.raises(ValueError, match=r"^\+ does not take 1 operands"):
        Value(1.0, (Value(1.0),), "+")


@pytest.mark.parametrize("data", ["3", b"3", None, Value(1.0), [1.0]])
def test_what_is_no_real_number_is_refused(data: Any) -> None:
    with pytest.raises(TypeError):
        Value(data)
    with pytest.raises(TypeError):
        Value(1.0).data = data


def test_an_operand_that_is_no_number_is_refused() -> None:
    with pytest.raises(TypeError):
        Value(1.0) + "2"


@pytest.mark.parametrize("op", [op for op in OPS.values() if not op.reduces_rows])
def test_every_op_of_the_table_is_a_method(op: Any) -> None:
    numbers = [0.5, 2.0, 3.0][: len(op.operands)]
    values = [Value(x) for x in numbers]
    y = getattr(values[0], op.name)(*values[1:])
    y.backward()
    assert y.data == op.forward(*numbers)
    assert tuple(v.grad for v in values) == tuple(op.partials(y.data, *numbers))
    assert op.help in getattr(Value, op.name).__doc__


def test_a_method_takes_the_operands_of_its_op() -> None:
    with pytest.raises(TypeError, match="tanh does not take 2 operands"):
        Value(1.0).tanh(Value(2.0))


def test_abs_is_the_op() -> None:
    x = Value(-2.0)
    y = abs(+x)
    y.backward()
    assert (y.data, x.grad) == (2.0, -1.0)


def test_a_chain_of_100_000_values_goes_back_and_goes_away() -> None:
    x = Value(1.0)
    y = x
    for _ in range(LONG):
        y = y + x
    y.backward()
    assert x.grad == LONG + 1
    del y


def test_an_expression_becomes_a_graph() -> None:
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    y = (a * b + 1.0) ** 2
    y.label = "y"
    graph = y.graph().graph
    assert [graph.nodes[n] for n in topological_order(graph)] == [
        Leaf(2.0, "a"),
        Leaf(-3.0, "b"),
        Leaf(1.0, None, Role.CONSTANT),
        Leaf(2.0, None, Role.CONSTANT),
        Apply("mul", ("n1", "n2")),
        Apply("add", ("n3", "n4")),
        Apply("pow", ("n5", "n6"), "y"),
    ]
    assert backward(graph).values["n7"] == y.data


def test_a_label_is_kept_only_where_it_is_unique_and_can_be_a_name() -> None:
    same, twin = Value(1.0, label="x"), Value(2.0, label="x")
    odd = Value(3.0, label=" odd ")
    graph = (same * twin * odd).graph().graph
    assert [node.label for node in graph.nodes.values()] == [None] * 5


def test_the_document_of_an_expression_opens_laid_out(tmp_path: Path) -> None:
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    document = ((a * b + 10.0) * (a * a).tanh()).graph()
    engine.save(document, tmp_path / "y.chainrule")
    opened = engine.load(tmp_path / "y.chainrule")
    assert opened == document
    assert opened.layout.keys() == opened.graph.nodes.keys()
    for source, port in opened.graph.wires():
        assert opened.layout[source].x < opened.layout[port.node].x


def test_what_computes_takes_the_document_of_an_expression_as_it_takes_its_graph() -> None:
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    document = (a * b + a).graph()
    graph = document.graph
    assert engine.forward(document) == engine.forward(graph)
    assert engine.backward(document) == engine.backward(graph)
    assert engine.forward_rows(document, {}) == engine.forward_rows(graph, {})
    assert engine.backward_rows(document, {}) == engine.backward_rows(graph, {})
    assert engine.tangents(document, "n1") == engine.tangents(graph, "n1")
    assert engine.check_gradients(document) == engine.check_gradients(graph)
    assert engine.gradient_graph(document) == engine.gradient_graph(graph)
    product = engine.hessian_vector_product(document, {"n1": 1.0})
    assert product == engine.hessian_vector_product(graph, {"n1": 1.0})
    for quotient in (engine.difference_quotient, engine.central_quotient):
        assert quotient(document, "a", 0.5) == quotient(graph, "a", 0.5)
    assert Value.from_graph(document)["a"].data == 2.0


def test_a_long_chain_becomes_a_document_too() -> None:
    y = x = Value(0.5)
    for _ in range(LONG // 10):
        y = (y * x).tanh()
    assert y.graph().layout.keys() == {f"n{i}" for i in range(1, 2 + 2 * (LONG // 10))}


def test_a_graph_holds_finite_leaves_only() -> None:
    with pytest.raises(ValueError, match="A graph cannot hold inf"):
        (Value(math.inf) * 2).graph()


def test_a_graph_becomes_values_by_id_and_by_name() -> None:
    graph = engine.parse("L = (a*b + c)*f")
    values = Value.from_graph(graph)
    values["L"].backward()
    done = backward(graph)
    for node_id, node in graph.nodes.items():
        assert values[node_id].data == done.values[node_id]
        assert values[node_id].grad == done.gradients[node_id]
        if node.label:
            assert values[node.label] is values[node_id]


def test_what_cannot_be_computed_is_no_value() -> None:
    graph = Graph({"a": Leaf(1.0), "y": Apply("add", ("a", None)), "z": Apply("neg", ("y",))})
    assert Value.from_graph(graph).keys() == {"a"}


@given(graphs(min_size=1, filled=True, values=calm))
def test_from_graph_to_values_and_back_keeps_numbers_names_and_roles(graph: Graph) -> None:
    target = max(graph.nodes)
    again = Value.from_graph(graph)[target].graph().graph
    ends = [n for n in again.nodes if not again.users(n)]
    assert len(ends) == 1
    assert same(forward(again).values[ends[0]], forward(graph).values[target])
    try:
        there, back = backward(graph, target), backward(again)
    except NoTargetError:
        return
    by_name = {node.label: n for n, node in again.nodes.items() if node.label}
    for node_id, node in graph.nodes.items():
        if node.label in by_name:
            twin = again.nodes[by_name[node.label]]
            assert getattr(twin, "role", None) == getattr(node, "role", None)
            assert same(back.gradients[by_name[node.label]], there.gradients[node_id])


def same(x: float, y: float) -> bool:
    return x == pytest.approx(y, rel=1e-9, nan_ok=True)


def test_an_op_is_applied_by_its_name() -> None:
    assert apply("add_n", 1, 2.0, Value(3.0)).data == 6.0


def test_values_that_were_unpickled_or_copied_go_back_as_before() -> None:
    a, b = Value(2.0), Value(-3.0)
    y = (a * b + a**2).tanh() * b
    for twin in (pickle.loads(pickle.dumps(y)), deepcopy(y)):  # noqa: S301 - our own bytes
        z = twin * 1.0 + twin
        z.backward()
        y.backward()
        assert twin.grad == 2.0
        assert [v.grad for v in operands_first(twin)[:-1]] == [
            2.0 * v.grad for v in operands_first(y)[:-1]
        ]


def test_a_whole_exponent_has_no_gradient_and_a_value_as_exponent_has() -> None:
    x, n = Value(3.0), Value(2.0)
    (x**2).backward()
    assert x.grad == 6.0
    (x**n).backward()
    assert (x.grad, n.grad) == (6.0, 9.0 * math.log(3.0))
