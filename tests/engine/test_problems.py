"""What is said about numbers that are missing or not finite."""

from engine.autodiff import backward, forward
from engine.graph import Apply, Graph, Leaf, Node, Role
from engine.problems import problems


def said(target: str | None, **nodes: Node) -> list[str]:
    graph = Graph(nodes)
    return problems(graph, backward(graph, target) if target else forward(graph))


def test_nothing_is_said_where_all_is_well() -> None:
    assert said("y", a=Leaf(2.0), y=Apply("neg", ("a",))) == []


def test_an_unfilled_port_is_named() -> None:
    nodes: dict[str, Node] = {"a": Leaf(2.0), "y": Apply("div", ("a", None), "y")}
    assert said(None, **nodes) == ["y cannot be computed yet: nothing is wired to its port b."]


def test_several_outputs_are_named() -> None:
    nodes: dict[str, Node] = {"a": Leaf(2.0), "b": Leaf(2.0)}
    assert said(None, **nodes) == [
        "Several nodes feed nothing (a, b): mark one of them as the target."
    ]


def test_the_first_value_that_went_bad_is_named_with_its_operands() -> None:
    nodes: dict[str, Node] = {
        "a": Leaf(0.0, "a"),
        "l": Apply("log", ("a",)),
        "m": Apply("mul", ("l", "a")),
    }
    first, second = said("m", **nodes)
    assert first == (
        "ln(a) is −∞, the first value that is not finite (its operand is 0). "
        "The logarithm falls without end as x nears 0. log is defined for x above 0."
    )
    assert second == (
        "The gradient of a is nan, the first that is not finite. "
        "∂ln(a)/∂a is ∞ at a = 0, and 0 × ∞ has no value. log is defined for x above 0."
    )


def test_the_first_gradient_that_went_bad_is_named() -> None:
    nodes: dict[str, Node] = {"x": Leaf(0.0, "x"), "y": Apply("sqrt", ("x",))}
    assert said("y", **nodes) == [
        "The gradient of x is ∞, the first that is not finite. ∂√x/∂x is ∞ at x = 0. "
        "sqrt is defined for x from 0 up (infinitely steep at 0)."
    ]


def test_nothing_is_said_of_the_gradient_of_a_constant() -> None:
    two = Leaf(2.0, None, Role.CONSTANT)
    assert said("y", x=Leaf(-3.0, "x"), k=two, y=Apply("pow", ("x", "k"))) == []
