"""The top of the inspector: what a node is, and what of it can be changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app import style
from desktop_app.commands import nodes
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.theme import Theme
from desktop_app.panels.chip import Chip
from desktop_app.panels.controls import Segmented
from desktop_app.panels.number_field import NumberField, is_typed_in
from engine.document import Document, EditError
from engine.edits import Edit
from engine.explain import ROLES
from engine.graph import Apply, Leaf, Node, Role
from engine.labels import display_name
from engine.ops import OPS


class Identity(QWidget):
    """Chip, name, target mark; and for a leaf its role and its value."""

    def __init__(
        self, open_document: OpenDocument, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._open_document = open_document
        self._theme = theme
        self._node_id = ""
        self._is_target = False
        self._chip = Chip(theme, parent=self)
        self.name = _NameField(self._rename, self)
        self._kind = QLabel()
        self._kind.setProperty("role", "muted")
        self.target = QToolButton()
        self.role = Segmented([(role.value, role.value.capitalize(), ROLES[role]) for role in Role])
        self.value = NumberField()
        self._value_name = QLabel("Value")
        self._value_name.setProperty("role", "muted")
        self.problem = QLabel()
        self._make_ready()
        self._lay_out()
        self._connect()
        self.set_theme(theme)

    def show_node(self, node_id: str, *, is_target: bool) -> None:
        """Show a node of the open document."""
        if node_id != self._node_id:
            self._node_id = node_id
            self._forget_typing()
        graph = self._open_document.document.graph
        node = graph.nodes[node_id]
        self.name.show_label(node.label or "", display_name(graph, node_id))
        self._show_kind(node)
        marked = graph.marked_target == node_id
        self.target.setChecked(marked)
        self._show_target(is_target=is_target)
        self.target.setToolTip(_target_tip(marked=marked, is_target=is_target))

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        return [self.name, self.target, *self.role.segments, self.value]

    def commit_typing(self) -> bool:
        """Enter the name or number that is being typed; tell whether it was accepted."""
        return self.name.commit_typing() and self.value.commit_typing()

    def _forget_typing(self) -> None:
        """Drop what was being typed for another node: it must not be entered for this one."""
        self.name.setModified(False)
        self.value.setModified(False)
        self.problem.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self._chip.set_theme(theme)
        self._show_target(is_target=self._is_target)

    def _show_target(self, *, is_target: bool) -> None:
        self._is_target = is_target
        window, canvas = self._theme.window, self._theme.canvas
        self.target.setIcon(style.ink_icon("target", canvas.target if is_target else window.muted))

    def _show_kind(self, node: Node) -> None:
        is_leaf = isinstance(node, Leaf)
        for widget in (self.role, self.value, self._value_name):
            widget.setVisible(is_leaf)
        if isinstance(node, Apply):
            self._chip.show_kind("op", OPS[node.op].symbol)
            self._kind.setText(f"{node.op.replace('_', ' ')} · {OPS[node.op].help}")
        else:
            self._chip.show_kind(node.role.value, "")
            self._kind.setText(ROLES[node.role])
            self.role.choose(node.role.value)
            self.value.set_number(node.value)

    def _make_ready(self) -> None:
        self._kind.setWordWrap(True)
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.target.setCheckable(True)
        self.target.setAccessibleName("Target")
        self.value.setAccessibleName("Value")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._chip)
        top.addWidget(self.name, 1)
        top.addWidget(self.target)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.addWidget(self._value_name, 0, 0)
        grid.addWidget(self.value, 0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._kind)
        layout.addWidget(self.role)
        layout.addLayout(grid)
        layout.addWidget(self.problem)

    def _connect(self) -> None:
        self.name.textChanged.connect(self._forgive)
        self.role.chosen.connect(self._set_role)
        self.value.committed.connect(self._set_value)
        self.value.refused.connect(self._refuse)
        self.target.clicked.connect(self._mark_target)

    def _rename(self, label: str) -> bool:
        return self._apply(lambda document: nodes.rename(document, self._node_id, label or None))

    def _set_role(self, role: str) -> None:
        self._apply(lambda document: nodes.set_role(document, [self._node_id], Role(role)))

    def _set_value(self, value: float) -> None:
        self._apply(lambda document: nodes.set_value(document, self._node_id, value))

    def _mark_target(self) -> None:
        target = self._node_id if self.target.isChecked() else None
        self._apply(lambda document: nodes.mark_target(document, target))

    def _apply(self, command: Callable[[Document], Edit]) -> bool:
        try:
            self._open_document.apply(command(self._open_document.document))
        except EditError as error:
            self._refuse(str(error))
            return False
        self._refuse("")
        return True

    def _forgive(self) -> None:
        self._refuse("")

    def _refuse(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))


class _NameField(QLineEdit):
    """The name, which may be empty; then the expression shows through."""

    def __init__(self, rename: Callable[[str], bool], parent: QWidget) -> None:
        """Make the field.

        Args:
            rename: takes the name that was entered, and tells whether it was accepted.
            parent: the widget to which it belongs.
        """
        super().__init__(parent)
        self._rename = rename
        self._label = ""
        self.setAccessibleName("Name")
        self.setToolTip("The node's name. Leave it empty to see its expression.")
        self.editingFinished.connect(self._commit)

    def show_label(self, label: str, expression: str) -> None:
        """Show a name, unless another one is being typed."""
        self._label = label
        self.setPlaceholderText(expression)
        if not (self.hasFocus() and self.isModified()) and self.text() != label:
            self.setText(label)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc brings the name back."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setText(self._label)
        else:
            super().keyPressEvent(event)

    def commit_typing(self) -> bool:
        """Enter what is being typed here; tell whether it was accepted, or nothing was typed."""
        return not is_typed_in(self) or self._commit()

    def _commit(self) -> bool:
        is_new = self.isModified() and self.text() != self._label
        if is_new and not self._rename(self.text()):
            return False
        self.setModified(False)
        return True


def _target_tip(*, marked: bool, is_target: bool) -> str:
    if marked:
        return "Backward starts here. Press to take the mark away."
    if is_target:
        return "Backward starts here, as nothing else is left over. Press to mark it for good."
    return "Make Backward start here"
