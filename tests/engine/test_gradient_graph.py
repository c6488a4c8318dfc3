"""The backward pass as a graph: its numbers, its second derivatives, and its looks."""

import math
from collections.abc import Callable, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.arrange import tidy_document
from engine.autodiff import NoTargetError, backward, forward
from engine.document import Document
from engine.edits import Key, Section
from engine.files import load, save
from engine.gradient_graph import GradientGraph, gradient_graph, hessian_vector_product
from engine.graph import Apply, Graph, Leaf, Node, Role, topological_order
from engine.ops import OPS, Op
from engine.parse import parse
from engine.rows_pass import backward_rows, forward_rows
from tests.strategies import calm, graphs


def ids(graph: Graph) -> dict[str, str]:
    return {node.label: node_id for node_id, node in graph.nodes.items() if node.label}


def at(graph: Graph, **numbers: float) -> Graph:
    known = ids(graph)
    moved = {known[name]: Leaf(x, name) for name, x in numbers.items()}
    return Graph({**graph.nodes, **moved}, graph.marked_target)


def numbers(made: GradientGraph) -> dict[str, float]:
    values = forward(made.graph).values
    return {node_id: values[gradient] for node_id, gradient in made.gradients.items()}


def named(graph: Graph, found: Mapping[str, float]) -> dict[str | None, float]:
    return {graph.nodes[node_id].label: number for node_id, number in found.items()}


def drawn_as(graph: Graph, name: str) -> Node:
    return graph.nodes[ids(graph)[name]]


def hessian(graph: Graph, *leaves: str) -> list[list[float]]:
    known = ids(graph)
    wanted = [known[name] for name in leaves]
    first = gradient_graph(graph, of=wanted)
    rows = []
    for leaf in wanted:
        found = numbers(gradient_graph(first.graph, first.gradients[leaf], of=wanted))
        rows.append([found[other] for other in wanted])
    return rows


@given(graphs(filled=True, min_size=1, max_size=14, values=calm))
def test_its_numbers_are_those_of_backward(graph: Graph) -> None:
    target = topological_order(graph)[-1]
    expected = backward(graph, target).gradients
    found = numbers(gradient_graph(graph, target, of=graph.nodes))
    assert found.keys() == graph.nodes.keys()
    size = max((abs(g) for g in expected.values() if isfinite(g)), default=0.0)
    for node_id, gradient in expected.items():
        if isfinite(gradient):
            assert abs(found[node_id] - gradient) <= 1e-12 * (abs(gradient) + 1e-3 * size)


@given(graphs(filled=True, min_size=1, values=calm))
def test_the_original_stays_as_it_is_inside_it(graph: Graph) -> None:
    target = topological_order(graph)[-1]
    before = dict(graph.nodes)
    made = gradient_graph(graph, target)
    assert dict(graph.nodes) == before
    assert {n: made.graph.nodes[n] for n in before} == before
    assert made.graph.marked_target == made.target == target


@given(graphs(filled=True, min_size=1, values=calm))
def test_every_new_node_is_used(graph: Graph) -> None:
    made = gradient_graph(graph, topological_order(graph)[-1])
    results = set(made.gradients.values())
    for node_id in made.graph.nodes.keys() - graph.nodes.keys():
        assert node_id in results or made.graph.users(node_id)


@given(graphs(filled=True, min_size=1, values=calm))
def test_it_is_a_document_like_any_other(graph: Graph) -> None:
    made = gradient_graph(graph, topological_order(graph)[-1])
    document = Document()
    edit = document.edit(
        "Add", {Key(Section.NODES, n): node for n, node in made.graph.nodes.items()}
    )
    document.apply(edit)
    assert dict(document.graph.nodes) == dict(made.graph.nodes)


def test_the_same_op_with_other_numbers_or_places_has_its_own_slope() -> None:
    graph = at(parse("L = x^2 + x^3 + x^n + 2^x + x*x"), x=1.5, n=3.0)
    found = named(graph, numbers(gradient_graph(graph)))
    x, ln = 1.5, math.log
    slope = 2 * x + 3 * x**2 + 3 * x**2 + 2**x * ln(2) + 2 * x
    assert found["x"] == pytest.approx(slope, rel=1e-14)
    assert found["n"] == pytest.approx(x**3 * ln(x), rel=1e-14)


