"""Adding, changing and deleting nodes."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from desktop_app.commands.nodes import (
    add_leaf,
    add_op,
    added,
    delete,
    free_labels,
    mark_target,
    new_id,
    rename,
    set_role,
    set_value,
)
from engine.document import Document, EditError, Point
from engine.edits import Edit
from engine.graph import Apply, Graph, Leaf, Node, Port, Role, Wire
from engine.ops import OPS
from tests.desktop_app.worked_example import A, B, C, D, E, F, L, worked_example

ORIGIN = Point(0.0, 0.0)


@pytest.fixture
def document() -> Document:
    return worked_example()


def document_of(*nodes: Node, target: str | None = None) -> Document:
    return Document(Graph({f"n{i}": node for i, node in enumerate(nodes, 1)}, target))


class TestAdding:
    def test_a_new_leaf_is_a_parameter_that_holds_1_under_the_next_free_letter(self) -> None:
        document = document_of(Leaf(2.0, "a"), Leaf(2.0, "c"))
        edit = add_leaf(document, Point(3.0, 4.0))
        document.apply(edit)
        (node_id,) = added(edit)
        assert document.graph.nodes[node_id] == Leaf(1.0, "b", Role.PARAMETER)
        assert document.layout[node_id] == Point(3.0, 4.0)
        assert edit.name == "Add b"

    def test_a_new_leaf_takes_what_it_is_given(self) -> None:
        document = Document()
        edit = add_leaf(document, ORIGIN, value=-3, label="rate", role=Role.CONSTANT)
        document.apply(edit)
        assert document.graph.nodes == {"n1": Leaf(-3.0, "rate", Role.CONSTANT)}

    def test_the_letters_are_numbered_when_they_run_out(self) -> None:
        labels = free_labels(document_of(Leaf(1.0, "b"), Leaf(1.0, "z1")).graph)
        first = [next(labels) for _ in range(52)]
        assert first[:3] == ["a", "c", "d"]
        assert first[24:27] == ["z", "a1", "b1"]
        assert first[49:] == ["y1", "a2", "b2"]

    @pytest.mark.parametrize("op", OPS)
    def test_a_new_op_node_has_every_port_empty_and_no_name(self, op: str) -> None:
        document = Document()
        edit = add_op(document, op, ORIGIN)
        document.apply(edit)
        assert document.graph.nodes["n1"] == Apply(op, (None,) * len(OPS[op].operands))
        assert edit.name == f"Add {op}"

    def test_an_op_that_does_not_exist_is_refused(self) -> None:
        with pytest.raises(EditError, match=r"^There is no op called quux\.$"):
            add_op(Document(), "quux", ORIGIN)

    def test_a_leaf_is_not_added_with_a_number_that_is_not_finite(self) -> None:
        with pytest.raises(EditError, match=r"^a cannot be nan: a leaf holds a finite number\.$"):
            add_leaf(Document(), ORIGIN, value=math.nan)

    @pytest.mark.parametrize(
        ("there", "expected"),
        [
            ([], ["n1", "n2"]),
            (["n1", "n2"], ["n3", "n4"]),
            (["n7", "n3"], ["n8", "n9"]),
            (["x", "n-2", "n2.5", "node5", "m9"], ["n1", "n2"]),
            (
                ["n" + "9" * 18, "n1" + "0" * 18],
                ["n" + "1" + "0" * 17 + "1", "n1" + "0" * 17 + "2"],
            ),
        ],
    )
    def test_ids_go_on_above_the_largest(self, there: list[str], expected: list[str]) -> None:
        document = Document(Graph({node_id: Leaf(1.0) for node_id in there}))
        assert new_id(document, 2) == expected


class TestChanging:
    def test_a_leaf_gets_another_number(self, document: Document) -> None:
        edit = set_value(document, A, -3)
        document.apply(edit)
        assert document.graph.nodes[A] == Leaf(-3.0, "a")
        assert edit.name == "Set a to −3"

    def test_a_computed_node_has_no_number_of_its_own(self, document: Document) -> None:
        with pytest.raises(
            EditError, match=r"^L is computed: only a leaf holds a number of its own\.$"
        ):
            set_value(document, L, 1.0)

    @pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
    def test_a_number_that_is_not_finite_is_refused(
        self, document: Document, number: float
    ) -> None:
        with pytest.raises(EditError, match=r"^a cannot be .+: a leaf holds a finite number\.$"):
            set_value(document, A, number)

    def test_a_name_is_trimmed(self, document: Document) -> None:
        edit = rename(document, A, "  w 1 ")
        document.apply(edit)
        assert document.graph.nodes[A].label == "w 1"
        assert edit.name == "Rename a to w 1"

    @pytest.mark.parametrize("nothing", [None, "", "  "])
    def test_a_name_can_be_taken_away(self, document: Document, nothing: str | None) -> None:
        edit = rename(document, E, nothing)
        document.apply(edit)
        assert document.graph.nodes[E] == Apply("mul", (A, B))
        assert edit.name == "Unname e"

    def test_a_name_that_another_node_has_is_refused(self, document: Document) -> None:
        with pytest.raises(EditError, match=r"^Another node is already called b\.$"):
            document.apply(rename(document, A, "b"))

    def test_a_node_keeps_its_own_name(self, document: Document) -> None:
        assert not rename(document, A, "a")

    def test_leaves_change_their_role_and_op_nodes_do_not(self, document: Document) -> None:
        edit = set_role(document, [A, E, C], Role.CONSTANT)
        document.apply(edit)
        assert document.graph.nodes[A] == Leaf(2.0, "a", Role.CONSTANT)
        assert document.graph.nodes[E] == Apply("mul", (A, B), "e")
        assert edit.name == "Make 2 leaves constants"
        assert set_role(document, [B], Role.INPUT).name == "Make b an input"

    def test_a_role_without_a_leaf_is_refused(self, document: Document) -> None:
        with pytest.raises(
            EditError, match=r"^Only a leaf can be a parameter, a constant or an input\.$"
        ):
            set_role(document, [E], Role.CONSTANT)

    def test_the_target_is_marked_and_unmarked(self, document: Document) -> None:
        mark = mark_target(document, D)
        document.apply(mark)
        assert (document.graph.marked_target, mark.name) == (D, "Mark d as the target")
        unmark = mark_target(document, None)
        document.apply(unmark)
        assert (document.graph.marked_target, unmark.name) == (None, "Unmark the target")

    @pytest.mark.parametrize(
        "command",
        [
            lambda document: rename(document, "n99", "a"),
            lambda document: mark_target(document, "n99"),
            lambda document: set_value(document, "n99", 1.0),
            lambda document: delete(document, ["n99"]),
        ],
        ids=["rename", "mark", "set", "delete"],
    )
    def test_a_node_that_is_gone_is_refused(self, command: Callable[[Document], Edit]) -> None:
        with pytest.raises(EditError, match=r"^There is no node n99 any more\.$"):
            command(Document())


class TestDeleting:
    def test_the_ports_that_it_fed_become_empty(self, document: Document) -> None:
        edit = delete(document, [E])
        document.apply(edit)
        assert E not in document.graph.nodes
        assert E not in document.layout
        assert document.graph.nodes[D] == Apply("add", (None, C), "d")
        assert edit.name == "Delete e"

    def test_both_ports_that_one_node_fed_become_empty(self) -> None:
        document = document_of(Leaf(2.0, "a"), Apply("mul", ("n1", "n1"), "b"))
        document.apply(delete(document, ["n1"]))
        assert document.graph.nodes == {"n2": Apply("mul", (None, None), "b")}

    def test_a_target_that_goes_is_no_longer_marked(self, document: Document) -> None:
        document.apply(mark_target(document, D))
        document.apply(delete(document, [D]))
        assert document.graph.marked_target is None

    def test_nodes_and_the_wires_between_them_go_together(self, document: Document) -> None:
        edit = delete(document, [A, B, E], [Wire(A, Port(E, 0)), Wire(D, Port(L, 0))])
        document.apply(edit)
        assert document.graph.nodes[D] == Apply("add", (None, C), "d")
        assert document.graph.nodes[L] == Apply("mul", (None, F), "L")
        assert edit.name == "Delete 3 nodes and d → L"

    def test_all_can_go(self, document: Document) -> None:
        document.apply(delete(document, list(document.graph.nodes)))
        assert document == Document()

    def test_wires_alone_can_go(self, document: Document) -> None:
        edit = delete(document, [], [Wire(A, Port(E, 0)), Wire(B, Port(E, 1))])
        document.apply(edit)
        assert document.graph.nodes[E] == Apply("mul", (None, None), "e")
        assert edit.name == "Delete 2 wires"

    def test_a_wire_that_is_gone_is_refused(self, document: Document) -> None:
        with pytest.raises(EditError, match=r"^This wire is no longer there\.$"):
            delete(document, [], [Wire(B, Port(E, 0))])

    @pytest.mark.parametrize(
        ("gone", "left"),
        [
            (["n1"], ("n2", "n3", "n4")),
            (["n2", "n4"], ("n1", "n3")),
            (["n1", "n2", "n3"], (None, "n4")),
            (["n1", "n2", "n3", "n4"], (None, None)),
        ],
    )
    def test_a_variadic_op_drops_its_empty_ports_down_to_the_least(
        self, gone: list[str], left: tuple[str | None, ...]
    ) -> None:
        leaves = [Leaf(1.0) for _ in range(4)]
        document = document_of(*leaves, Apply("add_n", ("n1", "n2", "n3", "n4"), "s"))
        document.apply(delete(document, gone))
        assert document.graph.nodes["n5"] == Apply("add_n", left, "s")
