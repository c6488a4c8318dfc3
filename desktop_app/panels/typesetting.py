"""Small pieces of Qt's subset of HTML: numbers with their sign, states, equations, tables."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final, NamedTuple

from desktop_app import style
from desktop_app.model.run import State
from desktop_app.model.theme import Pair, Theme
from engine.readable import readable

NO_NUMBER: Final = "–"
"""What stands for a number that was not computed."""


class Block(NamedTuple):
    """A heading and what stands under it, in Qt's subset of HTML; a tip says what was cut."""

    heading: str
    body: str
    tip: str = ""


def sign_colours(number: float, theme: Theme) -> Pair:
    """Return the colours of a number by its sign."""
    if number > 0.0:
        return theme.signs.positive
    return theme.signs.negative if number < 0.0 else theme.signs.zero


def sign_glyph(number: float) -> str:
    """Return the glyph that says a number's sign without colour."""
    if number > 0.0:
        return "▲"
    return "▼" if number < 0.0 else "●"


def signed_html(number: float | None, theme: Theme, state: State = State.FRESH) -> str:
    """Return a number in the colour of its sign, with the glyph that says the same.

    One that is out of date has no colour of a sign: it may have another sign by now.
    """
    if number is None:
        return NO_NUMBER
    stale = state is State.STALE
    colour = (theme.states.stale if stale else sign_colours(number, theme)).strong
    glyph = f"<span style='font-size:{style.px(9)}px'>{sign_glyph(number)}</span>"
    return f"<span style='color:{colour}'>{glyph} <b>{readable(number)}</b></span>"


def plain_number(number: float | None) -> str:
    """Return a number without its sign's colour."""
    return NO_NUMBER if number is None else escape(readable(number))


def state_html(state: State, passes: int, theme: Theme) -> str:
    """Return a state in words and in its colour, with a mark that says it without colour."""
    states, quiet = theme.states, theme.window.muted
    words, colour = {
        State.NOT_COMPUTED: ("○ not computed", quiet),
        State.HIDDEN: ("? for you to work out", quiet),
        State.FRESH: ("✓ up to date", quiet),
        State.STALE: ("↻ out of date", states.stale.strong),
        State.ACCUMULATED: (f"∑ {passes} passes added up", states.accumulated.strong),
    }[state]
    return f"<span style='color:{colour};font-size:{style.px(11)}px'>{words}</span>"


def muted(html: str, theme: Theme) -> str:
    """Return a text that stands back."""
    return f"<span style='color:{theme.window.muted}'>{html}</span>"


def warning(html: str, theme: Theme) -> str:
    """Return a text that warns."""
    return f"<span style='color:{theme.window.warning}'>{html}</span>"


def strong(html: str) -> str:
    """Return a text that stands out."""
    return f"<b>{html}</b>"


def many(count: int) -> str:
    """Return a count, its thousands apart."""
    return strong(f"{count:,}")


def cell(html: str, align: str = "left", columns: int = 1) -> str:
    """Return a table's cell."""
    return f"<td align='{align}' colspan='{columns}' style='padding:2px 0'>{html}</td>"


def table(rows: Iterable[str]) -> str:
    """Return a table as wide as the panel; each row is its cells."""
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table width='100%' cellspacing='0' cellpadding='0'>{body}</table>"


def equations(rows: Iterable[tuple[str, str]]) -> str:
    """Return rows that are aligned at their equals signs."""
    body = "".join(
        f"<tr><td style='padding:2px 6px 2px 0;white-space:nowrap'>{left}</td>{cell(right)}</tr>"
        for left, right in rows
    )
    return f"<table cellspacing='0' cellpadding='0'>{body}</table>"


def rule(theme: Theme) -> str:
    """Return a thin line across the panel."""
    return f"<hr style='background-color:{theme.window.border_strong}'>"
