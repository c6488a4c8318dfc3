"""The table of commands: one row each, with its name, text, shortcuts, icon and handler.

Menus and tool bars are lists of names. A key that types a letter, or that means something in a
text field, reaches the canvas alone; “?” works wherever nothing is typed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from functools import partial
from typing import Any, Final, NamedTuple

from PySide6.QtGui import QKeySequence

from desktop_app.commands.alignment import Line, Way

Keys = QKeySequence.StandardKey
Shortcut = str | QKeySequence.StandardKey


class Reach(Enum):
    """Where the keyboard must be for a command's shortcut to work."""

    WINDOW = "window"
    CANVAS = "canvas"


class Command(NamedTuple):
    """One row of the table.

    Attributes:
        name: how menus and tool bars call it.
        text: what a menu shows; & stands before the letter to press.
        handler: what it does; a switch is called with whether it is on.
        shortcuts: the keys.
        icon: a drawing's name, or empty.
        tip: what a button says; by default the text.
        reach: where its shortcuts work.
        is_switch: whether it is on or off.
        group: commands of the same group are a choice of one.
        needs_typing: whether what is still being typed is entered first; where that is refused,
            the command does not run.
    """

    name: str
    text: str
    handler: Callable[..., object]
    shortcuts: tuple[Shortcut, ...] = ()
    icon: str = ""
    tip: str = ""
    reach: Reach = Reach.WINDOW
    is_switch: bool = False
    group: str = ""
    needs_typing: bool = False


class Handlers(NamedTuple):
    """Who does what: the controllers and widgets that the table's rows call."""

    files: Any
    editing: Any
    selecting: Any
    running: Any
    searching: Any
    tidying: Any
    appearance: Any
    canvas: Any
    window: Any


# Not the standard key: on X11 that is Ctrl+D as well, which duplicates.
_DELETE: Final = ("Del", "Backspace")
_NEEDS_TYPING: Final = {
    *("undo", "redo", "cut", "copy", "paste", "paste_wired", "duplicate", "duplicate_wired"),
    "duplicate_and_follow",
    *("freeze", "align_left", "align_right", "align_centre", "align_top", "align_bottom"),
    *("align_middle", "distribute_across", "distribute_down"),
    *("delete", "take_out", "swap_operands", "rename"),
    *("forward", "backward", "step", "zero_gradients", "mark_target", "unmark_target"),
    *("make_parameter", "make_constant", "make_input", "tidy"),
}
_CANVAS: Final = Reach.CANVAS
# On a Mac Qt calls ⌘ Ctrl, and ⌘Tab belongs to the system; Meta is the key with ⌃ on it.
_HELD: Final = "Meta" if sys.platform == "darwin" else "Ctrl"
_NEXT_PANEL: Final = (f"{_HELD}+Tab",)
_PREVIOUS_PANEL: Final = (f"{_HELD}+Shift+Tab",)


def table(to: Handlers) -> list[Command]:
    """Return every command of the window."""
    rows = [
        *_file(to), *_edit(to), *_select(to), *_graph(to), *_arrange(to), *_view(to), *_help(to),
    ]  # fmt: skip
    return [row._replace(needs_typing=row.name in _NEEDS_TYPING) for row in rows]


def _file(to: Handlers) -> list[Command]:
    files = to.files
    return [
        Command("new", "&New", files.new, (Keys.New,), "new"),
        Command("open", "&Open…", files.open, (Keys.Open,), "open"),
        Command("save", "&Save", files.save, (Keys.Save,), "save"),
        Command("save_as", "Save &As…", files.save_as, ("Ctrl+Shift+S",), "save-as"),
        Command("export", "&Export Picture…", files.export, ("Ctrl+Shift+E",), "export"),
        Command("quit", "&Quit", to.window.close, ("Ctrl+Q",)),
    ]


