"""The picture that a notebook shows, read back as XML."""

import math
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from engine.arrange import tidy_document
from engine.autodiff import NoTargetError, backward, forward
from engine.boxes import OUTPUT_OFFSET, WIDTH, port_offset, shown_ports
from engine.document import Document, Point
from engine.graph import Graph
from engine.nn import MLP
from engine.parse import parse
from engine.picture import MOST_DRAWN, svg_of
from engine.readable import readable
from engine.value import Value
from tests.strategies import graphs

SVG = "{http://www.w3.org/2000/svg}"


def read(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - it was written a line above


def texts(element: ET.Element) -> list[str]:
    return ["".join(each.itertext()) for each in element.iter(f"{SVG}text")]


def boxes(svg: str) -> list[list[str]]:
    return [texts(group) for group in read(svg).iter(f"{SVG}g")]


def wires(svg: str) -> list[list[float]]:
    ways = [each.get("d", "") for each in read(svg).iter(f"{SVG}path") if each.get("class")]
    return [[float(x) for x in way[1:].replace("C", " ").split()] for way in ways]


def worked_example() -> Graph:
    return parse("e = a*b; d = e + c; L = d*f; a = 2; b = -3; c = 10; f = -2")


def test_the_worked_example_shows_names_ops_values_and_gradients() -> None:
    shown = {box[1]: box for box in boxes(svg_of(worked_example()))}
    assert shown["a"] == ["p", "a", "value", "2", "∂L/∂a", "▲ 6"]
    assert shown["e"] == ["×", "e", "value", "−6", "∂L/∂e", "▼ −2"]
    assert shown["L"] == ["×", "L", "value", "−8", "∂L/∂L", "▲ 1"]
    assert len(shown) == 7


@given(graphs(max_size=14))
def test_every_number_on_it_is_that_of_the_engine(graph: Graph) -> None:
    try:
        numbers = backward(graph)
    except NoTargetError:
        numbers = forward(graph)
    shown = boxes(svg_of(graph))
    assert len(shown) == len(graph.nodes)
    for node_id, box in zip(graph.nodes, shown, strict=True):
        value, gradient = box[3], box[-1]
        known = node_id in numbers.values
        assert value == (readable(numbers.values[node_id]) if known else "–")
        known = node_id in numbers.gradients
        plain = gradient.lstrip("▲▼●⚠ ")
        assert plain == (readable(numbers.gradients[node_id]) if known else "–")


@given(graphs(max_size=14))
def test_every_wire_goes_from_an_output_to_its_own_port(graph: Graph) -> None:
    places = tidy_document(Document(graph))
    expected = []
    for source, port in graph.wires():
        ports = shown_ports(graph.nodes[port.node])
        start, end = places[source], places[port.node]
        down = port_offset(ports, port.operand)
        expected.append([start.x + WIDTH, start.y + OUTPUT_OFFSET, end.x, end.y + down])
    drawn = [[*way[:2], *way[-2:]] for way in wires(svg_of(graph))]
    assert len(drawn) == len(expected)
    for found, wanted in zip(sorted(drawn), sorted(expected), strict=True):
        assert found == pytest.approx(wanted)


def test_the_same_source_in_both_ports_is_two_wires() -> None:
    a = Value(3.0, label="a")
    first, second = wires((a * a)._repr_svg_())
    assert first[:2] == second[:2]
    assert first[-1] != second[-1]


def test_a_document_is_drawn_as_it_is_laid_out() -> None:
    graph = parse("y = tanh(x)")
    svg = svg_of(Document(graph, {"n1": Point(7.0, 400.0), "n2": Point(-300.0, 0.0)}))
    moves = [group.get("transform") for group in read(svg).iter(f"{SVG}g")]
    assert moves == ["translate(7 400)", "translate(-300 0)"]


def test_gradients_of_a_value_are_shown_after_backward_alone() -> None:
    a = Value(3.0, label="a")
    y = a * 2.0 + a.tanh()
    assert {box[-1] for box in boxes(y._repr_svg_())} == {"–"}
    y.backward()
    shown = {box[1]: box[-1] for box in boxes(y._repr_svg_())}
    assert shown["a"] == f"▲ {readable(a.grad)}"


def test_names_are_text_and_never_markup() -> None:
    odd = Value(1.0, label="<b>&\"'")
    assert "<b>&\"'" in texts(read((odd * 2.0)._repr_svg_()))


def test_a_network_is_drawn_whole() -> None:
    loss = MLP(2, [2, 1], seed=1)([1.0, -2.0])
    loss.backward()
    assert len(boxes(loss._repr_svg_())) == len(loss.graph().graph.nodes)


def test_a_graph_too_large_to_read_is_told_in_words() -> None:
    y = x = Value(0.5)
    for _ in range(50_000):
        y = y + x
    for svg in (y._repr_svg_(), y.graph()._repr_svg_()):
        assert not boxes(svg)
        assert texts(read(svg))[0] == "A graph of 50,001 nodes: 50,000 ops, 1 parameter."
    assert "Its value is 25000.5." in texts(read(y._repr_svg_()))


def test_the_greatest_graph_that_is_drawn_is_drawn() -> None:
    names = ", ".join(f"x{i}" for i in range(MOST_DRAWN - 1))
    graph = parse(f"y = add_n({names})")
    assert len(boxes(svg_of(graph))) == MOST_DRAWN


def test_what_no_graph_can_hold_is_told_in_words() -> None:
    said = texts(read((Value(math.inf) * 2.0)._repr_svg_()))
    assert said[1] == "A graph cannot hold inf: a leaf holds a finite number."
    assert texts(read(Graph()._repr_svg_())) == ["An empty graph."]
