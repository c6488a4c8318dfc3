"""One line over a list that follows what is typed: keyboard first, gone with the focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from PySide6.QtCore import QModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from desktop_app import style
from desktop_app.model.theme import Theme
from desktop_app.search.rows import ROW_ROLE, Row, RowDelegate, RowModel, height_of, spoken

_SHADOW: Final = 14
_INSET: Final = 8
_RADIUS: Final = 11.0
_MOST_HEIGHT: Final = 8 * 44
_WALKING: Final = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -7,
    Qt.Key.Key_PageDown: 7,
}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STAYS: Final = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class Face(NamedTuple):
    """What a search looks like before anything is typed.

    Attributes:
        name: what a screen reader calls it.
        placeholder: what stands in the line.
        width: of the sheet, in pixels at 100 %.
    """

    name: str
    placeholder: str
    width: int


class Popup(QWidget):
    """A search over the window, made anew each time that it opens.

    Attributes:
        line: where one types.
        rows: the list below.

    Signals:
        chosen: with the number of a row, and whether Shift was held.
        closed: the search is about to go, whether or not something was chosen.
    """

    chosen = Signal(int, bool)
    closed = Signal()

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        rows_for: Callable[[str], list[Row]],
        face: Face,
    ) -> None:
        """Make the search; ``open_at`` shows it.

        Args:
            window: what it lies over.
            theme: the colours.
            rows_for: gives the rows for a text.
            face: what it looks like.
        """
        super().__init__(window)
        self._window = window
        self._corner = QPoint()
        self._column = QVBoxLayout(self)
        self.setObjectName("search")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self._theme = theme
        self._rows_for = rows_for
        self._is_done = False
        self._width = min(style.px(face.width), window.width()) + 2 * _SHADOW
        self._listed: list[Row] = []
        self.line = _Line(theme, self)
        self.line.setAccessibleName(face.name)
        self.line.setPlaceholderText(face.placeholder)
        self.rows = RowList(theme, self)
        self.rows.setAccessibleName(face.name)
        self._nothing = QLabel("Nothing by that name.")
        self._foot = QLabel()
        self._lay_out()
        self._connect()

    def open_at(self, corner: QPoint, otherwise: QPoint | None = None) -> None:
        """Show the search.

        Args:
            corner: where in the window its top left corner goes, or as near as it fits.
            otherwise: where its top right corner goes instead, where there is no room for it.
        """
        aside = QPoint(self._width - 2 * _SHADOW, 0)
        fits = corner.x() + aside.x() <= self._window.width()
        self._corner = corner if fits or otherwise is None else otherwise - aside
        self._follow(self.line.text())
        self.show()
        self.raise_()
        # As if a menu had opened: what is under way on the canvas is left alone.
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def set_foot(self, text: str) -> None:
        """Say at the foot what the keys do; nothing for an empty text."""
        self._foot.setText(text)
        self._foot.setVisible(bool(text))

    def current(self) -> int:
        """Return the number of the row that Enter would choose, or -1."""
        return self.rows.currentIndex().row()

    def close_now(self) -> None:
        """Go."""
        if not self._is_done:
            self._is_done = True
            self.closed.emit()
            self.hide()
            self.deleteLater()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a sheet with a shadow."""
        colours = self._theme.window
        sheet = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            shade = QColor(self._theme.canvas.shadow)
            for reach in range(_SHADOW - 4, 0, -2):
                shade.setAlphaF(0.028 if self._theme.name == "light" else 0.07)
                painter.setBrush(shade)
                around = sheet.adjusted(-reach, 3 - reach, reach, 3 + reach)
                painter.drawRoundedRect(around, _RADIUS + reach, _RADIUS + reach)
            painter.setPen(QPen(QColor(colours.border_strong), 1))
            painter.setBrush(QColor(colours.panel))
            painter.drawRoundedRect(sheet.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    def _lay_out(self) -> None:
        column = self._column
        margin = _SHADOW + _INSET
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(6)
        for label in (self._nothing, self._foot):
            label.setProperty("role", "muted")
            label.setContentsMargins(6, 0, 6, 0)
        self._foot.hide()
        for part in (self.line, self._nothing, self.rows, self._foot):
            column.addWidget(part)

    def _connect(self) -> None:
        self.line.textChanged.connect(self._follow)
        self.line.walked.connect(self._walk)
        self.line.entered.connect(self._choose_current)
        self.line.left.connect(self.close_now)
        self.rows.clicked.connect(self._choose)
        self.rows.selectionModel().currentChanged.connect(self._say_current)

    def _follow(self, text: str) -> None:
        self._listed = self._rows_for(text)
        self.rows.shown.show_rows(self._listed)
        self._nothing.setVisible(not self._listed)
        self.rows.setVisible(bool(self._listed))
        self.rows.setFixedHeight(min(height_of(self._listed), style.px(_MOST_HEIGHT)))
        first = next((i for i, row in enumerate(self._listed) if not row.problem), -1)
        self.rows.setCurrentIndex(self.rows.shown.index(first, 0))
        self.rows.scrollToTop()
        self._place()

    def _place(self) -> None:
        # The height follows the rows; a layout asked for it now would answer for the old ones.
        self._column.activate()
        size = QSize(self._width, self.sizeHint().height())
        room = self._window.rect().adjusted(-_SHADOW, -_SHADOW, _SHADOW, _SHADOW)
        corner = self._corner - QPoint(_SHADOW, _SHADOW)
        left = max(room.left(), min(corner.x(), room.right() + 1 - size.width()))
        # Room for a whole list, so that the line stands still while one types.
        full = max(
            size.height(), style.px(_MOST_HEIGHT) + self.line.height() + 2 * (_SHADOW + _INSET) + 30
        )
        top = max(room.top(), min(corner.y(), room.bottom() + 1 - full))
        self.setGeometry(QRect(QPoint(left, top), size))

    def _walk(self, step: int) -> None:
        count = len(self._listed)
        if count:
            at = self.current() + step
            last = count - 1
            # One further round the end; a page stops there.
            at = at % count if abs(step) == 1 else max(0, min(last, at))
            self.rows.setCurrentIndex(self.rows.shown.index(at, 0))

    def _choose_current(self, shift: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._choose_row(self.current(), shift=shift)

    def _choose(self, index: QModelIndex) -> None:
        self._choose_row(index.row(), shift=False)

    def _choose_row(self, number: int, *, shift: bool) -> None:
        if 0 <= number < len(self._listed) and not self._listed[number].problem:
            self.chosen.emit(number, shift)

    def _say_current(self, current: QModelIndex) -> None:
        row = current.data(ROW_ROLE)
        self.line.setAccessibleDescription(spoken(row) if isinstance(row, Row) else "")


class _Line(QLineEdit):
    """Where one types; the keys that walk in the list and choose are passed on.

    Signals:
        walked: with how many rows to go down.
        entered: Enter was pressed; with whether Shift was held.
        left: Esc was pressed, or the keyboard went elsewhere.
    """

    walked = Signal(int)
    entered = Signal(bool)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        style.add_glass(self, theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, choose or leave; everything else is typed."""
        key = Qt.Key(event.key())
        if key in _WALKING:
            self.walked.emit(_WALKING[key])
        elif key in _ENTER:
            self.entered.emit(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's signature
        """Let Tab walk in the list too: there is nowhere else to go."""
        self.walked.emit(1 if forward else -1)
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leave with the keyboard, but not for a menu or another program."""
        super().focusOutEvent(event)
        if event.reason() not in _STAYS:
            self.left.emit()


class RowList(QListView):
    """Rows that are listed; the keyboard stays in the line above."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown = RowModel(self)
        self.setModel(self.shown)
        self.setItemDelegate(RowDelegate(theme, self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setProperty("role", "bare")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
