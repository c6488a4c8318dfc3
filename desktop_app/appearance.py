"""Which theme the window wears: the user's choice, or what the desktop is set to at the moment."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop_app import style
from desktop_app.model.settings import Settings, ThemeChoice
from desktop_app.model.theme import Theme, load_theme


class Appearance(QObject):
    """Dresses the program, and tells when its clothes change.

    Attributes:
        theme: the theme that is worn.

    Signals:
        changed: with the new theme.
    """

    changed = Signal(object)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.theme: Theme = load_theme(self._wanted())
        self._dress()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def choice(self) -> ThemeChoice:
        """What the user chose."""
        return self._settings.theme

    def choose(self, choice: ThemeChoice) -> None:
        """Wear a theme from now on; "system" follows the desktop."""
        self._settings.theme = choice
        self._follow()

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted != self.theme.name:
            self.theme = load_theme(wanted)
            self._dress()
            self.changed.emit(self.theme)

    def _wanted(self) -> str:
        choice = self._settings.theme
        return style.system_theme_name() if choice == "system" else choice

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            style.apply(app, self.theme)