def test_it_is_saved_loaded_and_laid_out(tmp_path: Path) -> None:
    made = gradient_graph(parse("L = relu(a*b)**n + max(a, gelu(b))"))
    document = Document(made.graph)
    document.layout = tidy_document(document)
    assert document.layout.keys() == made.graph.nodes.keys()
    save(document, tmp_path / "backward.chainrule")
    assert load(tmp_path / "backward.chainrule") == document


def test_the_worked_example_is_written_as_one_would_by_hand() -> None:
    graph = parse("a = 2; b = -3; c = 10; f = -2; e = a*b; d = e + c; L = d*f")
    made = gradient_graph(graph)
    by_name = {graph.nodes[n].label: g for n, g in made.gradients.items()}
    known = ids(made.graph)
    assert {name: by_name[name] for name in "Ldefc"} == {
        "L": known["∂L/∂L"], "d": known["f"], "e": known["f"], "c": known["f"], "f": known["d"],
    }  # fmt: skip
    assert drawn_as(made.graph, "∂L/∂a") == Apply("mul", (known["f"], known["b"]), "∂L/∂a")
    assert drawn_as(made.graph, "∂L/∂b") == Apply("mul", (known["f"], known["a"]), "∂L/∂b")
    assert len(made.graph.nodes) == len(graph.nodes) + 3


def test_the_slope_of_a_cube_is_3_x_squared() -> None:
    made = gradient_graph(parse("y = x**3"))
    three, square = drawn_as(made.graph, "∂y/∂x").operands  # type: ignore[union-attr]
    assert made.graph.nodes[str(three)] == Leaf(3.0, None, Role.CONSTANT)
    assert made.graph.nodes[str(square)] == Apply("square", (ids(made.graph)["x"],))


def test_the_same_source_in_both_ports_counts_twice() -> None:
    made = gradient_graph(Graph({"a": Leaf(3.0, "a"), "y": Apply("mul", ("a", "a"), "y")}))
    assert numbers(made)["a"] == 6.0
    assert drawn_as(made.graph, "∂y/∂a") == Apply("add", ("a", "a"), "∂y/∂a")


def test_three_contributions_are_one_sum() -> None:
    nodes: dict[str, Node] = {"a": Leaf(3.0, "a"), "y": Apply("mul_n", ("a", "a", "a"), "y")}
    made = gradient_graph(Graph(nodes))
    gradient = drawn_as(made.graph, "∂y/∂a")
    assert isinstance(gradient, Apply)
    assert (gradient.op, len(gradient.operands)) == ("add_n", 3)
    assert numbers(made)["a"] == 27.0


def test_a_switch_is_a_condition() -> None:
    graph = parse("y = relu(x)*w")
    made = gradient_graph(graph)
    operands = drawn_as(made.graph, "∂y/∂x").operands  # type: ignore[union-attr]
    assert made.graph.nodes[str(operands[1])].op == "greater"  # type: ignore[union-attr]
    for x, slope in ((-1.0, 0.0), (0.0, 0.0), (2.0, 5.0)):
        moved = at(made.graph, x=x, w=5.0)
        assert forward(moved).values[made.gradients[ids(graph)["x"]]] == slope


def test_a_node_beside_the_target_has_the_gradient_0() -> None:
    graph = Graph({"a": Leaf(1.0, "a"), "b": Leaf(1.0, "b"), "y": Apply("neg", ("a",), "y")})
    made = gradient_graph(graph, "y", of=["a", "b"])
    assert numbers(made) == {"y": 1.0, "a": -1.0, "b": 0.0}


def test_what_is_held_is_a_constant_in_second_derivatives_too() -> None:
    graph = parse("L = hold(x**2) * x**3")
    for node_id, node in graph.nodes.items():
        if node.label == "x":
            graph.set_node(node_id, Leaf(2.0, "x"))
    assert hessian(graph, "x")[0] == [4.0 * 6.0 * 2.0]  # 4·x³ differentiated twice


