"""The editor of keys: find a command, press its new key, and see who had it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app import style
from desktop_app.actions import Command, menus_of, plain
from desktop_app.commands.matching import Found, Texts, find
from desktop_app.keymap import Keymap, common
from desktop_app.model.theme import Theme
from desktop_app.search.key_field import KeyField
from desktop_app.search.popup import RowList
from desktop_app.search.rows import Row

_NATIVE: Final = QKeySequence.SequenceFormat.NativeText
_STEPS: Final = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -8,
    Qt.Key.Key_PageDown: 8,
}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HINT: Final = "Enter or a double-click takes a new key; a name or a key finds a command."


class KeyEditor(QDialog):
    """Changes keys, one command at a time; each change is at work at once.

    Attributes:
        line: where a command is looked for, by its name or by a key.
        rows: the commands.
        field: where the new key is pressed.
        message: what will happen, or has happened.
        buttons: by what they do: change, add, remove, reset, reset_all.
    """

    def __init__(self, window: QWidget, keymap: Keymap, theme: Theme) -> None:
        """Make the editor; ``open`` shows it."""
        super().__init__(window)
        self.setObjectName("key-editor")
        self.setWindowTitle("Change Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._keymap = keymap
        self._menu_of = menus_of()
        self._found: list[Found[Command]] = []
        self._adds = False
        self.line = _Line(theme, self)
        self.rows = RowList(theme, self)
        self.field = KeyField(theme)
        self.message = QLabel(_HINT)
        self._stack = QStackedWidget()
        self.buttons = {
            "change": self._button("&Change…", self.change),
            "add": self._button("&Add…", self.add),
            "remove": self._button("Re&move", self.remove),
            "reset": self._button("&Reset", self.reset),
            "reset_all": self._button("Reset A&ll", self.reset_all),
        }
        self._lay_out()
        self._connect()
        self._list()

    def change(self) -> None:
        """Take a key in place of those that the command has."""
        self._begin(adds=False)

    def add(self) -> None:
        """Take a key besides those that the command has."""
        self._begin(adds=True)

    def remove(self) -> None:
        """Leave the command without keys."""
        command = self._current()
        if command is not None:
            self._keymap.set(command.name, [])
            self._tell(f"{plain(command.text)} has no key now.")

    def reset(self) -> None:
        """Give the command the keys that it came with."""
        command = self._current()
        if command is not None:
            losers = self._keymap.reset(command.name)
            taken = f" It was taken from {self._titles(losers)}." if losers else ""
            self._tell(f"{plain(command.text)} has the key that it came with.{taken}")

    def reset_all(self) -> None:
        """Give every command the keys that it came with."""
        self._keymap.reset_all()
        self._tell("Every command has the keys that it came with.")

    def reject(self) -> None:
        """Give up the key that is being pressed; else close."""
        if self._stack.currentIndex():
            self._stop()
        else:
            super().reject()

    def _begin(self, *, adds: bool) -> None:
        command = self._current()
        if command is None:
            return
        self._adds = adds
        self._stack.setCurrentIndex(1)
        self.field.begin()
        self._say(f"The new key of {plain(command.text)}: Enter accepts it, Esc gives up.")

    def _press(self) -> None:
        command = self._current()
        if command is None:
            return
        refusal = self._keymap.refusal(command.name, self.field.keys)
        users = self._keymap.users(self.field.keys, command.name)
        if refusal:
            self._say(refusal, "danger")
        elif users:
            self._say(f"Enter takes it from {self._titles(users)}; Esc gives up.", "warning")
        else:
            self._say("Enter accepts it; a second key may follow.")

    def _accept(self) -> None:
        command = self._current()
        if command is None or self._keymap.refusal(command.name, self.field.keys):
            return
        users = self._keymap.users(self.field.keys, command.name)
        keeping = self._keymap.keys(command.name) if self._adds else []
        self._keymap.give(command.name, self.field.keys, keeping=keeping)
        self._stack.setCurrentIndex(0)
        taken = f" {self._titles(users)} lost it." if users else ""
        key = self.field.keys.toString(_NATIVE)
        self._tell(f"{key} is the key of {plain(command.text)} now.{taken}")
        self.line.setFocus()

    def _stop(self) -> None:
        if self._stack.currentIndex():
            self._stack.setCurrentIndex(0)
            self._say(_HINT)
            self.line.setFocus()

    def _current(self) -> Command | None:
        at = self.rows.currentIndex().row()
        return self._found[at].thing if 0 <= at < len(self._found) else None

    def _titles(self, names: list[str]) -> str:
        return " and ".join(plain(self._keymap.commands[name].text) for name in names)

    def _tell(self, sentence: str) -> None:
        current = self._current()
        self._list(current.name if current else "")
        self._say(sentence)

    def _say(self, sentence: str, role: str = "muted") -> None:
        self.message.setText(sentence)
        self.message.setProperty("role", role)
        self.message.style().unpolish(self.message)
        self.message.style().polish(self.message)

    def _list(self, current: str = "") -> None:
        """List what the line asks for, the current command still current if it is there."""
        commands = list(self._keymap.commands.values())
        self._found = find(self.line.text(), commands, self._texts)
        self.rows.shown.show_rows([self._row(each) for each in self._found])
        names = [each.thing.name for each in self._found]
        at = names.index(current) if current in names else 0
        self.rows.setCurrentIndex(self.rows.shown.index(at, 0))
        self._follow_current()

    def _texts(self, command: Command) -> Texts:
        keys = [key.toString(_NATIVE) for key in self._keymap.keys(command.name)]
        about = f"{command.tip} {self._menu_of.get(command.name, '')}"
        return Texts(plain(command.text), tuple(keys), about)

    def _row(self, found: Found[Command]) -> Row:
        command = found.thing
        parts = (self._menu_of.get(command.name, ""), command.tip)
        return Row(
            plain(command.text),
            " · ".join(part for part in parts if part),
            icon=command.icon,
            places=found.match.places,
            outcome="changed" if self._keymap.is_changed(command.name) else "",
            keys=tuple(common(self._keymap.keys(command.name))),
        )

    def _follow_current(self) -> None:
        command = self._current()
        has_keys = command is not None and bool(self._keymap.keys(command.name))
        is_changed = command is not None and self._keymap.is_changed(command.name)
        self.buttons["change"].setEnabled(command is not None)
        self.buttons["add"].setEnabled(has_keys)
        self.buttons["remove"].setEnabled(has_keys)
        self.buttons["reset"].setEnabled(is_changed)
        self.buttons["reset_all"].setEnabled(
            any(map(self._keymap.is_changed, self._keymap.commands))
        )

    def _walk(self, step: int) -> None:
        last = len(self._found) - 1
        at = max(0, min(last, self.rows.currentIndex().row() + step))
        self.rows.setCurrentIndex(self.rows.shown.index(at, 0))

    def _change_row(self, _index: QModelIndex) -> None:
        self.change()

    def _search(self, _text: str) -> None:
        self._list()

    def _button(self, text: str, press: object) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(press)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        for name, button in self.buttons.items():
            if name == "reset_all":
                row.addStretch(1)
            row.addWidget(button)
        face = QWidget()
        face.setLayout(row)
        self._stack.addWidget(face)
        self._stack.addWidget(self.field)
        style.fix_height(self._stack, 36)
        self.message.setWordWrap(True)
        self.message.setProperty("role", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(10)
        for part, stretch in ((self.line, 0), (self.rows, 1), (self.message, 0), (self._stack, 0)):
            column.addWidget(part, stretch)
        self.resize(style.px(640), style.px(620))

    def _connect(self) -> None:
        self.line.textChanged.connect(self._search)
        self.line.walked.connect(self._walk)
        self.line.entered.connect(self.change)
        self.rows.doubleClicked.connect(self._change_row)
        self.rows.selectionModel().currentChanged.connect(self._follow_current)
        self.field.pressed.connect(self._press)
        self.field.accepted.connect(self._accept)
        self.field.given_up.connect(self._stop)


class _Line(QLineEdit):
    """Where a command is looked for.

    Signals:
        walked: with how many rows to go down.
        entered: Enter was pressed.
    """

    walked = Signal(int)
    entered = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText("Find a command by its name, or by a key such as Ctrl+D")
        self.setAccessibleName("Find a command")
        style.add_glass(self, theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.walked.emit(_STEPS[key])
        elif key in _ENTER:
            self.entered.emit()
        else:
            super().keyPressEvent(event)
