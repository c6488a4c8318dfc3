"""Both evaluators follow a graph through its edits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import evaluate
from engine.autodiff import NoTargetError, backward, forward
from engine.document import Document, EditError
from engine.edits import Edit, Key, Section
from engine.evaluate import Evaluator
from engine.graph import Apply, Graph, Leaf, Node
from engine.kernels import loading
from engine.passes import drain
from engine.slots import Slots
from tests.strategies import calm, documents, leaves, op_nodes

A, B, L = "a", "b", "L"
PRODUCT: dict[str, Node] = {A: Leaf(2.0), B: Leaf(-3.0), L: Apply("mul", (A, B))}


@pytest.fixture(params=["reference", "compiled"], scope="module", autouse=True)
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """Let one of the two evaluators do everything."""
    if request.param == "compiled" and loading.kernel() is None:
        pytest.skip("the evaluator is not compiled here: python -m engine.kernels.build")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "LEAST", 0 if request.param == "compiled" else 10**9)
        yield request.param


def test_the_asked_for_evaluator_runs(way: str) -> None:
    graph = Graph(PRODUCT)
    assert Evaluator(graph, Slots(graph.nodes)).is_compiled == (way == "compiled")


def test_a_product_swaps_its_operands() -> None:
    passed = backward(Graph(PRODUCT))
    assert passed.values == {A: 2.0, B: -3.0, L: -6.0}
    assert passed.gradients == {A: -3.0, B: 2.0, L: 1.0}


def test_what_cannot_be_computed_is_left_out() -> None:
    graph = Graph({A: Leaf(2.0), L: Apply("mul", (A, None))})
    assert forward(graph).values == {A: 2.0}
    with pytest.raises(NoTargetError, match="cannot be computed yet"):
        backward(graph)


def test_each_pass_makes_arrays_of_its_own() -> None:
    graph = Graph(PRODUCT)
    evaluator = Evaluator(graph, Slots(graph.nodes))
    drain(evaluator.forward())
    values = evaluator.values
    graph.set_node(A, Leaf(5.0))
    evaluator.patch({}, [A])
    drain(evaluator.forward())
    assert values.tolist() == [2.0, -3.0, -6.0]
    assert evaluator.values.tolist() == [5.0, -3.0, -15.0]


class Edited:
    """A document with slots and an evaluator that follow its edits."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.slots = Slots(document.graph.nodes)
        self.evaluator = Evaluator(document.graph, self.slots)
        drain(self.evaluator.forward())

    def apply(self, edit: Edit) -> None:
        self.document.apply(edit)
        self.slots.patch(edit)
        nodes = {k.name: c for k, c in edit.changes.items() if k.section is Section.NODES}
        kinds = {n: {type(change.before), type(change.after)} for n, change in nodes.items()}
        rewired = {n: change for n, change in nodes.items() if kinds[n] != {Leaf}}
        self.evaluator.patch(rewired, nodes.keys() - rewired.keys())

    def numbers(self, evaluator: Evaluator) -> list[str]:
        drain(evaluator.forward())
        computed = list(evaluator.computed)
        texts = [repr(list(compress(evaluator.values, computed))), repr(computed)]
        for slot in compress(range(len(computed)), computed):
            drain(evaluator.backward(slot))
            texts.append(repr(list(compress(evaluator.gradients, computed))))
        return texts


@given(documents(max_size=6, values=calm), st.data())
def test_after_any_edits_the_numbers_are_those_of_a_graph_that_was_always_so(
    document: Document, data: st.DataObject
) -> None:
    edited = Edited(document)
    for _ in range(data.draw(st.integers(1, 12))):
        edit = data.draw(edits(document))
        try:
            edited.apply(edit)
        except EditError:
            continue
        if data.draw(st.booleans()):
            edited.apply(edit.reversed())
        fresh = Evaluator(document.graph, edited.slots)
        assert edited.numbers(edited.evaluator) == edited.numbers(fresh)


@st.composite
def edits(draw: st.DrawFn, document: Document) -> Edit:
    """Nodes that come, go and change, several at once; not every such edit is possible."""
    ids = [*document.graph.nodes, "new1", "new2"]
    sources = list(document.graph.nodes)
    node = st.none() | leaves(calm) | op_nodes(sources)
    changed = draw(st.dictionaries(st.sampled_from(ids), node, min_size=1, max_size=3))
    return document.edit("Edit", {Key(Section.NODES, n): value for n, value in changed.items()})


def test_the_evaluator_changes_with_the_size_of_the_graph(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "LEAST", 4 if way == "compiled" else 10**9)
    edited = Edited(Document(Graph(dict(PRODUCT))))
    assert not edited.evaluator.is_compiled
    more = edited.document.edit("Add", {Key(Section.NODES, "c"): Leaf(4.0)})
    edited.apply(more)
    drain(edited.evaluator.forward())
    assert edited.evaluator.is_compiled == (way == "compiled")
    assert edited.evaluator.values.tolist() == [2.0, -3.0, -6.0, 4.0]
    edited.apply(more.reversed())
    drain(edited.evaluator.forward())
    assert not edited.evaluator.is_compiled
    values = [edited.evaluator.value(slot) for slot in range(4)]
    assert values == [2.0, -3.0, -6.0, None]
