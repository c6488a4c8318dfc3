"""Wires: made, moved, taken away, refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.commands.wiring import (
    accepting_ports,
    accepting_sources,
    move_wire,
    redirect,
    refusal,
    swap_operands,
    unwire,
    wire,
)
from engine.document import Document, EditError
from engine.edits import Edit
from engine.graph import Apply, Graph, Leaf, Port, Wire
from engine.ops import OPS
from tests.desktop_app.worked_example import A, B, C, D, E, F, L, worked_example
from tests.strategies import documents


@pytest.fixture
def document() -> Document:
    return worked_example()


@pytest.fixture
def variadic() -> Document:
    nodes = {"n1": Leaf(1.0, "a"), "n2": Leaf(2.0, "b"), "n3": Leaf(3.0, "c")}
    return Document(Graph({**nodes, "n4": Apply("add_n", ("n1", "n2"), "s")}))


def done(document: Document, edit: Edit) -> Document:
    document.apply(edit)
    return document


def operands(document: Document, node_id: str) -> tuple[str | None, ...]:
    node = document.graph.nodes[node_id]
    assert isinstance(node, Apply)
    return node.operands


class TestWiring:
    def test_a_wire_fills_an_empty_port(self) -> None:
        document = Document(Graph({"n1": Leaf(1.0, "a"), "n2": Apply("neg", (None,), "e")}))
        edit = wire(document, "n1", Port("n2", 0))
        assert operands(done(document, edit), "n2") == ("n1",)
        assert edit.name == "Wire a → e"

    def test_a_wire_takes_the_place_of_another(self, document: Document) -> None:
        assert operands(done(document, wire(document, C, Port(E, 1))), E) == (A, C)

    def test_one_node_may_feed_both_ports(self, document: Document) -> None:
        assert operands(done(document, wire(document, A, Port(E, 1))), E) == (A, A)

    def test_the_extra_port_of_a_variadic_op_takes_a_further_operand(
        self, variadic: Document
    ) -> None:
        edit = wire(variadic, "n3", Port("n4", 2))
        assert operands(done(variadic, edit), "n4") == ("n1", "n2", "n3")

    def test_an_op_node_without_a_name_is_called_by_its_op(self) -> None:
        document = Document(Graph({"n1": Leaf(1.0, "a"), "n2": Apply("mul", (None, None))}))
        assert wire(document, "n1", Port("n2", 0)).name == "Wire a → mul"


class TestRefusals:
    def test_a_loop_is_refused_with_the_path_that_it_would_close(self, document: Document) -> None:
        sentence = "This wire would close a loop: L → e → d → L."
        assert refusal(document, L, Port(E, 0)) == sentence
        with pytest.raises(EditError) as error:
            wire(document, L, Port(E, 0))
        assert str(error.value) == sentence

    def test_a_node_may_not_feed_itself(self, document: Document) -> None:
        assert refusal(document, E, Port(E, 0)) == "This wire would close a loop: e → e."

    def test_the_same_wire_again_is_refused(self, document: Document) -> None:
        assert refusal(document, A, Port(E, 0)) == "e already takes a here."

    def test_a_leaf_has_no_ports(self, document: Document) -> None:
        assert refusal(document, B, Port(A, 0)) == "a is a leaf: it has no ports."

    @pytest.mark.parametrize("operand", [-1, 2])
    def test_a_port_that_does_not_exist_is_refused(self, document: Document, operand: int) -> None:
        assert str(refusal(document, C, Port(E, operand))).startswith("e has no port")

    @pytest.mark.parametrize(("source", "node"), [("n99", E), (A, "n99")])
    def test_an_end_that_is_gone_is_refused(
        self, document: Document, source: str, node: str
    ) -> None:
        sentence = "One end of this wire is no longer in the graph."
        assert refusal(document, source, Port(node, 0)) == sentence

    def test_what_may_be_is_not_refused(self, document: Document) -> None:
        assert refusal(document, F, Port(E, 0)) is None


class TestUnwiring:
    def test_the_port_becomes_empty(self, document: Document) -> None:
        edit = unwire(document, [Wire(A, Port(E, 0))])
        assert operands(done(document, edit), E) == (None, B)
        assert edit.name == "Unwire a → e"

    def test_several_wires_go_at_once(self, document: Document) -> None:
        edit = unwire(document, [Wire(A, Port(E, 0)), Wire(F, Port(L, 1))])
        assert operands(done(document, edit), L) == (D, None)
        assert edit.name == "Unwire 2 wires"

    def test_a_wire_that_is_gone_is_refused(self, document: Document) -> None:
        with pytest.raises(EditError, match=r"^This wire is no longer there\.$"):
            unwire(document, [Wire(B, Port(E, 0))])

    def test_a_variadic_op_drops_the_port_while_it_has_more_than_the_least(
        self, variadic: Document
    ) -> None:
        done(variadic, wire(variadic, "n3", Port("n4", 2)))
        done(variadic, unwire(variadic, [Wire("n1", Port("n4", 0))]))
        assert operands(variadic, "n4") == ("n2", "n3")
        done(variadic, unwire(variadic, [Wire("n2", Port("n4", 0))]))
        assert operands(variadic, "n4") == (None, "n3")


class TestMoving:
    def test_the_old_port_becomes_empty_and_the_new_one_is_filled(self, document: Document) -> None:
        edit = move_wire(document, Wire(A, Port(E, 0)), Port(D, 1))
        done(document, edit)
        assert (operands(document, E), operands(document, D)) == ((None, B), (E, A))
        assert edit.name == "Rewire a → d"

    def test_within_one_node_it_takes_the_other_ports_place(self, document: Document) -> None:
        edit = move_wire(document, Wire(A, Port(E, 0)), Port(E, 1))
        assert operands(done(document, edit), E) == (None, A)

    def test_to_a_variadic_ops_own_extra_port_it_becomes_the_last_operand(
        self, variadic: Document
    ) -> None:
        edit = move_wire(variadic, Wire("n1", Port("n4", 0)), Port("n4", 2))
        assert operands(done(variadic, edit), "n4") == ("n2", "n1")

    def test_to_where_it_is_nothing_changes(self, document: Document) -> None:
        assert not move_wire(document, Wire(A, Port(E, 0)), Port(E, 0))

    def test_it_may_not_close_a_loop(self, document: Document) -> None:
        with pytest.raises(EditError, match="would close a loop: d → e → d"):
            move_wire(document, Wire(D, Port(L, 0)), Port(E, 0))


def every_port(document: Document) -> list[Port]:
    return [
        Port(node_id, operand)
        for node_id, node in document.graph.nodes.items()
        if isinstance(node, Apply)
        for operand in range(len(node.operands) + (1 if OPS[node.op].variadic else 0))
    ]


@given(documents(min_size=1), st.data())
def test_exactly_the_ports_that_light_up_take_the_wire(
    document: Document, data: st.DataObject
) -> None:
    source = data.draw(st.sampled_from(sorted(document.graph.nodes)))
    lit = accepting_ports(document, source)
    assert lit == {p for p in every_port(document) if refusal(document, source, p) is None}
    for port in lit:
        document.apply(edit := wire(document, source, port))
        assert operands(document, port.node)[port.operand] == source
        document.apply(edit.reversed())


@given(documents(min_size=1))
def test_a_source_accepts_a_port_where_the_port_accepts_the_source(document: Document) -> None:
    for port in every_port(document):
        takers = {n for n in document.graph.nodes if port in accepting_ports(document, n)}
        assert accepting_sources(document, port) == takers


def test_what_is_no_port_accepts_nothing(document: Document) -> None:
    assert accepting_sources(document, Port(A, 0)) == set()
    assert accepting_sources(document, Port(E, 2)) == set()
    assert accepting_ports(document, "n99") == set()


class TestRedirecting:
    def test_all_wires_of_a_node_can_leave_another(self, document: Document) -> None:
        both = Document(document.graph)
        both.apply(wire(both, A, Port(L, 1)))
        edit = redirect(both, both.graph.wires_out(A), C)
        both.apply(edit)
        assert operands(both, E) == (C, B)
        assert operands(both, L) == (D, C)
        assert edit.name == "Let 2 wires leave c"

    def test_two_wires_into_one_op_both_move(self, document: Document) -> None:
        document.apply(wire(document, A, Port(E, 1)))
        document.apply(redirect(document, document.graph.wires_out(A), F))
        assert operands(document, E) == (F, F)

    def test_a_loop_is_refused(self, document: Document) -> None:
        with pytest.raises(EditError, match="close a loop: L → e → d → L"):
            redirect(document, document.graph.wires_out(A), L)

    def test_a_wire_that_leaves_there_already_stays(self, document: Document) -> None:
        assert not redirect(document, document.graph.wires_out(A), A)


class TestSwapping:
    def test_the_two_operands_change_places(self, document: Document) -> None:
        edit = swap_operands(document, [D])
        assert operands(done(document, edit), D) == (C, E)
        assert edit.name == "Swap the operands of d"

    def test_twice_is_never(self, document: Document) -> None:
        before = dict(document.graph.nodes)
        for _ in range(2):
            document.apply(swap_operands(document, [E, D]))
        assert document.graph.nodes == before

    def test_a_leaf_has_none_to_swap(self, document: Document) -> None:
        with pytest.raises(EditError, match="two operands"):
            swap_operands(document, [A])

    def test_the_same_value_twice_cannot_be_swapped(self, document: Document) -> None:
        document.apply(wire(document, A, Port(E, 1)))
        with pytest.raises(EditError, match="are the same"):
            swap_operands(document, [E])
