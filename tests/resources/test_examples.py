"""The examples: each opens, is laid out, and has the numbers that are known of it."""

from __future__ import annotations

import json
import math
from itertools import combinations
from typing import NamedTuple

import pytest

import resources
from desktop_app.canvas.curves import samples
from engine.autodiff import Pass, backward, forward
from engine.boxes import OUTPUT_OFFSET, WIDTH, height, port_offset, shown_ports
from engine.document import Direction, Document, Training
from engine.files.chainrule_file import decode, encode
from engine.graph import Apply, Leaf, Role


class Example(NamedTuple):
    """A row of the index."""

    file: str
    title: str
    sentence: str


ALL = [Example(**row) for row in json.loads(resources.read("examples/index.json"))]
every = pytest.mark.parametrize("each", ALL, ids=[each.file for each in ALL])


def example(file: str) -> Document:
    return decode(resources.read_bytes(f"examples/{file}"))


def numbers(name: str) -> tuple[dict[str, float], dict[str, float]]:
    """Values and gradients of an example's named nodes."""
    document = example(f"{name}.chainrule")
    done: Pass = backward(document.graph)
    ids = {node.label: n for n, node in document.graph.nodes.items() if node.label}
    values = {label: done.values[node_id] for label, node_id in ids.items()}
    return values, {label: done.gradients[node_id] for label, node_id in ids.items()}


def test_the_worked_example_comes_first_of_at_least_eight() -> None:
    assert len(ALL) >= 8
    assert ALL[0].file == "worked-example.chainrule"


def test_the_index_lists_every_file_of_the_folder_once() -> None:
    listed = [each.file for each in ALL]
    there = [entry.name for entry in resources.path("examples").iterdir()]
    assert sorted([*listed, "index.json"]) == sorted(there)


def test_titles_are_short_enough_for_a_menu_and_differ() -> None:
    titles = [each.title for each in ALL]
    assert len(set(titles)) == len(titles)
    assert all(0 < len(title) <= 40 for title in titles)


@every
def test_what_an_example_shows_is_said_in_one_sentence(each: Example) -> None:
    assert each.sentence.endswith(".")
    assert len(each.sentence) <= 120


@every
def test_an_example_is_written_as_the_program_writes_it(each: Example) -> None:
    assert encode(example(each.file)) == resources.read_bytes(f"examples/{each.file}")


@every
def test_an_example_can_be_computed_and_has_one_target(each: Example) -> None:
    document = example(each.file)
    done = backward(document.graph)
    assert done.values.keys() == done.gradients.keys() == document.graph.nodes.keys()
    assert all(map(math.isfinite, [*done.values.values(), *done.gradients.values()]))


def boxes(document: Document) -> dict[str, tuple[float, float, float, float]]:
    """Left, top, right and bottom of each node."""
    nodes = document.graph.nodes
    return {
        n: (x, y, x + WIDTH, y + height(shown_ports(nodes[n])))
        for n, (x, y) in document.layout.items()
    }


