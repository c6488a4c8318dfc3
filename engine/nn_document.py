"""A network as a document of one row: its inputs are columns of the data, its numbers leaves.

Beside it may stand a loss, closed over the rows by ``mean``: what ``backward_rows`` then finds are
the gradients of a whole data set, the same as values would give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.arrange import with_every_place
from engine.document import Document, EditError, check_label, graph_in
from engine.graph import Apply, Graph, Leaf, Role
from engine.labels import find_node
from engine.losses import softmax_cross_entropy_of_shares
from engine.nn import MLP, Layer, Module, Neuron
from engine.value import Value, leaf
from engine.value_graph import graph_of

if TYPE_CHECKING:
    from engine.rows_pass import Columns

Loss = Callable[..., Any]
"""A function of ``engine.losses``: of an output and what is wanted, or of all of them."""

LOSS_NAME = "loss"
"""What the node is called that the mean over the rows ends in."""


class _Part(NamedTuple):
    """A neuron of a network, and what its place in it is called: 1_2, or nothing."""

    neuron: Neuron
    place: str


def document_of(
    module: Module, inputs: Sequence[str], *, loss: Loss | None = None, wanted: Sequence[str] = ()
) -> Document:
    """Return a network as a document that is laid out, with its numbers as they are now.

    In an ``MLP``, ``w2_1_3`` is what neuron 1 of layer 2 multiplies its third input by, ``b2_1`` is
    what it adds, and ``y2_1`` its output. A ``Layer`` does without the layer's number, and in a
    ``Neuron`` they are ``w3``, ``b`` and ``y``. Inputs hold 0 until a column is bound to them.

    Args:
        module: a ``Neuron``, ``Layer`` or ``MLP``.
        inputs: what its inputs are called, as the columns of the data are.
        loss: a function of ``engine.losses``, or None for the network alone. Losses of one output
            are added up over the outputs; ``softmax_cross_entropy_of_shares`` is of all of them.
            Their ``mean`` over the rows is the target, called loss.
        wanted: what the columns are called that say what is wanted, one for each output.

    Raises:
        TypeError: the module is of another kind.
        ValueError: there are not as many names as inputs or outputs, or two nodes would have the
            same name.
    """
    columns = [leaf(0.0, name, Role.INPUT) for name in (*inputs, *wanted)]
    names = {value: name for name, value in parameters_by_name(module).items()}
    outputs = _outputs(module, columns[: len(inputs)], names)
    for column in columns:
        names[column] = column.label
    roots = outputs if loss is None else [_total(loss, outputs, columns[len(inputs) :])]
    if loss is None and wanted:
        raise ValueError("Columns of what is wanted need a loss.")
    _check_names([*names.values(), *([] if loss is None else [LOSS_NAME])])
    graph = graph_of(roots, names)
    return with_every_place(Document(graph if loss is None else _closed(graph)))


def parameters_by_name(module: Module) -> dict[str, Value]:
    """Return a network's parameters by what they are called in its document, in their order.

    Raises:
        TypeError: the module is no ``Neuron``, ``Layer`` or ``MLP``.
    """
    found: dict[str, Value] = {}
    for neuron, place in _parts(module):
        prefix = place and f"{place}_"
        found |= {f"w{prefix}{i}": w for i, w in enumerate(neuron.w, start=1)}
        found[f"b{place}"] = neuron.b
    return found


def read_parameters(module: Module, document: Document | Graph) -> None:
    """Put a document's numbers into the network that it was made of, or into one of that shape.

    Raises:
        UnknownNodeError: a parameter's node is not in the document; no number was changed then.
        EditError: the node with a parameter's name is no leaf; no number was changed then.
    """
    graph = graph_in(document)
    read: dict[Value, float] = {}
    for name, value in parameters_by_name(module).items():
        node = graph.nodes[find_node(graph, name)]
        if not isinstance(node, Leaf):
            raise EditError(f"{name} is no leaf: it holds no number.")
        read[value] = node.value
    for value, number in read.items():
        value.data = number


def columns_by_name(document: Document | Graph, columns: Mapping[str, Any]) -> Columns:
    """Return columns by their inputs' ids instead of names, as ``forward_rows`` takes them.

    Raises:
        UnknownNodeError: a column has no input.
    """
    graph = graph_in(document)
    return {find_node(graph, name): column for name, column in columns.items()}


def _parts(module: Module) -> Iterator[_Part]:
    if isinstance(module, Neuron):
        yield _Part(module, "")
    elif isinstance(module, Layer):
        yield from (_Part(n, f"{i}") for i, n in enumerate(module.neurons, start=1))
    elif isinstance(module, MLP):
        for number, each in enumerate(module.layers, start=1):
            yield from (_Part(n, f"{number}_{i}") for i, n in enumerate(each.neurons, start=1))
    else:
        raise TypeError(f"A {type(module).__name__} is no Neuron, Layer or MLP.")


def _outputs(module: Module, inputs: list[Value], names: dict[Value, str]) -> list[Value]:
    """Return the outputs of a network, and give each neuron's output its name."""
    places = {id(neuron): place for neuron, place in _parts(module)}
    layers = module.layers if isinstance(module, MLP) else [module]
    for layer in layers:
        neurons = [part.neuron for part in _parts(layer)]
        outputs = [neuron(inputs) for neuron in neurons]
        for neuron, output in zip(neurons, outputs, strict=True):
            names[output] = f"y{places[id(neuron)]}"
        inputs = outputs
    return inputs


def _total(loss: Loss, outputs: list[Value], wanted: list[Value]) -> Value:
    if len(outputs) != len(wanted):
        raise ValueError(f"There are {len(outputs)} outputs and {len(wanted)} wanted columns.")
    if loss is softmax_cross_entropy_of_shares:
        terms = [loss(outputs, wanted)]
    else:
        terms = [loss(y, t) for y, t in zip(outputs, wanted, strict=True)]
    total: Value = reduce(add, terms)
    return total


def _closed(graph: Graph) -> Graph:
    """Return a graph with the mean over the rows of what comes last in it as its target."""
    last, node_id = f"n{len(graph.nodes)}", f"n{len(graph.nodes) + 1}"
    return Graph({**graph.nodes, node_id: Apply("mean", (last,), LOSS_NAME)}, node_id)


def _check_names(names: Sequence[str]) -> None:
    for name, uses in Counter(names).items():
        check_label(name)
        if uses > 1:
            raise ValueError(f"Two nodes would be called {name}: choose another name.")
