"""A gradient is the sum over all paths of the products of local derivatives."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from engine import backward, parse
from engine.autodiff import NoTargetError
from engine.graph import Apply, Graph, Leaf, Node
from engine.labels import find_node
from engine.paths import count_paths, derivation, derivation_in_latex, path_line, paths
from tests.strategies import calm, graphs

WORKED = "e = a*b; d = e + c; L = d*f; a = 2; b = -3; c = 10; f = -2"
TWICE = "d = a*b; e = a + c; L = d*e; a = 3; b = 2; c = 4"


def opened(text: str, name: str) -> tuple[Graph, str, str, dict[str, float]]:
    graph = parse(text)
    done = backward(graph)
    return graph, done.target or "", find_node(graph, name), dict(done.values)


def derived(text: str, name: str, most: int = 50) -> str:
    graph, target, node, values = opened(text, name)
    found = paths(graph, target, node, values.get, most)
    return derivation(graph, target, node, found, count_paths(graph, target, node))


def test_the_worked_example_is_derived_as_one_would_write_it() -> None:
    line = "∂L/∂a = ∂L/∂d × ∂d/∂e × ∂e/∂a = −2 × 1 × (−3) = 6"
    assert derived(WORKED, "a") == line
    assert derived(WORKED, "L") == "∂L/∂L = 1 (Backward starts here)"


def test_a_value_used_twice_has_a_line_for_each_path_and_a_sum() -> None:
    assert derived(TWICE, "a").splitlines() == [
        "∂L/∂a is the sum over 2 paths:",
        "  ∂L/∂d × ∂d/∂a = 7 × 2 = 14",
        "  ∂L/∂e × ∂e/∂a = 6 × 1 = 6",
        "∂L/∂a = 14 + 6 = 20",
    ]
    assert count_paths(*opened("y = x*x; x = 3", "x")[:3]) == 2


def test_latex_has_names_and_numbers() -> None:
    graph, target, node, values = opened(WORKED, "b")
    found = paths(graph, target, node, values.get, 9)
    assert derivation_in_latex(graph, target, node, found) == (
        r"\frac{\partial L}{\partial b} = \frac{\partial L}{\partial d} \cdot "
        r"\frac{\partial d}{\partial e} \cdot \frac{\partial e}{\partial b}"
        r" = (-2) \cdot 1 \cdot 2 = -4"
    )


def test_very_many_paths_are_counted_exactly_and_cut_off_with_a_word() -> None:
    lines = ["v0 = 1", *(f"v{i} = v{i - 1} + v{i - 1}" for i in range(1, 101))]
    graph, target, node, values = opened("; ".join(lines), "v0")
    assert count_paths(graph, target, node) == 2**100
    found = paths(graph, target, node, values.get, 50)
    assert len(found) == 50
    assert all(path.product == 1.0 for path in found)
    said = derivation(graph, target, node, found, 2**100)
    assert said.endswith("… the first 50 of 1,267,650,600,228,229,401,496,703,205,376 paths")


def test_from_where_no_path_leads_the_gradient_is_0() -> None:
    graph = parse("y = x*x; z = 2*w; x = 1; w = 1")
    target, w = find_node(graph, "y"), find_node(graph, "w")
    assert paths(graph, target, w, backward(graph, target).values.get, 9) == []
    assert derivation(graph, target, w, [], 0) == "∂y/∂w = 0: no path leads from w to y."


def test_a_chain_of_three_thousand_nodes_is_walked_without_recursion() -> None:
    nodes: dict[str, Node] = {
        "n0": Leaf(1.0),
        **{f"n{i}": Apply("neg", (f"n{i - 1}",)) for i in range(1, 3001)},
    }
    graph = Graph(nodes)
    (path,) = paths(graph, "n3000", "n0", backward(graph, "n3000").values.get, 5)
    assert len(path.wires) == 3000
    assert path.product == 1.0


@given(graphs(min_size=2, values=calm))
def test_the_sum_over_all_paths_is_the_gradient(graph: Graph) -> None:
    target = list(graph.nodes)[-1]
    try:
        done = backward(graph, target)
    except NoTargetError:
        return
    for node in done.gradients:
        count = count_paths(graph, target, node)
        if count > 300:
            continue
        found = paths(graph, target, node, done.values.get, 300)
        assert len(found) == count
        products = [path.product for path in found]
        if not all(map(math.isfinite, products)) or not math.isfinite(done.gradients[node]):
            continue
        size = sum(map(abs, products))
        assert math.fsum(products) == pytest.approx(done.gradients[node], abs=1e-9 * size + 1e-300)
        assert all(path_line(graph, path) for path in found)
