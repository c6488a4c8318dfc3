"""What a text offers on the canvas, and what becomes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.commands.adding import Ends, add_op, in_order, operands_from
from desktop_app.commands.nodes import added
from desktop_app.commands.offers import Looking, Offer, offers
from engine.autodiff import forward
from engine.document import Document, Point
from engine.graph import Apply, Leaf, Port, Role
from engine.ops import OPS
from tests.desktop_app.worked_example import A, B, C, D, E, F, L, worked_example

HERE = Point(5000, 40)
ALONE = Looking()
FROM_A = Looking(Ends((A,)))
FROM_A_B = Looking(Ends((A, B)))
WIRE_FROM_E = Looking(Ends((E,)), must_connect=True)
INTO_E = Looking(Ends((), Port(E, 1)), must_connect=True)


def offered(text: str, looking: Looking = ALONE, uses: dict[str, int] | None = None) -> list[Offer]:
    return offers(worked_example(), text, looking, uses or {})


def taken(text: str, looking: Looking = ALONE) -> tuple[Document, list[str]]:
    """Take the first offer; return the document afterwards and the new nodes' ids."""
    document = worked_example()
    first = offers(document, text, looking, {})[0]
    assert first.build is not None, first.problem
    edit = first.build(HERE)
    document.apply(edit)
    return document, added(edit)


def value(text: str, looking: Looking = ALONE) -> float:
    """Return the value of the last node that the first offer adds."""
    document, new = taken(text, looking)
    return float(forward(document.graph).values[new[-1]])


def only(document: Document, new: list[str]) -> Leaf | Apply:
    (node_id,) = new
    return document.graph.nodes[node_id]


class TestByItself:
    def test_a_number_is_a_parameter_or_a_constant(self) -> None:
        document, new = taken("3.5")
        assert only(document, new) == Leaf(3.5, "g")
        assert [o.kind for o in offered("3.5")] == ["parameter", "constant"]

    def test_a_number_can_be_computed_or_written_out(self) -> None:
        first, leaf, _ = offered("2/3")
        assert first.key == "typed"
        assert leaf.name == "g = 0.6666667"

    def test_a_name_with_a_number_is_a_leaf_of_that_name(self) -> None:
        assert only(*taken("w=0.1")) == Leaf(0.1, "w")
        assert only(*taken("constant k = 3")) == Leaf(3.0, "k", Role.CONSTANT)

    def test_a_name_that_means_nothing_else_is_a_parameter(self) -> None:
        assert only(*taken("foo")) == Leaf(1.0, "foo")
        assert all(o.name != "a" for o in offered("a")), "a is there already"

    def test_names_in_an_expression_are_the_nodes_that_have_them(self) -> None:
        assert value("(a + b)*c") == -10.0
        document, new = taken("tanh(x*a + b)")
        assert [n.label for i in new if isinstance(n := document.graph.nodes[i], Leaf)] == ["x"]
        assert "takes a, b · new x" in offered("tanh(x*a + b)")[0].help

    def test_half_an_expression_offers_nothing_but_says_what_is_missing(self) -> None:
        (row,) = offered("tanh(x*")
        assert row.build is None
        assert "should come after “*”" in row.problem

    def test_what_is_there_already_is_not_added_again(self) -> None:
        (row,) = offered("(a)")
        assert row.problem == "All of that is in the graph already."

    def test_the_most_used_come_first(self) -> None:
        assert offered("", uses={"op:tanh": 2})[0].key == "op:tanh"
        assert offered("s", uses={"op:softplus": 2})[0].key == "op:softplus"
        assert offered("sub", uses={"op:softplus": 2})[0].key == "op:sub"


