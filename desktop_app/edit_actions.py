"""What the Edit menu does: the user's intention becomes an edit of the open document."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from desktop_app.canvas.canvas import Canvas
from desktop_app.commands import clipboard, nodes
from desktop_app.commands.palette_item import add_item
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.selection import Selection
from engine.document import Document, EditError
from engine.edits import Edit
from engine.graph import Role


class EditActions(QObject):
    """Acts on the selection.

    Signals:
        message: why something could not be done.
    """

    message = Signal(str)

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
        text, edit = clipboard.cut(self._opened.document, chosen)
        QGuiApplication.clipboard().setText(text)
        self._opened.apply(edit)

    def copy(self) -> None:
        """Put the selected nodes on the clipboard, as text."""
        if self._selection.nodes:
            text = clipboard.copy_text(self._opened.document, self._selection.nodes)
            QGuiApplication.clipboard().setText(text)

    def paste(self) -> None:
        """Add the nodes that the clipboard's text describes, and select them."""
        text = QGuiApplication.clipboard().text()
        at = self._canvas.insertion_point()
        self._add(lambda document: clipboard.paste(document, text, at))

    def duplicate(self) -> None:
        """Add the selected nodes once more, and select the new ones."""
        chosen = self._selection.nodes
        if chosen:
            self._add(lambda document: clipboard.duplicate(document, chosen))

    def delete(self) -> None:
        """Take away the selected nodes and wires."""
        chosen, wires = self._selection.nodes, self._selection.wires
        if chosen or wires:
            self._apply(lambda document: nodes.delete(document, chosen, wires))

    def select_all(self) -> None:
        """Select every node."""
        self._selection.set(self._opened.document.graph.nodes)

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
            self.message.emit(str(error))
            return None
        return edit
