"""The outline's table: keys, the fold of a group, and what is typed in a cell."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app import style
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.panels.outline_columns import NAME, ROLE
from desktop_app.panels.outline_model import ROW, OutlineModel
from desktop_app.panels.outline_rows import NO_COLUMN, GroupRow, Row, depth
from engine.graph import Role

Index = QModelIndex | QPersistentModelIndex
Hint = QStyledItemDelegate.EndEditHint

_INDENT: Final = 16
_WIDTHS: Final = (200, 90, 190, 110, 110, 100)
_KEPT: Final = "typing has begun"


class OutlineTable(QTableView):
    """Whole rows are selected, any number of them.

    Signals:
        delete_pressed: what is selected is to go.
        add_pressed: a node is to be added.
    """

    delete_pressed = Signal()
    add_pressed = Signal()

    def __init__(self, model: OutlineModel, opened: OpenDocument, run: Run) -> None:
        super().__init__()
        self._listed = model
        self.setModel(model)
        self._name_delegate = NameDelegate(model, opened, run, self)
        self._text_delegate = TextDelegate(self)
        self._role_delegate = RoleDelegate(self)
        self.setItemDelegate(self._text_delegate)
        self.setItemDelegateForColumn(NAME, self._name_delegate)
        self.setItemDelegateForColumn(ROLE, self._role_delegate)
        self._set_up()

    def _set_up(self) -> None:
        self.setAccessibleName("Outline of the graph")
        self.setAccessibleDescription(
            "One row a node. Enter types in a cell, Insert adds a node, Delete takes nodes away."
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(NO_COLUMN, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        # With that of the table it would ask every cell of a column whether all are selected.
        header.setSelectionModel(QItemSelectionModel(self._listed, header))
        self.fit_text()

    def fit_text(self) -> None:
        """Give rows and columns the room that the text's size asks for."""
        unit = self.fontMetrics().height()
        self.verticalHeader().setDefaultSectionSize(round(unit * 1.7))
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, round(width * unit / 15))

    def commit_typing(self) -> None:
        """Enter what is being typed in a cell."""
        editor = self.indexWidget(self.currentIndex())
        if editor is not None:
            self.commitData(editor)
            self.closeEditor(editor, Hint.NoHint)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from the window's commands."""
        is_asking = event.type() == QEvent.Type.ShortcutOverride
        if isinstance(event, QKeyEvent) and is_asking and _is_mine(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit, delete, add and fold by key; the rest is what every table does."""
        key = event.key()
        typing = self.state() == QAbstractItemView.State.EditingState
        if typing or not self._takes(key):
            super().keyPressEvent(event)

    def _takes(self, key: int) -> bool:
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_pressed.emit()
        elif key == Qt.Key.Key_Insert:
            self.add_pressed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._toggle(self.row()):
            self.edit(self.currentIndex())
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return self._fold(is_folded=key == Qt.Key.Key_Left)
        return key in _KEYS

    def row(self) -> Row | None:
        """Return the row that has the keyboard."""
        found: Row | None = self.currentIndex().data(ROW)
        return found

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold a group where its chevron is pressed."""
        index = self.indexAt(event.position().toPoint())
        row = index.data(ROW)
        super().mousePressEvent(event)
        inside = event.position().x() - self.visualRect(index).left()
        if isinstance(row, GroupRow) and index.column() == NAME:
            start = self._name_delegate.indent(row) - _INDENT
            if start <= inside <= start + _INDENT + 6:
                self._toggle(row)

    def _toggle(self, row: Row | None) -> bool:
        if not isinstance(row, GroupRow):
            return False
        self._listed.fold(row.group, is_folded=not self._listed.is_folded(row.group))
        return True

    def _fold(self, *, is_folded: bool) -> bool:
        row = self.row()
        if not isinstance(row, GroupRow) or self.currentIndex().column() != NAME:
            return False
        if self._listed.is_folded(row.group) == is_folded:
            return False
        self._listed.fold(row.group, is_folded=is_folded)
        return True


_KEYS: Final = frozenset(
    (
        Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Insert, Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
    )
)  # fmt: skip


_OVERRIDING: Final = _KEYS | {Qt.Key.Key_F2}


def _is_mine(event: QKeyEvent) -> bool:
    return event.key() in _OVERRIDING and not event.modifiers()


class TextDelegate(QStyledItemDelegate):
    """Types in a line; numbers that change meanwhile do not write over what is typed."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the line to type in."""
        made = super().createEditor(parent, option, index)
        made.setAccessibleName(str(index.model().headerData(index.column(), _ACROSS)))
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put in what stands there now, once."""
        if isinstance(editor, QLineEdit) and not editor.property(_KEPT):
            editor.setProperty(_KEPT, True)
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Keep the ink of a number on a selected row legible: that of the selection."""
        super().initStyleOption(option, index)
        if option.state & QStyle.StateFlag.State_Selected:
            option.palette.setBrush(option.palette.ColorRole.Text, option.palette.highlightedText())


_ACROSS: Final = Qt.Orientation.Horizontal


class NameDelegate(TextDelegate):
    """Indents what lies in groups; shows the fold of a group and the mark of the target."""

    def __init__(
        self, model: OutlineModel, opened: OpenDocument, run: Run, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._model, self._opened, self._run = model, opened, run

    def indent(self, row: Row) -> int:
        """Return where a name begins, in pixels from the left of its cell."""
        groups = self._opened.document.groups
        return _INDENT * (depth(self._opened.document, row) + (1 if groups else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row's ground, then the name beside its mark."""
        super().paint(painter, option, index)
        row: Row | None = index.data(ROW)
        mark = None if row is None else self._mark(row)
        if row is not None and mark is not None:
            left = option.rect.left() + self.indent(row) - _INDENT + 4
            if not isinstance(row, GroupRow):
                left = option.rect.right() - 20
            middle = option.rect.center().y()
            mark.paint(painter, QRect(left, middle - 7, 14, 14))

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Leave room for the indent on the left."""
        super().initStyleOption(option, index)
        row: Row | None = index.data(ROW)
        room = 0 if row is None else self.indent(row)
        if room:
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.icon = QIcon()
            option.decorationSize = QSize(room, 1)

    def _mark(self, row: Row) -> QIcon | None:
        theme = self._model.theme
        if isinstance(row, GroupRow):
            folded = self._model.is_folded(row.group)
            name = "chevron-right" if folded else "chevron-down"
            return style.ink_icon(name, theme.window.icon)
        if self._run.target == row:
            return style.ink_icon("target", theme.canvas.target)
        return None


class RoleDelegate(TextDelegate):
    """Chooses a leaf's role."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002 - Qt passes it
        """Return the box to choose in; a choice is entered at once."""
        box = QComboBox(parent)
        box.setAccessibleName("Role")
        box.addItems([role.value for role in Role])
        box.activated.connect(self._enter)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the role that the leaf has."""
        if isinstance(editor, QComboBox) and not editor.property(_KEPT):
            editor.setProperty(_KEPT, True)
            editor.setCurrentText(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """Give the leaf the role."""
        if isinstance(editor, QComboBox) and isinstance(model, OutlineModel):
            model.setData(index, editor.currentText())

    def _enter(self) -> None:
        box = self.sender()
        if isinstance(box, QComboBox):
            self.commitData.emit(box)
            self.closeEditor.emit(box, Hint.NoHint)
