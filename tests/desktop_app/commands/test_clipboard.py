"""Nodes as text, and text as nodes."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.commands import clipboard
from desktop_app.commands.clipboard import copy_text, cut, duplicate, incoming_text, paste
from desktop_app.commands.nodes import added, delete, rename
from engine.autodiff import forward
from engine.document import MAX_LABEL, Document, EditError, Point
from engine.edits import Edit
from engine.graph import Apply, Graph, Leaf, Node, id_order, sorted_ids
from engine.ops import OPS
from tests.desktop_app.worked_example import A, B, C, D, E, F, L, worked_example
from tests.strategies import documents

AT = Point(1000.0, 500.0)


def labels(document: Document) -> list[str | None]:
    return [document.graph.nodes[n].label for n in sorted_ids(document.graph)]


def pasted(document: Document, text: str) -> list[Node]:
    edit = paste(document, text, AT)
    document.apply(edit)
    return [document.graph.nodes[n] for n in added(edit)]


class TestCopying:
    def test_the_text_can_be_read_in_an_e_mail(self) -> None:
        text = copy_text(worked_example(), [A, E])
        assert '{"id": "n1", "label": "a", "value": 2.0, "role": "parameter"}' in text
        assert '{"id": "n5", "label": "e", "op": "mul", "operands": ["n1", null]}' in text

    def test_the_target_stays_behind(self) -> None:
        document = worked_example()
        document.graph.set_target(L)
        assert "target" not in copy_text(document, [D, F, L])

    def test_nothing_selected_is_no_text(self) -> None:
        assert copy_text(worked_example(), []) == ""

    def test_a_variadic_op_leaves_behind_ports_that_came_from_elsewhere(self) -> None:
        leaves: dict[str, Node] = {n: Leaf(1.0) for n in ("n1", "n2", "n3")}
        graph = Graph({**leaves, "n4": Apply("add_n", ("n1", "n2", "n3"), "s")})
        (_, again) = pasted(Document(), copy_text(Document(graph), ["n2", "n4"]))
        assert again == Apply("add_n", (None, "n1"), "s")

    def test_copying_a_node_that_is_gone_is_refused(self) -> None:
        with pytest.raises(EditError, match=r"^There is no node n99 any more\.$"):
            copy_text(worked_example(), ["n99"])

    def test_cut_is_copy_and_delete(self) -> None:
        document = worked_example()
        text, edit = cut(document, [A, B])
        assert text == copy_text(document, [A, B])
        document.apply(edit)
        assert A not in document.graph.nodes
        assert edit.name == "Cut 2 nodes"


class TestPasting:
    def test_into_an_empty_document_the_same_graph_comes_out(self) -> None:
        document = Document()
        pasted(document, copy_text(worked_example(), worked_example().graph.nodes))
        assert document.graph == worked_example().graph

    def test_ids_are_new_and_names_get_the_next_free_number(self) -> None:
        document = worked_example()
        edit = paste(document, copy_text(document, [A, B, E]), AT)
        document.apply(edit)
        assert added(edit) == ["n8", "n9", "n10"]
        assert document.graph.nodes["n10"] == Apply("mul", ("n8", "n9"), "e2")
        assert labels(document) == ["a", "b", "c", "d", "e", "f", "L", "a2", "b2", "e2"]
        assert edit.name == "Paste 3 nodes"

    def test_a_name_that_ends_in_a_number_is_counted_on(self) -> None:
        document = Document(Graph({"n1": Leaf(1.0, "x1"), "n2": Leaf(1.0, "x2")}))
        assert [n.label for n in pasted(document, copy_text(document, ["n1", "n2"]))] == [
            "x3",
            "x4",
        ]

    def test_a_free_variant_is_never_a_name_that_comes_along(self) -> None:
        document = Document(Graph({"n1": Leaf(1.0, "a")}))
        source = Document(Graph({"n1": Leaf(1.0, "a"), "n2": Leaf(1.0, "a2")}))
        assert [n.label for n in pasted(document, copy_text(source, ["n1", "n2"]))] == ["a3", "a2"]

    def test_the_variant_of_the_longest_name_is_not_longer(self) -> None:
        document = Document(Graph({"n1": Leaf(1.0, "x" * MAX_LABEL)}))
        (leaf,) = pasted(document, copy_text(document, ["n1"]))
        assert leaf.label == "x" * (MAX_LABEL - 1) + "2"

    def test_the_top_left_corner_comes_where_it_is_wanted(self) -> None:
        document = worked_example()
        edit = paste(document, copy_text(document, [B, D]), AT)
        document.apply(edit)
        places = [document.layout[n] for n in added(edit)]
        assert places == [AT, Point(AT.x + 200.0, AT.y)]

    @pytest.mark.parametrize(
        "handle",
        [
            lambda text: text.replace("\n", "\r\n"),
            lambda text: text.replace("\n", "\r"),
            lambda text: f"\n\n  {text}\n \t",
            lambda text: text.replace(" ", "\N{NO-BREAK SPACE}"),
            lambda text: "\ufeff" + text,
            lambda text: "".join(f"> {line}\n" for line in text.splitlines()),
            lambda text: "".join(f">> {line}\r\n" for line in text.splitlines()),
            lambda text: f"Hello,\n\nhere it is:\n{text}\nBest wishes",
        ],
        ids=["CRLF", "CR", "white space", "hard spaces", "BOM", "quoted", "twice", "in a letter"],
    )
    def test_what_e_mail_does_to_a_text_does_no_harm(self, handle: object) -> None:
        document = Document()
        text = copy_text(worked_example(), worked_example().graph.nodes)
        pasted(document, handle(text))  # type: ignore[operator]
        assert document.graph == worked_example().graph

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "There is nothing to paste: copy nodes or a formula first."),
            (" \n\t", "There is nothing to paste: copy nodes or a formula first."),
            ('{"format": "chainrule", "version": 1, "graph": {"nodes": []}}',
             "There is nothing to paste: the text holds a graph without nodes."),
            ('{"a": 1}', "This text cannot be pasted: "),
            ("{", "This text cannot be pasted: "),
            ("}{", "This text cannot be pasted: "),
            ('{"\ud800": 1}', "This text cannot be pasted: "),
        ],
    )  # fmt: skip
    def test_a_bad_text_is_refused_with_one_sentence(self, text: str, sentence: str) -> None:
        with pytest.raises(EditError) as error:
            paste(Document(), text, AT)
        assert str(error.value).startswith(sentence)
        assert str(error.value).endswith(".")

    def test_a_text_that_is_too_long_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clipboard, "MAX_TEXT", 10)
        with pytest.raises(EditError, match="too long to paste: it has 11 characters"):
            paste(Document(), "a" * 11, AT)


class TestDuplicating:
    def test_the_double_lies_beside_the_original(self) -> None:
        document = worked_example()
        edit = duplicate(document, [A, E])
        document.apply(edit)
        assert document.graph.nodes["n8"] == Leaf(2.0, "a2")
        assert document.graph.nodes["n9"] == Apply("mul", ("n8", None), "e2")
        assert document.layout["n8"] == Point(24.0, 74.0)
        assert edit.name == "Duplicate 2 nodes"

    def test_the_offset_can_be_chosen(self) -> None:
        document = worked_example()
        document.apply(duplicate(document, [C], (0.0, -100.0)))
        assert document.layout["n8"] == Point(200.0, -50.0)

    def test_without_nodes_nothing_is_duplicated(self) -> None:
        assert not duplicate(worked_example(), [])


def nameless(node: Node) -> Node:
    return msgspec.structs.replace(node, label=None)


@given(documents(min_size=1, placed=True), st.data())
def test_pasting_into_the_same_document_doubles_what_was_copied(
    document: Document, data: st.DataObject
) -> None:
    ids = sorted_ids(document.graph)
    chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    edit: Edit = paste(document, copy_text(document, chosen), AT)
    document.apply(edit)
    new = dict(zip(sorted(chosen, key=ids.index), added(edit), strict=True))
    for node_id, new_id in new.items():
        before, after = document.graph.nodes[node_id], document.graph.nodes[new_id]
        if isinstance(before, Leaf):
            assert repr(nameless(after)) == repr(nameless(before))
        else:
            assert isinstance(after, Apply)
            kept = [new[s] for s in before.operands if s in new]
            assert [s for s in after.operands if s is not None] == kept
            assert after.op == before.op
    places = [document.layout[n] for n in new.values()]
    assert min(p.x for p in places) == AT.x
    assert min(p.y for p in places) >= AT.y
    document.apply(edit.reversed())


class TestIncomingWires:
    def test_a_paste_can_keep_the_wires_from_elsewhere(self) -> None:
        document = worked_example()
        incoming = incoming_text(document, [E, D])
        edit = paste(document, copy_text(document, [E, D]), AT, incoming)
        document.apply(edit)
        assert document.graph.nodes["n9"] == Apply("mul", (A, B), "e2")
        assert document.graph.nodes["n8"] == Apply("add", ("n9", C), "d2")

    def test_a_source_that_is_gone_or_renamed_leaves_the_port_empty(self) -> None:
        document = worked_example()
        text, incoming = copy_text(document, [E]), incoming_text(document, [E])
        document.apply(rename(document, A, "alpha"))
        document.apply(delete(document, [B]))
        document.apply(paste(document, text, AT, incoming))
        assert document.graph.nodes["n8"] == Apply("mul", (None, None), "e2")

    def test_a_duplicate_can_keep_them_too(self) -> None:
        document = worked_example()
        document.apply(duplicate(document, [L], incoming=incoming_text(document, [L])))
        assert document.graph.nodes["n8"] == Apply("mul", (D, F), "L2")

    def test_what_another_program_wrote_is_ignored(self) -> None:
        document = worked_example()
        document.apply(paste(document, copy_text(document, [E]), AT, "[1, 2"))
        assert document.graph.nodes["n8"] == Apply("mul", (None, None), "e2")

    @given(documents(min_size=1, max_size=8), st.data())
    def test_a_duplicate_with_wires_computes_what_its_model_computes(
        self, document: Document, data: st.DataObject
    ) -> None:
        ids = sorted(document.graph.nodes)
        chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
        edit = duplicate(document, chosen, incoming=incoming_text(document, chosen))
        document.apply(edit)
        for node_id in added(edit):
            node = document.graph.nodes[node_id]
            assert isinstance(node, Leaf) or len(node.operands) >= len(OPS[node.op].operands)
        values = forward(document.graph).values
        originals = [values.get(n) for n in sorted(chosen, key=id_order)]
        assert [repr(values.get(n)) for n in added(edit)] == [repr(v) for v in originals]
