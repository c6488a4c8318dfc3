"""Nodes by a word or by their numbers."""

from __future__ import annotations

import pytest

from desktop_app.commands.finding import FindError, find
from engine.autodiff import backward
from engine.graph import Apply, Graph, Leaf, Node, Role
from tests.desktop_app.worked_example import A, B, C, D, E, F, L, worked_example


def found(question: str, graph: Graph | None = None) -> list[str]:
    graph = graph or worked_example().graph
    done = backward(graph)
    return find(graph, done.values.get, done.gradients.get, question)


@pytest.mark.parametrize(
    ("question", "nodes"),
    [
        ("", []),
        ("a", [A, B, C, D, F]),  # a, the parameters, and add
        ("mul", [E, L]),
        ("*", [E, L]),
        ("×", [E, L]),
        ("+", [D]),
        ("10", [C]),
        ("-8", [L]),
        ("value > 3", [C, D]),
        ("value >= 4", [C, D]),
        ("value = 4", [D]),
        ("VALUE<-2", [B, E, L]),
        ("gradient = 1", [L]),
        ("gradient < -2", [B]),
        ("∂ ≠ -2", [A, B, F, L]),
        ("|gradient| > 5", [A]),
        ("value > 2*4", [C]),
        ("nan", []),
        ("no such thing", []),
    ],
)
def test_what_is_asked_for_is_found(question: str, nodes: list[str]) -> None:
    assert sorted(found(question)) == sorted(nodes)


def test_a_gradient_of_0_is_found_but_not_one_that_was_not_computed() -> None:
    nodes: dict[str, Node] = {
        "n1": Leaf(-1.0, "x"), "n2": Apply("relu", ("n1",), "y"), "n3": Apply("neg", (None,), "z"),
    }  # fmt: skip
    assert found("gradient = 0", Graph(nodes, "n2")) == ["n1"]


def test_numbers_that_went_bad_are_found() -> None:
    nodes: dict[str, Node] = {
        "n1": Leaf(-1.0, "x"),
        "n2": Apply("log", ("n1",), "y"),
        "n3": Leaf(1.0, "u"),
    }
    graph = Graph(nodes, "n2")
    assert found("nan", graph) == ["n2"]
    assert found("value = nan", graph) == ["n2"]
    zero = Graph({"n1": Leaf(0.0, "x"), "n2": Apply("log", ("n1",), "y")})
    assert found("inf", zero) == ["n1", "n2"]  # log(0) = −∞ with slope ∞
    assert found("value = -inf", zero) == ["n2"]
    assert found("value < 0", zero) == ["n2"]


def test_a_role_is_found() -> None:
    graph = Graph({"n1": Leaf(1.0, "a", Role.INPUT), "n2": Leaf(2.0, "b")}, "n1")
    assert found("input", graph) == ["n1"]


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(FindError, match=r"\.$"):
        found("value > many")


def test_without_numbers_names_are_found_all_the_same() -> None:
    def none(_node: str) -> None:
        return None

    assert find(worked_example().graph, none, none, "mul") == [E, L]
    assert find(worked_example().graph, none, none, "value > 0") == []
