"""New, Open, Save and their kin."""

from __future__ import annotations

from typing import Final

from desktop_app.actions.command import Command, Entry, Handlers, Keys

TITLE: Final = "&File"
MENU: Final[tuple[Entry, ...]] = (
    "new",
    "open",
    "<recent>",
    "<examples>",
    None,
    "save",
    "save_as",
    "export",
    "trace_table",
    None,
    "quit",
)


def rows(to: Handlers) -> list[Command]:
    """Return the rows of the File menu."""
    files = to.files
    return [
        Command("new", "&New", files.new, (Keys.New,), "new"),
        Command("open", "&Open…", files.open, (Keys.Open,), "open"),
        Command("save", "&Save", files.save, (Keys.Save,), "save"),
        Command("save_as", "Save &As…", files.save_as, ("Ctrl+Shift+S",), "save-as"),
        Command("export", "&Export Picture…", files.export, ("Ctrl+Shift+E",), "export"),
        Command("trace_table", "Save &Trace Table…", to.tracing.save_table),
        Command("quit", "&Quit", to.window.close, ("Ctrl+Q",)),
    ]
