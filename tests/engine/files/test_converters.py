"""Expression text, node-link JSON and DOT: what they keep of a document, and what they refuse."""

from __future__ import annotations

import json
from typing import Any

import networkx as nx
import pytest
from hypothesis import given

from engine.document import Document
from engine.files import dot, expression_text, node_link
from engine.files.errors import FileError
from engine.files.expression_text import text_of
from engine.graph import Apply, Graph, Leaf, Role
from engine.ops import OPS
from engine.parse import parse
from tests.engine.files.comparing import same_but_for_ids
from tests.strategies import documents, graphs

WORKED = "a = 2\nb = -3\nc = 10\nf = -2\ne = a*b\nd = e + c\nL = d*f\n"


def test_the_worked_example_as_text() -> None:
    assert text_of(parse(WORKED)) == WORKED


@pytest.mark.parametrize(
    ("statement", "written"),
    [
        ("y = (a - b) - (c - d)", "y = a - b - (c - d)"),
        ("y = (a/b)/(c*d)", "y = a/b/(c*d)"),
        ("y = a**(b**c)", "y = a**b**c"),
        ("y = (-a)**b", "y = (-a)**b"),
        ("y = -(a**b)", "y = -a**b"),
        ("y = a*-3 - -b", "y = a*(-3) - (-b)"),
        ("y = neg(3) + 2", "y = neg(3) + 2"),
        ("y = x²", "y = x**2"),
        ("y = ln(max(a, b))", "y = log(max(a, b))"),
        ("y = add_n(a, b, a*b)", "y = add_n(a, b, a*b)"),
        ("`x 1` = a + `b``c`", "`x 1` = a + `b``c`"),
    ],
)
def test_an_expression_is_written_with_the_parentheses_that_it_needs(
    statement: str, written: str
) -> None:
    assert text_of(parse(statement)).splitlines()[-1] == written


def test_a_node_without_a_name_that_is_used_twice_is_written_once() -> None:
    graph = Graph(
        {
            "n1": Leaf(2.0, None, Role.CONSTANT),
            "n2": Apply("mul", ("n1", "n1")),
            "n3": Apply("add", ("n2", "n2")),
        }
    )
    assert text_of(graph) == "constant $1 = 2\n$2 = $1*$1\n$2 + $2\n"


def test_a_number_without_a_name_keeps_its_role() -> None:
    nodes = {f"n{i}": Leaf(3.0, None, role) for i, role in enumerate(Role)}
    graph = Graph({**nodes, "n9": Apply("add_n", tuple(nodes), "y")}, "n9")
    assert text_of(graph) == "$1 = 3\ninput $2 = 3\ny = add_n($1, 3, $2)\ntarget y\n"


@given(graphs(filled=True))
def test_text_reads_back_as_the_same_graph_but_for_ids(graph: Graph) -> None:
    again = expression_text.read(expression_text.write(Document(graph))).graph
    assert same_but_for_ids(graph, again)


@given(graphs(filled=True))
def test_text_that_was_read_is_written_as_it_was(graph: Graph) -> None:
    text = text_of(expression_text.read(text_of(graph).encode()).graph)
    assert text_of(expression_text.read(text.encode()).graph) == text


@pytest.mark.parametrize("op", ["neg", "pow", "sub", "tanh"])
def test_a_deep_chain_without_names_reads_back(op: str) -> None:
    nodes: dict[str, Leaf | Apply] = {"n0": Leaf(1.0, "x")}
    ports = len(OPS[op].operands)
    for i in range(1, 3_001):
        nodes[f"n{i}"] = Apply(op, ("n0",) * (ports - 1) + (f"n{i - 1}",))
    graph = Graph(nodes)
    again = parse(text_of(graph), max_characters=10**6)
    assert len(again.nodes) == len(nodes)
    assert text_of(again) == text_of(graph)


def test_a_chain_of_100_000_nodes_is_written() -> None:
    nodes: dict[str, Leaf | Apply] = {"n0": Leaf(1.0, "x")}
    for i in range(1, 100_001):
        nodes[f"n{i}"] = Apply("neg", (f"n{i - 1}",))
    assert text_of(Graph(nodes)).count("-") == 100_000


def test_an_empty_document_is_an_empty_text() -> None:
    assert expression_text.write(Document()) == b""
    assert expression_text.read(b"# nothing yet\n") == Document()


def test_a_port_without_a_wire_cannot_be_written_as_text() -> None:
    graph = Graph({"n1": Leaf(1.0, "a"), "n2": Apply("mul", ("n1", None))})
    with pytest.raises(FileError) as refused:
        text_of(graph)
    assert str(refused.value) == "n2 has a port without a wire, which no expression can say."


def test_text_in_another_encoding_is_refused() -> None:
    with pytest.raises(FileError, match="UTF-16"):
        expression_text.read("a + b".encode("utf-16"))


@given(documents())
def test_node_link_json_keeps_all_but_groups_frames_and_notes(document: Document) -> None:
    bare = Document(document.graph, document.layout, document.training)
    assert node_link.read(node_link.write(document)) == bare


