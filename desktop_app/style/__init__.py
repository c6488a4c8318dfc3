"""The look: colours, icons and fonts as Qt takes them.

Everything that is painted or styled gets its colours from a `Theme` through here.
"""

from desktop_app.style.fonts import Fonts, canvas_font, install_fonts
from desktop_app.style.icons import icon, ink_icon, window_icon
from desktop_app.style.line_edits import add_clear_button, add_glass
from desktop_app.style.motion import system_reduces_motion
from desktop_app.style.sheet import (
    apply,
    frame_like,
    frame_like_desktop,
    palette,
    stylesheet,
    system_theme_name,
)
from desktop_app.style.text_size import (
    TEXT_SIZES,
    fix_height,
    fix_size,
    fix_width,
    px,
    set_text_size,
    text_scale,
)

__all__ = [
    "TEXT_SIZES",
    "Fonts",
    "add_clear_button",
    "add_glass",
    "apply",
    "canvas_font",
    "fix_height",
    "fix_size",
    "fix_width",
    "frame_like",
    "frame_like_desktop",
    "icon",
    "ink_icon",
    "install_fonts",
    "palette",
    "px",
    "set_text_size",
    "stylesheet",
    "system_reduces_motion",
    "system_theme_name",
    "text_scale",
    "window_icon",
]
