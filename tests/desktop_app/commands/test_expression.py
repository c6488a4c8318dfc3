"""A typed expression becomes nodes, in one step."""

from __future__ import annotations

import pytest

from desktop_app.commands.clipboard import paste
from desktop_app.commands.expression import insert
from desktop_app.commands.nodes import added
from engine import boxes
from engine.autodiff import forward
from engine.document import Document, EditError, Point
from engine.graph import Apply, Leaf
from tests.desktop_app.worked_example import C, worked_example

AT = Point(1000.0, 500.0)


def inserted(document: Document, text: str) -> list[str]:
    edit = insert(document, text, AT)
    document.apply(edit)
    return added(edit)


def test_the_worked_example_can_be_typed() -> None:
    document = Document()
    inserted(document, "a = 2; b = -3; c = 10; f = -2; e = a*b; d = e + c; L = d*f")
    by_name = {node.label: n for n, node in document.graph.nodes.items()}
    assert sorted(map(str, by_name)) == ["L", "a", "b", "c", "d", "e", "f"]
    assert forward(document.graph).values[by_name["L"]] == -8.0


def test_the_nodes_are_laid_out_from_the_corner_that_is_given() -> None:
    document = Document()
    new = inserted(document, "y = a*b + c")
    places = [document.layout[n] for n in new]
    assert (min(p.x for p in places), min(p.y for p in places)) == AT
    assert len(set(places)) == len(new) == 5


def test_a_name_that_is_in_use_is_that_node() -> None:
    document = worked_example()
    (node_id,) = inserted(document, "y = c*c")
    assert document.graph.nodes[node_id] == Apply("mul", (C, C), "y")
    assert document.layout[node_id] == AT


def test_nodes_that_were_there_stay_where_they_are() -> None:
    document = worked_example()
    before = dict(document.layout)
    inserted(document, "y = 2*c + k")
    assert {n: document.layout[n] for n in before} == before


def test_the_step_is_named_after_the_text() -> None:
    assert insert(Document(), "y = a *\tb", AT).name == "Add y = a * b"
    assert len(insert(Document(), "y = " + " + ".join(["x"] * 100), AT).name) == len("Add ") + 40


def test_a_text_that_cannot_be_read_is_refused_with_one_sentence() -> None:
    with pytest.raises(EditError) as error:
        insert(Document(), "y = a +", AT)
    assert str(error.value).endswith(".")


def test_a_formula_can_be_pasted() -> None:
    document = Document()
    edit = paste(document, " y = 7*x² + 3\r\n", AT)
    document.apply(edit)
    assert edit.name == "Paste a formula"
    assert Leaf(1.0, "x") in document.graph.nodes.values()


def test_an_expression_never_lands_on_what_is_there() -> None:
    document = worked_example()
    document.apply(insert(document, "y = 7*x**2 + 6*x + 3", Point(0, 0)))
    before = set(document.graph.nodes)
    document.apply(insert(document, "z = relu(q) + log(w)/p", Point(0, 0)))
    boxes_ = {
        n: (p, boxes.shown_ports(document.graph.nodes[n])) for n, p in document.layout.items()
    }
    for new in set(boxes_) - before:
        for old in before:
            (a, ports), (b, other) = boxes_[new], boxes_[old]
            apart = abs(a.x - b.x) >= boxes.WIDTH
            above = a.y + boxes.height(ports) <= b.y or b.y + boxes.height(other) <= a.y
            assert apart or above
