"""The palette's rows: a flat list of headings and items, and how each is painted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app import style
from desktop_app.commands.palette_item import MIME_TYPE
from desktop_app.commands.palette_items import Item
from desktop_app.model.theme import Theme
from desktop_app.panels.chip import paint_chip

Row = Item | str
"""An item, or a heading."""
Index = QModelIndex | QPersistentModelIndex

ROW_ROLE: Final = Qt.ItemDataRole.UserRole

_ROW_HEIGHT: Final = 44
_HEADING_HEIGHT: Final = 30
_CHIP: Final = 30
_GAP: Final = 10
_RADIUS: Final = 7.0


class PaletteModel(QAbstractListModel):
    """The rows that are listed now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def show_groups(self, items: Sequence[Item]) -> None:
        """List the items under their headings."""
        rows: list[Row] = []
        for group, members in groupby(items, key=lambda item: item.group):
            rows += [group, *members]
        self._show(rows)

    def show_found(self, items: Sequence[Item]) -> None:
        """List the items as they come, without headings."""
        self._show(list(items))

    def item(self, index: Index) -> Item | None:
        """Return the item of a row; None for a heading."""
        row = index.data(ROW_ROLE)
        return row if isinstance(row, Item) else None

    def first_item(self) -> QModelIndex:
        """Return the first row that is not a heading, or an invalid index."""
        number = next((i for i, row in enumerate(self._rows) if isinstance(row, Item)), -1)
        return self.index(number, 0)

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: ARG002
        """Return how many rows there are."""
        return len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row shows and says."""
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name if isinstance(row, Item) else row
        if isinstance(row, Item):
            if role == Qt.ItemDataRole.ToolTipRole:
                return f"{row.help} {row.more}".strip()
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.name}: {row.help}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings can be neither selected nor dragged."""
        if index.isValid() and isinstance(self._rows[index.row()], Item):
            return (
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsDragEnabled
            )
        return Qt.ItemFlag.NoItemFlags

    def mimeTypes(self) -> list[str]:
        """Return the one type that a drag carries."""
        return [MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return what a drag carries: the item's key."""
        data = QMimeData()
        item = self.item(indexes[0]) if indexes else None
        if item:
            data.setData(MIME_TYPE, item.key.encode())
        return data

    def _show(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()


class PaletteDelegate(QStyledItemDelegate):
    """Paints a row: the symbol on a chip, the name, and under it the help."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        """Return the height of a row; the width is the list's."""
        is_item = isinstance(index.data(ROW_ROLE), Item)
        return QSize(160, style.px(_ROW_HEIGHT if is_item else _HEADING_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = index.data(ROW_ROLE)
        area = QRect(option.rect)
        if isinstance(row, Item):
            state: QStyle.StateFlag = option.state
            self._paint_ground(painter, area, state)
            self._paint_item(painter, area, row, state)
        else:
            self._paint_heading(painter, area, str(row))
        painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRect, text: str) -> None:
        painter.setFont(sized(painter.font(), 11, QFont.Weight.Bold, spacing=0.6))
        painter.setPen(QColor(self.theme.window.muted))
        below = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(area.adjusted(_GAP, 0, 0, -6), below, text.upper())

    def _paint_ground(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        colours = self.theme.window
        box = QRectF(area).adjusted(2, 1, -2, -1)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = state & QStyle.StateFlag.State_Selected
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selection if chosen else colours.hovered))
            painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)

    def _paint_item(
        self, painter: QPainter, area: QRect, item: Item, state: QStyle.StateFlag
    ) -> None:
        side = style.px(_CHIP)
        top = area.top() + (area.height() - side) // 2
        chip = QRectF(area.left() + _GAP, top, side, side)
        paint_chip(painter, chip, item.kind, item.symbol, self.theme)
        text = area.adjusted(_GAP + side + _GAP, style.px(5), -_GAP, -style.px(5))
        colours = self.theme.window
        if state & QStyle.StateFlag.State_Selected:
            name, help_ = colours.selection_text, colours.selection_text
        else:
            name, help_ = colours.text, colours.muted
        painter.setFont(sized(painter.font(), 13, QFont.Weight.DemiBold))
        painter.setPen(QColor(name))
        _write(painter, text, item.name, Qt.AlignmentFlag.AlignTop)
        painter.setFont(sized(painter.font(), 11))
        painter.setPen(QColor(help_))
        _write(painter, text, item.help, Qt.AlignmentFlag.AlignBottom)


def _write(painter: QPainter, area: QRect, text: str, edge: Qt.AlignmentFlag) -> None:
    metrics = QFontMetrics(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | edge, shown)


def sized(
    font: QFont, pixels: int, weight: QFont.Weight = QFont.Weight.Normal, spacing: float = 0.0
) -> QFont:
    """Return a font in another size and weight, with so many pixels between its letters.

    The size is in pixels where text has its usual size.
    """
    made = QFont(font)
    made.setPixelSize(style.px(pixels))
    made.setWeight(weight)
    made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    return made
