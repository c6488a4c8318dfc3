"""Text for a terminal: tables, numbers, and streams that can show every sign or a stand-in."""

from __future__ import annotations

import codecs
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

_STAND_INS: Final = {
    "−": "-", "×": "x", "÷": "/", "·": "*", "√": "sqrt ", "∑": "sum ", "∂": "d", "∞": "inf",
    "σ": "sigmoid", "Φ": "Phi", "φ": "phi", "²": "^2", "…": "...", "→": "->", "–": "-", "’": "'",
    "“": '"', "”": '"', "≥": ">=", "≤": "<=",
}  # fmt: skip
"""What is written where a terminal's encoding lacks a sign."""
_ERRORS: Final = "chainrule"


def prepare_streams() -> None:
    """Let what is printed hold any sign, whatever encoding the terminal has."""
    codecs.register_error(_ERRORS, _stand_in)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=_ERRORS)


def print_utf8() -> None:
    """Print UTF-8 whatever encoding the terminal has: programs expect JSON in it."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8")


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_STAND_INS.get(sign, "?") for sign in lacking), error.end


def number(value: float | None, digits: int = 10) -> str:
    """Return a number in ASCII, rounded to significant digits; a dash where there is none."""
    if value is None:
        return "–"
    text = f"{value:.{digits}g}"
    return "0" if text == "-0" else text


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], numeric: Iterable[int]) -> str:
    """Return lines with aligned columns.

    Args:
        heads: the columns' heads.
        rows: the cells.
        numeric: which columns hold numbers; those are aligned at the decimal point.
    """
    columns = list(zip(*rows, strict=True)) or [()] * len(heads)
    aligned = [
        _aligned_numbers(head, cells) if index in set(numeric) else _aligned_text(head, cells)
        for index, (head, cells) in enumerate(zip(heads, columns, strict=True))
    ]
    return "\n".join("  ".join(line).rstrip() for line in zip(*aligned, strict=True))


def _aligned_text(head: str, cells: Sequence[str]) -> list[str]:
    width = max(map(_width, (head, *cells)))
    return [cell + " " * (width - _width(cell)) for cell in (head, *cells)]


def _aligned_numbers(head: str, cells: Sequence[str]) -> list[str]:
    behind = max((len(_behind_point(cell)) for cell in cells), default=0)
    lines = [cell + " " * (behind - len(_behind_point(cell))) for cell in cells]
    width = max((len(head), *map(len, lines)))
    return [head.rjust(width), *(line.rjust(width) for line in lines)]


def _behind_point(cell: str) -> str:
    start = cell.find(".")
    if start < 0 and cell[-1:].isdigit():
        start = cell.find("e")
    return cell[start:] if start >= 0 else ""


def _width(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(sign) in {"W", "F"} for sign in text)
    return len(text) + wide - sum(unicodedata.combining(sign) > 0 for sign in text)
