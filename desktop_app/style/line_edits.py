"""The pictures inside a line that is typed in, each with words for who cannot see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from desktop_app.style.icons import ink_icon

if TYPE_CHECKING:
    from desktop_app.model.theme import Theme

_CLEAR = "_q_qlineeditclearaction"
"""What Qt calls the action of the cross that empties a line."""


def add_glass(line: QLineEdit, theme: Theme) -> QAction:
    """Put a magnifying glass before what is typed in a line, and return it."""
    glass = line.addAction(
        ink_icon("search", theme.window.muted), QLineEdit.ActionPosition.LeadingPosition
    )
    glass.setText("Search")
    return glass


def add_clear_button(line: QLineEdit) -> None:
    """Put a cross behind what is typed in a line, which empties it."""
    line.setClearButtonEnabled(True)
    action = line.findChild(QAction, _CLEAR)
    if isinstance(action, QAction):
        action.setText("Clear")