def _edit(to: Handlers) -> list[Command]:
    edit, searching = to.editing, to.searching
    return [
        Command(
            "add", "Add b&y Name…", searching.add, ("Tab", "Shift+A"), "new",
            "Add a node at the pointer; what is selected feeds it", reach=_CANVAS,
        ),
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
            ("Shift+D",), reach=_CANVAS,
            tip="Duplicate; the new nodes follow the pointer until a click, or Esc takes them back",
        ),
        Command("delete", "De&lete", edit.delete, _DELETE, "delete", reach=_CANVAS),
        Command(
            "take_out", "Delete and Rec&onnect", edit.take_out, ("Ctrl+Del", "Ctrl+Backspace"),
            tip="Delete nodes; those that they fed take their first operand", reach=_CANVAS,
        ),
        Command("rename", "Re&name", edit.rename, ("F2",), "rename"),
        Command("find", "&Find…", to.canvas.find_bar.open, (Keys.Find,), "search"),
        Command(
            "find_in_palette", "Find in Palett&e", to.window.find_in_palette, ("Ctrl+Shift+F",),
        ),
        Command(
            "type", "Type an E&xpression", to.window.type_expression, ("Ctrl+E",), "expression"
        ),
    ]  # fmt: skip


def _select(to: Handlers) -> list[Command]:
    select = to.selecting
    return [
        Command("select_all", "&All", select.everything, (Keys.SelectAll,)),
        Command("invert_selection", "&Invert", select.invert, ("Ctrl+I",)),
        Command(
            "select_similar", "&Similar", select.similar, ("Shift+S",),
            tip="Select every node with the same op or role", reach=_CANVAS,
        ),
        *(
            Command(f"select_{name}", text, getattr(select, name), (keys,), tip=tip, reach=_CANVAS)
            for name, text, keys, tip in (
                ("one_upstream", "&Operands Too", "Shift+Left", "Grow the selection upstream"),
                ("one_downstream", "&Users Too", "Shift+Right", "Grow the selection downstream"),
                ("all_upstream", "All U&pstream", "Ctrl+Shift+Left",
                 "Select all that the selected nodes are computed from"),
                ("all_downstream", "All &Downstream", "Ctrl+Shift+Right",
                 "Select all that is computed from the selected nodes"),
            )
        ),
        *(
            Command(f"walk_{way}", f"Walk &{way.capitalize()}", getattr(select, f"walk_{way}"),
                    (way.capitalize(),), tip=tip, reach=_CANVAS)
            for way, tip in (
                ("left", "Go to the first operand, or to the nearest node to the left"),
                ("right", "Go to the nearest user, or to the nearest node to the right"),
                ("up", "Go to the nearest node above"),
                ("down", "Go to the nearest node below"),
            )
        ),
    ]  # fmt: skip


def _arrange(to: Handlers) -> list[Command]:
    edit, window = to.editing, to.window
    return [
        Command(
            "tidy", "Tid&y", to.tidying.tidy, ("L",), "tidy",
            "Lay the graph out from left to right; with several nodes selected, only these",
            reach=_CANVAS,
        ),
        *(
            Command(f"align_{line.name.lower()}", text, partial(edit.align, line),
                    (f"Alt+A, {keys}",), reach=_CANVAS)
            for line, text, keys in (
                (Line.LEFT, "Align &Left Sides", "L"),
                (Line.CENTRE, "Align &Centres", "C"),
                (Line.RIGHT, "Align &Right Sides", "R"),
                (Line.TOP, "Align &Tops", "T"),
                (Line.MIDDLE, "Align &Middles", "M"),
                (Line.BOTTOM, "Align &Bottoms", "B"),
            )
        ),
        *(
            Command(f"distribute_{way.name.lower()}", f"Distribute &{way.value.capitalize()}",
                    partial(edit.distribute, way), (f"Alt+A, {keys}",), reach=_CANVAS)
            for way, keys in ((Way.ACROSS, "H"), (Way.DOWN, "V"))
        ),
        *(
            Command(f"nudge_{way}", f"Nudge &{way.capitalize()}", getattr(edit, f"nudge_{way}"),
                    (f"Ctrl+{way.capitalize()}",), reach=_CANVAS)
            for way in ("left", "right", "up", "down")
        ),
        Command(
            "snap_to_guides", "Snap to G&uides", window.snap_to_guides, is_switch=True,
            tip="Let a node that is dragged snap into line with others; Alt suspends it",
        ),
        Command(
            "snap_to_grid", "Snap to Gri&d", window.snap_to_grid, is_switch=True,
            tip="Let a node that is dragged snap to the grid; Alt suspends it",
        ),
    ]  # fmt: skip


