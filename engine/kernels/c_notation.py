"""How an ``Expr`` is written in C: one more table beside those of ``engine.notation``."""

from __future__ import annotations

import math
from typing import Final

from engine.expr import Expr
from engine.notation import Binds, Form, Notation, comparisons, infix, write


def in_c(expr: Expr) -> str:
    """Return the formula as a C expression of doubles; functions are those of elementary.h."""
    return write(expr, C)


def c_number(number: float) -> str:
    """Return a number as a C constant that is read back to the last digit."""
    if math.isnan(number):
        return "NAN"
    if math.isinf(number):
        return "INFINITY" if number > 0.0 else "-INFINITY"
    return repr(number)


C: Final = Notation(
    forms={
        **infix("{} + {}", "{} - {}", "{} * {}", "{} / {}", "-{}"),
        **comparisons(">=", "<=", "==", "&&"),
        "where": Form("{} ? {} : {}", Binds.CHOICE, (Binds.COMPARE, Binds.COMPARE, Binds.CHOICE)),
    },
    number=c_number,
    name=lambda text: text,
    call="fn_{}({})",
    parentheses="({})",
)
