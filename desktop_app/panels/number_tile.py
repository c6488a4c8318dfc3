"""A number with what it is and how far it can be trusted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop_app import style
from desktop_app.model.run import State
from desktop_app.model.theme import Theme
from desktop_app.panels.elided_label import ElidedLabel
from desktop_app.panels.text_label import TextLabel
from desktop_app.panels.typesetting import NO_NUMBER, signed_html, state_html
from engine.readable import exact, readable


class NumberTile(QFrame):
    """Caption, number, state."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "panel")
        self.caption = ElidedLabel()
        self.caption.setProperty("role", "muted")
        self.number = TextLabel(Qt.TextFormat.RichText)
        self.number.setFont(style.canvas_font(18))
        self.state = QLabel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(2)
        self.state.setTextFormat(Qt.TextFormat.RichText)
        for label in (self.caption, self.number, self.state):
            layout.addWidget(label)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours for the next number."""
        self._theme = theme

    def show_number(self, caption: str, number: float | None, state: State) -> None:
        """Show a number that has no direction."""
        shown = NO_NUMBER if number is None else readable(number)
        self._show(caption, shown, number, state_html(state, 1, self._theme))

    def show_gradient(self, caption: str, number: float | None, state: State, passes: int) -> None:
        """Show a number whose sign is a direction."""
        shown = signed_html(number, self._theme, state)
        self._show(caption or "Gradient", shown, number, state_html(state, passes, self._theme))

    def _show(self, caption: str, shown: str, number: float | None, state: str) -> None:
        self.caption.set_whole_text(caption)
        for label, text in ((self.number, shown), (self.state, state)):
            if label.text() != text:
                label.setText(text)
        self.number.setToolTip("" if number is None else exact(number))
