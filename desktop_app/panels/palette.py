"""The palette: everything that can be put on the canvas, to be searched, dragged or entered."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QFocusEvent, QKeyEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from desktop_app import style
from desktop_app.commands.palette_items import ITEMS, search
from desktop_app.model.theme import Theme
from desktop_app.panels.chip import node_pixmap
from desktop_app.panels.palette_rows import PaletteDelegate, PaletteModel

_WALKING_KEYS = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_ENTER_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Palette(QWidget):
    """A search field over a list.

    Signals:
        activated: with the key of the item that is to be added, as it would be dragged.
    """

    activated = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._field = _SearchField(theme, self)
        self._list = _List(theme, self)
        self._nothing = QLabel("Nothing by that name. Try a symbol, or a word such as “product”.")
        self._nothing.setProperty("role", "muted")
        self._nothing.setWordWrap(True)
        self._nothing.setContentsMargins(12, 8, 12, 8)
        self._lay_out()
        self._field.textChanged.connect(self._search)
        self._field.walked.connect(self._list.walk)
        self._field.entered.connect(self._activate_current)
        self._list.entered_item.connect(self.activated)
        self._search("")

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._field.set_theme(theme)
        self._list.set_theme(theme)

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        return [self._field, self._list]

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(4)
        inset = QVBoxLayout()
        inset.setContentsMargins(10, 0, 10, 4)
        inset.addWidget(self._field)
        layout.addLayout(inset)
        layout.addWidget(self._nothing)
        layout.addWidget(self._list, 1)

    def _search(self, text: str) -> None:
        found = search(text)
        if text.strip():
            self._list.rows.show_found(found)
            self._list.setCurrentIndex(self._list.rows.first_item())
        else:
            self._list.rows.show_groups(ITEMS)
        self._nothing.setVisible(not found)
        self._list.setVisible(bool(found))

    def _activate_current(self) -> None:
        self._list.enter(self._list.currentIndex())


class _SearchField(QLineEdit):
    """Where the name is typed; the arrow keys walk in the list.

    Signals:
        walked: with a key that moves in the list.
        entered: Enter was pressed.
    """

    walked = Signal(int)
    entered = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText("Search values and ops")
        self.setAccessibleName("Search the palette")
        style.add_clear_button(self)
        self._glass = style.add_glass(self, theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._glass.setIcon(style.ink_icon("search", theme.window.muted))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass on what the list understands; Esc empties the field."""
        key = Qt.Key(event.key())
        if key in _WALKING_KEYS:
            self.walked.emit(event.key())
        elif key in _ENTER_KEYS:
            self.entered.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class _List(QListView):
    """The rows.

    Signals:
        entered_item: with the key of the item that was double-clicked or entered.
    """

    entered_item = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows = PaletteModel(self)
        self._painter = PaletteDelegate(theme, self)
        self.setModel(self.rows)
        self.setItemDelegate(self._painter)
        self.setAccessibleName("Values and ops")
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.doubleClicked.connect(self.enter)

    def set_theme(self, theme: Theme) -> None:
        self._theme = self._painter.theme = theme
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def walk(self, key: int) -> None:
        """Move as if the key had been pressed here."""
        if self.currentIndex().isValid():
            self.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))
        else:
            self.setCurrentIndex(self.rows.first_item())

    def enter(self, index: QModelIndex) -> None:
        """Ask for a row's item to be added."""
        item = self.rows.item(index) if index.isValid() else None
        if item:
            self.entered_item.emit(item.key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have a row to show the keyboard on."""
        by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason
        if not by_mouse and not self.currentIndex().isValid():
            self.setCurrentIndex(self.rows.first_item())
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds the current item."""
        if Qt.Key(event.key()) in _ENTER_KEYS:
            self.enter(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Drag a picture of the node that would be added."""
        index = self.currentIndex()
        if self.rows.item(index):
            drag = self.drag_of(index, self)
            drag.exec(Qt.DropAction.CopyAction)

    def drag_of(self, index: QModelIndex, source: QObject) -> QDrag:
        """Return the drag of a row, not yet started."""
        drag = QDrag(source)
        drag.setMimeData(self.rows.mimeData([index]))
        picture = self._picture(index)
        drag.setPixmap(picture)
        # Beside the pointer, so that the canvas can show where the node would lie.
        drag.setHotSpot(QPoint(-14, -10))
        return drag

    def _picture(self, index: QModelIndex) -> QPixmap:
        item = self.rows.item(index)
        if item is None:
            return QPixmap()
        ratio = self.devicePixelRatioF()
        return node_pixmap(item.name, item.kind, item.symbol, self._theme, ratio)