def _graph(to: Handlers) -> list[Command]:
    run, edit = to.running, to.editing
    return [
        Command(
            "forward", "&Forward", run.forward, ("F5",), "forward",
            "Compute the value of every node",
        ),
        Command(
            "backward", "&Backward", run.backward, ("F6",), "backward",
            "Compute the gradient of every node, from the target back",
        ),
        Command(
            "step", "&Step", run.step, ("F7",), "step",
            "Move every parameter by learning rate × gradient",
        ),
        Command(
            "zero_gradients", "&Zero Gradients", run.zero_gradients, ("F8",), "zero-gradients",
            "Forget the gradients",
        ),
        Command(
            "live", "&Live", run.set_live, ("Ctrl+L",), "live",
            "Recompute values and gradients at every change", is_switch=True,
        ),
        Command(
            "accumulate", "Accumulate &Gradients", run.set_accumulate,
            tip="Let Backward add to the gradients that are there", is_switch=True,
        ),
        Command("ascend", "&Ascend", run.ascend, (), "up", is_switch=True, group="direction"),
        Command("descend", "&Descend", run.descend, (), "down", is_switch=True, group="direction"),
        Command(
            "mark_target", "&Mark as Target", edit.mark_target, ("T",), "target", reach=_CANVAS,
        ),
        Command("unmark_target", "&Unmark the Target", edit.unmark_target),
        Command("make_parameter", "Make &Parameter", edit.make_parameter, (), "parameter"),
        Command("make_constant", "Make C&onstant", edit.make_constant, (), "constant"),
        Command("make_input", "Make &Input", edit.make_input, (), "input"),
        Command(
            "freeze", "Fre&eze", edit.freeze, ("M",), "constant", reach=_CANVAS,
            tip="Hold values constant, so that no gradient flows through; or let them go",
        ),
        Command(
            "wire_by_keys", "Wi&re…", to.canvas.wire_by_keys, ("W",), reach=_CANVAS,
            tip="Take a wire from the selected node; arrows or letters choose the port",
        ),
        Command(
            "swap_operands", "S&wap Operands", edit.swap_operands, ("Alt+S",),
            tip="Make b − a of a − b", reach=_CANVAS,
        ),
    ]  # fmt: skip


def _view(to: Handlers) -> list[Command]:
    canvas, appearance = to.canvas, to.appearance
    return [
        Command(
            "next_panel", "Ne&xt Panel", to.window.next_panel, _NEXT_PANEL,
            tip="Lead the keyboard on: tool bar, expression, palette, canvas, inspector",
        ),
        Command(
            "previous_panel", "Pre&vious Panel", to.window.previous_panel, _PREVIOUS_PANEL,
            tip="Lead the keyboard back",
        ),
        Command("fit", "&Fit", canvas.fit, ("Home", "F", "."), "fit", reach=_CANVAS),
        Command("zoom_in", "Zoom &In", canvas.zoom_in, ("Ctrl++", "Ctrl+="), "zoom-in"),
        Command("zoom_out", "Zoom &Out", canvas.zoom_out, ("Ctrl+-",), "zoom-out"),
        Command("zoom_100", "&100 %", canvas.zoom_100, ("Ctrl+0",)),
        Command(
            "wire_numbers", "Show &Numbers on All Wires", to.window.show_all_wire_numbers, ("N",),
            "wire-numbers", reach=_CANVAS, is_switch=True,
        ),
        *(
            Command(
                f"theme_{choice}", f"&{choice.capitalize()}", partial(appearance.choose, choice),
                (), f"theme-{choice}", is_switch=True, group="theme",
            )
            for choice in ("system", "dark", "light")
        ),
    ]  # fmt: skip


