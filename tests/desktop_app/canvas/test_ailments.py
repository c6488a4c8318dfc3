"""A node through which no gradient gets has a badge, and the inspector says why."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage

from desktop_app.canvas import hits
from desktop_app.commands.expression import insert
from desktop_app.commands.nodes import set_value
from desktop_app.main_window import MainWindow
from engine.document import Document, Point
from engine.labels import find_node


def open_text(window: MainWindow, text: str) -> None:
    document = Document()
    document.apply(insert(document, text, Point(0, 0)))
    window.opened.replace(document)


def picture(window: MainWindow) -> QImage:
    window.selection.clear()
    return window.canvas.grab().toImage()


def inspected(window: MainWindow, name: str) -> str:
    window.selection.set([find_node(window.opened.document.graph, name)])
    window.inspector.refresh()
    return window.inspector.text()


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("y = relu(x); x = -2", "y", "y is dead: relu has slope 0 at x = −2"),
        ("y = tanh(x); x = 6", "y", "y is saturated: tanh has slope"),
        ("y = 200*(300*(400*x)); x = 1", "x", "= 2.4e7 is exploding"),
        ("y = 1e-3*(1e-3*(1e-3*x)); x = 1", "x", "= 1e−9 is vanishing"),
    ],
)
def test_the_inspector_says_what_a_node_suffers_from(
    window: MainWindow, text: str, name: str, says: str
) -> None:
    open_text(window, text)
    assert says in inspected(window, name)


def test_a_badge_comes_and_goes_with_the_trouble(window: MainWindow) -> None:
    open_text(window, "y = relu(x); x = 2")
    well = above(window, "y")
    x = find_node(window.opened.document.graph, "x")
    window.opened.apply(set_value(window.opened.document, x, -2.0))
    assert above(window, "y") != well
    window.opened.undo()
    assert above(window, "y") == well


def test_numbers_that_are_out_of_date_are_not_judged(window: MainWindow) -> None:
    open_text(window, "y = relu(x); x = -2")
    assert "dead" in inspected(window, "y")
    window.run.live = False
    x = find_node(window.opened.document.graph, "x")
    window.opened.apply(set_value(window.opened.document, x, 2.0))
    assert "dead" not in inspected(window, "y")


def above(window: MainWindow, name: str) -> QImage:
    """Return the picture just above a node, where there are no numbers."""
    canvas = window.canvas
    slot = window.opened.slots.of[find_node(window.opened.document.graph, name)]
    box = canvas.shown.view.rect_to_widget(hits.box_rect(canvas.scene, slot))
    return picture(window).copy(int(box.left()), int(box.top()) - 10, int(box.width()), 9)