def test_names_that_are_taken_are_not_given_again() -> None:
    nodes: dict[str, Node] = {
        "a": Leaf(2.0, "a"),
        "b": Leaf(3.0, "∂y/∂a"),
        "y": Apply("mul", ("a", "b"), "y"),
        "z": Apply("square", ("y",), "z"),
    }
    made = gradient_graph(Graph(nodes), "z")
    labels = [node.label for node in made.graph.nodes.values() if node.label]
    assert len(labels) == len(set(labels))
    second = gradient_graph(made.graph, made.gradients["a"])
    labels = [node.label for node in second.graph.nodes.values() if node.label]
    assert len(labels) == len(set(labels))


def test_a_second_derivative_is_named_after_the_first() -> None:
    graph = parse("y = sin(x)*x")
    first = gradient_graph(graph)
    x = ids(graph)["x"]
    second = gradient_graph(first.graph, first.gradients[x])
    assert second.graph.nodes[second.gradients[x]].label == "∂(∂y/∂x)/∂x"


@pytest.mark.parametrize("op", [op for op in OPS.values() if not op.holds], ids=lambda op: op.name)
@given(data=st.data())
def test_second_derivatives_are_the_slopes_of_backward(op: Op, data: st.DataObject) -> None:
    leaves = [f"x{i}" for i in range(len(op.operands))]
    point = {leaf: data.draw(st.floats(0.3, 1.2)) + 0.25 * i for i, leaf in enumerate(leaves)}
    nodes: dict[str, Node] = {leaf: Leaf(x, leaf) for leaf, x in point.items()}
    nodes |= {"y": Apply(op.name, tuple(leaves)), "s": Apply("sin", ("x0",))}
    nodes["L"] = Apply("mul", ("y", "s"), "L")
    graph = Graph(nodes)
    if any(abs(a - b) < 1e-3 for i, a in enumerate(point.values()) for b in [*point.values()][:i]):
        return  # at the corner of max and the jump of a comparison there is no second derivative
    h = 1e-5
    found = hessian(graph, *leaves)
    for leaf, row in zip(leaves, found, strict=True):
        up = backward(at(graph, **{leaf: point[leaf] + h})).gradients
        down = backward(at(graph, **{leaf: point[leaf] - h})).gradients
        expected = [(up[other] - down[other]) / (2 * h) for other in leaves]
        assert row == pytest.approx(expected, rel=1e-5, abs=1e-6)


FORMULAS: list[tuple[str, Callable[..., Any]]] = [
    ("a*b + sin(a)*exp(b)", lambda t, a, b: a * b + t.sin(a) * t.exp(b)),
    ("tanh(a*b)**2/(1 + b**2)", lambda t, a, b: t.tanh(a * b) ** 2 / (1 + b**2)),
    ("a**b + log(a + b)", lambda t, a, b: a**b + t.log(a + b)),
    ("sigmoid(a)*softplus(b) + sqrt(a*a + b*b)",
     lambda t, a, b: t.sigmoid(a) * t.nn.functional.softplus(b) + t.sqrt(a * a + b * b)),
    ("gelu(a*b) + max(a, b)*cos(a - b)",
     lambda t, a, b: t.nn.functional.gelu(a * b) + t.maximum(a, b) * t.cos(a - b)),
    ("relu(a*b)**3 + abs(a)*tan(b)",
     lambda t, a, b: t.relu(a * b) ** 3 + t.abs(a) * t.tan(b)),
    ("mul_n(a, b, a, a) + reciprocal(a + 2*b)", lambda t, a, b: a**3 * b + 1 / (a + 2 * b)),
]  # fmt: skip


@pytest.mark.torch
@pytest.mark.parametrize(("text", "peer"), FORMULAS)
@given(a=st.floats(0.25, 2.0), b=st.floats(0.25, 1.25))
def test_second_derivatives_are_those_of_pytorch(
    text: str, peer: Callable[..., Any], a: float, b: float
) -> None:
    torch: Any = pytest.importorskip("torch")
    if a == b:
        return  # in a tie PyTorch has conventions of its own for the second derivative
    point = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in (a, b)]
    firsts = torch.autograd.grad(peer(torch, *point), point, create_graph=True)
    theirs = []
    for first in firsts:
        row = torch.autograd.grad(first, point, retain_graph=True, allow_unused=True)
        theirs.append([0.0 if each is None else each.item() for each in row])
    ours = hessian(at(parse(f"L = {text}"), a=a, b=b), "a", "b")
    for mine, row in zip(ours, theirs, strict=True):
        assert mine == pytest.approx(row, rel=1e-10, abs=1e-10)


