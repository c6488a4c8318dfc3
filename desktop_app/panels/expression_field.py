"""The line above the canvas in which a formula is typed and becomes nodes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_app import style
from desktop_app.commands.expression import insert
from desktop_app.commands.nodes import added
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.selection import Selection
from desktop_app.model.theme import Theme
from desktop_app.panels.number_field import mark_problem
from engine.document import EditError, Point
from engine.labels import UnknownNodeError, find_node

EXAMPLE = "y = 7*x**2 + 6*x + 3"


class ExpressionField(QFrame):
    """Enter adds the nodes and selects them; a mistake is told below, and the text stays.

    Signals:
        entered: nodes were added.
        message: why the text added nothing, for the status bar.
        left: the keyboard should go back to the canvas.
    """

    entered = Signal()
    message = Signal(str)
    left = Signal()

    def __init__(
        self,
        open_document: OpenDocument,
        selection: Selection,
        place: Callable[[], Point],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        """Make the field.

        Args:
            open_document: where the nodes go.
            selection: what the new nodes become.
            place: gives the top left corner of the box around them.
            theme: the colours.
            parent: the widget to which it belongs.
        """
        super().__init__(parent)
        self._open_document = open_document
        self._selection = selection
        self._place = place
        self.line = _Line(self)
        self.problem = QLabel()
        self._icon = QLabel()
        self._lay_out()
        self.line.returnPressed.connect(self._insert)
        self.line.textEdited.connect(self._forget_problem)
        self.line.escaped.connect(self._escape)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        ratio = self.devicePixelRatioF()
        picture = style.ink_icon("expression", theme.window.muted).pixmap(self._icon.size(), ratio)
        self._icon.setPixmap(picture)

    def focus_line(self) -> None:
        """Put the keyboard into the line."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def _lay_out(self) -> None:
        style.fix_size(self._icon, QSize(20, 20))
        self.line.setPlaceholderText(f"Type an expression: {EXAMPLE}")
        self.line.setAccessibleName("Expression")
        style.add_clear_button(self.line)
        self.line.setFont(style.canvas_font(13))
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.problem.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.line, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 7, 12, 7)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.problem)

    def _insert(self) -> None:
        text = self.line.text()
        if not text.strip():
            return
        try:
            edit = insert(self._open_document.document, text, self._place())
            self._open_document.apply(edit)
        except EditError as error:
            self._refuse(str(error))
            return
        self.line.clear()
        self._forget_problem()
        if edit:
            self._selection.set(added(edit) or self._selection.nodes)
            self.entered.emit()
        else:
            self._show_known(text.strip())

    def _show_known(self, text: str) -> None:
        """Select the node that is all that a text names, and say that it is there."""
        try:
            self._selection.set([find_node(self._open_document.document.graph, text)])
        except UnknownNodeError:
            self.message.emit("All of that is in the graph already.")
        else:
            self.message.emit(f"{text} is in the graph already.")

    def _escape(self) -> None:
        self._forget_problem()
        self.left.emit()

    def _refuse(self, sentence: str) -> None:
        mark_problem(self.line, problem=True)
        self.problem.setText(sentence)
        self.problem.show()

    def _forget_problem(self) -> None:
        mark_problem(self.line, problem=False)
        self.problem.hide()


class _Line(QLineEdit):
    """A line that tells when it is left by Esc.

    Signals:
        escaped: Esc was pressed.
    """

    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)