@given(documents())
def test_networkx_reads_what_is_written_and_writes_what_is_read(document: Document) -> None:
    bare = Document(document.graph, document.layout, document.training)
    data = json.loads(node_link.write(document))
    drawing = nx.node_link_graph(data, edges="edges")
    assert isinstance(drawing, nx.MultiDiGraph)
    assert drawing.number_of_edges() == len(list(document.graph.wires()))
    for name in ("edges", "links"):
        again = json.dumps(nx.node_link_data(drawing, edges=name)).encode()
        assert node_link.read(again) == bare


def drawn(nodes: list[dict[str, Any]], edges: list[dict[str, Any]], **more: Any) -> bytes:
    return json.dumps({"nodes": nodes, "edges": edges, **more}).encode()


def test_a_graph_from_elsewhere_needs_only_values_ops_and_edges() -> None:
    data = drawn(
        [{"id": 1, "value": 2}, {"id": 2, "value": 3, "colour": "red"}, {"id": 3, "op": "sub"}],
        [{"source": 2, "target": 3}, {"source": 1, "target": 3, "width": 4}],
        directed=True,
    )
    assert node_link.read(data).graph == Graph(
        {"1": Leaf(2.0), "2": Leaf(3.0), "3": Apply("sub", ("2", "1"))}
    )


A = {"id": "a", "value": 1}
NEG = {"id": "y", "op": "neg"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"{}", "The file lacks “nodes”."),
        (drawn([{"id": "a"}], []), "nodes[0] has neither “value” nor “op”."),
        (drawn([A, A], []), "nodes[1].id is “a”, like an earlier one."),
        (
            drawn([A, {"id": "y", "op": "frob"}], []),
            "There is no op called frob (at nodes[1].op).",
        ),
        (
            drawn([A], [{"source": "b", "target": "a"}]),
            "edges[0].source is “b”, which is not in the graph.",
        ),
        (
            drawn([A, {"id": "b", "value": 1}], [{"source": "b", "target": "a"}]),
            "edges[0] enters “a”, which has no “op”.",
        ),
        (
            drawn([A, NEG], [{"source": "a", "target": "y", "port": 0}] * 2),
            "edges[1] enters port 0 of “y”, which has a wire already.",
        ),
        (
            drawn([A, NEG], [{"source": "a", "target": "y", "port": 1}]),
            "y (neg) takes 1 operands, not 2 (at nodes[1].operands).",
        ),
        (
            drawn([A, NEG], [{"source": "a", "target": "y", "port": 10**12}]),
            "edges[0].port must be from 0 to 9,999, not 1000000000000.",
        ),
        (
            drawn([NEG], [{"source": "y", "target": "y"}]),
            "The wires close a loop: y → y (at nodes).",
        ),
        (
            drawn([A], [], directed=False),
            "directed must be true: a wire goes from a node to a port.",
        ),
        (
            drawn([A], [], graph={"target": "b"}),
            "graph.target is “b”, which is not in the graph.",
        ),
        (drawn([A], [], graph={"rate": -1}), "graph.rate must be above 0."),
        (
            drawn([A, {"id": 2.5}], []),
            "nodes[1].id must be a text or a whole number, not a number.",
        ),
        (
            b'{"x": ' + b"[" * 200_000 + b"]" * 200_000 + b', "nodes": []}',
            "The file is nested too deeply.",
        ),
        (
            b'{"x": {"y": [{"z": 1, "z": 2}]}, "nodes": []}',
            "x.y[0] has the key “z” twice.",
        ),
        (
            drawn([{**A, "value": float("inf")}], []),
            "Infinity at line 1, column 33 is not a finite number.",
        ),
    ],
)
def test_node_link_json_that_is_no_graph_of_ours_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(FileError) as refused:
        node_link.read(data)
    assert str(refused.value) == sentence


def test_the_worked_example_as_dot() -> None:
    text = dot.write(Document(parse("a = 2; b = -3; e = a - b; target e"))).decode()
    assert text == (
        "digraph chainrule {\n"
        "  rankdir=LR;\n"
        '  node [shape=record, fontname="DejaVu Sans"];\n'
        '  "n1" [label="{a|2}"];\n'
        '  "n2" [label="{b|−3}"];\n'
        '  "n3" [label="{{<p0> a|<p1> b}|{e|−}}", style=bold];\n'
        '  "n1" -> "n3":p0:w;\n'
        '  "n2" -> "n3":p1:w;\n'
        "}\n"
    )


@given(graphs(max_size=6))
def test_every_node_and_wire_is_in_the_dot_text(graph: Graph) -> None:
    pygraphviz = pytest.importorskip("pygraphviz")
    drawing = pygraphviz.AGraph(string=dot.write(Document(graph)).decode())
    assert sorted(map(str, drawing.nodes())) == sorted(graph.nodes)
    assert len(drawing.edges()) == len(list(graph.wires()))