class TestFromSelectedNodes:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [("*2", 4.0), ("-1", 1.0), ("−1", 1.0), ("^2", 4.0), ("**3", 8.0), ("/4 + c", 10.5),
         ("²", 4.0), ("tanh", 0.9640275800758169), ("_*_ + b", 1.0), ("+c", 12.0)],
    )  # fmt: skip
    def test_a_text_goes_on_from_the_selected_node(self, text: str, wanted: float) -> None:
        assert value(text, FROM_A) == pytest.approx(wanted, rel=1e-15)

    def test_a_constant_that_is_typed_is_a_node_of_its_own(self) -> None:
        document, new = taken("*2", FROM_A)
        leaf, op = (document.graph.nodes[n] for n in new)
        assert leaf == Leaf(2.0, None, Role.CONSTANT)
        assert op == Apply("mul", (A, new[0]))

    def test_nodes_fill_the_ports_from_top_to_bottom_and_the_row_says_how(self) -> None:
        assert only(*taken("sub", FROM_A_B)) == Apply("sub", (A, B))
        assert offered("sub", FROM_A_B)[0].outcome == "a − b"
        assert only(*taken("sub", FROM_A)) == Apply("sub", (A, None))
        assert offered("sub", FROM_A)[0].outcome == "a − ?"

    def test_they_are_taken_from_top_to_bottom_then_from_left_to_right(self) -> None:
        document = worked_example()
        layout = {A: Point(0, 90), B: Point(50, 10), C: Point(10, 10)}
        placed = Document(document.graph, {**document.layout, **layout})
        assert in_order(placed, frozenset([A, B, C])) == (C, B, A)

    def test_an_op_of_one_operand_is_applied_to_each(self) -> None:
        document, new = taken("tanh", FROM_A_B)
        assert [document.graph.nodes[n] for n in new] == [Apply("tanh", (A,)), Apply("tanh", (B,))]
        assert offered("tanh", FROM_A_B)[0].outcome == "tanh(a) and 1 more"

    def test_an_operator_is_applied_to_each(self) -> None:
        document, new = taken("*2", FROM_A_B)
        products = [n for i in new if isinstance(n := document.graph.nodes[i], Apply)]
        assert [p.operands[0] for p in products] == [A, B]

    def test_more_nodes_than_ports_are_not_wired_and_the_row_does_not_say_so(self) -> None:
        three = Looking(Ends((A, B, C)))
        assert only(*taken("sub", three)) == Apply("sub", (None, None))
        assert offered("sub", three)[0].outcome == ""
        assert only(*taken("add n", three)) == Apply("add_n", (A, B, C))

    def test_the_same_can_be_had_without_the_wires(self) -> None:
        document = worked_example()
        first = offered("sub", FROM_A_B)[0]
        assert first.alone is not None
        edit = first.alone(HERE)
        document.apply(edit)
        assert only(document, added(edit)) == Apply("sub", (None, None))

    def test_a_mistake_is_named_where_the_user_typed_it(self) -> None:
        assert offered("*(", FROM_A)[0].problem.startswith("Column 3: ")
        assert offered("*(", FROM_A_B)[0].problem.startswith("Column 3: ")

    @given(st.sampled_from([name for name, op in OPS.items() if op.offered]), st.integers(0, 5))
    def test_no_node_feeds_an_op_twice_and_none_is_left_out_where_the_row_says_wired(
        self, op: str, count: int
    ) -> None:
        sources = (A, B, C, D, E)[:count]
        each = operands_from(op, sources)
        fed = [source for operands in each for source in operands if source]
        assert fed in (list(sources), [])
        document = worked_example()
        edit = add_op(document, op, Ends(sources), HERE)
        document.apply(edit)
        assert len(added(edit)) == len(each)


class TestAWireDropped:
    def test_only_what_takes_it_is_offered(self) -> None:
        assert {o.kind for o in offered("", WIRE_FROM_E)} == {"op"}
        assert all(o.outcome for o in offered("", WIRE_FROM_E))
        assert all(o.alone is None for o in offered("", WIRE_FROM_E))

    def test_it_feeds_what_is_chosen(self) -> None:
        assert only(*taken("tanh", WIRE_FROM_E)) == Apply("tanh", (E,))
        assert value("*2", WIRE_FROM_E) == -12.0
        assert value("_*3 + a", WIRE_FROM_E) == -16.0
        assert value("a*e", WIRE_FROM_E) == -12.0

    @pytest.mark.parametrize("text", ["3", "x*y"])
    def test_what_would_not_take_it_says_so(self, text: str) -> None:
        (row,) = offered(text, WIRE_FROM_E)
        assert row.build is None
        assert row.problem


class TestAWireDroppedBackwards:
    def test_leaves_and_ops_are_offered(self) -> None:
        assert {"parameter", "constant", "input", "op"} == {o.kind for o in offered("", INTO_E)}

    @pytest.mark.parametrize(
        ("text", "wanted"), [("3", 6.0), ("w=0.5", 1.0), ("c*f", -40.0), ("c", 20.0), ("kk", 2.0)]
    )
    def test_what_is_chosen_feeds_the_port(self, text: str, wanted: float) -> None:
        document, _ = taken(text, INTO_E)
        assert forward(document.graph).values[E] == wanted

    def test_the_node_that_feeds_the_port_lies_where_the_wire_was_dropped(self) -> None:
        document, new = taken("c*f + g", INTO_E)
        e = document.graph.nodes[E]
        assert isinstance(e, Apply)
        assert e.operands[1] == new[-1]
        assert document.layout[new[-1]] == HERE

    @pytest.mark.parametrize("text", ["L*2", "_ = d"])
    def test_what_would_close_a_loop_is_refused(self, text: str) -> None:
        assert all(o.build is None for o in offered(text, INTO_E))

    def test_a_node_that_would_close_a_loop_is_not_offered(self) -> None:
        assert all(o.name != "L" for o in offered("L", INTO_E))

    def test_the_graph_is_otherwise_as_it_was(self) -> None:
        document, new = taken("3", INTO_E)
        before = worked_example().graph.nodes
        kept = {n: node for n, node in document.graph.nodes.items() if n not in (*new, E)}
        assert kept == {n: node for n, node in before.items() if n != E}
        assert {F, L} <= kept.keys()
