"""Menus that are filled at run time, and the two windows of the Help menu."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app import style
from desktop_app.actions import Command, menus_of, plain
from desktop_app.keymap import common
from desktop_app.model.theme import Theme
from desktop_app.panels.text_label import TextLabel
from engine.cli import version

_GESTURES: Final = (
    ("Add a node", "double-click on nothing, or drag it from the palette"),
    ("Wire", "drag from an output to a port, or the other way; on nothing, search for the node"),
    ("Move a wire’s end", "drag its port or its output with Ctrl; from an output, all its wires"),
    ("Break a wire", "Alt-click it, or the port that it enters; on an output, all its wires"),
    ("Cut wires", "draw a stroke across them with Ctrl and the right button, or with Y held"),
    ("Type a leaf’s number", "double-click it, or Enter"),
    ("Scrub a leaf’s number", "drag it sideways; finer with Shift, coarser with Ctrl"),
    ("Type a name", "double-click it"),
    ("Make a parameter constant, or back", "click the sign before its name"),
    ("Move", "drag a node, and with it all that are selected; with Alt held it does not snap"),
    ("Insert into a wire", "drop a node with an empty port on it"),
    ("Shake off", "shake a node while dragging it: it leaves its wires, closed past it"),
    ("Select several", "drag a box around them, or click one by one with Shift or Ctrl"),
    ("Wire by keyboard", "W, then arrows or letters to choose the port, then Enter"),
    ("Find", "Ctrl+F; Enter and Shift+Enter walk what was found, Ctrl+Enter selects it"),
    ("Pan", "drag with the middle button, or with Space held"),
    ("Zoom", "turn the wheel; on a touch pad, pinch, or scroll with Ctrl held"),
    ("Give up what is under way", "Esc"),
)


def show_about(window: QWidget) -> None:
    """Say what this is."""
    box = QMessageBox(window)
    box.setObjectName("about")
    box.setWindowTitle("About Chainrule")
    box.setIconPixmap(style.window_icon().pixmap(64, 64))
    box.setText(f"<b>Chainrule {version()}</b>")
    box.setInformativeText(
        "A graph editor for derivatives and backpropagation: every value, every local "
        "derivative and every contribution, on your own graph."
    )
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.finished.connect(box.deleteLater)
    box.open()


def show_keys(
    window: QWidget, commands: Iterable[Command], actions: Mapping[str, QAction], theme: Theme
) -> None:
    """Show every key and gesture.

    Args:
        window: what the dialog belongs to.
        commands: the table; an action's own text may name the step that Undo would take back.
        actions: each command's action, by name.
        theme: the colours.
    """
    dialog = QDialog(window)
    dialog.setObjectName("keys")
    dialog.setWindowTitle("Keys and Gestures")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setAccessibleName("Keys and gestures")
    area.setWidget(_sheet(commands, actions, theme))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    column = QVBoxLayout(dialog)
    column.addWidget(area, 1)
    column.addWidget(buttons)
    dialog.resize(QSize(1040, 720).boundedTo(window.screen().availableSize() * 0.9))
    dialog.open()


def _sheet(commands: Iterable[Command], actions: Mapping[str, QAction], theme: Theme) -> QWidget:
    """Return two columns: what the mouse does, and what the keys do, menu by menu."""
    gestures = "".join(_row(name, escape(how)) for name, how in _GESTURES)
    sheet = QWidget()
    columns = QHBoxLayout(sheet)
    columns.setContentsMargins(16, 8, 16, 12)
    columns.setSpacing(36)
    for html in (_heading("With the mouse") + gestures, _keys_html(commands, actions, theme)):
        text = TextLabel(Qt.TextFormat.RichText)
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        text.setText(f"<table width='100%' cellspacing='0' cellpadding='4'>{html}</table>")
        columns.addWidget(text, 1)
    return sheet


def _keys_html(commands: Iterable[Command], actions: Mapping[str, QAction], theme: Theme) -> str:
    menu_of = menus_of()
    rows: dict[str, list[str]] = {}
    for command in commands:
        shown = [_cap(key, theme) for key in _keys(actions[command.name])]
        if shown:
            menu = menu_of.get(command.name, "").partition(" ▸ ")[0]
            rows.setdefault(menu, []).append(_row(plain(command.text), "&ensp;".join(shown)))
    return "".join(_heading(menu) + "".join(listed) for menu, listed in rows.items())


def _heading(text: str) -> str:
    return f"<tr><td colspan='2'><h3>{escape(text)}</h3></td></tr>"


def _row(name: str, how: str) -> str:
    return f"<tr><td width='42%'>{escape(name)}</td><td>{how}</td></tr>"


def _cap(key: str, theme: Theme) -> str:
    ground = theme.window.raised
    return f"<span style='background-color: {ground}'>&nbsp;{escape(key)}&nbsp;</span>"


def _keys(action: QAction) -> list[str]:
    native = QKeySequence.SequenceFormat.NativeText
    return [key.toString(native) for key in common(action.shortcuts())]
