"""The signs that tell a number's sign and state without colour."""

from __future__ import annotations

import math

from desktop_app.model.run import State
from engine.readable import readable

NOT_COMPUTED = "–"
HIDDEN = "?"
TROUBLE = "⚠"
_MARKS = {State.STALE: "↻", State.ACCUMULATED: "∑"}


def number_text(number: float | None, state: State, digits: int = 7) -> str:
    """Return a number as it stands on a node; what is not computed is never 0."""
    if state is State.HIDDEN:
        return HIDDEN
    if number is None or state is State.NOT_COMPUTED:
        return NOT_COMPUTED
    return readable(number, digits)


def state_mark(state: State) -> str:
    """Return the glyph beside a number that is not simply fresh."""
    return _MARKS.get(state, "")


def sign_mark(number: float | None) -> str:
    """Return ▲ for a positive, ▼ for a negative number, ● for 0, and ⚠ for what is not finite."""
    if number is None:
        return ""
    if is_trouble(number):
        return TROUBLE
    if number > 0.0:
        return "▲"
    return "▼" if number < 0.0 else "●"


def is_trouble(number: float | None) -> bool:
    """Tell whether a number is infinite or nan."""
    return number is not None and not math.isfinite(number)
