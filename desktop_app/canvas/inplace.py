"""Typing a leaf's number or a node's name where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont

from desktop_app.canvas import hits
from desktop_app.canvas.in_place_editor import InPlaceEditor
from desktop_app.canvas.node_body import chip_rect, field_rect
from desktop_app.commands import nodes
from engine import boxes
from engine.document import EditError
from engine.graph import Leaf
from engine.parse import ParseError, parse_number
from engine.readable import plain

if TYPE_CHECKING:
    from desktop_app.canvas.canvas import Canvas


def edit(canvas: Canvas, node_id: str) -> None:
    """Type a leaf's number, or an op node's name."""
    node = canvas.opened.document.graph.nodes[node_id]
    (edit_value if isinstance(node, Leaf) else rename)(canvas, node_id)


def edit_value(canvas: Canvas, node_id: str) -> None:
    """Type a leaf's number; an op node's value is computed, and a bubble says so."""
    node = canvas.opened.document.graph.nodes[node_id]
    box = _box(canvas, node_id)
    if not isinstance(node, Leaf):
        sentence = f"{canvas.picture.name(node_id)} is computed: change its operands instead."
        canvas.refuse(sentence, canvas.shown.view.to_widget(box.center()))
        return

    def commit(text: str) -> str | None:
        return _commit_value(canvas, node_id, text)

    _open(canvas, InPlaceEditor(canvas, plain(node.value), commit), field_rect(box))


def rename(canvas: Canvas, node_id: str) -> None:
    """Type a node's name; an empty one takes the name away."""
    node = canvas.opened.document.graph.nodes[node_id]
    box = _box(canvas, node_id)
    left = chip_rect(box, canvas.look, "").right() + 2.0
    rect = QRectF(left, box.top() + 3.0, box.right() - left - 6.0, boxes.HEADER - 6.0)

    def commit(text: str) -> str | None:
        return _commit_name(canvas, node_id, text)

    editor = InPlaceEditor(canvas, node.label or "", commit)
    editor.setPlaceholderText("name")
    _open(canvas, editor, rect)


def _box(canvas: Canvas, node_id: str) -> QRectF:
    return hits.box_rect(canvas.scene, canvas.opened.slots.of[node_id])


def _open(canvas: Canvas, editor: InPlaceEditor, rect: QRectF) -> None:
    if canvas.editor is not None:
        canvas.editor.close_now()
    canvas.editor = editor
    view = canvas.shown.view
    used: QFont = canvas.look.small
    editor.place(view.rect_to_widget(rect), used, view.scale)
    editor.finished.connect(lambda: _forget(canvas, editor))
    editor.show()
    editor.setFocus(Qt.FocusReason.OtherFocusReason)


def _forget(canvas: Canvas, editor: InPlaceEditor) -> None:
    canvas.bubble.hide()
    if canvas.editor is editor:
        canvas.editor = None
    if editor.hasFocus():
        canvas.setFocus(Qt.FocusReason.OtherFocusReason)


def _commit_value(canvas: Canvas, node_id: str, text: str) -> str | None:
    document = canvas.opened.document
    try:
        canvas.opened.apply(nodes.set_value(document, node_id, parse_number(text)))
    except (ParseError, EditError) as error:
        return _complain(canvas, node_id, str(error))
    return None


def _commit_name(canvas: Canvas, node_id: str, text: str) -> str | None:
    try:
        canvas.opened.apply(nodes.rename(canvas.opened.document, node_id, text.strip() or None))
    except EditError as error:
        return _complain(canvas, node_id, str(error))
    return None


def _complain(canvas: Canvas, node_id: str, sentence: str) -> str:
    below = _box(canvas, node_id).bottomLeft()
    canvas.refuse(sentence, canvas.shown.view.to_widget(below) - QPointF(10.0, 10.0))
    return sentence
