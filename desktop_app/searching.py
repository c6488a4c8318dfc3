"""What opens the searches; they themselves are loaded when the first is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.canvas.canvas import Canvas
from desktop_app.canvas.tools.dangle import Loose
from desktop_app.model.settings import Settings

if TYPE_CHECKING:
    from desktop_app.main_window import MainWindow
    from desktop_app.search.canvas_search import CanvasSearch
    from desktop_app.search.command_palette import CommandPalette


class Searching(QObject):
    """Opens one search at a time.

    Attributes:
        open_search: the search that was opened last; it may be closed.
    """

    def __init__(self, window: MainWindow, canvas: Canvas, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._canvas, self._settings = window, canvas, settings
        self.open_search: CanvasSearch | CommandPalette | None = None
        canvas.search_wanted.connect(self._add_at)

    def add(self) -> None:
        """Search for what can be added, at the pointer."""
        from desktop_app.search import canvas_search

        self.open_search = canvas_search.open_by_key(self._window, self._canvas, self._settings)

    def commands(self) -> None:
        """Search for a command to run."""
        from desktop_app.search.command_palette import CommandPalette

        window = self._window
        table = [(each, window.actions_by_name[each.name]) for each in window.commands]
        self.open_search = CommandPalette(window, self._canvas, self._settings, table)

    def change_keys(self) -> None:
        """Open the editor of keys."""
        from desktop_app.search.key_editor import KeyEditor

        KeyEditor(self._window, self._window.keymap, self._canvas.look.theme).open()

    def _add_at(self, loose: Loose) -> None:
        from desktop_app.search import canvas_search

        self.open_search = canvas_search.open_at(self._window, self._canvas, self._settings, loose)
