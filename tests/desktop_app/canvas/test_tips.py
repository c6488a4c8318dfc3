"""What the canvas says of the thing under the pointer."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt

from desktop_app.canvas.tips import cursor_for, tip_for
from desktop_app.commands import nodes
from engine.document import Point

Stage = Any


def test_a_wire_tells_its_three_numbers(stage: Stage) -> None:
    assert _tip(stage, stage.wire_middle("e", 0)) == (
        "a → e\nlocal derivative ∂e/∂a = −3\nupstream gradient −2\ncontribution 6"
    )


def test_a_node_tells_its_numbers_in_full(stage: Stage) -> None:
    stage.opened.apply(nodes.set_value(stage.opened.document, stage.id_of("a"), 1 / 3))
    assert _tip(stage, stage.header("a")) == "a\nvalue: 0.3333333333333333\ngradient: 6"


def test_a_stale_number_is_called_so(stage: Stage) -> None:
    stage.run.live = False
    stage.opened.apply(nodes.set_value(stage.opened.document, stage.id_of("a"), 3.0))
    assert _tip(stage, stage.header("L")) == "L\nvalue: −8 (stale)\ngradient: 1 (stale)"


def test_a_port_tells_what_it_holds(stage: Stage) -> None:
    assert _tip(stage, stage.port("e", 1)) == "2nd operand: b"


def test_an_empty_port_says_what_to_do(stage: Stage) -> None:
    edit = nodes.add_op(stage.opened.document, "pow", Point(0, 300))
    stage.opened.apply(edit)
    stage.opened.apply(nodes.rename(stage.opened.document, nodes.added(edit)[0], "p"))
    assert _tip(stage, stage.port("p", 1)) == "n: drag a wire here"


@pytest.mark.parametrize(
    ("place", "shape"),
    [
        ("number", Qt.CursorShape.SizeHorCursor),
        ("chip", Qt.CursorShape.PointingHandCursor),
        ("output", Qt.CursorShape.CrossCursor),
        ("header", Qt.CursorShape.ArrowCursor),
    ],
)
def test_the_pointer_shows_what_a_drag_would_do(
    stage: Stage, place: str, shape: Qt.CursorShape
) -> None:
    _, hit = stage.canvas.hit(QPointF(getattr(stage, place)("a")))
    assert cursor_for(stage.opened.document.graph, hit) == shape


def _tip(stage: Stage, at: Any) -> str:
    _, hit = stage.canvas.hit(QPointF(at))
    return tip_for(stage.opened.document.graph, stage.run, hit)
