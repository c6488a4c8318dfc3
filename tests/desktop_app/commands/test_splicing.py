"""Nodes put into wires and taken out of them."""

from __future__ import annotations

import copy

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop_app.commands.nodes import add_op, added, mark_target
from desktop_app.commands.splicing import add_into, has_room, refusal, splice, take_out, unhook
from engine.autodiff import forward
from engine.document import Document, EditError, Point
from engine.edits import Edit
from engine.graph import Apply, Graph, Leaf, Port, Wire, sources, wires_into
from engine.ops import OPS
from tests.desktop_app.worked_example import A, B, C, D, E, F, L, worked_example
from tests.strategies import documents

AT = Point(10.0, 20.0)
E_TO_D = Wire(E, Port(D, 0))


def operands(document: Document, node_id: str) -> tuple[str | None, ...]:
    node = document.graph.nodes[node_id]
    assert isinstance(node, Apply)
    return node.operands


def with_op(document: Document, op: str) -> str:
    edit = add_op(document, op, AT)
    document.apply(edit)
    (node_id,) = added(edit)
    return node_id


def applied(document: Document, edit: Edit) -> Document:
    document.apply(edit)
    return document


class TestInserting:
    def test_the_source_feeds_the_node_and_the_node_the_port(self) -> None:
        document = worked_example()
        neg = with_op(document, "neg")
        edit = splice(document, neg, E_TO_D)
        document.apply(edit)
        assert operands(document, neg) == (E,)
        assert operands(document, D) == (neg, C)
        assert edit.name == "Insert neg into e → d"
        assert forward(document.graph).values[L] == (6.0 + 10.0) * -2.0

    def test_a_node_half_wired_takes_the_wire_in_its_empty_port(self) -> None:
        document = worked_example()
        document.graph.set_node("n8", Apply("mul", (A, None)))
        assert operands(applied(document, splice(document, "n8", E_TO_D)), "n8") == (A, E)

    def test_a_full_variadic_op_takes_a_further_operand(self) -> None:
        document = worked_example()
        document.graph.set_node("n8", Apply("add_n", (A, B)))
        assert operands(applied(document, splice(document, "n8", E_TO_D)), "n8") == (A, B, E)

    def test_from_the_palette_it_is_one_edit(self) -> None:
        document = worked_example()
        before = copy.deepcopy(document)
        edit = add_into(document, "op:tanh", AT, E_TO_D)
        assert edit.name == "Insert tanh into e → d"
        (node_id,) = added(edit)
        document.apply(edit)
        assert operands(document, node_id) == (E,)
        assert operands(document, D) == (node_id, C)
        assert document.layout[node_id] == AT
        document.apply(edit.reversed())
        assert document == before

    def test_a_leaf_has_no_port_for_it(self) -> None:
        with pytest.raises(EditError, match="Only an op node"):
            add_into(worked_example(), "leaf:parameter", AT, E_TO_D)
        assert not has_room(worked_example().graph, A)

    def test_a_node_that_feeds_others_does_not_go_into_a_wire(self) -> None:
        with pytest.raises(EditError, match="to feed nothing"):
            splice(worked_example(), E, Wire(F, Port(L, 1)))

    def test_a_loop_is_refused_with_its_path(self) -> None:
        document = worked_example()
        document.graph.set_node("n8", Apply("add", (L, None), "s"))
        sentence = "This wire would close a loop: s → d → L → s."
        assert refusal(document, "n8", E_TO_D) == sentence
        with pytest.raises(EditError) as error:
            splice(document, "n8", E_TO_D)
        assert str(error.value) == sentence

    def test_a_wire_that_is_gone_is_refused(self) -> None:
        document = worked_example()
        neg = with_op(document, "neg")
        with pytest.raises(EditError, match="no longer there"):
            splice(document, neg, Wire(A, Port(D, 0)))


class TestTakingOut:
    def test_those_it_fed_take_its_first_operand(self) -> None:
        document = applied(worked_example(), take_out(worked_example(), [D]))
        assert operands(document, L) == (E, F)
        assert D not in document.graph.nodes
        assert D not in document.layout

    def test_a_chain_of_nodes_goes_as_one(self) -> None:
        document = applied(worked_example(), take_out(worked_example(), [E, D]))
        assert operands(document, L) == (A, F)

    def test_a_leaf_leaves_its_ports_empty(self) -> None:
        document = applied(worked_example(), take_out(worked_example(), [C]))
        assert operands(document, D) == (E, None)

    def test_the_mark_of_the_target_goes_to_what_takes_its_place(self) -> None:
        document = worked_example()
        document.apply(mark_target(document, L))
        assert applied(document, take_out(document, [L])).graph.marked_target == D

    @given(documents(min_size=2, max_size=8), st.sampled_from(sorted(OPS)), st.data())
    def test_what_was_inserted_can_be_taken_out_again(
        self, document: Document, op: str, data: st.DataObject
    ) -> None:
        wires = sorted(document.graph.wires())
        assume(wires)
        wire = data.draw(st.sampled_from(wires))
        before = copy.deepcopy(document)
        edit = add_into(document, f"op:{op}", AT, wire)
        document.apply(edit)
        document.apply(take_out(document, added(edit)))
        assert document == before


class TestShakingOff:
    def test_a_node_is_freed_and_the_wire_past_it_closed(self) -> None:
        edit = unhook(worked_example(), [D])
        document = applied(worked_example(), edit)
        assert operands(document, D) == (None, None)
        assert operands(document, L) == (E, F)
        assert edit.name == "Shake off d"

    def test_the_wires_among_the_nodes_stay(self) -> None:
        document = applied(worked_example(), unhook(worked_example(), [E, D]))
        assert operands(document, D) == (E, None)
        assert operands(document, E) == (None, None)
        assert operands(document, L) == (A, F)

    @given(documents(min_size=1, max_size=8), st.data())
    def test_nothing_crosses_between_them_and_the_others(
        self, document: Document, data: st.DataObject
    ) -> None:
        ids = sorted(document.graph.nodes)
        chosen = data.draw(st.sets(st.sampled_from(ids), min_size=1))
        before = copy.deepcopy(document)
        edit = unhook(document, chosen)
        document.apply(edit)
        for node_id, node in document.graph.nodes.items():
            for source in sources(node):
                assert (source in chosen) == (node_id in chosen)
        document.apply(edit.reversed())
        assert document == before


def test_a_freed_leaf_has_no_user() -> None:
    graph = Graph({"n1": Leaf(1.0, "a"), "n2": Apply("neg", ("n1",))})
    document = applied(Document(graph), unhook(Document(graph), ["n1"]))
    assert not list(wires_into("n2", document.graph.nodes["n2"]))
