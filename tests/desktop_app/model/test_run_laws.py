"""Laws of the run: with Live on, its numbers are those of both passes over the graph as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication

from desktop_app.model import slices
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run, State
from engine.autodiff import NoTargetError, Pass, backward, forward
from engine.document import Document
from engine.graph import Graph, Leaf
from tests.desktop_app.random_edits import random_action
from tests.strategies import documents

actions = st.integers(0, 25)


def both_passes(graph: Graph) -> Pass:
    try:
        return backward(graph)
    except NoTargetError:
        return forward(graph)


def by_id(graph: Graph, number: Callable[[str], Any]) -> dict[str, Any]:
    return {n: number(n) for n in graph.nodes if number(n) is not None}


def same(one: dict[str, Any], other: Any) -> bool:
    return repr(sorted(one.items())) == repr(sorted(other.items()))


def has_numbers_of(run: Run, graph: Graph, passed: Pass) -> bool:
    values, gradients = by_id(graph, run.value), by_id(graph, run.gradient)
    return same(values, passed.values) and same(gradients, passed.gradients)


def check_live(run: Run, graph: Graph) -> None:
    passed = both_passes(graph)
    assert has_numbers_of(run, graph, passed)
    assert (run.problem is None) == (passed.target is not None)
    assert run.passes == (0 if passed.target is None else 1)
    for node_id in graph.nodes:
        fresh_value = State.FRESH if node_id in passed.values else State.NOT_COMPUTED
        fresh_gradient = State.FRESH if node_id in passed.gradients else State.NOT_COMPUTED
        assert run.value_state(node_id) is fresh_value
        assert run.gradient_state(node_id) is fresh_gradient


def check_arrays(run: Run, opened: OpenDocument) -> None:
    for slot, node_id in enumerate(opened.slots.ids):
        if node_id is None:
            assert run.value_at(slot) is run.gradient_at(slot) is None
            assert run.value_states[slot] == run.gradient_states[slot] == State.NOT_COMPUTED


@given(st.data(), documents(max_size=6), actions)
def test_live_numbers_are_those_of_both_passes_after_any_edits(
    data: st.DataObject, document: Document, count: int
) -> None:
    opened = OpenDocument(document)
    run = Run(opened)
    run.live = True
    for _ in range(count):
        check_live(run, opened.document.graph)
        random_action(data.draw, opened)
        check_arrays(run, opened)
    check_live(run, opened.document.graph)


@given(st.data(), documents(max_size=6), actions)
def test_without_live_no_number_is_fresh_that_the_passes_would_change(
    data: st.DataObject, document: Document, count: int
) -> None:
    opened = OpenDocument(document)
    run = Run(opened)
    for _ in range(count):
        random_action(data.draw, opened)
        check_arrays(run, opened)
        passed = both_passes(opened.document.graph)
        for node_id, node in opened.document.graph.nodes.items():
            if isinstance(node, Leaf):
                assert run.value_state(node_id) is State.FRESH
            if run.value_state(node_id) is State.FRESH:
                assert repr(run.value(node_id)) == repr(passed.values.get(node_id))
            if run.gradient_state(node_id) is State.FRESH:
                assert repr(run.gradient(node_id)) == repr(passed.gradients.get(node_id))
        if data.draw(st.booleans()):
            data.draw(st.sampled_from([run.forward, run.backward, run.zero_gradients]))()


@given(st.data(), documents(max_size=6), actions)
def test_backward_after_any_edits_brings_everything_up_to_date(
    data: st.DataObject, document: Document, count: int
) -> None:
    opened = OpenDocument(document)
    run = Run(opened)
    run.backward()
    for _ in range(count):
        random_action(data.draw, opened)
    run.zero_gradients()
    run.backward()
    check_live(run, opened.document.graph)


@given(st.data(), documents(max_size=6), actions)
def test_passes_in_slices_end_with_the_same_numbers(
    qapp: QCoreApplication, data: st.DataObject, document: Document, count: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AT_ONCE", "SLICE"):
            patch.setattr(slices, name, -1.0)
        patch.setattr(slices, "PORTION", 1)
        opened = OpenDocument(document)
        run = Run(opened)
        run.live = True
        for _ in range(count):
            random_action(data.draw, opened)
            for _ in range(data.draw(st.integers(0, 3))):
                qapp.processEvents()
        run.finish()
        check_live(run, opened.document.graph)
