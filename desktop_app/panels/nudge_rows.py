"""The leaves as rows, that which moves the target most first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.model.theme import Theme
from desktop_app.panels.typesetting import NO_NUMBER, sign_colours, sign_glyph
from engine.nudging import Nudge
from engine.readable import exact, readable

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

_HEADERS: Final = ("Leaf", "Gradient", "Predicted", "Actual")
GRADIENT: Final = 1
"""The column of the gradients."""
SHARE: Final = Role.UserRole
"""How long a gradient's bar is, as a part of the longest; its sign is the gradient's."""


class LeafRow(NamedTuple):
    """One leaf.

    Attributes:
        name: what it is called.
        nudge: what moving it does.
    """

    name: str
    nudge: Nudge


class NudgeRows(QAbstractTableModel):
    """Name, gradient, predicted and actual change of the target."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.rows: Sequence[LeafRow] = ()
        self._longest = 0.0

    def show_rows(self, rows: Sequence[LeafRow]) -> None:
        """Show leaves."""
        self.beginResetModel()
        self.rows = rows
        self._longest = max((abs(row.nudge.gradient) for row in rows), default=0.0)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many leaves there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return 4."""
        return 0 if parent is not None and parent.isValid() else len(_HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Return what stands over a column."""
        if orientation is Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return _HEADERS[section]
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return a name or a number; a number's tip has all its digits."""
        row, column = self.rows[index.row()], index.column()
        number = (None, row.nudge.gradient, row.nudge.predicted, row.nudge.actual)[column]
        if role == Role.DisplayRole:
            return row.name if number is None else _signed(number, column)
        if role == Role.ToolTipRole:
            return row.name if number is None else exact(number)
        if role == Role.ForegroundRole and column == GRADIENT and number is not None:
            return QColor(sign_colours(number, self.theme).strong)
        if role == Role.TextAlignmentRole and number is not None:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == SHARE and number is not None:
            return number / self._longest if self._longest and number == number else 0.0
        return None


class BarDelegate(QStyledItemDelegate):
    """Paints a bar behind each gradient, as long as the gradient is large."""

    def __init__(self, rows: NudgeRows) -> None:
        super().__init__(rows)
        self._rows = rows

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the bar, then the number over it."""
        share = float(index.data(SHARE) or 0.0)
        width = min(abs(share), 1.0) * (option.rect.width() - 4)
        if width >= 1.0:
            area = QRectF(option.rect)
            bar = QRectF(area.right() - width, area.top() + 3, width, area.height() - 6)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(sign_colours(share, self._rows.theme).soft))
            painter.drawRoundedRect(bar, 3, 3)
            painter.restore()
        super().paint(painter, option, index)


def _signed(number: float, column: int) -> str:
    if number != number:
        return NO_NUMBER
    text = readable(number, 5)
    return f"{sign_glyph(number)} {text}" if column == GRADIENT else text
