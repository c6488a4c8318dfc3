"""The graph as a table: rows are ids, and every cell is read from the document and the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from desktop_app.commands.finding import FindError, Test, test_of
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.slices import PORTION, Slices
from desktop_app.model.theme import Theme
from desktop_app.panels.outline_cells import aligned, cell, group_cell
from desktop_app.panels.outline_columns import COLUMNS, NAME, Shown
from desktop_app.panels.outline_rows import (
    NO_COLUMN,
    GroupRow,
    Order,
    Row,
    in_graph_order,
    nodes_under,
    ordered,
    still_in_order,
    under_groups,
)
from engine.document import EditError
from engine.edits import Edit, Section
from engine.parse import ParseError

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

ROW: Final = Role.UserRole
"""The row itself: a node's id, or a ``GroupRow``."""
_FEW: Final = 8
"""So many rows are taken out by themselves; more are cheaper to take out with a new list."""
_READABLE: Final = (
    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
)
_EDITABLE: Final = _READABLE | Qt.ItemFlag.ItemIsEditable
_SETTLING_MS: Final = 200
"""How long numbers must rest before rows that are ordered or filtered by them are moved."""


class OutlineModel(QAbstractTableModel):
    """Follows the document while it is awake; asleep it has no rows.

    Signals:
        refused: why what was typed cannot be; empty when that is over.
    """

    refused = Signal(str)

    def __init__(self, opened: OpenDocument, run: Run, theme: Theme) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.theme = theme
        self._opened, self._run = opened, run
        self._place: dict[Row, int] = {}
        self._folded: set[str] = set()
        self._order = Order()
        self._question = ""
        self._is_awake = False
        self._jobs = Slices(self)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLING_MS)
        self._settling.timeout.connect(self._arrange)
        opened.changed.connect(self._follow)
        opened.replaced.connect(self._start_afresh)
        run.updated.connect(self._follow_numbers)

    # What is listed.

    def wake(self) -> None:
        """List the document as it is now, and follow it."""
        self._is_awake = True
        self._arrange()

    def sleep(self) -> None:
        """Follow nothing any more, as nobody looks."""
        self._is_awake = False
        self._jobs.stop()
        self._settling.stop()
        self._become([])

    def finish(self) -> None:
        """Be through with listing at once."""
        self._jobs.finish()

    def find(self, question: str) -> None:
        """List only the nodes that a question is about; for an empty one, all."""
        self._question = question
        self._arrange()

    def fold(self, group: str, *, is_folded: bool) -> None:
        """Hide or show the rows below a group."""
        if (group in self._folded) != is_folded:
            self._folded ^= {group}
            self._arrange()

    def is_folded(self, group: str) -> bool:
        """Tell whether the rows below a group are hidden."""
        return group in self._folded and not self._question

    def place_of(self, row: Row) -> int | None:
        """Return at which place a row is listed, or None."""
        return self._place.get(row)

    def places_of(self, node_ids: Iterable[str]) -> list[int]:
        """Return at which places nodes are listed, from the top, without those that are not."""
        place = self._place
        return sorted(place[node_id] for node_id in node_ids if node_id in place)

    def nodes_at(self, first: int, last: int) -> list[str]:
        """Return the nodes that the rows between two places stand for, both included."""
        document, rows = self._opened.document, self.rows[first : last + 1]
        return [node_id for row in rows for node_id in nodes_under(document, row)]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; −1 brings the order of the graph back."""
        self._order = Order(column, order is Qt.SortOrder.DescendingOrder)
        self._arrange()

    # What Qt asks.

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows are listed."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Return what stands over a column; and the name of a row, for screen readers alone."""
        if orientation is Qt.Orientation.Vertical:
            return self.index(section, NAME).data(role) if role == Role.DisplayRole else None
        column = COLUMNS[section]
        if role == Role.TextAlignmentRole:
            return aligned(is_number=column.is_number)
        return {Role.DisplayRole: column.title, Role.ToolTipRole: column.tip}.get(Role(role))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Tell what can be done with a cell."""
        row = self._row(index)
        if isinstance(row, str) and COLUMNS[index.column()].can_edit(self._shown.graph.nodes[row]):
            return _EDITABLE
        return _READABLE

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what a cell shows, says or lets type."""
        row = self._row(index)
        if row is None or role == ROW:
            return row
        if isinstance(row, GroupRow):
            is_folded = self.is_folded(row.group)
            return group_cell(self._opened.document, row, index.column(), role, is_folded=is_folded)
        return cell(self._shown, row, index.column(), role)

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Enter what was typed into a cell, as one step that can be undone."""
        row, enter = self._row(index), COLUMNS[index.column()].enter
        if role != Role.EditRole or not isinstance(row, str) or enter is None:
            return False
        try:
            self._opened.apply(enter(self._opened.document, row, str(value)))
        except (EditError, ParseError) as error:
            self.refused.emit(str(error))
            return False
        self.refused.emit("")
        return True

    # Following.

    @property
    def _shown(self) -> Shown:
        return Shown(self._opened.document, self._run, self.theme)

    def _row(self, index: Index) -> Row | None:
        """Return a row that still stands for something: Qt may ask in the midst of an edit."""
        place = index.row()
        if not 0 <= place < len(self.rows):
            return None
        row = self.rows[place]
        there = self._opened.document
        exists = (
            row.group in there.groups if isinstance(row, GroupRow) else row in there.graph.nodes
        )
        return row if exists else None

    def _start_afresh(self) -> None:
        self._folded.clear()
        if self._is_awake:
            self._become([])
            self._arrange()

    def _follow(self, edit: Edit) -> None:
        if not self._is_awake:
            return
        changes = {k.name: c for k, c in edit.changes.items() if k.section is Section.NODES}
        self._drop([n for n, change in changes.items() if change.after is None])
        grouped = bool(self._opened.document.groups) or any(
            True for _ in edit.names_in(Section.GROUPS)
        )
        if grouped:
            self._arrange()
            return
        self._append([n for n, change in changes.items() if change.before is None])
        self._repaint()
        if self._jobs.is_busy or not self._is_in_order(edit):
            self._arrange()
        elif self._is_particular and changes:
            self._settle()

    def _is_in_order(self, edit: Edit) -> bool:
        if self._is_particular:
            return True
        return still_in_order(self._opened.document.graph, self._place, edit)

    @property
    def _is_particular(self) -> bool:
        """Whether not all is listed, or not in the order of the graph."""
        return self._order.column != NO_COLUMN or bool(self._question)

    def _follow_numbers(self) -> None:
        if self._is_awake:
            self._repaint()
            by_number = self._order.column != NO_COLUMN and COLUMNS[self._order.column].is_number
            if by_number or self._question:
                self._settle()

    def _settle(self) -> None:
        if len(self.rows) <= PORTION:
            self._arrange()
        else:
            self._settling.start()

    def _repaint(self) -> None:
        if self.rows:
            last = self.index(len(self.rows) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _drop(self, node_ids: list[str]) -> None:
        places = sorted((self._place[n] for n in node_ids if n in self._place), reverse=True)
        if len(places) > _FEW:
            gone = set(node_ids)
            self._become([row for row in self.rows if row not in gone])
            return
        for _, run in groupby(enumerate(places), key=lambda each: each[0] + each[1]):
            together = [place for _, place in run]
            first, last = together[-1], together[0]
            self.beginRemoveRows(QModelIndex(), first, last)
            del self.rows[first : last + 1]
            self._number()
            self.endRemoveRows()

    def _append(self, node_ids: list[str]) -> None:
        new = [n for n in node_ids if n not in self._place]
        if new:
            first = len(self.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self.rows += new
            self._number()
            self.endInsertRows()

    def _number(self) -> None:
        self._place = {row: place for place, row in enumerate(self.rows)}

    def _become(self, rows: list[Row]) -> None:
        if rows == self.rows:
            return
        self.beginResetModel()
        self.rows = rows
        self._number()
        self.endResetModel()

    # Arranging, in slices where it takes long.

    def _arrange(self) -> None:
        self._settling.stop()
        if not self._is_awake:
            return
        try:
            shown = self._shown
            test = test_of(shown.graph, self._run.value, self._run.gradient, self._question)
        except FindError as error:
            self.refused.emit(str(error))
            return
        self.refused.emit("")
        self._jobs.start(self._arranging(shown, test))

    def _arranging(self, shown: Shown, test: Test | None) -> Iterator[None]:
        listed: list[str] = []
        yield from in_graph_order(shown.graph, listed)
        if test is not None:
            kept = []
            for i, node_id in enumerate(listed):
                if test(node_id):
                    kept.append(node_id)
                if i % PORTION == 0:
                    yield
            listed = kept
        listed = ordered(listed, self._order, shown, self._opened.slots)
        self._become(under_groups(shown.document, listed, self.is_folded))
