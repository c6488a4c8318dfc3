"""What the Edit menu does: the user's intention becomes an edit of the open document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication

from desktop_app.canvas.canvas import Canvas
from desktop_app.commands import (
    alignment,
    arrange,
    clipboard,
    freezing,
    nodes,
    splicing,
    wiring,
)
from desktop_app.commands.alignment import Line, Way
from desktop_app.commands.palette_item import add_item
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.selection import Selection
from engine.document import Document, EditError
from engine.edits import Edit
from engine.graph import Role, in_order

NUDGE: Final = 8.0
"""How far one press of an arrow key moves, in pixels at 100 %: a third of the grid."""
_INCOMING: Final = "application/x-chainrule-incoming"


class EditActions(QObject):
    """Acts on the selection; what cannot be done, the canvas says."""

    def __init__(
        self,
        opened: OpenDocument,
        selection: Selection,
        canvas: Canvas,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._opened = opened
        self._selection = selection
        self._canvas = canvas
        self._burst = object()
        canvas.keys_let_go.connect(self._end_burst)

    def undo(self) -> None:
        """Take back the last step."""
        self._opened.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self._opened.redo()

    def cut(self) -> None:
        """Copy the selected nodes and take them away."""
        chosen = self._selection.nodes
        if not chosen:
            return
        self.copy()
        _, edit = clipboard.cut(self._opened.document, chosen)
        self._opened.apply(edit)

    def copy(self) -> None:
        """Put the selected nodes on the clipboard, as text."""
        document, chosen = self._opened.document, self._selection.nodes
        if chosen:
            data = QMimeData()
            data.setText(clipboard.copy_text(document, chosen))
            data.setData(_INCOMING, clipboard.incoming_text(document, chosen).encode())
            QGuiApplication.clipboard().setMimeData(data)

    def paste(self) -> None:
        """Add the nodes that the clipboard's text describes, and select them."""
        self._paste("")

    def paste_wired(self) -> None:
        """Paste, and wire the new nodes to the nodes that fed those which were copied."""
        data = QGuiApplication.clipboard().mimeData().data(_INCOMING).data()
        self._paste(bytes(data).decode("utf-8", "replace"))

    def duplicate(self) -> None:
        """Add the selected nodes once more, and select the new ones."""
        chosen = self._selection.nodes
        if chosen:
            self._add(lambda document: clipboard.duplicate(document, chosen))

    def duplicate_wired(self) -> None:
        """Duplicate, and let the nodes that feed the selected ones feed the new ones too."""
        chosen = self._selection.nodes
        if chosen:
            incoming = clipboard.incoming_text(self._opened.document, chosen)
            self._add(lambda document: clipboard.duplicate(document, chosen, incoming=incoming))

    def duplicate_and_follow(self) -> None:
        """Duplicate, and let the new nodes follow the pointer until a click."""
        document, chosen = self._opened.document, self._selection.nodes
        if chosen:
            self._canvas.follow(clipboard.duplicate(document, chosen))

    def delete(self) -> None:
        """Take away the selected nodes and wires."""
        chosen, wires = self._selection.nodes, self._selection.wires
        if chosen or wires:
            self._apply(lambda document: nodes.delete(document, chosen, wires))

    def take_out(self) -> None:
        """Take away the selected nodes, and feed those they fed from their first operands."""
        chosen = self._selection.nodes
        if chosen:
            self._apply(lambda document: splicing.take_out(document, chosen))
        else:
            self.delete()

    def swap_operands(self) -> None:
        """Swap the operands of the selected op nodes."""
        chosen = self._selection.nodes
        self._apply(lambda document: wiring.swap_operands(document, chosen))

    def freeze(self) -> None:
        """Hold the selected nodes constant, or let them go where all of them are held."""
        chosen = self._selection.nodes
        self._apply(lambda document: freezing.switch(document, in_order(chosen)))

    def align(self, line: Line) -> None:
        """Bring the selected nodes into line."""
        chosen = self._selection.nodes
        self._apply(lambda document: alignment.align(document, chosen, line))

    def distribute(self, way: Way) -> None:
        """Make the gaps between the selected nodes equal."""
        chosen = self._selection.nodes
        self._apply(lambda document: alignment.distribute(document, chosen, way))

    def nudge_left(self) -> None:
        """Move the selected nodes a little to the left."""
        self._nudge(-NUDGE, 0.0)

    def nudge_right(self) -> None:
        """Move the selected nodes a little to the right."""
        self._nudge(NUDGE, 0.0)

    def nudge_up(self) -> None:
        """Move the selected nodes a little up."""
        self._nudge(0.0, -NUDGE)

    def nudge_down(self) -> None:
        """Move the selected nodes a little down."""
        self._nudge(0.0, NUDGE)

    def rename(self) -> None:
        """Type the selected node's name in its place."""
        node_id = self._only_node()
        if node_id:
            self._canvas.rename(node_id)

    def add(self, item: str) -> None:
        """Add what a palette item stands for, in the middle of the view, and select it."""
        at = self._canvas.insertion_point()
        self._add(lambda document: add_item(document, item, at))

    def mark_target(self) -> None:
        """Let Backward start at the selected node."""
        node_id = self._only_node()
        if node_id:
            self._apply(lambda document: nodes.mark_target(document, node_id))

    def unmark_target(self) -> None:
        """Let Backward start at the only node that feeds nothing again."""
        self._apply(lambda document: nodes.mark_target(document, None))

    def make_parameter(self) -> None:
        """Let steps change the selected leaves."""
        self._set_role(Role.PARAMETER)

    def make_constant(self) -> None:
        """Hold the selected leaves."""
        self._set_role(Role.CONSTANT)

    def make_input(self) -> None:
        """Let the selected leaves come from the data."""
        self._set_role(Role.INPUT)

    def _set_role(self, role: Role) -> None:
        chosen = self._selection.nodes
        self._apply(lambda document: nodes.set_role(document, chosen, role))

    def _nudge(self, dx: float, dy: float) -> None:
        edit = arrange.nudge(self._opened.document, self._selection.nodes, dx, dy)
        self._opened.apply(edit, gesture=self._burst)

    def _end_burst(self) -> None:
        # Nudges compose into one step for as long as the modifier is held.
        self._burst = object()

    def _paste(self, incoming: str) -> None:
        text = QGuiApplication.clipboard().text()
        at = self._canvas.insertion_point()
        self._add(lambda document: clipboard.paste(document, text, at, incoming))

    def _only_node(self) -> str | None:
        chosen = self._selection.nodes
        return next(iter(chosen)) if len(chosen) == 1 else None

    def _add(self, command: Callable[[Document], Edit]) -> None:
        edit = self._apply(command)
        if edit:
            self._selection.set(nodes.added(edit))

    def _apply(self, command: Callable[[Document], Edit]) -> Edit | None:
        try:
            edit = command(self._opened.document)
            self._opened.apply(edit)
        except EditError as error:
            self._canvas.refuse_here(str(error))
            return None
        return edit