@every
def test_an_example_is_laid_out_from_left_to_right_without_overlaps(each: Example) -> None:
    document = example(each.file)
    laid = boxes(document)
    assert laid.keys() == document.graph.nodes.keys()
    for a, b in combinations(laid.values(), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for source, port in document.graph.wires():
        assert laid[source][2] < laid[port.node][0]


@every
def test_no_wire_of_an_example_runs_behind_a_box(each: Example) -> None:
    document = example(each.file)
    laid = boxes(document)
    for source, port in document.graph.wires():
        ports = shown_ports(document.graph.nodes[port.node])
        start = (laid[source][2], laid[source][1] + OUTPUT_OFFSET)
        end = (laid[port.node][0], laid[port.node][1] + port_offset(ports, port.operand))
        curve = samples(*start, *end)
        for node_id, (left, top, right, bottom) in laid.items():
            inside = (curve > (left, top)) & (curve < (right, bottom))
            assert node_id in {source, port.node} or not inside.all(axis=1).any()


def test_the_worked_example_climbs_from_minus_8() -> None:
    values, gradients = numbers("worked-example")
    assert values == {"a": 2, "b": -3, "c": 10, "f": -2, "e": -6, "d": 4, "L": -8}
    assert gradients == {"a": 6, "b": -4, "c": -2, "f": 4, "e": -2, "d": -2, "L": 1}
    assert example("worked-example.chainrule").training == Training(0.01, Direction.UP)


def test_a_step_up_takes_the_worked_example_to_minus_7_286496() -> None:
    values, gradients = numbers("worked-example")
    a, b, c, f = (values[name] + 0.01 * gradients[name] for name in "abcf")
    assert (a * b + c) * f == pytest.approx(-7.286496, abs=1e-12)


def test_the_parabola_has_slope_76_at_5() -> None:
    values, gradients = numbers("slope-of-a-parabola")
    assert (values["x"], values["y"], gradients["x"]) == (5, 208, 76)


def test_the_three_partials_are_b_a_and_1() -> None:
    values, gradients = numbers("three-partials")
    assert (values["y"], gradients["a"], gradients["b"], gradients["c"]) == (4, -3, 2, 1)


def test_the_value_used_twice_gets_4a() -> None:
    # y = (a + a)·a = 2a²
    values, gradients = numbers("used-twice")
    assert (values["a"], values["y"], gradients["a"]) == (3, 18, 12)


def test_the_node_used_twice_feeds_both_ports_of_one_op_and_another_op() -> None:
    nodes = example("used-twice.chainrule").graph.nodes
    a = next(n for n, node in nodes.items() if node.label == "a")
    ports = [node.operands.count(a) for node in nodes.values() if isinstance(node, Apply)]
    assert ports == [2, 1]


def test_the_tanh_neuron_has_the_published_gradients() -> None:
    values, gradients = numbers("tanh-neuron")
    assert values["o"] == pytest.approx(0.7071067811865476, abs=1e-12)
    published = {"x1": -1.5, "w1": 1.0, "x2": 0.5, "w2": 0.0}
    assert {name: gradients[name] for name in published} == pytest.approx(published, abs=1e-12)


def test_the_sigmoid_neuron_has_its_closed_form() -> None:
    values, gradients = numbers("sigmoid-neuron")
    p = 1 / (1 + math.exp(-1))
    slope = p * (1 - p)
    assert (values["z"], values["p"]) == (1, pytest.approx(p, abs=1e-15))
    expected = {"w0": -slope, "x0": 2 * slope, "w1": -2 * slope, "x1": -3 * slope, "w2": slope}
    assert {name: gradients[name] for name in expected} == pytest.approx(expected, abs=1e-15)


def test_the_expression_of_micrograds_readme_has_the_published_numbers() -> None:
    values, gradients = numbers("micrograd-readme")
    assert values["g"] == pytest.approx(24.70408163265306, rel=1e-14)
    assert gradients["a"] == pytest.approx(138.83381924198252, rel=1e-14)
    assert gradients["b"] == pytest.approx(645.5772594752186, rel=1e-14)


def test_rosenbrocks_valley_has_its_closed_form_at_the_usual_start() -> None:
    values, gradients = numbers("rosenbrock")
    assert (values["x"], values["y"]) == (-1.2, 1)
    assert values["f"] == pytest.approx(24.2, rel=1e-14)
    assert gradients["x"] == pytest.approx(-215.6, rel=1e-14)
    assert gradients["y"] == pytest.approx(-88, rel=1e-14)


@every
def test_a_step_takes_the_target_the_way_that_the_example_says(each: Example) -> None:
    document = example(each.file)
    graph, training = document.graph, document.training
    before = backward(graph)
    way = 1 if training.direction is Direction.UP else -1
    for node_id, node in list(graph.nodes.items()):
        if isinstance(node, Leaf) and node.role is Role.PARAMETER:
            moved = node.value + way * training.rate * before.gradients[node_id]
            graph.set_node(node_id, Leaf(moved, node.label, node.role))
    target = before.target or ""
    assert way * forward(graph).values[target] > way * before.values[target]
