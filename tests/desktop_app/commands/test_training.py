"""A step along the gradient."""

from __future__ import annotations

import math

import pytest

from desktop_app.commands.nodes import set_role
from desktop_app.commands.training import set_direction, set_rate, step
from engine.autodiff import backward, forward
from engine.document import Direction, Document, EditError, Training
from engine.graph import Graph, Leaf, Role
from tests.desktop_app.worked_example import A, B, C, F, L, worked_example


@pytest.fixture
def document() -> Document:
    document = worked_example()
    document.training = Training(0.01, Direction.UP)
    return document


def gradients(document: Document) -> dict[str, float]:
    return dict(backward(document.graph).gradients)


def values(document: Document) -> list[float]:
    return [document.graph.nodes[n].value for n in (A, B, C, F)]  # type: ignore[union-attr]


def test_the_worked_example_climbs_to_the_textbooks_last_digit(document: Document) -> None:
    edit = step(document, gradients(document))
    document.apply(edit)
    assert repr(forward(document.graph).values[L]) == "-7.286496"
    assert edit.name == "Step"


def test_down_is_the_other_way(document: Document) -> None:
    document.apply(set_direction(document, Direction.DOWN))
    document.apply(step(document, gradients(document)))
    assert values(document) == [2.0 - 0.01 * 6.0, -3.0 + 0.01 * 4.0, 10.0 + 0.02, -2.0 - 0.04]


def test_only_parameters_step(document: Document) -> None:
    document.apply(set_role(document, [A], Role.CONSTANT))
    document.apply(set_role(document, [B], Role.INPUT))
    document.apply(step(document, gradients(document)))
    assert values(document) == [2.0, -3.0, 10.0 - 0.02, -2.0 + 0.04]


def test_a_parameter_without_a_gradient_stays(document: Document) -> None:
    document.apply(step(document, {A: 6.0}))
    assert values(document) == [2.0 + 0.01 * 6.0, -3.0, 10.0, -2.0]


def test_a_step_is_undone_exactly(document: Document) -> None:
    before = worked_example().graph
    edit = step(document, gradients(document))
    document.apply(edit)
    document.apply(edit.reversed())
    assert document.graph == before


def test_without_gradients_there_is_no_step(document: Document) -> None:
    with pytest.raises(EditError, match=r"^No parameter has a gradient yet: run Backward first\.$"):
        step(document, {})


def test_without_parameters_there_is_no_step(document: Document) -> None:
    document.apply(set_role(document, [A, B, C, F], Role.CONSTANT))
    with pytest.raises(EditError, match=r"^There is no parameter to step: make a leaf a parameter"):
        step(document, gradients(document))


def test_a_step_too_far_is_refused_with_advice() -> None:
    document = Document(Graph({"n1": Leaf(1e308, "a")}), None, Training(1.0, Direction.UP))
    with pytest.raises(
        EditError, match=r"^A step would make a ∞: choose a smaller learning rate\.$"
    ):
        step(document, {"n1": 1e308})


@pytest.mark.parametrize(("gradient", "shown"), [(math.nan, "nan"), (-math.inf, "−∞")])
def test_a_gradient_that_is_not_finite_is_named(
    document: Document, gradient: float, shown: str
) -> None:
    with pytest.raises(EditError, match=rf"^No step can be made: the gradient of b is {shown}\.$"):
        step(document, {A: 1.0, B: gradient})


def test_the_learning_rate_changes(document: Document) -> None:
    edit = set_rate(document, 0.5)
    document.apply(edit)
    assert document.training == Training(0.5, Direction.UP)
    assert edit.name == "Set the learning rate to 0.5"


@pytest.mark.parametrize("rate", [0.0, -0.1, math.inf, math.nan])
def test_a_learning_rate_must_be_finite_and_above_0(document: Document, rate: float) -> None:
    with pytest.raises(EditError, match=r"^The learning rate must be a finite number above 0\.$"):
        set_rate(document, rate)
