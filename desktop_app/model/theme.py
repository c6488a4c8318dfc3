"""A theme: every colour of the window and the canvas, by what it is for.

Colours are plain `#rrggbb` text, so that a theme can be read, tested and used without a window.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

import resources

NAMES = ("dark", "light")

Colour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-f]{6}\Z")]


class ThemeError(ValueError):
    """A theme that cannot be used; the message names the theme and the place in it."""


class _Colours(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A group of colours: every name must be given, and no other."""


class Pair(_Colours, frozen=True):
    """One meaning in two strengths.

    Attributes:
        strong: for text, glyphs and wires; legible on a node and on `soft`.
        soft: for the fill behind them.
    """

    strong: Colour
    soft: Colour


class Window(_Colours, frozen=True):
    """Everything around the canvas.

    Attributes:
        background: the window itself: tool bar, menu bar, status bar.
        panel: docks and dialogs, raised above the background.
        field: where one types or picks: line edits, lists, trees.
        raised: a button at rest.
        raised_hovered: a button under the pointer.
        raised_pressed: a button held down.
        hovered: a row or a tool button under the pointer.
        border: the line between two areas.
        border_strong: the line round what lies over the rest: a menu, a tip.
        outline: the line round what one types in, presses or switches; seen as easily as a mark.
        text: words to read.
        muted: captions and hints.
        icon: pictures on buttons and in lists.
        disabled: what cannot be used now.
        accent: the one colour that says "this one".
        accent_hovered: `accent` under the pointer.
        accent_pressed: `accent` held down.
        accent_text: words on `accent`.
        selection: behind a selected row or selected text.
        selection_text: words on `selection`.
        focus: the ring around what has the keyboard.
        danger: something is lost or wrong.
        warning: look here.
        success: it worked.
        tooltip: behind a tip.
        tooltip_text: words on `tooltip`.
        scroll: the handle of a scroll bar.
        scroll_hovered: the handle under the pointer.
    """

    background: Colour
    panel: Colour
    field: Colour
    raised: Colour
    raised_hovered: Colour
    raised_pressed: Colour
    hovered: Colour
    border: Colour
    border_strong: Colour
    outline: Colour
    text: Colour
    muted: Colour
    icon: Colour
    disabled: Colour
    accent: Colour
    accent_hovered: Colour
    accent_pressed: Colour
    accent_text: Colour
    selection: Colour
    selection_text: Colour
    focus: Colour
    danger: Colour
    warning: Colour
    success: Colour
    tooltip: Colour
    tooltip_text: Colour
    scroll: Colour
    scroll_hovered: Colour


class Canvas(_Colours, frozen=True):
    """The drawing of the graph.

    Attributes:
        background: the sheet.
        grid_minor: the dots of the fine grid.
        grid_major: the dots of the coarse grid.
        node: the body of a node.
        node_hovered: the body under the pointer.
        node_border: the outline of a node.
        node_border_hovered: the outline under the pointer.
        node_border_selected: the outline of a selected node.
        shadow: below a node, to be painted nearly transparent.
        divider: the line between the parts of a node.
        text: names and numbers.
        muted: captions.
        wire: a wire without a sign to show.
        wire_hovered: a wire under the pointer.
        wire_selected: a selected wire.
        port: the inside of an empty port.
        port_ring: the outline of a port.
        port_accepting: a port that would take the wire being dragged.
        refusal: a wire that may not be, and the sentence that says why.
        target: the mark on the node that Backward starts from.
        box: the box that selects, filled nearly transparent.
        guide: the line that shows what is in line with what is dragged.
    """

    background: Colour
    grid_minor: Colour
    grid_major: Colour
    node: Colour
    node_hovered: Colour
    node_border: Colour
    node_border_hovered: Colour
    node_border_selected: Colour
    shadow: Colour
    divider: Colour
    text: Colour
    muted: Colour
    wire: Colour
    wire_hovered: Colour
    wire_selected: Colour
    port: Colour
    port_ring: Colour
    port_accepting: Colour
    refusal: Colour
    target: Colour
    box: Colour
    guide: Colour


class Kinds(_Colours, frozen=True):
    """The header of a node by what it is: `soft` fills it, `strong` writes on it."""

    parameter: Pair
    constant: Pair
    input: Pair
    op: Pair


class Signs(_Colours, frozen=True):
    """The sign of a number: blue above zero, orange below, grey at zero."""

    positive: Pair
    negative: Pair
    zero: Pair


class States(_Colours, frozen=True):
    """How far a number can be trusted."""

    fresh: Pair
    stale: Pair
    not_computed: Pair
    accumulated: Pair


class Theme(_Colours, frozen=True):
    """All colours of one look; see each group for what its names mean."""

    name: str
    window: Window
    canvas: Canvas
    kinds: Kinds
    signs: Signs
    states: States


def parse_theme(text: str, name: str) -> Theme:
    """The theme that a JSON text describes.

    Args:
        text: the JSON.
        name: what to call it in an error.

    Raises:
        ThemeError: a name is missing or unknown, or a colour is not of the form `#rrggbb`.
    """
    try:
        return msgspec.json.decode(text, type=Theme)
    except msgspec.DecodeError as error:
        message = f"The theme “{name}” cannot be used: {error}."
        raise ThemeError(message) from error


def load_theme(name: str) -> Theme:
    """One of the themes that come with the program.

    Args:
        name: one of `NAMES`.

    Raises:
        ThemeError: there is no such theme, or its file is damaged.
    """
    if name not in NAMES:
        message = f"There is no theme “{name}”; there are {' and '.join(NAMES)}."
        raise ThemeError(message)
    return parse_theme(resources.read(f"themes/{name}.json"), name)
