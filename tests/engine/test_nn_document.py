"""Networks as documents: the numbers and gradients of values, on all rows at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine import losses
from engine.document import Document, EditError
from engine.edits import Key, Section
from engine.files import load, save
from engine.graph import Graph, Role
from engine.labels import UnknownNodeError, find_node
from engine.nn import MLP, Layer, Module, Neuron
from engine.nn_document import columns_by_name, document_of, parameters_by_name, read_parameters
from engine.optim import SGD
from engine.parse import parse
from engine.rows_pass import backward_rows, forward_rows
from engine.value import Value

X1 = [0.5, -1.0, 2.0, 0.25, -0.75]
X2 = [1.0, 0.5, -0.5, -2.0, 0.1]
ROWS = list(zip(X1, X2, strict=True))


def row_losses(module: Any, loss: Callable[..., Any], wanted: list[list[float]]) -> Value:
    """Return the mean loss of values, written down row by row."""
    total = Value(0.0)
    for row, shares in zip(ROWS, wanted, strict=True):
        found = module(list(row))
        outputs = found if isinstance(found, list) else [found]
        if loss is losses.softmax_cross_entropy_of_shares:
            total = total + loss(outputs, shares)
        else:
            for output, share in zip(outputs, shares, strict=True):
                total = total + loss(output, share)
    return total / len(ROWS)


def wanted_columns(wanted: list[list[float]]) -> dict[str, list[float]]:
    return {f"t{i}": list(column) for i, column in enumerate(zip(*wanted, strict=True), start=1)}


ONE = [[1.0], [0.0], [1.0], [1.0], [0.0]]
SIGNS = [[1.0], [-1.0], [-1.0], [1.0], [-1.0]]
SHARES = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0]]
CASES = [
    (lambda: Neuron(2, nonlin=False, seed=1), losses.binary_cross_entropy, ONE),
    (lambda: Layer(2, 3, seed=2), losses.squared_error, SHARES),
    (lambda: MLP(2, [4, 4, 1], seed=1), losses.hinge, SIGNS),
    (lambda: MLP(2, [3, 3], seed=3), losses.softmax_cross_entropy_of_shares, SHARES),
]


@pytest.mark.parametrize("make", [case[0] for case in CASES])
def test_a_document_gives_on_every_row_what_the_network_gives(make: Callable[[], Any]) -> None:
    module = make()
    document = module.document(("x1", "x2"))
    done = forward_rows(document, columns_by_name(document, {"x1": X1, "x2": X2}))
    ends = [n for n in document.graph.nodes if not document.graph.users(n)]
    for i, row in enumerate(ROWS):
        found = module(list(row))
        outputs = found if isinstance(found, list) else [found]
        assert [float(done.values[n][i]) for n in ends] == pytest.approx(
            [y.data for y in outputs], rel=1e-14
        )


@pytest.mark.parametrize(("make", "loss", "wanted"), CASES)
def test_gradients_over_the_rows_are_those_of_values(
    make: Callable[[], Any], loss: Callable[..., Any], wanted: list[list[float]]
) -> None:
    module = make()
    labels = wanted_columns(wanted)
    document = module.document(("x1", "x2"), loss=loss, wanted=tuple(labels))
    data = columns_by_name(document, {"x1": X1, "x2": X2, **labels})
    done = backward_rows(document, data)
    expected = row_losses(module, loss, wanted)
    expected.backward()
    assert done.values[find_node(document.graph, "loss")] == pytest.approx(expected.data, rel=1e-13)
    for name, value in parameters_by_name(module).items():
        found = done.gradients[find_node(document.graph, name)]
        assert found == pytest.approx(value.grad, rel=1e-12, abs=1e-15)


def moved(document: Document, gradients: Any, optimiser: SGD) -> None:
    nodes = document.graph.nodes
    leaves: dict[str, Any] = {
        n: leaf for n, leaf in nodes.items() if getattr(leaf, "role", None) is Role.PARAMETER
    }
    step = optimiser.step({n: leaf.value for n, leaf in leaves.items()}, gradients)
    changed = {
        Key(Section.NODES, n): msgspec.structs.replace(leaves[n], value=x)
        for n, x in step.parameters.items()
    }
    document.apply(document.edit("Step", changed))


def test_training_a_document_and_training_values_lead_to_the_same_parameters() -> None:
    module, twin = MLP(2, [4, 1], seed=5), MLP(2, [4, 1], seed=5)
    document = module.document(("x1", "x2"), loss=losses.squared_error, wanted=("t1",))
    data = columns_by_name(document, {"x1": X1, "x2": X2, **wanted_columns(ONE)})
    begin = backward_rows(document, data).values[find_node(document.graph, "loss")]
    for _ in range(30):
        moved(document, backward_rows(document, data).gradients, SGD(0.1))
        loss = row_losses(twin, losses.squared_error, ONE)
        loss.backward()
        for parameter in twin.parameters():
            parameter.data -= 0.1 * parameter.grad
    module.read(document)
    assert [p.data for p in module.parameters()] == pytest.approx(
        [p.data for p in twin.parameters()], rel=1e-9
    )
    assert row_losses(module, losses.squared_error, ONE).data < 0.5 * begin


def test_nodes_are_called_after_their_places_and_inputs_after_their_columns() -> None:
    module = MLP(2, [2, 1], seed=1)
    graph = document_of(
        module, ("age", "height"), loss=losses.squared_error, wanted=("wanted",)
    ).graph
    roles = {node.label: getattr(node, "role", None) for node in graph.nodes.values() if node.label}
    inputs = [name for name, role in roles.items() if role is Role.INPUT]
    assert sorted(inputs) == ["age", "height", "wanted"]
    parameters = {name for name, role in roles.items() if role is Role.PARAMETER}
    assert parameters == {"w1_1_1", "w1_1_2", "b1_1", "w1_2_1", "w1_2_2", "b1_2"} | {
        "w2_1_1", "w2_1_2", "b2_1"
    }  # fmt: skip
    assert {name for name, role in roles.items() if role is None} == {
        "y1_1",
        "y1_2",
        "y2_1",
        "loss",
    }
    assert set(parameters_by_name(Neuron(2))) == {"w1", "w2", "b"}
    assert set(parameters_by_name(Layer(1, 2))) == {"w1_1", "b1", "w2_1", "b2"}


def test_a_network_keeps_its_labels_and_numbers_when_a_document_is_made_of_it() -> None:
    module = Neuron(1, seed=1)
    module.w[0].label = "mine"
    before = [(p.data, p.label) for p in module.parameters()]
    module.document(("x",))
    assert [(p.data, p.label) for p in module.parameters()] == before


def test_it_opens_laid_out_and_hands_its_numbers_back(tmp_path: Path) -> None:
    module = MLP(2, [4, 4, 1], seed=1)
    save(module.document(("x1", "x2")), tmp_path / "network.chainrule")
    opened = load(tmp_path / "network.chainrule")
    assert opened.layout.keys() == opened.graph.nodes.keys()
    other = MLP(2, [4, 4, 1], seed=2)
    other.read(opened)
    assert [p.data for p in other.parameters()] == [p.data for p in module.parameters()]


def test_a_document_of_another_shape_changes_no_number() -> None:
    module = MLP(2, [2, 1], seed=1)
    before = [p.data for p in module.parameters()]
    with pytest.raises(UnknownNodeError, match="There is no node called w1_2_1"):
        read_parameters(module, MLP(2, [1, 1], seed=2).document(("x1", "x2")))
    assert [p.data for p in module.parameters()] == before
    with pytest.raises(UnknownNodeError):
        read_parameters(module, Graph())
    with pytest.raises(EditError, match="b is no leaf"):
        read_parameters(Neuron(1), parse("w1 = 2; b = tanh(w1)"))


@pytest.mark.parametrize(
    ("inputs", "wanted", "sentence"),
    [
        (("x",), ("t",), "This neuron takes 2 inputs, not 1"),
        (("x1", "x2"), (), "There are 1 outputs and 0 wanted columns"),
        (("x1", "x1"), ("t",), "Two nodes would be called x1"),
        (("x1", "w2_1_1"), ("t",), "Two nodes would be called w2_1_1"),
        (("x1", "loss"), ("t",), "Two nodes would be called loss"),
        (("x1", ""), ("t",), "A name cannot be empty"),
    ],
)
def test_names_that_do_not_fit_are_refused(
    inputs: tuple[str, ...], wanted: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        MLP(2, [2, 1], seed=1).document(inputs, loss=losses.squared_error, wanted=wanted)


def test_wanted_columns_need_a_loss_and_a_module_must_be_a_network() -> None:
    with pytest.raises(ValueError, match="need a loss"):
        Neuron(1).document(("x",), wanted=("t",))
    with pytest.raises(TypeError, match="A Module is no Neuron, Layer or MLP"):
        Module().document(())
