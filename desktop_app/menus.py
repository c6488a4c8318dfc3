"""From rows of the table of commands to actions with keys and icons, and to menus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app import style
from desktop_app.actions import Command, Entry, Reach, Shortcut, plain
from desktop_app.model.theme import Theme


def make_actions(
    commands: Iterable[Command],
    window: QWidget,
    canvas: QWidget,
    commit_typing: Callable[[], bool],
) -> dict[str, QAction]:
    """Return an action for each command, by name, with its shortcuts at work.

    Args:
        commands: the table.
        window: where most shortcuts work.
        canvas: where the others work.
        commit_typing: enters what is still being typed, and tells whether it was accepted.
    """
    groups: dict[str, QActionGroup] = {}
    actions = {}
    for command in commands:
        action = QAction(command.text, window)
        action.setObjectName(command.name)
        action.setIconText(_beside_icon(command.text))
        action.setCheckable(command.is_switch)
        # The icon would stand in the place of the check mark.
        action.setIconVisibleInMenu(not command.is_switch)
        set_keys(action, command, sequences(command.shortcuts))
        action.setStatusTip(command.tip)
        _connect(action, command, commit_typing)
        _place(action, command, window, canvas)
        if command.group:
            group = groups.setdefault(command.group, QActionGroup(window))
            group.addAction(action)
        actions[command.name] = action
    return actions


def dress(actions: Mapping[str, QAction], commands: Iterable[Command], theme: Theme) -> None:
    """Give the actions their icons in the colours of a theme."""
    for command in commands:
        if command.icon:
            actions[command.name].setIcon(style.icon(command.icon, theme))


def fill_menu(
    menu: QMenu,
    entries: Sequence[Entry],
    actions: Mapping[str, QAction],
    special: Mapping[str, Callable[[QMenu], None]],
) -> None:
    """Put entries into a menu; ``special`` fills in the names in angle brackets."""
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, tuple):
            fill_menu(menu.addMenu(entry[0]), entry[1], actions, special)
        elif entry in special:
            special[entry](menu)
        else:
            menu.addAction(actions[entry])


def set_keys(action: QAction, command: Command, keys: Sequence[QKeySequence]) -> None:
    """Give an action other shortcuts, and a tip that names the first."""
    action.setShortcuts(keys)
    action.setToolTip(_with_key(command.tip or plain(command.text), action))


def sequences(shortcuts: Iterable[Shortcut]) -> list[QKeySequence]:
    """Return shortcuts as Qt takes them; a standard key has those of the platform."""
    found: list[QKeySequence] = []
    for shortcut in shortcuts:
        known = [QKeySequence(shortcut)] if isinstance(shortcut, str) else _standard(shortcut)
        found += [sequence for sequence in known if sequence not in found]
    return found


def _standard(key: QKeySequence.StandardKey) -> list[QKeySequence]:
    return list(QKeySequence.keyBindings(key))


def _with_key(tip: str, action: QAction) -> str:
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{tip} ({key})" if key else tip


def _beside_icon(text: str) -> str:
    # Qt leaves hardly any room between a button's icon and its text.
    return "\N{FOUR-PER-EM SPACE}" + plain(text)


def _connect(action: QAction, command: Command, commit_typing: Callable[[], bool]) -> None:
    handler = command.handler
    if command.needs_typing:
        handler = _after_typing(handler, commit_typing)
    if command.is_switch and not command.group:
        action.triggered.connect(handler)
    else:
        action.triggered.connect(_without_argument(handler))


def _without_argument(handler: Callable[[], object]) -> Callable[[bool], None]:
    # Qt passes whether the action is checked; a handler that takes no argument must not see it.
    def handle(_checked: bool = False) -> None:  # noqa: FBT001, FBT002
        handler()

    return handle


def _after_typing(
    handler: Callable[[], object], commit_typing: Callable[[], bool]
) -> Callable[[], None]:
    # A menu and its keys leave the keyboard in the field: nothing else would enter its text.
    def handle() -> None:
        if commit_typing():
            handler()

    return handle


def _place(action: QAction, command: Command, window: QWidget, canvas: QWidget) -> None:
    if command.reach is Reach.CANVAS:
        # Not in what is typed on it: the arrow keys that a line edit leaves would walk.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        canvas.addAction(action)
    else:
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        window.addAction(action)
