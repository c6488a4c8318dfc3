"""Trouble by its name: where a gradient does not get through, and where it grows out of bounds."""

from __future__ import annotations

import pytest

from engine import backward, parse
from engine.autodiff import Pass
from engine.graph import Graph
from engine.health import Ailment, Numbers, ailment_of, sentence, strongest_path
from engine.labels import find_node


def worked(text: str) -> tuple[Graph, Pass, Numbers]:
    graph = parse(text)
    done = backward(graph)
    return graph, done, Numbers(done.values.get, done.gradients.get)


def found(text: str, name: str) -> Ailment | None:
    graph, _, numbers = worked(text)
    return ailment_of(graph, find_node(graph, name), numbers)


def said(text: str, name: str) -> str:
    graph, done, numbers = worked(text)
    return sentence(graph, done.target, find_node(graph, name), numbers)


@pytest.mark.parametrize(
    ("text", "ailment"),
    [
        ("y = tanh(x); x = 2.9", None),
        ("y = tanh(x); x = 3.1", Ailment.SATURATED),
        ("y = tanh(x); x = -3.1", Ailment.SATURATED),
        ("y = sigmoid(x); x = 4.5", None),
        ("y = sigmoid(x); x = -4.7", Ailment.SATURATED),
        ("y = relu(x); x = 0.001", None),
        ("y = relu(x); x = 0", Ailment.DEAD),
        ("y = relu(x); x = -2", Ailment.DEAD),
        ("y = leaky_relu(x); x = -2", None),
        ("y = sin(x); x = 1.5707963267948966", None),
        ("y = log(x); x = -1", Ailment.NOT_FINITE),
    ],
)
def test_an_op_node_is_called_what_it_is(text: str, ailment: Ailment | None) -> None:
    assert found(text, "y") is ailment


def test_a_gradient_that_shrinks_on_every_op_has_vanished() -> None:
    text = "y = sigmoid(sigmoid(sigmoid(sigmoid(3*x)))) * 1e-3; x = 4"
    assert found(text, "x") is Ailment.VANISHING
    assert "is vanishing: its strongest path multiplies by 0.001 × " in said(text, "x")


def test_a_gradient_that_grows_on_every_op_explodes() -> None:
    text = "y = 200*(300*(400*x)); x = 1"
    assert found(text, "x") is Ailment.EXPLODING
    assert said(text, "x").startswith(
        "∂y/∂x = 2.4e7 is exploding: its strongest path multiplies by 200 × 300 × 400."
    )


def test_a_gradient_of_exactly_0_is_not_said_to_vanish() -> None:
    assert found("y = relu(x); x = -1", "x") is None


def test_the_gradient_of_a_constant_is_not_judged() -> None:
    graph, _, numbers = worked("y = x**2; x = -3")
    (constant,) = graph.nodes.keys() - {find_node(graph, "x"), find_node(graph, "y")}
    assert numbers.gradient(constant) != numbers.gradient(constant)
    assert ailment_of(graph, constant, numbers) is None


def test_what_is_not_computed_is_not_judged() -> None:
    graph = parse("y = tanh(x); x = 9")
    nothing = Numbers(dict[str, float]().get, dict[str, float]().get)
    assert [ailment_of(graph, node, nothing) for node in graph.nodes] == [None, None]


def test_the_sentences_name_the_slope_the_place_and_what_to_do() -> None:
    assert said("y = relu(z); z = x*1; x = -2", "y") == (
        "y is dead: relu has slope 0 at z = −2, and no gradient gets through. Raise z, by a bias "
        "for one, or use leaky_relu."
    )
    assert said("y = tanh(x); x = 5", "y") == (
        "y is saturated: tanh has slope 0.00018 at x = 5, and hardly any gradient gets through. "
        "Bring x nearer to 0, by smaller weights or inputs."
    )
    assert said("y = tanh(x); x = 1", "y") == ""


def test_the_strongest_path_follows_the_largest_contribution() -> None:
    graph, done, numbers = worked("u = 5*x; v = 2*x; y = u + v; x = 1")
    path = strongest_path(graph, done.target or "", find_node(graph, "x"), numbers)
    assert [wire.port.node for wire in path] == [find_node(graph, "u"), done.target]


def test_from_what_the_target_does_not_hang_on_no_path_leads_to_it() -> None:
    graph, done, numbers = worked("y = x*x; x = 1")
    assert strongest_path(graph, done.target or "", done.target or "", numbers) == []
    other = parse("y = x*x; z = 2*w; x = 1; w = 1")
    target = find_node(other, "y")
    gone = backward(other, target)
    looked = Numbers(gone.values.get, gone.gradients.get)
    assert strongest_path(other, target, find_node(other, "w"), looked) == []