def plain(text: str) -> str:
    """Return a command's text as it reads outside a menu."""
    return text.replace("&", "").rstrip("…")


def _help(to: Handlers) -> list[Command]:
    return [
        Command(
            "command_palette",
            "&Commands…",
            to.searching.commands,
            ("Ctrl+Shift+P", "F3"),
            "search",
            "Find a command by its name, and run it",
        ),
        Command(
            "change_keys",
            "C&hange Keys…",
            to.searching.change_keys,
            tip="Give commands other keys",
        ),
        Command("keys", "&Keys and Gestures", to.window.show_keys, ("F1", "?"), "help"),
        Command("about", "&About Chainrule", to.window.show_about),
    ]


Entry = str | None | tuple[str, tuple[Any, ...]]
"""In a menu: a command's name, a separator, or a title with a menu of its own.

A name in angle brackets is filled in by the window.
"""

_ROLES: Final = ("make_parameter", "make_constant", "make_input")

MENUS: Final[tuple[tuple[str, tuple[Entry, ...]], ...]] = (
    (
        "&File",
        ("new", "open", "<recent>", "<examples>", None, "save", "save_as", "export", None, "quit"),
    ),
    (
        "&Edit",
        (
            "undo", "redo", None, "add", None, "cut", "copy", "paste", "paste_wired", None,
            "duplicate", "duplicate_wired", "duplicate_and_follow", None,
            "delete", "take_out", None, "rename", None, "find", "find_in_palette", "type",
        ),
    ),
    (
        "Se&lect",
        (
            "select_all", "invert_selection", "select_similar", None,
            "select_one_upstream", "select_one_downstream",
            "select_all_upstream", "select_all_downstream", None,
            ("&Walk", ("walk_left", "walk_right", "walk_up", "walk_down")),
        ),
    ),
    (
        "&Graph",
        (
            "forward", "backward", "step", "zero_gradients", None, "live", "accumulate", None,
            "ascend", "descend", None, "mark_target", "unmark_target", *_ROLES, None,
            "freeze", "wire_by_keys", "swap_operands",
        ),
    ),
    (
        "Arra&nge",
        (
            "tidy", None, "align_left", "align_centre", "align_right", None,
            "align_top", "align_middle", "align_bottom", None,
            "distribute_across", "distribute_down", None,
            ("&Nudge", ("nudge_left", "nudge_right", "nudge_up", "nudge_down")), None,
            "snap_to_guides", "snap_to_grid",
        ),
    ),
    (
        "&View",
        (
            "fit", "zoom_in", "zoom_out", "zoom_100", None, "wire_numbers", None,
            ("&Theme", ("theme_system", "theme_dark", "theme_light")), "<panels>",
            None, "next_panel", "previous_panel",
        ),
    ),
    ("&Help", ("command_palette", "keys", "change_keys", None, "about")),
)  # fmt: skip

NODE_MENU: Final[tuple[Entry, ...]] = (
    "rename", "mark_target", *_ROLES, "freeze", "wire_by_keys", "swap_operands", None,
    "cut", "copy", "duplicate", "duplicate_wired", "delete", "take_out", None,
    "select_all_upstream", "select_all_downstream", "tidy",
)  # fmt: skip
WIRE_MENU: Final[tuple[Entry, ...]] = ("delete", None, "wire_numbers")
SHEET_MENU: Final[tuple[Entry, ...]] = (
    "add", None, "paste", "paste_wired", "select_all", None, "find", "find_in_palette", "type",
    None, "tidy", "fit", "wire_numbers",
)  # fmt: skip


def menus_of() -> dict[str, str]:
    """Return in which menu of the menu bar each command stands, by the command's name."""
    return dict(_places(MENUS))


def _places(entries: Iterable[Entry], title: str = "") -> Iterator[tuple[str, str]]:
    for entry in entries:
        if isinstance(entry, tuple):
            below = plain(entry[0])
            yield from _places(entry[1], f"{title} ▸ {below}" if title else below)
        elif entry is not None:
            yield entry, title
