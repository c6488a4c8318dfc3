"""A theme as widgets wear it: a palette for what Qt paints itself, a style sheet for the rest."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

import resources
from desktop_app.style.icons import icon_folder
from desktop_app.style.text_size import keep_text_size

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop_app.model.theme import Theme

_Role = QPalette.ColorRole

_INKS = ("icon", "muted", "disabled", "accent_text", "focus", "warning", "danger")


class _Sheet(Template):
    """A style sheet with the theme's names in it, such as `$window.border`."""

    idpattern = r"[a-z_]+\.[a-z_]+"


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole program; call it again to change the theme while it runs."""
    if not app.styleSheet():
        app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setStyleSheet(stylesheet(theme))
    keep_text_size(app)


def palette(theme: Theme) -> QPalette:
    """The theme as the colours that Qt's own painting asks for."""
    window = theme.window
    colours = {
        _Role.Window: window.background,
        _Role.WindowText: window.text,
        _Role.Base: window.field,
        _Role.AlternateBase: window.panel,
        _Role.Text: window.text,
        _Role.PlaceholderText: window.muted,
        _Role.Button: window.raised,
        _Role.ButtonText: window.text,
        _Role.BrightText: window.danger,
        _Role.Light: window.raised_hovered,
        _Role.Midlight: window.raised,
        _Role.Mid: window.border,
        _Role.Dark: window.border_strong,
        _Role.Shadow: theme.canvas.shadow,
        _Role.Highlight: window.selection,
        _Role.HighlightedText: window.selection_text,
        _Role.Accent: window.accent,
        _Role.Link: window.focus,
        _Role.LinkVisited: window.focus,
        _Role.ToolTipBase: window.tooltip,
        _Role.ToolTipText: window.tooltip_text,
    }
    result = QPalette()
    for role, colour in colours.items():
        result.setColor(role, QColor(colour))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(window.disabled))
    return result


def stylesheet(theme: Theme) -> str:
    """The style sheet of the window in the theme's colours.

    Raises:
        KeyError: the sheet uses a name that no theme has.
    """
    return _Sheet(resources.read("themes/window.qss")).substitute(_names(theme))


def system_theme_name() -> str:
    """The name of the theme that goes with the desktop's; dark when the desktop does not say."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return "light" if scheme is Qt.ColorScheme.Light else "dark"


def frame_like(theme: Theme) -> None:
    """Have the system draw title bars to go with a theme that is not the desktop's own."""
    light = theme.name == "light"
    scheme = Qt.ColorScheme.Light if light else Qt.ColorScheme.Dark
    QGuiApplication.styleHints().setColorScheme(scheme)


def frame_like_desktop() -> None:
    """Have the system draw title bars as the desktop is set, and tell when that changes."""
    QGuiApplication.styleHints().unsetColorScheme()


def _names(theme: Theme) -> dict[str, str]:
    """What the names in the sheet stand for."""
    window = theme.window
    names = {f"window.{name}": getattr(window, name) for name in window.__struct_fields__}
    names |= {f"icons.{ink}": icon_folder(getattr(window, ink)) for ink in _INKS}
    return names
