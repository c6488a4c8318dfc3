"""Formulas as nodes: numbers stay numbers, and nothing is made twice."""

from engine.expr import Expr
from engine.formula_nodes import NodeMaker, fragment
from engine.graph import Apply, Graph, Leaf, Node, Role

a = Expr.name("a")
NODES: dict[str, Node] = {"a": Leaf(2.0, "a"), "n3": Apply("sin", ("a",))}


def test_the_same_formula_is_made_once_and_one_with_another_number_again() -> None:
    maker = NodeMaker(NODES)
    double = maker.node(a * 2.0)
    assert maker.node(a * 2.0) == double
    assert maker.node(a * 3.0) != double
    assert maker.node(Expr.of("max", a, 0.0)) != maker.node(Expr.of("max", a, -0.0))


def test_what_the_graph_has_is_used() -> None:
    made = fragment(Graph(NODES), Expr.of("sin", a))
    assert made == ({}, "n3")


def test_numbers_are_folded_and_new_ids_are_free() -> None:
    made = fragment(Graph(NODES), a + Expr.of("mul", Expr.number(2.0), 3.0), "y")
    assert made.nodes == {
        "n4": Leaf(6.0, None, Role.CONSTANT),
        "n5": Apply("add", ("a", "n4"), "y"),
    }
    assert made.result == "n5"


def test_a_formula_that_is_a_number_is_a_constant() -> None:
    made = fragment(Graph(NODES), Expr.number(4.0), "four")
    assert made.nodes == {"n4": Leaf(4.0, "four", Role.CONSTANT)}
