"""Steps of a document."""

import pytest

from engine.autodiff import NoTargetError, backward
from engine.document import Direction, Document, EditError, Training
from engine.graph import Apply, Graph, Leaf, Node, Role
from engine.optim import SGD, Adam, AdamW, Optimiser, RMSProp
from engine.training import take_steps


@pytest.fixture
def worked() -> Document:
    nodes: dict[str, Node] = {
        "a": Leaf(2.0, "a"),
        "b": Leaf(-3.0, "b"),
        "c": Leaf(10.0, "c"),
        "f": Leaf(-2.0, "f"),
        "e": Apply("mul", ("a", "b"), "e"),
        "d": Apply("add", ("e", "c"), "d"),
        "L": Apply("mul", ("d", "f"), "L"),
    }
    return Document(Graph(nodes), {}, Training(0.01, Direction.UP))


def bowl(x: float, rate: float) -> Document:
    """Return y = x², to be minimised."""
    nodes: dict[str, Node] = {"x": Leaf(x, "x"), "y": Apply("square", ("x",), "y")}
    return Document(Graph(nodes), {}, Training(rate))


def test_one_step_up_lifts_the_target_of_the_worked_example(worked: Document) -> None:
    worked.apply(take_steps(worked, "L"))
    assert round(backward(worked.graph).values["L"], 12) == -7.286496
    assert worked.graph.nodes["a"] == Leaf(2.0 + 0.01 * 6.0, "a")


def test_down_lowers_it(worked: Document) -> None:
    worked.training = Training(0.01, Direction.DOWN)
    worked.apply(take_steps(worked, "L"))
    assert backward(worked.graph).values["L"] < -8.0


def test_only_parameters_move(worked: Document) -> None:
    worked.graph.set_node("b", Leaf(-3.0, "b", Role.CONSTANT))
    worked.graph.set_node("c", Leaf(10.0, "c", Role.INPUT))
    edit = take_steps(worked, "L")
    assert {key.name for key in edit.changes} == {"a", "f"}


def test_many_steps_are_one_edit_that_can_be_undone(worked: Document) -> None:
    one_by_one = Document(Graph(worked.graph.nodes), {}, worked.training)
    for _ in range(5):
        one_by_one.apply(take_steps(one_by_one, "L"))
    edit = take_steps(worked, "L", 5)
    assert edit.name == "5 steps"
    worked.apply(edit)
    assert worked == one_by_one
    worked.apply(edit.reversed())
    assert worked.graph.nodes["a"] == Leaf(2.0, "a")


def test_steps_down_a_bowl_end_at_its_bottom() -> None:
    document = bowl(5.0, 0.1)
    document.apply(take_steps(document, "y", 200))
    assert backward(document.graph).values["y"] < 1e-12


def test_a_rate_that_runs_away_is_refused_with_the_step() -> None:
    document = bowl(1.0, 1e200)
    with pytest.raises(EditError, match=r"^Step 2 would make x ∞: choose a smaller learning rate"):
        take_steps(document, "y", 5)
    assert document == bowl(1.0, 1e200)


def test_a_gradient_that_is_not_finite_makes_no_step() -> None:
    document = Document(Graph({"x": Leaf(0.0, "x"), "y": Apply("sqrt", ("x",))}))
    with pytest.raises(EditError, match=r"^Step 1 cannot be made: the gradient of x is ∞\.$"):
        take_steps(document, "y")


def test_without_parameters_there_is_nothing_to_step() -> None:
    held = Leaf(1.0, None, Role.CONSTANT)
    document = Document(Graph({"k": held, "y": Apply("neg", ("k",))}))
    with pytest.raises(EditError, match="There is no parameter to step"):
        take_steps(document, "y")


def test_a_target_that_cannot_be_computed_makes_no_step() -> None:
    document = Document(Graph({"x": Leaf(1.0), "y": Apply("add", ("x", None), "y")}))
    with pytest.raises(NoTargetError, match="y cannot be computed yet"):
        take_steps(document, "y")


@pytest.mark.parametrize(
    "optimiser", [SGD(0.1, momentum=0.9), RMSProp(0.1), Adam(0.1), AdamW(0.1)], ids=str
)
def test_any_optimiser_makes_steps_and_remembers_between_them(optimiser: Optimiser) -> None:
    document = bowl(5.0, 1.0)
    document.apply(take_steps(document, "y", 3, optimiser))
    x, memory = {"x": 5.0}, None
    for _ in range(3):
        x, memory = optimiser.step(x, {"x": 2.0 * x["x"]}, memory)
    assert document.graph.nodes["x"] == Leaf(x["x"], "x")


def test_a_large_graph_steps_to_where_its_small_parts_do() -> None:
    nodes: dict[str, Node] = {}
    for i in range(600):
        nodes |= {f"x{i}": Leaf(0.01 * i), f"y{i}": Apply("square", (f"x{i}",))}
    nodes["y"] = Apply("add_n", tuple(f"y{i}" for i in range(600)), "y")
    large = Document(Graph(nodes), {}, Training(0.125))
    large.apply(take_steps(large, "y", 3))
    for i in (0, 7, 599):
        small = bowl(0.01 * i, 0.125)
        small.apply(take_steps(small, "y", 3))
        assert large.graph.nodes[f"x{i}"].value == small.graph.nodes["x"].value  # type: ignore[union-attr]
