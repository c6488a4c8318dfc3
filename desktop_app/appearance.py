"""How the window looks: its theme and motion, the user's choice or the desktop's; its text size."""

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
        changed: with the theme, as it or the size of text is another one.
        motion_changed: with whether things may move for show.
    """

    changed = Signal(object)
    motion_changed = Signal(bool)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.theme: Theme = load_theme(self._wanted())
        self._size_text()
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

    @property
    def text_size(self) -> int:
        """How large text is, in per cent of its usual size."""
        return self._settings.text_size

    def choose_text_size(self, percent: int) -> None:
        """Write all text in another size from now on."""
        self._settings.text_size = percent
        self._size_text()
        self.changed.emit(self.theme)

    @property
    def reduces_motion(self) -> bool:
        """Whether nothing may move for show."""
        motion = self._settings.motion
        return style.system_reduces_motion() if motion == "system" else motion == "reduced"

    def reduce_motion(self, reduces: bool) -> None:  # noqa: FBT001 - Qt passes the switch
        """Move nothing for show from now on, or do; what the desktop says as well is followed."""
        if reduces == style.system_reduces_motion():
            self._settings.motion = "system"
        else:
            self._settings.motion = "reduced" if reduces else "full"
        self.motion_changed.emit(reduces)

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted != self.theme.name:
            self.theme = load_theme(wanted)
            self._dress()
            self.changed.emit(self.theme)

    def _wanted(self) -> str:
        choice = self._settings.theme
        return style.system_theme_name() if choice == "system" else choice

    def _size_text(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            style.set_text_size(app, self._settings.text_size, self._dress)

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            style.apply(app, self.theme)