ROSENBROCK = "L = (1 - x)**2 + 100*(y - x**2)**2"


def test_the_hessian_of_rosenbrocks_function() -> None:
    graph = at(parse(ROSENBROCK), x=-1.2, y=1.0)
    first = named(graph, numbers(gradient_graph(graph)))
    assert (first["x"], first["y"]) == pytest.approx((-215.6, -88.0))
    x_row, y_row = hessian(graph, "x", "y")
    assert x_row == pytest.approx([1330.0, 480.0])
    assert y_row == pytest.approx([480.0, 200.0])


def test_the_third_derivative_of_a_quintic_is_60_x_squared() -> None:
    graph = at(parse("y = x**5"), x=1.5)
    x, made = ids(graph)["x"], gradient_graph(graph)
    for _ in range(2):
        made = gradient_graph(made.graph, made.gradients[x], of=[x])
    assert numbers(made)[x] == pytest.approx(60 * 1.5**2)


@given(st.floats(-2.0, 2.0), st.floats(-2.0, 2.0))
def test_a_hessian_vector_product_is_the_hessian_times_the_vector(v: float, w: float) -> None:
    graph = at(parse(ROSENBROCK), x=-1.2, y=1.0)
    known = ids(graph)
    made = hessian_vector_product(graph, {known["x"]: v, known["y"]: w})
    values = forward(made.graph).values
    found = {name: values[made.gradients[known[name]]] for name in "xy"}
    assert found["x"] == pytest.approx(1330 * v + 480 * w, abs=1e-9)
    assert found["y"] == pytest.approx(480 * v + 200 * w, abs=1e-9)
    slope = values[made.target]
    assert slope == pytest.approx(-215.6 * v - 88 * w, abs=1e-9)


def test_the_slope_along_a_vector_has_a_name() -> None:
    graph = parse(ROSENBROCK)
    known = ids(graph)
    made = hessian_vector_product(graph, {known["x"]: 1.5, known["y"]: 0.5})
    assert made.graph.nodes[made.target].label == "v·∇L"
    assert made.graph.nodes[made.gradients[known["x"]]].label == "∂(v·∇L)/∂x"


def test_a_vector_without_an_entry_is_refused() -> None:
    with pytest.raises(ValueError, match="The vector is empty"):
        hessian_vector_product(parse(ROSENBROCK), {})


@pytest.mark.parametrize("close", ["mean", "sum"])
def test_on_rows_its_numbers_are_those_of_the_pass_over_rows(close: str) -> None:
    graph = parse(f"input x = 1; input t = 1; h = tanh(w*x + b); L = {close}((h*v + c - t)**2)")
    known = ids(graph)
    columns = {known["x"]: [0.5, -1.0, 2.0], known["t"]: [1.0, 0.0, -1.0]}
    expected = backward_rows(graph, columns)
    made = gradient_graph(graph)
    found = forward_rows(made.graph, columns).values
    for node_id, gradient in made.gradients.items():
        theirs = expected.gradients[node_id]
        assert np.allclose(found[gradient], theirs, rtol=1e-13)
        if not expected.is_varying(node_id):
            assert isinstance(found[gradient], float)


@given(graphs(filled=True, min_size=2, values=calm), st.data())
def test_on_rows_any_graph_has_the_gradients_of_the_pass_over_rows(
    graph: Graph, data: st.DataObject
) -> None:
    last = topological_order(graph)[-1]
    graph = Graph({**graph.nodes, "L": Apply("mean", (last,))}, "L")
    column = st.lists(calm, min_size=3, max_size=3)
    columns = {
        n: data.draw(column)
        for n, leaf in graph.nodes.items()
        if isinstance(leaf, Leaf) and leaf.role is Role.INPUT
    }
    expected = backward_rows(graph, columns).gradients
    made = gradient_graph(graph)
    found = forward_rows(made.graph, columns).values
    finite = [np.abs(g).max() for g in expected.values() if np.isfinite(g).all()]
    size = max(finite, default=0.0)
    for node_id, gradient in made.gradients.items():
        theirs = expected[node_id]
        if np.isfinite(theirs).all():
            assert np.allclose(found[gradient], theirs, rtol=1e-9, atol=1e-12 * size)


