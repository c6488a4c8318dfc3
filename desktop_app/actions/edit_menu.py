"""Undo, the clipboard, adding and deleting, names and finding."""

from __future__ import annotations

from typing import Final

from desktop_app.actions.command import CANVAS, Command, Entry, Handlers, Keys, after_typing

# Not the standard key: on X11 that is Ctrl+D as well, which duplicates.
_DELETE: Final = ("Del", "Backspace")

TITLE: Final = "&Edit"
MENU: Final[tuple[Entry, ...]] = (
    "undo", "redo", None, "add", None, "cut", "copy", "paste", "paste_wired", None,
    "duplicate", "duplicate_wired", "duplicate_and_follow", None,
    "delete", "take_out", None, "rename", None, "find", "find_in_palette", "type",
)  # fmt: skip


def rows(to: Handlers) -> list[Command]:
    """Return the rows of the Edit menu."""
    edit, searching = to.editing, to.searching
    return [
        Command(
            "add", "Add b&y Name…", searching.add, ("Tab", "Shift+A"), "new",
            "Add a node at the pointer; what is selected feeds it", reach=CANVAS,
        ),
        *after_typing(
            Command("undo", "&Undo", edit.undo, (Keys.Undo,), "undo"),
            Command("redo", "&Redo", edit.redo, ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
            Command("cut", "Cu&t", edit.cut, (Keys.Cut,), "cut"),
            Command("copy", "&Copy", edit.copy, (Keys.Copy,), "copy"),
            Command("paste", "&Paste", edit.paste, (Keys.Paste,), "paste"),
            Command(
                "paste_wired", "P&aste with Wires", edit.paste_wired, ("Ctrl+Shift+V",),
                tip="Paste, and keep the wires that came from other nodes",
            ),
            Command("duplicate", "&Duplicate", edit.duplicate, ("Ctrl+D",), "duplicate"),
            Command(
                "duplicate_wired", "Duplicate wit&h Wires", edit.duplicate_wired, ("Ctrl+Shift+D",),
                tip="Duplicate, and keep the wires that come from other nodes",
            ),
            Command(
                "duplicate_and_follow", "Duplicate and Follo&w", edit.duplicate_and_follow,
                ("Shift+D",), reach=CANVAS,
                tip="Duplicate; the new nodes follow the pointer until a click or Esc",
            ),
            Command("delete", "De&lete", edit.delete, _DELETE, "delete", reach=CANVAS),
            Command(
                "take_out", "Delete and Rec&onnect", edit.take_out, ("Ctrl+Del", "Ctrl+Backspace"),
                tip="Delete nodes; those that they fed take their first operand", reach=CANVAS,
            ),
            Command("rename", "Re&name", edit.rename, ("F2",), "rename"),
        ),
        Command("find", "&Find…", to.canvas.find_bar.open, (Keys.Find,), "search"),
        Command(
            "find_in_palette", "Find in Palett&e", to.window.find_in_palette, ("Ctrl+Shift+F",),
        ),
        Command(
            "type", "Type an E&xpression", to.window.type_expression, ("Ctrl+E",), "expression"
        ),
    ]  # fmt: skip
