"""Small pieces of Qt's subset of HTML: numbers with their sign, equations, cells."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from desktop_app.model.run import State
from desktop_app.model.theme import Pair, Theme
from engine.readable import readable


def sign_colours(number: float | None, theme: Theme) -> Pair:
    """Return the colours of a number by its sign."""
    if number is None or number == 0.0 or number != number:
        return theme.signs.zero
    return theme.signs.positive if number > 0.0 else theme.signs.negative


def sign_glyph(number: float) -> str:
    """Return the glyph that says a number's sign without colour."""
    if number == 0.0 or number != number:
        return "●"
    return "▲" if number > 0.0 else "▼"


def signed_html(number: float | None, theme: Theme) -> str:
    """Return a number in the colour of its sign, with the glyph that says the same."""
    if number is None:
        return "–"
    colour = sign_colours(number, theme).strong
    glyph = f"<span style='font-size:9px'>{sign_glyph(number)}</span>"
    return f"<span style='color:{colour}'>{glyph} <b>{readable(number)}</b></span>"


def state_words(state: State, passes: int) -> str:
    """Return what a state means, in a few words."""
    return {
        State.NOT_COMPUTED: "not computed",
        State.FRESH: "up to date",
        State.STALE: "out of date",
        State.ACCUMULATED: f"{passes} passes added up",
    }[state]


def equations(rows: Iterable[tuple[str, str]]) -> str:
    """Return rows that are aligned at their equals signs."""
    cells = "".join(
        f"<tr><td style='white-space:nowrap'>{left}&nbsp;</td><td>{right}</td></tr>"
        if left or right
        else ""
        for left, right in rows
    )
    return f"<table cellspacing='0' cellpadding='2'>{cells}</table>"


def value_line(line: str, *, last: bool) -> str:
    """Return one line of a formula; the last one is the value and stands out."""
    return f"= {strong(escape(line[2:]))}" if last else escape(line)


def cell(html: str, align: str = "left") -> str:
    """Return a table's cell."""
    return f"<td align='{align}'>{html}</td>"


def strong(html: str) -> str:
    """Return a text that stands out."""
    return f"<b>{html}</b>"


def plain_number(number: float | None) -> str:
    """Return a number without its sign's colour; a dash where there is none."""
    return "–" if number is None else escape(readable(number))


def many(count: int) -> str:
    """Return a count, its thousands apart."""
    return strong(f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"))


def state_html(state: State, passes: int, theme: Theme) -> str:
    """Return a state in words and in its colour, with a mark that says it without colour."""
    states = theme.states
    mark, pair = {
        State.NOT_COMPUTED: ("○", states.not_computed),
        State.FRESH: ("✓", states.fresh),
        State.STALE: ("↻", states.stale),
        State.ACCUMULATED: ("∑", states.accumulated),
    }[state]
    muted = state in {State.FRESH, State.NOT_COMPUTED}
    colour = theme.window.muted if muted else pair.strong
    return f"<span style='color:{colour};font-size:11px'>{mark} {state_words(state, passes)}</span>"