def test_what_every_row_adds_counts_once_for_each_row() -> None:
    graph = parse("input x = 1; L = sum(x + b)")
    known = ids(graph)
    made = gradient_graph(graph)
    found = forward_rows(made.graph, {known["x"]: [1.0, 2.0, 6.0]}).values
    assert found[made.gradients[known["b"]]] == 3.0


def test_on_rows_second_derivatives_are_means_too() -> None:
    graph = parse("input x = 1; L = mean((w*x + b)**2)")
    known, x = ids(graph), [1.0, 2.0, 4.0]
    first = gradient_graph(graph)
    second = gradient_graph(first.graph, first.gradients[known["w"]])
    found = forward_rows(second.graph, {known["x"]: x}).values
    by_w, by_b = (found[second.gradients[known[name]]] for name in "wb")
    assert by_w == pytest.approx(2 * (1 + 4 + 16) / 3)
    assert by_b == pytest.approx(2 * (1 + 2 + 4) / 3)


def test_a_node_beside_the_target_that_is_already_there_is_not_made_again() -> None:
    graph = parse("input k = 2; input z = 3; L = sum(z*w*k); beside = k*z; target L")
    made = gradient_graph(graph)
    by_w = made.graph.nodes[made.gradients[ids(graph)["w"]]]
    assert by_w == Apply("sum", (ids(graph)["beside"],), "∂L/∂w")


def test_without_rows_an_input_is_a_leaf_like_another() -> None:
    made = gradient_graph(parse("input x = 3; y = w*x"))
    ops = {node.op for node in made.graph.nodes.values() if isinstance(node, Apply)}
    assert ops == {"mul"}


def test_a_chain_of_100_000_nodes_is_no_deeper_than_a_short_one() -> None:
    nodes: dict[str, Node] = {"n0": Leaf(0.5)}
    for i in range(1, 100_001):
        nodes[f"n{i}"] = Apply("sin" if i % 1000 == 0 else "neg", (f"n{i - 1}",))
    graph = Graph(nodes)
    made = gradient_graph(graph, "n100000")
    gradient = forward(made.graph).values[made.gradients["n0"]]
    assert gradient == pytest.approx(backward(graph).gradients["n0"], rel=1e-12)


def test_the_slopes_of_a_product_of_many_are_written_without_recursion() -> None:
    nodes: dict[str, Node] = {f"x{i}": Leaf(1.0 + i / 3000) for i in range(3000)}
    nodes["y"] = Apply("mul_n", tuple(nodes))
    made = gradient_graph(Graph(nodes))
    assert numbers(made)["x7"] == pytest.approx(backward(Graph(nodes)).gradients["x7"])
    assert len(made.graph.nodes) < 5 * 3000


def test_a_target_with_an_unfilled_port_above_it_is_refused() -> None:
    nodes: dict[str, Node] = {"x": Leaf(1.0), "y": Apply("mul", ("x", None), "y")}
    with pytest.raises(NoTargetError, match="y cannot be computed yet"):
        gradient_graph(Graph(nodes))


def test_a_wanted_node_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        gradient_graph(parse("y = -x"), of=["q"])


def test_nodes_that_would_hold_what_is_not_finite_stay_nodes() -> None:
    nodes: dict[str, Node] = {
        "x": Leaf(1.0, "x"),
        "k": Leaf(1e200, None, Role.CONSTANT),
        "p": Apply("mul", ("x", "k")),
        "y": Apply("mul", ("p", "k"), "y"),
    }
    made = gradient_graph(Graph(nodes))
    assert math.isinf(numbers(made)["x"])
    assert all(isfinite(n.value) for n in made.graph.nodes.values() if isinstance(n, Leaf))
