"""Values held constant, and let go again."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.commands.freezing import is_frozen, switch
from desktop_app.commands.nodes import added
from engine.autodiff import backward, forward
from engine.document import Document, EditError
from engine.graph import Apply, Leaf, Role, find_target
from tests.desktop_app.worked_example import A, B, C, D, E, F, L, worked_example
from tests.strategies import calm, documents


def test_an_op_node_feeds_its_users_through_a_hold() -> None:
    document = worked_example()
    edit = switch(document, [E])
    document.apply(edit)
    (hold,) = added(edit)
    assert document.graph.nodes[hold] == Apply("hold", (E,))
    assert document.graph.nodes[D] == Apply("add", (hold, C), "d")
    assert edit.name == "Freeze e"
    assert is_frozen(document.graph, E)


def test_the_value_stays_and_no_gradient_flows_through() -> None:
    document = worked_example()
    document.apply(switch(document, [E]))
    done = backward(document.graph, L)
    assert done.values[L] == -8.0
    assert {n: done.gradients[n] for n in (A, B, E)} == {A: 0.0, B: 0.0, E: 0.0}
    assert (done.gradients[C], done.gradients[F]) == (-2.0, 4.0)


def test_the_second_time_lets_go() -> None:
    document = worked_example()
    before = copy.deepcopy(document)
    document.apply(switch(document, [E]))
    document.apply(switch(document, [E]))
    assert document == before


def test_the_hold_itself_can_be_let_go() -> None:
    document = worked_example()
    before = copy.deepcopy(document)
    edit = switch(document, [E])
    document.apply(edit)
    document.apply(switch(document, added(edit)))
    assert document == before


def test_a_leaf_becomes_a_constant_and_back() -> None:
    document = worked_example()
    document.apply(switch(document, [A, B]))
    leaf = document.graph.nodes[A]
    assert isinstance(leaf, Leaf)
    assert leaf.role is Role.CONSTANT
    edit = switch(document, [A, B])
    assert edit.name == "Thaw 2 nodes"
    document.apply(edit)
    assert document == worked_example()


def test_of_a_mixture_the_rest_is_frozen() -> None:
    document = worked_example()
    document.apply(switch(document, [A]))
    edit = switch(document, [A, E])
    assert edit.name == "Freeze e"
    document.apply(edit)
    assert is_frozen(document.graph, A)
    assert is_frozen(document.graph, E)


def test_what_feeds_nothing_has_nothing_to_hold() -> None:
    with pytest.raises(EditError, match="L cannot be frozen: nothing is computed from it"):
        switch(worked_example(), [L])
    with pytest.raises(EditError, match="Select what"):
        switch(worked_example(), [])


@given(documents(min_size=1, max_size=10, values=calm), st.data())
def test_freezing_changes_no_value_and_stops_every_gradient(
    document: Document, data: st.DataObject
) -> None:
    ids = sorted(document.graph.nodes)
    chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    before = copy.deepcopy(document)
    values = forward(document.graph).values
    try:
        edit = switch(document, chosen)
    except EditError:
        return
    document.apply(edit)
    after = forward(document.graph).values
    assert {n: repr(v) for n, v in after.items() if n in values} == {
        n: repr(v) for n, v in values.items()
    }
    if edit.name.startswith("Freeze"):
        used = [n for n in chosen if document.graph.users(n)]
        assert all(is_frozen(document.graph, n) for n in used)
        target = find_target(document.graph).node
        if target in after and not any(n == target for n in chosen):
            gradients = backward(document.graph, target).gradients
            ops = [n for n in used if isinstance(document.graph.nodes[n], Apply) and n in gradients]
            held = [n for n in ops if document.graph.nodes[n].op != "hold"]  # type: ignore[union-attr]
            assert all(gradients[n] == 0.0 for n in held)
    document.apply(edit.reversed())
    assert document == before
