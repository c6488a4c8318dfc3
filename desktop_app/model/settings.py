"""What the program remembers between two starts, with types: a face over an INI file.

A value that is missing or of the wrong kind reads as its default, so that a damaged file costs the
user their settings and nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal, TypeVar

import msgspec
import platformdirs
from PySide6.QtCore import QByteArray, QSettings

ThemeChoice = Literal["system", "dark", "light"]
WireNumbersChoice = Literal["selected", "always"]
MotionChoice = Literal["system", "full", "reduced"]

THEMES: Final[tuple[ThemeChoice, ...]] = ("system", "dark", "light")
MOTIONS: Final[tuple[MotionChoice, ...]] = ("system", "full", "reduced")
SMALLEST_TEXT: Final = 80
LARGEST_TEXT: Final = 200
WIRE_NUMBERS: Final[tuple[WireNumbersChoice, ...]] = ("selected", "always")
MAX_RECENT: Final = 10
"""How many recent files are remembered."""

_LOG: Final = logging.getLogger(__name__)
_T = TypeVar("_T")


def default_path() -> Path:
    """Return where this user's settings are kept, by the custom of the platform."""
    return platformdirs.user_config_path("chainrule", appauthor=False) / "settings.ini"


class Settings:
    """The settings of one user; writing an attribute stores it."""

    def __init__(self, path: Path | None = None) -> None:
        """Read a settings file; by default that of the user."""
        self._path = path or default_path()
        self._store = QSettings(str(self._path), QSettings.Format.IniFormat)
        self._complained = False
        if self._store.status() is not QSettings.Status.NoError:
            self._complain("it cannot be read")

    @property
    def theme(self) -> ThemeChoice:
        """Which look the window has; "system" follows the desktop."""
        return self._read("theme", "system", _one_of(THEMES))

    @theme.setter
    def theme(self, theme: ThemeChoice) -> None:
        self._store.setValue("theme", theme)

    @property
    def text_size(self) -> int:
        """How large text is, in per cent of its usual size."""
        return self._read("text_size", 100, _text_size)

    @text_size.setter
    def text_size(self, percent: int) -> None:
        self._store.setValue("text_size", percent)

    @property
    def motion(self) -> MotionChoice:
        """Whether things move for show; "system" follows the desktop."""
        return self._read("motion", "system", _one_of(MOTIONS))

    @motion.setter
    def motion(self, motion: MotionChoice) -> None:
        self._store.setValue("motion", motion)

    @property
    def live(self) -> bool:
        """Whether every edit recomputes both passes."""
        return self._read("live", True, _boolean)

    @live.setter
    def live(self, live: bool) -> None:
        self._store.setValue("live", "true" if live else "false")

    @property
    def wire_numbers(self) -> WireNumbersChoice:
        """Whether every wire shows its numbers, or only those that are selected."""
        return self._read("wire_numbers", "selected", _one_of(WIRE_NUMBERS))

    @wire_numbers.setter
    def wire_numbers(self, choice: WireNumbersChoice) -> None:
        self._store.setValue("wire_numbers", choice)

    @property
    def minimap(self) -> bool:
        """Whether a graph that does not fit into the view has a minimap."""
        return self._read("minimap", True, _boolean)

    @minimap.setter
    def minimap(self, wanted: bool) -> None:
        self._store.setValue("minimap", "true" if wanted else "false")

    @property
    def snaps_to_guides(self) -> bool:
        """Whether a node that is dragged snaps into line with others."""
        return self._read("snap/guides", True, _boolean)

    @snaps_to_guides.setter
    def snaps_to_guides(self, snaps: bool) -> None:
        self._store.setValue("snap/guides", "true" if snaps else "false")

    @property
    def snaps_to_grid(self) -> bool:
        """Whether a node that is dragged snaps to the grid."""
        return self._read("snap/grid", False, _boolean)

    @snaps_to_grid.setter
    def snaps_to_grid(self, snaps: bool) -> None:
        self._store.setValue("snap/grid", "true" if snaps else "false")

    @property
    def uses(self) -> dict[str, int]:
        """How often each thing was chosen in a search, by its key."""
        nothing: dict[str, int] = {}
        return dict(self._read("search/uses", nothing, _counts))

    def count_use(self, key: str) -> None:
        """Count that something was chosen in a search."""
        counted = self.uses
        counted[key] = counted.get(key, 0) + 1
        self._store.setValue("search/uses", msgspec.json.encode(counted).decode())

    @property
    def keys(self) -> dict[str, list[str]]:
        """The keys of those commands that the user gave others, by the command's name."""
        nothing: dict[str, list[str]] = {}
        return dict(self._read("keys", nothing, _texts_by_name))

    @keys.setter
    def keys(self, keys: dict[str, list[str]]) -> None:
        self._store.setValue("keys", msgspec.json.encode(keys).decode())

    @property
    def lesson_progress(self) -> dict[str, int]:
        """How many steps of each lesson were done, by its title."""
        nothing: dict[str, int] = {}
        return dict(self._read("lessons", nothing, _counts))

    def note_lesson_step(self, title: str, done: int) -> None:
        """Remember how many steps of a lesson were done."""
        progress = {**self.lesson_progress, title: done}
        self._store.setValue("lessons", msgspec.json.encode(progress).decode())

    @property
    def recent_files(self) -> list[Path]:
        """The files that were opened or saved last, the latest first; only those still there."""
        return [path for path in self._remembered() if path.is_file()]

    def add_recent_file(self, path: Path) -> None:
        """Put a file at the head of the recent files."""
        path = path.absolute()
        others = [each for each in self._remembered() if each != path]
        self._store.setValue("recent_files", [str(p) for p in [path, *others][:MAX_RECENT]])

    def clear_recent_files(self) -> None:
        """Forget the recent files."""
        self._store.remove("recent_files")

    @property
    def last_file(self) -> Path | None:
        """The file that was open when the window was closed last, or None."""
        text = self._read("last_file", "", _text)
        return Path(text) if text else None

    @last_file.setter
    def last_file(self, path: Path | None) -> None:
        self._store.setValue("last_file", str(path.absolute()) if path else "")

    @property
    def window_geometry(self) -> bytes:
        """What QWidget.saveGeometry gave; empty before the first time."""
        return self._read("window/geometry", b"", _bytes)

    @window_geometry.setter
    def window_geometry(self, geometry: bytes | QByteArray) -> None:
        self._store.setValue("window/geometry", QByteArray(geometry))

    @property
    def window_state(self) -> bytes:
        """What QMainWindow.saveState gave; empty before the first time."""
        return self._read("window/state", b"", _bytes)

    @window_state.setter
    def window_state(self, state: bytes | QByteArray) -> None:
        self._store.setValue("window/state", QByteArray(state))

    def sync(self) -> None:
        """Write what was changed to the file now."""
        self._store.sync()
        if self._store.status() is QSettings.Status.AccessError:
            self._complain("it cannot be written")

    def _remembered(self) -> list[Path]:
        nothing: list[str] = []
        paths = self._read("recent_files", nothing, _texts)
        return [Path(text) for text in dict.fromkeys(paths) if text][:MAX_RECENT]

    def _read(self, name: str, default: _T, understand: Callable[[object], _T | None]) -> _T:
        stored = self._store.value(name)
        if stored is None:
            return default
        understood = understand(stored)
        if understood is None:
            self._complain(f"{name} is not understood")
            return default
        return understood

    def _complain(self, what: str) -> None:
        if not self._complained:
            self._complained = True
            _LOG.warning("The settings in %s are used as far as they go: %s.", self._path, what)


