"""What Tidy is handed of a document, and where its answer goes."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given

from engine.arrange import in_columns, tidy_document, to_networkx, with_every_place
from engine.boxes import WIDTH, height, shown_ports
from engine.document import Document, Point
from engine.graph import Graph
from engine.parse import parse
from tests.strategies import documents, graphs


@given(graphs())
def test_tidy_is_handed_every_node_and_every_wire_with_its_port(graph: Graph) -> None:
    drawing = to_networkx(graph)
    assert set(drawing) == set(graph.nodes)
    edges = sorted(drawing.edges(data="port"))
    assert edges == sorted((w.source, w.port.node, w.port.operand) for w in graph.wires())


def test_a_node_is_as_large_as_the_canvas_draws_it() -> None:
    graph = parse("y = add_n(a, b, c, d)")
    assert to_networkx(graph).nodes["n5"] == {"width": WIDTH, "height": height(5), "ports": 5}
    assert to_networkx(graph).nodes["n1"] == {"width": WIDTH, "height": height(0), "ports": 0}


def test_a_selection_is_handed_over_with_the_wires_inside_it() -> None:
    drawing = to_networkx(parse("L = (a*b + c)*f"), {"n3", "n5", "n7"})
    assert list(drawing.edges(data="port")) == [("n3", "n5", 0), ("n5", "n7", 0)]


def test_the_same_source_in_both_ports_is_two_edges() -> None:
    drawing = to_networkx(parse("a*a"))
    assert isinstance(drawing, nx.MultiDiGraph)
    assert sorted(drawing.edges(data="port")) == [("n1", "n2", 0), ("n1", "n2", 1)]


def test_a_whole_graph_is_laid_out_from_left_to_right() -> None:
    document = Document(parse("L = (a*b + c)*f"))
    places = tidy_document(document)
    assert places.keys() == document.graph.nodes.keys()
    for source, port in document.graph.wires():
        assert places[source].x + WIDTH < places[port.node].x


def test_a_selection_keeps_its_middle_and_the_rest_its_place() -> None:
    graph = parse("y = a*b")
    scattered = {"n1": Point(1000.0, 0.0), "n2": Point(0.0, 500.0), "n3": Point(-300.0, 90.0)}
    places = tidy_document(Document(graph, scattered), {"n1", "n2"})
    assert places.keys() == {"n1", "n2"}
    middle = (places["n1"].x + places["n2"].x) / 2, (places["n1"].y + places["n2"].y) / 2
    assert abs(middle[0] - 500.0) <= 1
    assert abs(middle[1] - 250.0) <= 1


@given(documents(max_size=6))
def test_what_has_no_place_gets_one_that_hides_nothing(document: Document) -> None:
    complete = with_every_place(document)
    assert complete.layout.keys() == document.graph.nodes.keys()
    assert {n: complete.layout[n] for n in document.layout} == document.layout
    assert complete.training == document.training
    added = complete.layout.keys() - document.layout.keys()
    for a, b in combinations(complete.layout, 2):
        if a in added or b in added:
            assert not overlap(complete, a, b)


def test_a_document_whose_nodes_all_have_places_is_left_as_it_is() -> None:
    document = Document(parse("a"), {"n1": Point(3.0, 4.0)})
    assert with_every_place(document) is document


def test_the_first_places_start_at_the_origin() -> None:
    layout = with_every_place(Document(parse("y = a*b"))).layout.values()
    assert (min(x for x, _ in layout), min(y for _, y in layout)) == (0.0, 0.0)


def overlap(document: Document, first: str, second: str) -> bool:
    a, b = document.layout[first], document.layout[second]
    taller = document.graph.nodes[first if a.y < b.y else second]
    return abs(a.x - b.x) < WIDTH and abs(a.y - b.y) < height(shown_ports(taller))


@given(graphs(filled=True))
def test_columns_keep_operands_to_the_left_and_boxes_apart(graph: Graph) -> None:
    places = in_columns(graph, graph.nodes)
    assert places.keys() == graph.nodes.keys()
    for source, port in graph.wires():
        assert places[source].x + WIDTH < places[port.node].x
    for (a, p), (b, q) in combinations(places.items(), 2):
        if p.x == q.x:
            upper, lower = sorted(((p.y, a), (q.y, b)))
            assert upper[0] + height(shown_ports(graph.nodes[upper[1]])) < lower[0]


def test_columns_start_at_the_corner_of_a_shared_leaf_and_its_first_user() -> None:
    places = in_columns(graph := parse("y = a*b; z = tanh(y) + c"), graph.nodes)
    by_name = {node.label: places[n] for n, node in graph.nodes.items() if node.label}
    assert by_name["a"] == Point(0.0, 0.0)
    assert by_name["c"].x == by_name["y"].x + (by_name["y"].x - by_name["a"].x)


def test_more_nodes_than_tidy_is_left_with_are_put_in_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = Document(parse("L = (a*b + c)*f"))
    monkeypatch.setattr("engine.arrange.MOST_TIDIED", 6)
    assert with_every_place(document).layout == in_columns(document.graph, document.graph.nodes)
    monkeypatch.setattr("engine.arrange.MOST_TIDIED", 7)
    assert with_every_place(document).layout == tidy_document(document)
