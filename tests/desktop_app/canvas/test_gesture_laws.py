"""Gestures at random, with real events: what is stored, shown and computed agrees at any time."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.canvas.scene import Scene
from desktop_app.canvas.view import View
from desktop_app.model.theme import load_theme
from desktop_app.panels.outline import Outline
from engine.autodiff import NoTargetError, backward, forward
from engine.document import Document
from engine.graph import Apply, Node
from engine.labels import display_name
from engine.readable import readable
from tests.desktop_app.canvas.conftest import LEFT, NONE, Stage, worked_example

RIGHT = Qt.MouseButton.RightButton
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key

buttons = st.sampled_from(
    [(LEFT, NONE), (LEFT, NONE), (LEFT, CTRL), (LEFT, ALT), (LEFT, SHIFT), (RIGHT, CTRL)]
)
presses = st.tuples(st.integers(0, 60), st.integers(-9, 9), st.integers(-9, 9))
"""Which of the places worth pressing on, and how far beside it."""
strokes = st.tuples(
    st.just("stroke"), buttons, st.lists(presses, min_size=1, max_size=4), st.booleans(),
    st.booleans(),
)  # fmt: skip
others = st.tuples(st.sampled_from(["undo", "redo", "escape", "double click", "wheel out"]))
ACTIONS = st.lists(strokes | others, min_size=3, max_size=10)


def places(stage: Stage) -> list[QPoint]:
    """Return where nodes, ports, outputs and numbers are, and some empty spots."""
    found = [QPoint(60, 40), QPoint(700, 600), QPoint(1000, 100)]
    scene, of = stage.canvas.scene, stage.opened.slots.of
    for node_id in sorted(stage.opened.document.graph.nodes):
        x, y = float(scene.x[of[node_id]]), float(scene.y[of[node_id]])
        middle_of_port = float(scene.height[of[node_id]] + 28) / 2
        spots = ((90, 12), (18, 14), (78, 42), (60, 70), (156, 42), (0, middle_of_port), (0, 45))
        found += [stage.widget_point(QPointF(x + dx, y + dy)) for dx, dy in spots]
    return [at for at in found if stage.canvas.rect().contains(at)]


def do(stage: Stage, action: tuple[Any, ...]) -> None:
    kind, *rest = action
    if kind == "undo":
        stage.opened.undo()
    elif kind == "redo":
        stage.opened.redo()
    elif kind == "escape":
        stage.key(Key.Key_Escape)
    elif kind == "wheel out":
        stage.canvas.zoom_out()
    elif kind == "double click":
        QTest.mouseDClick(stage.canvas, LEFT, NONE, places(stage)[-1])
        stage.key(Key.Key_Escape)
    else:
        stroke(stage, *rest)


def stroke(
    stage: Stage, press: tuple[Any, Any], way: list[tuple[int, int, int]], cuts: bool, escapes: bool
) -> None:
    button, keys = press
    spots = places(stage)
    points = [spots[i % len(spots)] + QPoint(dx, dy) for i, dx, dy in way]
    if cuts:
        QTest.keyPress(stage.canvas, Key.Key_Y)
    before = copy.deepcopy(stage.opened.document)
    steps = stage.opened.undo_name, stage.opened.redo_name
    QTest.mousePress(stage.canvas, button, keys, points[0])
    breaks_at_once = stage.opened.document != before
    for at in points[1:]:
        stage.move(at, keys)
    if escapes and stage.canvas.hands.tool is not None and not breaks_at_once:
        stage.key(Key.Key_Escape)
        assert stage.opened.document == before
        assert (stage.opened.undo_name, stage.opened.redo_name) == steps
    QTest.mouseRelease(stage.canvas, button, keys, points[-1])
    if cuts:
        QTest.keyRelease(stage.canvas, Key.Key_Y)


def agrees(stage: Stage) -> None:
    """The arrays are those of the document, and the numbers those of a pass of its graph."""
    document, scene = stage.opened.document, stage.canvas.scene
    fresh = Scene(document, stage.opened.slots)
    for node_id, slot in stage.opened.slots.of.items():
        assert (scene.x[slot], scene.y[slot]) == document.layout[node_id]
        assert (scene.ports[slot], scene.height[slot]) == (fresh.ports[slot], fresh.height[slot])
    wires = {scene.wire_at(row) for row in scene.row_of.values()}
    assert wires == set(document.graph.wires())
    assert int(scene.used.sum()) == len(wires)
    values = forward(document.graph).values
    for node_id in document.graph.nodes:
        assert repr(stage.run.value(node_id)) == repr(values.get(node_id))
    try:
        gradients = backward(document.graph).gradients
    except NoTargetError:
        return
    for node_id in document.graph.nodes:
        assert repr(stage.run.gradient(node_id)) == repr(gradients.get(node_id))


def outline_agrees(stage: Stage, outline: Outline) -> None:
    """The outline lists each node once, operands first, with the numbers of the run."""
    document, model = stage.opened.document, outline.model
    graph = document.graph
    assert sorted(map(str, model.rows)) == sorted(graph.nodes)
    for wire in graph.wires():
        assert model.rows.index(wire.source) < model.rows.index(wire.port.node)
    for place, node_id in enumerate(model.rows):
        name, op, operands, value, gradient, role = (
            model.index(place, column).data() for column in range(model.columnCount())
        )
        node = graph.nodes[str(node_id)]
        assert name == display_name(graph, str(node_id))
        assert (op, role) == ((node.op, "") if isinstance(node, Apply) else ("", node.role.value))
        names = ["?" if n is None else display_name(graph, n) for n in operands_of(node)]
        assert operands == ", ".join(names)
        shown = stage.run.value(str(node_id)), stage.run.gradient(str(node_id))
        assert value == ("–" if shown[0] is None else readable(shown[0]))
        assert gradient.split()[-1] == ("–" if shown[1] is None else readable(shown[1]))
    assert chosen_in(outline) == stage.selection.nodes


def operands_of(node: Node) -> tuple[str | None, ...]:
    return node.operands if isinstance(node, Apply) else ()


def chosen_in(outline: Outline) -> set[str]:
    rows = outline.table.selectionModel().selectedRows()
    return {str(outline.model.rows[index.row()]) for index in rows}


def is_at_rest(stage: Stage) -> bool:
    canvas = stage.canvas
    return canvas.hands.tool is None and canvas.editor is None and not canvas.shown.lifted


@contextmanager
def on_stage(qtbot: QtBot) -> Iterator[Stage]:
    stage = Stage(worked_example())
    stage.canvas.show()
    qtbot.waitExposed(stage.canvas)
    stage.canvas.set_view(View(1.0, 60.0, 80.0))
    yield stage
    stage.canvas.bubble.hide()
    stage.canvas.close()
    stage.canvas.deleteLater()


@contextmanager
def outline_of(stage: Stage) -> Iterator[Outline]:
    place = stage.canvas.insertion_point
    outline = Outline(stage.opened, stage.run, stage.selection, load_theme("dark"), place)
    outline.show()
    yield outline
    outline.close()
    outline.deleteLater()


@settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(actions=ACTIONS)
def test_after_any_gestures_document_arrays_outline_and_numbers_agree(
    qtbot: QtBot, fonts: None, actions: list[tuple[Any, ...]]
) -> None:
    with on_stage(qtbot) as stage, outline_of(stage) as outline:
        first: Document = copy.deepcopy(stage.opened.document)
        for action in actions:
            do(stage, action)
            assert is_at_rest(stage)
            agrees(stage)
            outline_agrees(stage, outline)
        stage.canvas.grab()
        last: Document = copy.deepcopy(stage.opened.document)
        steps = 0
        while stage.opened.undo_name is not None:
            stage.opened.undo()
            steps += 1
        assert stage.opened.document == first
        agrees(stage)
        outline_agrees(stage, outline)
        for _ in range(steps):
            stage.opened.redo()
        assert stage.opened.document == last
        agrees(stage)
        outline_agrees(stage, outline)
