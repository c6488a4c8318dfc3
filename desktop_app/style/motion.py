"""Whether the desktop asks programs not to move things for show.

Qt does not tell; each platform keeps it in a place of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings, QStandardPaths

_SPI_GETCLIENTAREAANIMATION: Final = 0x1042
_MAC: Final = Path("Library", "Preferences", "com.apple.universalaccess.plist")


def system_reduces_motion() -> bool:
    """Return what the desktop is set to; where it does not say, motion is welcome."""
    if sys.platform == "win32":
        return _windows_reduces()
    if sys.platform == "darwin":
        return mac_reduces(Path.home() / _MAC)
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return linux_reduces(Path(folder))


def _windows_reduces() -> bool:
    import ctypes

    shows = ctypes.c_int(1)
    user32 = ctypes.windll.user32  # type: ignore[attr-defined,unused-ignore]  # Windows alone
    asked = user32.SystemParametersInfoW(_SPI_GETCLIENTAREAANIMATION, 0, ctypes.byref(shows), 0)
    return bool(asked) and not shows.value


def mac_reduces(path: Path) -> bool:
    """Ask the settings for accessibility of a Mac's user."""
    import plistlib

    try:
        return bool(plistlib.loads(path.read_bytes()).get("reduceMotion", False))
    except (OSError, ValueError):
        return False


def linux_reduces(folder: Path) -> bool:
    """Ask KDE's settings, and those that desktops write for programs made with GTK.

    Args:
        folder: where the user's settings lie.
    """
    kde = _read(folder / "kdeglobals", "KDE/AnimationDurationFactor")
    gtk = [
        _read(folder / name / "settings.ini", "Settings/gtk-enable-animations")
        for name in ("gtk-4.0", "gtk-3.0")
    ]
    return kde in ("0", "0.0") or any(shows in ("false", "0") for shows in gtk)


def _read(path: Path, key: str) -> str:
    return str(QSettings(str(path), QSettings.Format.IniFormat).value(key, "")).lower()
