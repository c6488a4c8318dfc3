"""The rows of a search: what each shows, and how it is painted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QKeySequence, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app import style
from desktop_app.model.theme import Theme
from desktop_app.panels.chip import paint_chip
from desktop_app.panels.palette_rows import sized
from desktop_app.search import keycaps

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE: Final = Qt.ItemDataRole.UserRole
HEIGHT: Final = 44
_TALL: Final = 60
_CHIP: Final = 30
_ICON: Final = 20
_GAP: Final = 10
_RADIUS: Final = 7.0
_MOST_OUTCOME: Final = 0.45
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Row(NamedTuple):
    """One row.

    Attributes:
        name: what it is called.
        help: one line about it.
        kind: ``"op"``, ``"expression"`` or a leaf's role, for a chip; empty where there is none.
        symbol: the sign on the chip.
        icon: a drawing's name, where there is no chip.
        places: which letters of the name were typed.
        outcome: what will become of it, at the right.
        keys: its shortcuts, at the right.
        is_on: whether it is a switch that is on.
        problem: why it cannot be chosen; empty where it can.
    """

    name: str
    help: str
    kind: str = ""
    symbol: str = ""
    icon: str = ""
    places: tuple[int, ...] = ()
    outcome: str = ""
    keys: tuple[QKeySequence, ...] = ()
    is_on: bool = False
    problem: str = ""


class RowModel(QAbstractListModel):
    """The rows that are listed now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def show_rows(self, rows: Sequence[Row]) -> None:
        """List these rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: ARG002
        """Return how many rows there are."""
        return len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row shows and says."""
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return row
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole:
                return row.problem or row.help
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(row)
        return None


def spoken(row: Row) -> str:
    """Return what a screen reader says of a row."""
    native = QKeySequence.SequenceFormat.NativeText
    keys = ", ".join(key.toString(native) for key in row.keys)
    parts = (row.name, row.outcome, row.problem or row.help, keys, "on" if row.is_on else "")
    return ", ".join(part for part in parts if part)


class RowDelegate(QStyledItemDelegate):
    """Paints a row: a chip or an icon, the name over the help, at the right what it leads to."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        """Return the height of a row; the width is the list's."""
        row: Row = index.data(ROW_ROLE)
        return QSize(160, height_of([row]))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row: Row = index.data(ROW_ROLE)
        state: QStyle.StateFlag = option.state
        area = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, area, state)
        self._paint_sign(painter, area, row)
        right = self._paint_right(painter, area, row, state)
        pad = style.px(5)
        left = _GAP + style.px(_CHIP) + _GAP
        text = area.adjusted(left, pad, -(area.right() - right) - _GAP, -pad)
        self._paint_text(painter, text, row, state)
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        colours = self.theme.window
        chosen = state & QStyle.StateFlag.State_Selected
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selection if chosen else colours.hovered))
            painter.drawRoundedRect(QRectF(area).adjusted(2, 1, -2, -1), _RADIUS, _RADIUS)

    def _paint_sign(self, painter: QPainter, area: QRect, row: Row) -> None:
        side = style.px(_CHIP if row.kind else _ICON)
        left = area.left() + _GAP + (style.px(_CHIP) - side) // 2
        box = QRect(left, area.top() + (area.height() - side) // 2, side, side)
        if row.problem:
            painter.setOpacity(0.5)
        if row.kind:
            paint_chip(painter, QRectF(box), row.kind, row.symbol, self.theme)
        elif row.icon:
            style.icon(row.icon, self.theme).paint(painter, box, mode=QIcon.Mode.Normal)
        painter.setOpacity(1.0)

    def _paint_right(
        self, painter: QPainter, area: QRect, row: Row, state: QStyle.StateFlag
    ) -> int:
        """Paint the shortcut or the outcome; return where the room for the text ends."""
        right = area.right() - _GAP
        middle = area.center().y() + 0.5
        for key in reversed(row.keys):
            at = QPointF(right - keycaps.width(painter.font(), key), middle)
            keycaps.paint(painter, at, key, self.theme, dim=bool(row.problem))
            right = int(at.x()) - _GAP
        if row.is_on:
            box = QRect(right - 16, area.center().y() - 7, 16, 16)
            style.ink_icon("check", self.theme.window.focus).paint(painter, box)
            right = box.left() - _GAP
        if row.outcome:
            right = self._paint_outcome(painter, area, right, row.outcome, state)
        return right

    def _paint_outcome(
        self, painter: QPainter, area: QRect, right: int, outcome: str, state: QStyle.StateFlag
    ) -> int:
        chosen = state & QStyle.StateFlag.State_Selected
        painter.setFont(style.canvas_font(12))
        metrics = QFontMetrics(painter.font())
        most = int(area.width() * _MOST_OUTCOME)
        shown = metrics.elidedText(outcome, Qt.TextElideMode.ElideMiddle, most)
        wide = metrics.horizontalAdvance(shown) + 2
        box = QRect(right - wide, area.top(), wide, area.height())
        painter.setPen(QColor(self.theme.window.selection_text if chosen else self._accent()))
        painter.drawText(box, _RIGHT, shown)
        return box.left() - _GAP

    def _accent(self) -> str:
        return self.theme.kinds.parameter.strong

    def _paint_text(
        self, painter: QPainter, area: QRect, row: Row, state: QStyle.StateFlag
    ) -> None:
        colours = self.theme.window
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        below = row.problem or row.help
        name = QRect(
            area.left(), area.top(), area.width(), style.px(18) if below else area.height()
        )
        plain = colours.selection_text if chosen else colours.text
        weak = colours.muted if chosen else colours.disabled
        self._paint_name(painter, name, row, weak if row.problem else plain)
        ink = colours.selection_text if chosen else colours.muted
        painter.setFont(sized(painter.font(), 11))
        painter.setPen(QColor(colours.warning if row.problem and not chosen else ink))
        rest = QRect(area.left(), name.bottom(), area.width(), area.bottom() - name.bottom())
        if is_tall(row):
            painter.drawText(rest, _LEFT | Qt.TextFlag.TextWordWrap, below)
        else:
            metrics = QFontMetrics(painter.font())
            shown = metrics.elidedText(below, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, _LEFT, shown)

    def _paint_name(self, painter: QPainter, area: QRect, row: Row, ink: str) -> None:
        plain = sized(painter.font(), 13, QFont.Weight.Medium)
        marked = sized(painter.font(), 13, QFont.Weight.Bold)
        marked.setUnderline(True)
        places = set(row.places)
        left = area.left()
        painter.setPen(QColor(ink))
        for is_typed, run in groupby(range(len(row.name)), places.__contains__):
            painter.setFont(marked if is_typed else plain)
            text = "".join(row.name[i] for i in run)
            metrics = QFontMetrics(painter.font())
            room = area.right() - left
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRect(left, area.top(), room, area.height()), _LEFT, shown)
            left += metrics.horizontalAdvance(text)


def is_tall(row: Row) -> bool:
    """Tell whether a row needs two lines to say what is wrong."""
    return len(row.problem) > 60


def height_of(rows: Sequence[Row]) -> int:
    """Return how high these rows are together, in pixels."""
    return sum(style.px(_TALL if is_tall(row) else HEIGHT) for row in rows)
