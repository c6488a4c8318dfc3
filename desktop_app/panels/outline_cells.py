"""What the cells of the outline answer to each of Qt's questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont

from desktop_app.panels.outline_columns import COLUMNS, NAME, Column, Shown
from desktop_app.panels.outline_rows import GroupRow, nodes_under
from engine.document import Document

Role = Qt.ItemDataRole


def cell(shown: Shown, node_id: str, column: int, role: int) -> Any:
    """Return what a node's cell shows, says or lets type."""
    answer = _CELLS.get(role)
    return None if answer is None else answer(COLUMNS[column], shown, node_id)


def group_cell(
    document: Document, row: GroupRow, column: int, role: int, *, is_folded: bool
) -> Any:
    """Return what a group's cell shows or says: its title, and how many nodes it holds."""
    if column != NAME:
        return None
    title = document.groups[row.group].title
    if role == Role.DisplayRole:
        return title
    if role == Role.FontRole:
        made = QFont()
        made.setBold(True)
        return made
    if role in (Role.AccessibleTextRole, Role.ToolTipRole):
        state = "folded" if is_folded else "unfolded"
        return f"{title}: group of {len(nodes_under(document, row))} nodes, {state}"
    return None


def aligned(*, is_number: bool) -> int:
    """Return on which side of its cell a text stands, as Qt takes it."""
    side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def _spoken(column: Column, shown: Shown, node_id: str) -> str | None:
    return column.spoken(shown, node_id) or column.text(shown, node_id) or None


def _ink(column: Column, shown: Shown, node_id: str) -> QColor | None:
    colour = column.colour(shown, node_id)
    return QColor(colour) if colour else None


_CELLS: Final[dict[int, Callable[[Column, Shown, str], Any]]] = {
    Role.DisplayRole: lambda column, shown, node_id: column.text(shown, node_id),
    Role.EditRole: lambda column, shown, node_id: column.typed(shown, node_id),
    Role.ToolTipRole: lambda column, shown, node_id: column.more(shown, node_id) or None,
    Role.AccessibleTextRole: _spoken,
    Role.ForegroundRole: _ink,
    Role.TextAlignmentRole: lambda column, _shown, _id: aligned(is_number=column.is_number),
}
"""What a node's cell answers to each of Qt's questions."""
