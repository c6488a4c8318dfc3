"""The look: colours, icons and fonts as Qt takes them.

Everything that is painted or styled gets its colours from a `Theme` through here.
"""

from desktop_app.style.fonts import Fonts, canvas_font, install_fonts
from desktop_app.style.icons import icon, ink_icon, window_icon
from desktop_app.style.line_edits import add_clear_button, add_glass
from desktop_app.style.sheet import (
    apply,
    frame_like,
    frame_like_desktop,
    palette,
    stylesheet,
    system_theme_name,
)

__all__ = [
    "Fonts",
    "add_clear_button",
    "add_glass",
    "apply",
    "canvas_font",
    "frame_like",
    "frame_like_desktop",
    "icon",
    "ink_icon",
    "install_fonts",
    "palette",
    "stylesheet",
    "system_theme_name",
    "window_icon",
]