def _one_of(choices: tuple[_T, ...]) -> Callable[[object], _T | None]:
    return lambda stored: next((choice for choice in choices if choice == stored), None)


def _text_size(stored: object) -> int | None:
    text = str(stored)
    percent = int(text) if text.isascii() and text.isdigit() else 0
    return percent if SMALLEST_TEXT <= percent <= LARGEST_TEXT else None


def _boolean(stored: object) -> bool | None:
    # An INI file knows no types, and one written by hand may say True.
    return {"true": True, "false": False}.get(str(stored).lower())


def _text(stored: object) -> str | None:
    return stored if isinstance(stored, str) else None


def _counts(stored: object) -> dict[str, int] | None:
    try:
        return msgspec.json.decode(str(stored), type=dict[str, int])
    except msgspec.DecodeError:
        return None


def _texts_by_name(stored: object) -> dict[str, list[str]] | None:
    try:
        return msgspec.json.decode(str(stored), type=dict[str, list[str]])
    except msgspec.DecodeError:
        return None


def _texts(stored: object) -> list[str] | None:
    # A list of one comes back from an INI file as its one element.
    listed = stored if isinstance(stored, list) else [stored]
    texts = [each for each in listed if isinstance(each, str)]
    return texts if len(texts) == len(listed) else None


def _bytes(stored: object) -> bytes | None:
    return bytes(stored.data()) if isinstance(stored, QByteArray) else None
