"""Backward done wrong on purpose: the numbers are those of a naive program, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import backward, parse
from engine.autodiff import local_derivatives
from engine.broken_backward import Break, Broken, broken_backward
from engine.graph import Graph
from engine.labels import find_node

WORKED = "e = a*b; d = e + c; L = d*f; a = 2; b = -3; c = 10; f = -2"
ROW = st.tuples(st.integers(1, 3), st.integers(1, 3), st.booleans())
"""How far back the two operands of an op lie, and whether it is × or +."""
TWICE = "d = a*b; e = a + c; L = d*e; a = 3; b = 2; c = 4"


def broken(text: str, way: Break) -> tuple[Graph, Broken]:
    graph = parse(text)
    return graph, broken_backward(graph, backward(graph).target or "", way)


def wrong(text: str, way: Break) -> dict[str | None, float]:
    graph, found = broken(text, way)
    return {graph.nodes[c.node].label: c.wrong for c in found.comparisons if c.differs}


def test_overwriting_keeps_the_last_contribution_alone() -> None:
    # Backward comes to e and d in reverse topological order; a keeps what it gets last.
    kept = wrong(TWICE, Break.OVERWRITE)
    assert set(kept) == {"a"}
    assert kept["a"] in {14.0, 6.0}


def test_overwriting_a_plus_a_gives_1_and_a_times_a_gives_a() -> None:
    assert wrong("y = a + a; a = 3", Break.OVERWRITE) == {"a": 1.0}
    assert wrong("y = a*a; a = 3", Break.OVERWRITE) == {"a": 3.0}


def test_two_passes_without_zeroing_are_worse_than_double_below_the_first_op() -> None:
    # d gets −2 twice: −4; e gets −2, then −4 more: −6; a gets 6, then 18 more: 24.
    assert wrong(WORKED, Break.NO_ZEROING) == {
        "d": -4.0, "f": 8.0, "e": -6.0, "c": -6.0, "a": 24.0, "b": -16.0,
    }  # fmt: skip


def test_depth_first_loses_what_comes_after_a_node_has_passed_its_gradient_on() -> None:
    # y takes d, d takes b: b passes on what y and d gave it, before c's contribution is there.
    text = "b = 2*a; c = 3*b; d = b*c; y = d + b; a = 1"
    graph, found = broken(text, Break.DEPTH_FIRST)
    right = backward(graph).gradients[find_node(graph, "a")]
    differing = {graph.nodes[c.node].label for c in found.comparisons if c.differs}
    assert "a" in differing
    by_label = {graph.nodes[c.node].label: c for c in found.comparisons}
    assert by_label["a"].right == right
    assert "waits for 3 contributions" in found.sentence


@pytest.mark.parametrize("way", [Break.OVERWRITE, Break.DEPTH_FIRST])
def test_where_no_value_is_used_twice_both_come_to_the_same(way: Break) -> None:
    _, found = broken(WORKED, way)
    assert not any(comparison.differs for comparison in found.comparisons)
    assert "Here" in found.sentence


@pytest.mark.parametrize("way", list(Break))
def test_the_right_gradients_beside_the_wrong_ones_are_right(way: Break) -> None:
    graph, found = broken(TWICE, way)
    right = backward(graph).gradients
    assert {c.node: c.right for c in found.comparisons} == right
    assert found.sentence.endswith(".")


@given(rows=st.lists(ROW, min_size=1, max_size=8))
def test_depth_first_is_what_the_naive_recursion_gives(
    rows: list[tuple[int, int, bool]],
) -> None:
    lines = ["v0 = 1.5", "v1 = -0.5"]
    for i, (first, second, times) in enumerate(rows, start=2):
        left, right = f"v{max(i - first, 0)}", f"v{max(i - second, 0)}"
        lines.append(f"v{i} = {left} {'*' if times else '+'} {right}")
    last = len(rows) + 1
    text = "; ".join([*lines, f"y = v{last}*2"])
    graph = parse(text)
    target = find_node(graph, "y")
    found = broken_backward(graph, target, Break.DEPTH_FIRST)
    by_label = {graph.nodes[c.node].label: c.wrong for c in found.comparisons}
    expected = naive_recursion_at(graph, target)
    assert by_label == pytest.approx(expected, rel=1e-12, abs=1e-12)


def naive_recursion_at(graph: Graph, target: str) -> dict[str | None, float]:
    values = backward(graph, target).values
    gradients, seen = dict.fromkeys(graph.nodes, 0.0), set()
    gradients[target] = 1.0

    def visit(node_id: str) -> None:
        seen.add(node_id)
        node = graph.nodes[node_id]
        operands = list(getattr(node, "operands", ()))
        if operands:
            local = local_derivatives(node, node_id, values.get)  # type: ignore[arg-type]
            for source, derivative in zip(operands, local or (), strict=True):
                gradients[source] += gradients[node_id] * derivative
        for source in operands:
            if source not in seen:
                visit(source)

    visit(target)
    return {graph.nodes[n].label: g for n, g in gradients.items()}
