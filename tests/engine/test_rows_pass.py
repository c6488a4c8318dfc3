"""Both passes over rows: shapes, sums over rows, and each row alone."""

import itertools
import math
import random
from collections.abc import Iterator
from math import inf, isnan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import evaluate
from engine.autodiff import NoTargetError, backward, forward
from engine.graph import Apply, Graph, Leaf, Node, Role, ancestors, topological_order
from engine.kernels import loading
from engine.ops import OPS
from engine.parse import parse
from engine.rows_pass import Columns, RowsError, backward_rows, forward_rows, graph_at_row
from engine.trouble import first_trouble
from tests.strategies import calm, graphs


@pytest.fixture(params=["reference", "compiled"], scope="module", autouse=True)
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let one of the two evaluators do everything."""
    if request.param == "compiled" and loading.kernel() is None:
        pytest.skip("the evaluator is not compiled here: python -m engine.kernels.build")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "LEAST", 0 if request.param == "compiled" else 10**9)
        yield


def called(graph: Graph) -> dict[str | None, str]:
    return {node.label: node_id for node_id, node in graph.nodes.items()}


def read(text: str, **columns: list[float]) -> tuple[Graph, Columns, dict[str | None, str]]:
    graph = parse("; ".join(f"input {name} = 1" for name in columns) + "; " + text)
    ids = called(graph)
    return graph, {ids[name]: column for name, column in columns.items()}, ids


def test_what_depends_on_an_input_varies_and_all_else_is_one_number() -> None:
    graph, columns, ids = read("k = w*b; y = k*x; L = mean(y)", x=[1.0, 2.0, 6.0])
    done = backward_rows(graph, columns)
    varying = {name for name, node_id in ids.items() if done.is_varying(node_id)}
    assert varying == {"x", "y"}
    assert done.count == 3
    assert done.values[ids["y"]].shape == done.gradients[ids["y"]].shape == (3,)
    assert isinstance(done.values[ids["L"]], float)
    assert isinstance(done.gradients[ids["k"]], float)


def test_a_straight_line_by_least_squares_has_the_textbook_gradients() -> None:
    x, t = [1.0, 2.0, 4.0], [2.0, 3.0, 9.0]
    graph, columns, ids = read("w = 2; b = 0.5; L = mean((w*x + b - t)**2)", x=x, t=t)
    done = backward_rows(graph, columns)
    off = [2.0 * xi + 0.5 - ti for xi, ti in zip(x, t, strict=True)]
    assert done.values[ids["L"]] == pytest.approx(sum(e * e for e in off) / 3)
    by_w = sum(2 * e * xi for e, xi in zip(off, x, strict=True)) / 3
    assert done.gradients[ids["w"]] == pytest.approx(by_w)
    assert done.gradients[ids["b"]] == pytest.approx(sum(2 * e for e in off) / 3)
    assert list(done.gradients[ids["x"]]) == pytest.approx([2 * e * 2.0 / 3 for e in off])


@pytest.mark.parametrize(("op", "slope"), [("sum", 3.0), ("mean", 1.0)])
def test_a_number_that_every_row_adds_counts_once_for_each_row(op: str, slope: float) -> None:
    graph, columns, ids = read(f"L = {op}(x + b)", x=[1.0, 2.0, 6.0])
    assert backward_rows(graph, columns).gradients[ids["b"]] == slope


def test_what_does_not_vary_is_its_own_sum_and_mean() -> None:
    graph, columns, ids = read("L = sum(w) + mean(w) + mean(x)", x=[1.0, 2.0])
    done = backward_rows(graph, columns)
    assert done.values[ids["L"]] == 1.0 + 1.0 + 1.5
    assert done.gradients[ids["w"]] == 2.0


def test_a_varying_target_stands_for_the_sum_of_its_rows() -> None:
    graph, columns, ids = read("y = w*x**2", x=[1.0, 2.0, 3.0])
    open_, closed = backward_rows(graph, columns), None
    graph, columns, ids = read("y = w*x**2; L = sum(y)", x=[1.0, 2.0, 3.0])
    closed = backward_rows(graph, columns)
    for name in ("w", "x", "y"):
        assert np.array_equal(open_.gradients[ids[name]], closed.gradients[ids[name]])
    assert closed.gradients[ids["w"]] == 14.0


def test_an_input_without_a_column_keeps_its_own_number() -> None:
    graph, columns, ids = read("input s = 5; L = sum(s*x)", x=[1.0, 2.0])
    done = backward_rows(graph, columns)
    assert done.values[ids["L"]] == 15.0
    assert done.gradients[ids["s"]] == 3.0


def test_without_columns_the_numbers_are_those_of_one_row() -> None:
    graph = parse("L = tanh(a*b) + a")
    assert backward_rows(graph, {}).values == backward(graph).values
    assert backward_rows(graph, {}).gradients == backward(graph).gradients


@st.composite
def data_sets(draw: st.DrawFn, *, closing: bool) -> tuple[Graph, dict[str, list[float]]]:
    graph = draw(graphs(filled=True, min_size=2, values=calm))
    for node_id, node in () if closing else list(graph.nodes.items()):
        if isinstance(node, Apply) and OPS[node.op].reduces_rows:
            graph.set_node(node_id, Apply("neg", node.operands))
    graph.set_target(topological_order(graph)[-1])
    count = draw(st.integers(1, 4))
    column = st.lists(calm, min_size=count, max_size=count)
    return graph, {
        node_id: draw(column)
        for node_id, node in graph.nodes.items()
        if isinstance(node, Leaf) and node.role is Role.INPUT
    }


@given(data_sets(closing=False))
def test_each_row_is_computed_as_if_it_were_alone(data: Any) -> None:
    graph, columns = data
    done = forward_rows(graph, columns)
    for row in range(done.count):
        alone = forward(graph_at_row(graph, columns, row))
        for node_id, value in done.at_row(row).values.items():
            assert near(value, alone.values[node_id])


@given(data_sets(closing=False))
def test_a_gradient_is_the_rows_own_or_the_sum_over_the_rows(data: Any) -> None:
    graph, columns = data
    done = backward_rows(graph, columns)
    if not done.is_varying(str(done.target)):
        return
    alone = [backward(graph_at_row(graph, columns, r)) for r in range(done.count)]
    for node_id, gradient in done.gradients.items():
        own = [each.gradients[node_id] for each in alone]
        if done.is_varying(node_id):
            assert all(near(g, o) for g, o in zip(gradient, own, strict=True))
        else:
            assert near(gradient, math.fsum(own) if np.isfinite(own).all() else nan_or(own))


def nan_or(numbers: list[float]) -> float:
    with np.errstate(all="ignore"):
        return float(np.sum(numbers))


def near(x: float, y: float) -> bool:
    # numpy's own functions round otherwise in the last digit, and what is beyond the largest
    # number on one way may just fit on the other.
    if isnan(x) or isnan(y) or abs(x) > 1e290 or abs(y) > 1e290:
        return True
    return abs(x - y) <= 1e-9 * (1.0 + abs(x) + abs(y))


@given(data_sets(closing=True))
def test_a_gradient_has_the_shape_of_its_value(data: Any) -> None:
    graph, columns = data
    done = backward_rows(graph, columns)
    for node_id, value in done.values.items():
        assert np.shape(done.gradients[node_id]) == np.shape(value)
        closes = isinstance(n := graph.nodes[node_id], Apply) and OPS[n.op].reduces_rows
        assert not (closes and done.is_varying(node_id))
        if done.is_varying(node_id):
            assert columns.keys() & ancestors(graph, node_id)


@given(data_sets(closing=True))
def test_what_went_bad_in_rows_is_found(data: Any) -> None:
    graph, columns = data
    done = forward_rows(graph, columns)
    finite = all(np.isfinite(value).all() for value in done.values.values())
    assert (first_trouble(graph, done) is None) is finite


def perceptron(sizes: list[int], seed: int) -> Graph:
    chance = random.Random(seed)
    nodes: dict[str, Node] = {}
    layer = [f"x{i}" for i in range(sizes[0])]
    nodes |= {node_id: Leaf(0.0, node_id, Role.INPUT) for node_id in layer}
    for depth, size in enumerate(sizes[1:]):
        following = []
        for j in range(size):
            name = f"{depth}_{j}"
            terms = []
            for i, source in enumerate(layer):
                nodes[f"w{name}_{i}"] = Leaf(chance.uniform(-1, 1))
                nodes[f"p{name}_{i}"] = Apply("mul", (f"w{name}_{i}", source))
                terms.append(f"p{name}_{i}")
            nodes[f"b{name}"] = Leaf(chance.uniform(-1, 1))
            nodes[f"s{name}"] = Apply("add_n", (*terms, f"b{name}"))
            nodes[f"h{name}"] = Apply("tanh", (f"s{name}",))
            following.append(f"h{name}")
        layer = following
    nodes["t"] = Leaf(0.0, "t", Role.INPUT)
    nodes["d"] = Apply("sub", (layer[0], "t"))
    nodes["e"] = Apply("square", ("d",))
    nodes["L"] = Apply("mean", ("e",), "L")
    return Graph(nodes, "L")


@pytest.mark.torch
def test_a_perceptron_on_rows_has_the_gradients_of_pytorchs_tensors() -> None:
    torch: Any = pytest.importorskip("torch")
    sizes = [3, 5, 4, 1]
    graph = perceptron(sizes, 7)
    chance = np.random.default_rng(7)
    data, wanted = chance.normal(size=(20, 3)), chance.normal(size=20)
    columns = {f"x{i}": data[:, i] for i in range(3)} | {"t": wanted}
    done = backward_rows(graph, columns)
    x = torch.tensor(data)
    tensors: dict[str, Any] = {}
    for depth, (before, after) in enumerate(itertools.pairwise(sizes)):
        names = [[f"w{depth}_{j}_{i}" for i in range(before)] for j in range(after)]
        w = torch.tensor([[graph.nodes[n].value for n in row] for row in names],  # type: ignore[union-attr]
                         dtype=torch.float64, requires_grad=True)  # fmt: skip
        b = torch.tensor([graph.nodes[f"b{depth}_{j}"].value for j in range(after)],  # type: ignore[union-attr]
                         dtype=torch.float64, requires_grad=True)  # fmt: skip
        x = torch.tanh(x @ w.T + b)
        tensors |= {f"w{depth}": (names, w)}
        tensors |= {f"b{depth}": ([[f"b{depth}_{j}" for j in range(after)]], b)}
    loss = ((x[:, 0] - torch.tensor(wanted)) ** 2).mean()
    loss.backward()
    assert done.values["L"] == pytest.approx(loss.item(), rel=1e-13)
    for names, tensor in tensors.values():
        ours = [done.gradients[n] for row in names for n in row]
        assert ours == pytest.approx(tensor.grad.flatten().tolist(), rel=1e-11, abs=1e-15)


def test_the_textbook_derivation_of_a_product_of_two_columns() -> None:
    graph, columns, ids = read("L = sum(a*x*y)", x=[1.0, 2.0], y=[3.0, 5.0])
    done = backward_rows(graph, columns)
    assert done.values[ids["L"]] == 13.0
    assert list(done.gradients[ids["x"]]) == [3.0, 5.0]
    assert done.gradients[ids["a"]] == 13.0


def test_a_choice_of_a_static_operand_is_made_in_every_row() -> None:
    nodes: dict[str, Node] = {
        "x": Leaf(0.0, None, Role.INPUT),
        "yes": Leaf(1.0),
        "w": Leaf(5.0),
        "y": Apply("where", ("yes", "w", "x")),
        "L": Apply("sum", ("y",)),
    }
    done = backward_rows(Graph(nodes), {"x": [1.0, 2.0, 3.0]})
    assert (done.values["L"], done.gradients["w"]) == (15.0, 3.0)
    assert list(done.gradients["x"]) == [0.0, 0.0, 0.0]


def test_infinity_in_one_row_flows_on_in_that_row_alone() -> None:
    graph, columns, ids = read("y = log(x)", x=[0.0, 1.0])
    done = backward_rows(graph, columns)
    assert list(done.values[ids["y"]]) == [-inf, 0.0]
    assert list(done.gradients[ids["x"]]) == [inf, 1.0]


def test_one_row_alone_has_the_rows_numbers_and_leaves_the_graph_as_it_is() -> None:
    graph, columns, ids = read("y = w*x", x=[3.0, 4.0])
    alone = graph_at_row(graph, columns, 1)
    assert alone.nodes[ids["x"]] == Leaf(4.0, "x", Role.INPUT)
    assert graph.nodes[ids["x"]] == Leaf(1.0, "x", Role.INPUT)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"w": [1.0]}, "w is no input: only an input takes a column of the data."),
        ({"q": [1.0]}, "q is no input: only an input takes a column of the data."),
        ({"x": [1.0, 2.0], "y": [1.0]}, "The columns of x and y have 2 and 1 rows."),
        ({"x": []}, "The column of x is not a list of rows."),
        ({"x": [[1.0]]}, "The column of x is not a list of rows."),
    ],
)
def test_columns_that_do_not_fit_are_refused(columns: Any, sentence: str) -> None:
    nodes: dict[str, Node] = {
        "w": Leaf(1.0),
        "x": Leaf(1.0, None, Role.INPUT),
        "y": Leaf(1.0, None, Role.INPUT),
    }
    with pytest.raises(RowsError) as refused:
        forward_rows(Graph(nodes), columns)
    assert str(refused.value) == sentence


def test_a_row_that_is_not_there_is_refused() -> None:
    graph, columns, _ = read("y = x + 1", x=[1.0, 2.0])
    with pytest.raises(RowsError, match="There is no row 3: the data has 2"):
        graph_at_row(graph, columns, 2)


def test_a_target_with_an_unfilled_port_is_refused() -> None:
    nodes: dict[str, Node] = {"x": Leaf(1.0), "y": Apply("mul", ("x", None), "y")}
    with pytest.raises(NoTargetError, match="y cannot be computed yet"):
        backward_rows(Graph(nodes), {})


def test_a_chain_of_20_000_nodes_is_no_deeper_than_a_short_one() -> None:
    nodes: dict[str, Node] = {"n0": Leaf(0.0, "x", Role.INPUT)}
    for i in range(1, 20_001):
        nodes[f"n{i}"] = Apply("neg", (f"n{i - 1}",))
    done = backward_rows(Graph(nodes), {"n0": [1.0, 2.0]})
    assert list(done.gradients["n0"]) == [1.0, 1.0]
