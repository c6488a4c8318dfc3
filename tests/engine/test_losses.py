"""Losses: their numbers and slopes, as numbers, values and nodes, at extreme logits too."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff import backward
from engine.expr import Expr
from engine.formula_nodes import fragment
from engine.graph import Graph, Leaf, Node
from engine.losses import (
    binary_cross_entropy,
    hinge,
    softmax_cross_entropy,
    softmax_cross_entropy_of_shares,
    squared_error,
)
from engine.value import Value

logits = st.floats(-1000.0, 1000.0) | st.floats(-5.0, 5.0)
PAIRS = [squared_error, binary_cross_entropy, hinge]


def slopes(loss: Callable[..., Any], *numbers: float) -> tuple[float, list[float]]:
    values = [Value(x) for x in numbers]
    result = loss(*values)
    result.backward()
    return result.data, [value.grad for value in values]


def in_pytorch(loss: Callable[..., Any], *numbers: float) -> tuple[float, list[float]]:
    torch: Any = pytest.importorskip("torch")
    tensors = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in numbers]
    result = loss(torch.nn.functional, torch, *tensors)
    result.backward()
    return result.item(), [tensor.grad.item() for tensor in tensors]


def agree(ours: tuple[float, list[float]], theirs: tuple[float, list[float]]) -> None:
    assert ours[0] == pytest.approx(theirs[0], rel=1e-12, abs=1e-15)
    assert ours[1] == pytest.approx(theirs[1], rel=1e-12, abs=1e-15)


@pytest.mark.torch
@given(logits, st.floats(-10.0, 10.0))
def test_the_squared_error_is_that_of_pytorch(prediction: float, wanted: float) -> None:
    agree(
        slopes(squared_error, prediction, wanted),
        in_pytorch(lambda f, _, p, t: f.mse_loss(p, t), prediction, wanted),
    )


@pytest.mark.torch
@given(logits, st.sampled_from([0.0, 1.0]) | st.floats(0.0, 1.0))
def test_binary_cross_entropy_is_that_of_pytorch(logit: float, wanted: float) -> None:
    loss, (slope, _) = slopes(binary_cross_entropy, logit, wanted)
    peer, (theirs, _) = in_pytorch(
        lambda f, _, z, t: f.binary_cross_entropy_with_logits(z, t), logit, wanted
    )
    # PyTorch adds and takes away numbers as large as the logit.
    assert loss == pytest.approx(peer, rel=1e-12, abs=1e-15 * abs(logit) + 1e-16)
    assert slope == pytest.approx(theirs, rel=1e-12, abs=1e-15)


@pytest.mark.torch
@given(st.lists(logits, min_size=2, max_size=6), st.data())
def test_softmax_cross_entropy_is_that_of_pytorch(row: list[float], data: st.DataObject) -> None:
    wanted = data.draw(st.integers(0, len(row) - 1))
    ours = slopes(lambda *z: softmax_cross_entropy(z, wanted), *row)
    theirs = in_pytorch(
        lambda f, torch, *z: f.cross_entropy(torch.stack(z), torch.tensor(wanted)), *row
    )
    size = max(map(abs, row))
    assert ours[0] == pytest.approx(theirs[0], rel=1e-12, abs=1e-15 * size + 1e-15)
    assert ours[1] == pytest.approx(theirs[1], rel=1e-9, abs=1e-14)


@pytest.mark.torch
@given(st.lists(st.tuples(logits, st.floats(0.01, 1.0)), min_size=2, max_size=5))
def test_softmax_cross_entropy_of_shares_is_that_of_pytorch(rows: list[Any]) -> None:
    row, amounts = zip(*rows, strict=True)
    shares = [amount / sum(amounts) for amount in amounts]
    ours = slopes(lambda *z: softmax_cross_entropy_of_shares(z, shares), *row)
    theirs = in_pytorch(
        lambda f, torch, *z: f.cross_entropy(
            torch.stack(z), torch.tensor(shares, dtype=torch.float64)
        ),
        *row,
    )
    assert ours[0] == pytest.approx(theirs[0], rel=1e-12, abs=1e-12)
    assert ours[1] == pytest.approx(theirs[1], rel=1e-9, abs=1e-13)


@pytest.mark.torch
@given(logits, st.sampled_from([-1.0, 1.0]))
def test_hinge_is_pytorchs_margin_against_0(score: float, sign: float) -> None:
    if score * sign == 1.0:
        return  # at the corner the conventions differ
    loss, (slope, _) = slopes(hinge, score, sign)
    zero: Any = 0.0
    peer, (theirs,) = in_pytorch(
        lambda f, torch, s: f.margin_ranking_loss(
            s, torch.zeros_like(s) + zero, torch.tensor(sign), margin=1.0
        ),
        score,
    )
    assert (loss, slope) == (peer, theirs)


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        (squared_error(3.0, 5.0), 4.0),
        (binary_cross_entropy(0.0, 1.0), math.log(2.0)),
        (binary_cross_entropy(math.log(3.0), 0.0), math.log(4.0)),
        (softmax_cross_entropy([1.0, 1.0, 1.0, 1.0], 2), math.log(4.0)),
        (softmax_cross_entropy([math.log(2.0), 0.0, 0.0], 0), math.log(2.0)),
        (softmax_cross_entropy([5.0], 0), 0.0),
        (softmax_cross_entropy_of_shares([0.0, 0.0], [0.5, 0.5]), math.log(2.0)),
        (hinge(0.25, 1.0), 0.75),
        (hinge(0.25, -1.0), 1.25),
        (hinge(2.0, 1.0), 0.0),
    ],
)
def test_losses_in_numbers(loss: float, expected: float) -> None:
    assert loss == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("sure", [40.0, 300.0, 700.0])
def test_a_tiny_loss_is_not_lost_in_rounding(sure: float) -> None:
    tiny = math.exp(-sure)
    assert binary_cross_entropy(sure, 1.0) == pytest.approx(tiny, rel=1e-14)
    assert binary_cross_entropy(-sure, 0.0) == pytest.approx(tiny, rel=1e-14)
    assert softmax_cross_entropy([sure, 0.0, 0.0], 0) == pytest.approx(2 * tiny, rel=1e-14)


@pytest.mark.parametrize("far", [1e3, 1e8, 1e300])
def test_no_logit_makes_a_loss_infinite(far: float) -> None:
    assert binary_cross_entropy(far, 0.0) == far
    assert binary_cross_entropy(-far, 1.0) == far
    assert softmax_cross_entropy([-far, far / 2, 0.0], 0) == far * 1.5
    loss, slope = slopes(binary_cross_entropy, -far, 1.0)
    assert (loss, slope[0]) == (far, -1.0)


@given(st.lists(logits, min_size=2, max_size=5), st.data())
def test_the_slopes_of_softmax_cross_entropy_are_its_shares_less_1_for_the_wanted(
    row: list[float], data: st.DataObject
) -> None:
    wanted = data.draw(st.integers(0, len(row) - 1))
    _, found = slopes(lambda *z: softmax_cross_entropy(z, wanted), *row)
    raised = [math.exp(z - max(row)) for z in row]
    expected = [e / sum(raised) - (i == wanted) for i, e in enumerate(raised)]
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-13)


@pytest.mark.parametrize("loss", PAIRS)
@given(x=logits, t=st.sampled_from([-1.0, 0.0, 1.0, 0.25]))
def test_nodes_values_rows_and_numbers_agree(loss: Callable[..., Any], x: float, t: float) -> None:
    nodes: dict[str, Node] = {"n1": Leaf(x, "x"), "n2": Leaf(t, "t")}
    made = fragment(Graph(nodes), loss(Expr.name("n1"), Expr.name("n2")), "loss")
    done = backward(Graph(nodes | made.nodes), made.result)
    number, found = slopes(loss, x, t)
    assert done.values[made.result] == number == loss(x, t)
    assert [done.gradients["n1"], done.gradients["n2"]] == found
    assert made.nodes[made.result].label == "loss"
    rows = loss(np.array([x, x]), np.array([t, t]))
    assert list(rows) == pytest.approx([number, number], rel=1e-14)


def test_a_wanted_share_may_be_a_plain_number() -> None:
    nodes: dict[str, Node] = {"n1": Leaf(0.5, "z")}
    made = fragment(Graph(nodes), binary_cross_entropy(Expr.name("n1"), Expr.number(1.0)))
    done = backward(Graph(nodes | made.nodes), made.result)
    assert done.values[made.result] == pytest.approx(math.log1p(math.exp(-0.5)))


@pytest.mark.parametrize("wanted", [-1, 3])
def test_a_class_that_is_not_there_is_refused(wanted: int) -> None:
    with pytest.raises(ValueError, match=f"There is no class {wanted} among 3 logits."):
        softmax_cross_entropy([1.0, 2.0, 3.0], wanted)


def test_shares_must_be_as_many_as_logits() -> None:
    with pytest.raises(ValueError, match="2 logits and 1 wanted shares"):
        softmax_cross_entropy_of_shares([1.0, 2.0], [1.0])


def test_a_fragment_leaves_the_graph_as_it_is_and_takes_free_ids() -> None:
    graph = Graph({"n7": Leaf(0.5), "m": Leaf(1.0)})
    made = fragment(graph, squared_error(Expr.name("n7"), Expr.name("m")))
    assert list(made.nodes) == ["n8", "n9"]
    assert set(graph.nodes) == {"n7", "m"}


def several(numbers: Sequence[float]) -> list[Value]:
    return [Value(x) for x in numbers]


def test_a_mean_over_samples_is_a_sum_of_values() -> None:
    losses = [softmax_cross_entropy(several(z), 0) for z in ([1.0, 2.0], [3.0, 0.0])]
    assert (sum(losses) / 2).data == pytest.approx(
        (math.log1p(math.e) + math.log1p(math.exp(-3.0))) / 2
    )
