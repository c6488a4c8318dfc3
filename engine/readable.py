"""How a number is written for a person to read."""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"


def readable(number: float, digits: int = 7) -> str:
    """Return a number with at most ``digits`` significant digits, as −7.28650, 1.2e−7, inf or nan.

    Trailing zeros are left out; a number that is shown rounded is not marked as such.
    """
    if number != number:
        return "nan"
    if math.isinf(number):
        return "∞" if number > 0 else MINUS + "∞"
    text = f"{number:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    return _with_minus("0" if text == "-0" else text)


def exact(number: float) -> str:
    """Return the shortest text that reads back as the same number, with a true minus sign."""
    if not math.isfinite(number):
        return readable(number)
    text = repr(number)
    return _with_minus(text.removesuffix(".0"))


def plain(number: float) -> str:
    """Return the shortest ASCII text that reads back as the same number."""
    if number != number:
        return "nan"
    if math.isinf(number):
        return "inf" if number > 0 else "-inf"
    return repr(number).removesuffix(".0")


def _with_minus(text: str) -> str:
    return text.replace("-", MINUS)
