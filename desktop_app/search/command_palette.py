"""The command palette: everything in the table of commands, found by name and run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop_app.actions import Command, menus_of, plain
from desktop_app.availability import why_not
from desktop_app.canvas.canvas import Canvas
from desktop_app.commands.matching import Found, Texts, find
from desktop_app.model.settings import Settings
from desktop_app.search.popup import Face, Popup
from desktop_app.search.rows import Row

WIDTH: Final = 560
_TOP: Final = 56
_ITSELF: Final = "command_palette"


class CommandPalette:
    """One opening of the palette.

    Attributes:
        popup: what is shown.
    """

    def __init__(
        self,
        window: QWidget,
        canvas: Canvas,
        settings: Settings,
        table: Sequence[tuple[Command, QAction]],
    ) -> None:
        """Open the palette.

        Args:
            window: what it lies over.
            canvas: where the keyboard goes if what had it is gone.
            settings: where uses are counted.
            table: the commands, each with its action.
        """
        self._settings, self._otherwise = settings, canvas
        self._back = window.focusWidget() or canvas
        self._actions = {command.name: action for command, action in table}
        self._commands = [command for command, _ in table if command.name != _ITSELF]
        self._menu_of = menus_of()
        self._uses = settings.uses
        self._found: list[Found[Command]] = []
        face = Face("Run a command", "Find a command", WIDTH)
        self.popup = Popup(window, canvas.look.theme, self._rows_for, face)
        self.popup.chosen.connect(self._run)
        self.popup.closed.connect(self._let_go)
        self.popup.open_at(QPoint((window.width() - WIDTH) // 2, _TOP))

    def _rows_for(self, text: str) -> list[Row]:
        def uses(command: Command) -> int:
            return self._uses.get(_key(command), 0)

        self._found = find(text, self._commands, self._texts, uses)
        return [self._row(each) for each in self._found]

    def _texts(self, command: Command) -> Texts:
        about = f"{command.tip} {self._menu_of.get(command.name, '')}"
        return Texts(plain(command.text), (), about)

    def _row(self, found: Found[Command]) -> Row:
        command = found.thing
        action = self._actions[command.name]
        menu = self._menu_of.get(command.name, "")
        return Row(
            plain(command.text),
            " · ".join(part for part in (menu, command.tip) if part),
            icon=command.icon,
            places=found.match.places,
            keys=tuple(action.shortcuts()[:1]),
            is_on=action.isCheckable() and action.isChecked(),
            problem="" if action.isEnabled() else why_not(command.name),
        )

    def _run(self, number: int, _shift: bool) -> None:  # noqa: FBT001 - a signal's argument
        command = self._found[number].thing
        self._settings.count_use(_key(command))
        self.popup.close_now()
        self._actions[command.name].trigger()

    def _let_go(self) -> None:
        if self.popup.line.hasFocus():
            there = isValid(self._back) and self._back.isVisible()
            (self._back if there else self._otherwise).setFocus()


def _key(command: Command) -> str:
    return f"command:{command.name}"
