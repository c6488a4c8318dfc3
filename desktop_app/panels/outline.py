"""The outline: the graph as a table in ordinary widgets, to read, to edit and to build from."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_app import style
from desktop_app.commands import by_name, nodes
from desktop_app.commands.adding import in_order
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.theme import Theme
from desktop_app.panels.outline_columns import NAME
from desktop_app.panels.outline_model import OutlineModel
from desktop_app.panels.outline_table import OutlineTable
from engine.document import EditError, Point

_MOST_RUNS = 2000
"""So many separate runs of rows are shown as selected at most: each cell asks all of them."""
_Flag = QItemSelectionModel.SelectionFlag


class Outline(QWidget):
    """Nodes by name, op, operands, value, gradient and role.

    Attributes:
        filter: what is typed here leaves only the nodes that it is about.
        table: the rows.
        add: what is typed here becomes a node.
        problem: why something was refused.

    Signals:
        message: a sentence for the status bar.
    """

    message = Signal(str)

    def __init__(
        self,
        opened: OpenDocument,
        run: Run,
        selection: Selection,
        theme: Theme,
        place: Callable[[], Point],
    ) -> None:
        """Make the panel.

        Args:
            opened: the document.
            run: its numbers.
            selection: what is selected, here and elsewhere.
            theme: the colours to begin with.
            place: returns where a new node goes.
        """
        super().__init__()
        self._opened, self._selection, self._place = opened, selection, place
        self._is_following = False
        self._scrolled = 0
        self.model = OutlineModel(opened, run, theme)
        self.model.setParent(self)
        self.filter = QLineEdit()
        self.table = OutlineTable(self.model, opened, run)
        self.add = _AddLine()
        self.problem = QLabel()
        self._set_up()
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.model.theme = theme
        self.table.fit_text()
        self.table.viewport().update()

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        return [self.table, self.add, self.filter]

    def commit_typing(self) -> bool:
        """Enter what is being typed in a cell; tell whether nothing was refused."""
        self._say("")
        self.table.commit_typing()
        return self.problem.isHidden()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self.model.wake()
        self._show_selection()

    def hideEvent(self, event: QHideEvent) -> None:
        """Follow nothing while nobody looks."""
        super().hideEvent(event)
        self._is_following = True
        self.model.sleep()
        self._is_following = False

    # Both ways.

    def _follow_selection(self) -> None:
        """Select the rows of what is selected elsewhere, and bring the current one into view."""
        if self._show_selection():
            self.table.scrollTo(self.table.currentIndex())

    def _show_selection(self) -> bool:
        """Select the rows of what is selected; tell whether others were before."""
        if self._is_following or not self.model.rows or self._selected() == self._selection.nodes:
            return False
        self._is_following = True
        places = self.model.places_of(self._selection.nodes)
        choice = self.table.selectionModel()
        # At once, the new runs would be compared with each of the old ones.
        choice.clearSelection()
        choice.select(self._runs(places), _Flag.Select | _Flag.Rows)
        current = self._selection.current
        at = self.model.place_of(current) if current is not None else None
        at = places[0] if at is None and places else at
        if at is not None:
            column = max(self.table.currentIndex().column(), NAME)
            choice.setCurrentIndex(self.model.index(at, column), _Flag.NoUpdate)
        self._is_following = False
        return bool(places)

    def _runs(self, places: list[int]) -> QItemSelection:
        runs = QItemSelection()
        last = self.model.columnCount() - 1
        for _, run in groupby(enumerate(places), key=lambda each: each[1] - each[0]):
            together = [place for _, place in run]
            runs.select(self.model.index(together[0], 0), self.model.index(together[-1], last))
            if runs.count() >= _MOST_RUNS:
                break
        return runs

    def _selected(self) -> frozenset[str]:
        found: list[str] = []
        runs = self.table.selectionModel().selection()
        for part in (runs.at(i) for i in range(runs.count())):
            found += self.model.nodes_at(part.top(), part.bottom())
        return frozenset(found)

    def _lead_selection(self) -> None:
        """Select elsewhere what was selected here."""
        if self._is_following:
            return
        chosen = self._selected()
        if chosen != self._selection.nodes:
            self._is_following = True
            self._selection.set(chosen)
            self._is_following = False

    # Editing.

    def _delete(self) -> None:
        chosen = self._selection.nodes
        if not chosen:
            return
        at = self.table.currentIndex().row()
        try:
            self._opened.apply(nodes.delete(self._opened.document, chosen))
        except EditError as error:
            self._say(str(error))
            return
        self._go_to(at)

    def _go_to(self, place: int) -> None:
        place = min(place, len(self.model.rows) - 1)
        if place >= 0:
            self.table.setCurrentIndex(self.model.index(place, NAME))

    def _add(self) -> None:
        text = self.add.text()
        if not text.strip():
            return
        document = self._opened.document
        sources = in_order(document, self._selection.nodes)
        try:
            edit = by_name.add(document, text, sources, self._place())
            self._opened.apply(edit)
        except EditError as error:
            self._say(str(error))
            return
        self.add.clear()
        self._say("")
        self._selection.set(nodes.added(edit)[-1:])

    def _leave_for_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_for_line(self) -> None:
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forgive(self) -> None:
        self._say("")

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        if sentence:
            self.message.emit(sentence)

    def _set_up(self) -> None:
        self.filter.setPlaceholderText("Filter: name, op, value > 2, nan")
        self.filter.setAccessibleName("Filter the outline")
        self.filter.setToolTip(
            "A part of a name, an op, a role, a number, or a comparison such as gradient = 0"
        )
        style.add_clear_button(self.filter)
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.problem.hide()
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.filter, 1)
        top.addWidget(self.add, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self.problem)
        column.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self.model.find)
        self.add.returnPressed.connect(self._add)
        self.add.textEdited.connect(self._forgive)
        self.add.left.connect(self._leave_for_table)
        self.table.delete_pressed.connect(self._delete)
        self.table.add_pressed.connect(self._leave_for_line)
        self.table.selectionModel().selectionChanged.connect(self._lead_selection)
        self.model.refused.connect(self._say)
        self.model.modelAboutToBeReset.connect(self._hold)
        self.model.modelReset.connect(self._restore)
        self.model.rowsAboutToBeRemoved.connect(self._hold)
        self.model.rowsRemoved.connect(self._let_go)
        self._selection.changed.connect(self._follow_selection)

    def _hold(self) -> None:
        self._is_following = True
        self._scrolled = self.table.verticalScrollBar().value()

    def _let_go(self) -> None:
        self._is_following = False

    def _restore(self) -> None:
        """Select again what was selected, and stay where one reads: a reset forgets both."""
        self._is_following = False
        self._show_selection()
        self.table.verticalScrollBar().setValue(self._scrolled)


class _AddLine(QLineEdit):
    """Where a node is typed.

    Signals:
        left: Esc was pressed.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Add: w = 0.5, a*b, tanh")
        self.setAccessibleName("Add a node")
        self.setToolTip(
            "An expression, or the name of an op, which takes the selected nodes; Enter adds it"
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back to the table."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)
