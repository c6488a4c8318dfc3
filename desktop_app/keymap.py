"""Which keys each command has: those of the table, or those that the user gave it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from desktop_app.actions import Command, Reach, plain
from desktop_app.menus import sequences, set_keys
from desktop_app.model.settings import Settings

_PORTABLE: Final = QKeySequence.SequenceFormat.PortableText
_NATIVE: Final = QKeySequence.SequenceFormat.NativeText
_NOTHING: Final = QKeySequence.SequenceMatch.NoMatch
_FIXED: Final = {
    Qt.Key.Key_Escape: "gives up what is under way",
    Qt.Key.Key_Return: "edits the selected node",
    Qt.Key.Key_Enter: "edits the selected node",
    Qt.Key.Key_Space: "pans while it is held",
    Qt.Key.Key_Y: "cuts wires while it is held",
}
_RARE_KEYS: Final = Qt.Key.Key_F13
"""From here on, Qt numbers keys such as F16, “Copy” and “Play”, which few keyboards have."""
_HOLDS: Final = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class Keymap:
    """The keys of all commands; what is changed is at work at once, and kept.

    Attributes:
        commands: the table, by name.
    """

    def __init__(
        self, commands: Iterable[Command], actions: Mapping[str, QAction], settings: Settings
    ) -> None:
        """Give the actions the keys that the user chose."""
        self.commands = {command.name: command for command in commands}
        self._actions, self._settings = actions, settings
        for name, texts in settings.keys.items():
            if name in self.commands:
                self._put(name, _read(texts))

    def keys(self, name: str) -> list[QKeySequence]:
        """Return the keys that a command has now."""
        return self._actions[name].shortcuts()

    def is_changed(self, name: str) -> bool:
        """Tell whether a command's keys are not those of the table."""
        return name in self._settings.keys

    def set(self, name: str, keys: Sequence[QKeySequence]) -> None:
        """Give a command other keys; whatever had them keeps them too: see ``give``."""
        kept = self._settings.keys
        if list(keys) == self._defaults(name):
            kept.pop(name, None)
        else:
            kept[name] = [key.toString(_PORTABLE) for key in keys]
        self._settings.keys = kept
        self._put(name, keys)

    def give(self, name: str, key: QKeySequence, *, keeping: Sequence[QKeySequence] = ()) -> None:
        """Give a command a key and take it from every other.

        Args:
            name: the command.
            key: the new key.
            keeping: which of its keys the command has besides.
        """
        for other in self.users(key, name):
            self.set(other, [each for each in self.keys(other) if not clash(each, key)])
        self.set(name, [*(each for each in keeping if not clash(each, key)), key])

    def reset(self, name: str) -> list[str]:
        """Give a command the keys of the table; return the commands that lost one by it."""
        losers: list[str] = []
        for key in self._defaults(name):
            losers += [other for other in self.users(key, name) if other not in losers]
        for other in losers:
            kept = [k for k in self.keys(other) if not self._clashes_with_default(k, name)]
            self.set(other, kept)
        self.set(name, self._defaults(name))
        return losers

    def reset_all(self) -> None:
        """Give every command the keys of the table."""
        self._settings.keys = {}
        for name in self.commands:
            self._put(name, self._defaults(name))

    def users(self, key: QKeySequence, other_than: str = "") -> list[str]:
        """Return the commands that a key would run, or of whose keys it is the beginning."""
        return [
            name
            for name in self.commands
            if name != other_than and any(clash(each, key) for each in self.keys(name))
        ]

    def refusal(self, name: str, key: QKeySequence) -> str | None:
        """Return the sentence that says why a command cannot have a key, or None where it can."""
        stroke = key[0]  # type: ignore[index]
        held = stroke.keyboardModifiers()
        shown = key.toString(_NATIVE)
        if not held and Qt.Key(stroke.key()) in _FIXED:
            return f"{shown} {_FIXED[Qt.Key(stroke.key())]}: choose another key."
        works_in_text = self.commands[name].reach is Reach.WINDOW
        if works_in_text and not held & _HOLDS and not _is_function_key(stroke.key()):
            title = plain(self.commands[name].text)
            return f"{title} works where one types too: hold Ctrl or Alt, or take a function key."
        return None

    def _defaults(self, name: str) -> list[QKeySequence]:
        return sequences(self.commands[name].shortcuts)

    def _clashes_with_default(self, key: QKeySequence, name: str) -> bool:
        return any(clash(key, default) for default in self._defaults(name))

    def _put(self, name: str, keys: Sequence[QKeySequence]) -> None:
        set_keys(self._actions[name], self.commands[name], keys)


def common(keys: Iterable[QKeySequence]) -> list[QKeySequence]:
    """Return those keys that most keyboards have."""
    return [key for key in keys if key[0].key() < _RARE_KEYS]  # type: ignore[index]


def clash(one: QKeySequence, other: QKeySequence) -> bool:
    """Tell whether two keys are the same, or one is the beginning of the other."""
    return one.matches(other) != _NOTHING or other.matches(one) != _NOTHING


def _read(texts: Iterable[str]) -> list[QKeySequence]:
    # What a later or an earlier Qt called otherwise is left out.
    read = (QKeySequence.fromString(text, _PORTABLE) for text in texts)
    return [key for key in read if not key.isEmpty() and _is_known(key)]


def _is_known(key: QKeySequence) -> bool:
    return all(key[i].key() != Qt.Key.Key_unknown for i in range(key.count()))  # type: ignore[index]


def _is_function_key(key: int) -> bool:
    return Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35
