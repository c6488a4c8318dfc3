"""How an ``Expr`` is written: as text for the screen, as text that can be typed, and as LaTeX.

A notation is a table from head to template and binding strength; printing is one walk over it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from engine.expr import Expr
from engine.readable import MINUS, exact, plain


class Binds(IntEnum):
    """How strongly an operator holds its operands: a weaker one inside needs parentheses."""

    CHOICE = 0
    COMPARE = 1
    ADD = 2
    MULTIPLY = 3
    NEGATE = 4
    POWER = 5
    ATOM = 6


@dataclass(frozen=True, slots=True)
class Form:
    """How one head is written.

    Attributes:
        template: the text, with ``{}`` for each operand.
        binds: how strongly the result holds together.
        needs: for each operand, the least strength that stands without parentheses.
    """

    template: str
    binds: Binds
    needs: tuple[Binds, ...]


@dataclass(frozen=True, slots=True)
class Notation:
    """A way of writing: forms by head, and what numbers, names and other functions look like.

    Attributes:
        forms: how the heads that are not written as calls are.
        number: how a number is written.
        name: how a name is written.
        call: how any other head is applied to its operands.
        parentheses: what goes round an operand that would fall apart.
        chains: heads with any number of operands that are written like one of two.
        superscripts: whether a whole power is raised.
    """

    forms: dict[str, Form]
    number: Callable[[float], str]
    name: Callable[[str], str]
    call: str
    parentheses: str
    chains: dict[str, str] = field(default_factory=dict)
    superscripts: bool = False


QUOTE: Final = "`"
"""What stands round a typed name that is not a plain word."""


def write(expr: Expr, notation: Notation) -> str:
    """Return the formula in a notation."""
    return _write(expr, notation)[0]


def _write(expr: Expr, notation: Notation) -> tuple[str, Binds]:
    if expr.head == "name":
        text = notation.name(str(expr.value))
        return text, Binds.CHOICE if _falls_apart(text) else Binds.ATOM
    if expr.head == "number":
        return _number(float(expr.value or 0.0), notation)
    written = [_write(operand, notation) for operand in expr.operands]
    if expr.head == "pow" and notation.superscripts:
        raised = _superscript(expr.operands[1])
        if raised:
            return _wrapped(written[0], Binds.ATOM, notation) + raised, Binds.POWER
    if expr.head in notation.chains:
        return _chain(written, notation.forms[notation.chains[expr.head]], notation)
    form = notation.forms.get(expr.head)
    if form is None or len(form.needs) != len(written):
        arguments = ", ".join(text for text, _ in written)
        return notation.call.format(expr.head, arguments), Binds.ATOM
    return _filled(form, written, notation)


def _falls_apart(name: str) -> bool:
    return name[0] != QUOTE and any(sign in name for sign in " +-−*×/÷^=,")


def _chain(written: list[tuple[str, Binds]], form: Form, notation: Notation) -> tuple[str, Binds]:
    result = written[0]
    for each in written[1:]:
        result = _filled(form, [result, each], notation)
    return result


def _filled(form: Form, written: list[tuple[str, Binds]], notation: Notation) -> tuple[str, Binds]:
    parts = [_wrapped(w, need, notation) for w, need in zip(written, form.needs, strict=True)]
    if form.binds in {Binds.ADD, Binds.MULTIPLY}:
        # Two signs side by side, as in a + −3, read badly.
        parts[1:] = [_without_sign(part, notation) for part in parts[1:]]
    return form.template.format(*parts), form.binds


def _without_sign(text: str, notation: Notation) -> str:
    return notation.parentheses.format(text) if text[0] in {"-", MINUS} else text


def _number(number: float, notation: Notation) -> tuple[str, Binds]:
    text = notation.number(number)
    return text, Binds.ATOM if text[0].isdigit() or text == "nan" else Binds.NEGATE


def _wrapped(written: tuple[str, Binds], need: Binds, notation: Notation) -> str:
    text, binds = written
    return text if binds >= need else notation.parentheses.format(text)


_RAISED: Final = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _superscript(exponent: Expr) -> str | None:
    if exponent.head != "number":
        return None
    number = float(exponent.value or 0.0)
    is_short = number.is_integer() and abs(number) < 1000.0
    return plain(number).translate(_RAISED) if is_short else None


_C, _A, _M, _N, _P, _T = (
    Binds.COMPARE,
    Binds.ADD,
    Binds.MULTIPLY,
    Binds.NEGATE,
    Binds.POWER,
    Binds.ATOM,
)


_PLAIN_WORD: Final = re.compile(r"(?:(?![⁰¹²³⁴⁵⁶⁷⁸⁹])\w)+")
_NUMBERED: Final = re.compile(r"([A-Za-z])_?(\d+)")


def _typed_name(name: str) -> str:
    starts_well = name[0].isalpha() or name[0] == "_"
    if starts_well and _PLAIN_WORD.fullmatch(name):
        return name
    return QUOTE + name.replace(QUOTE, 2 * QUOTE) + QUOTE


def _latex_name(name: str) -> str:
    if numbered := _NUMBERED.fullmatch(name):
        return "{}_{{{}}}".format(*numbered.groups())
    escaped = re.sub(r"([#$%&_{}])", r"\\\1", name)
    return escaped if len(name) == 1 else rf"\mathrm{{{escaped}}}"


def infix(add: str, sub: str, mul: str, div: str, neg: str) -> dict[str, Form]:
    """Return the forms of the four operators and the sign."""
    # The right operand of each must bind tighter, so that the grouping survives being written.
    return {
        "add": Form(add, _A, (_A, _M)),
        "sub": Form(sub, _A, (_A, _M)),
        "mul": Form(mul, _M, (_M, _P)),
        "div": Form(div, _M, (_M, _P)),
        "neg": Form(neg, _N, (_P,)),
    }


def comparisons(at_least: str, at_most: str, equal: str, both: str) -> dict[str, Form]:
    """Return the forms of what is true or not."""
    return {
        "greater": Form("{} > {}", _C, (_A, _A)),
        "less": Form("{} < {}", _C, (_A, _A)),
        "greater_equal": Form("{} " + at_least + " {}", _C, (_A, _A)),
        "less_equal": Form("{} " + at_most + " {}", _C, (_A, _A)),
        "equal": Form("{} " + equal + " {}", _C, (_A, _A)),
        "both": Form("{} " + both + " {}", _C, (_C, _C)),
    }


SCREEN: Final = Notation(
    forms={
        **infix("{} + {}", "{} − {}", "{} × {}", "{} ÷ {}", "−{}"),
        **comparisons("≥", "≤", "=", "and"),
        "pow": Form("{}^{}", _P, (_T, _P)),
        "square": Form("{}²", _P, (_T,)),
        "sqrt": Form("√{}", _T, (_T,)),
        "reciprocal": Form("1 ÷ {}", _M, (_P,)),
        "log": Form("ln({})", _T, (Binds.CHOICE,)),
        "abs": Form("|{}|", _T, (Binds.CHOICE,)),
        "sigmoid": Form("σ({})", _T, (Binds.CHOICE,)),
        "normal_cdf": Form("Φ({})", _T, (Binds.CHOICE,)),
        "normal_density": Form("φ({})", _T, (Binds.CHOICE,)),
        "where": Form("{1} if {0}, else {2}", Binds.CHOICE, (_C, _C, Binds.CHOICE)),
        "over_rows": Form("∑ {}", _M, (_M,)),
        "row_count": Form("N", _T, (Binds.CHOICE,)),
    },
    number=exact,
    name=lambda text: text,
    call="{}({})",
    parentheses="({})",
    chains={"add_n": "add", "mul_n": "mul"},
    superscripts=True,
)
"""For people to read on the screen: −7 × (a + b)²."""

TYPED: Final = Notation(
    forms={
        **infix("{} + {}", "{} - {}", "{}*{}", "{}/{}", "-{}"),
        "pow": Form("{}**{}", _P, (_T, _P)),
    },
    number=plain,
    name=_typed_name,
    call="{}({})",
    parentheses="({})",
)
"""What the expression field reads back: -7*(a + b)**2."""

LATEX: Final = Notation(
    forms={
        **infix("{} + {}", "{} - {}", r"{} \cdot {}", r"\frac{{{}}}{{{}}}", "-{}"),
        **comparisons(r"\ge", r"\le", "=", r"\land"),
        "div": Form(r"\frac{{{}}}{{{}}}", _T, (Binds.CHOICE, Binds.CHOICE)),
        "pow": Form("{}^{{{}}}", _P, (_T, Binds.CHOICE)),
        "square": Form("{}^{{2}}", _P, (_T,)),
        "reciprocal": Form(r"\frac{{1}}{{{}}}", _T, (Binds.CHOICE,)),
        "exp": Form("e^{{{}}}", _P, (Binds.CHOICE,)),
        "log": Form(r"\ln\left({}\right)", _T, (Binds.CHOICE,)),
        "sqrt": Form(r"\sqrt{{{}}}", _T, (Binds.CHOICE,)),
        "abs": Form(r"\left|{}\right|", _T, (Binds.CHOICE,)),
        "sigmoid": Form(r"\sigma\left({}\right)", _T, (Binds.CHOICE,)),
        "normal_cdf": Form(r"\Phi\left({}\right)", _T, (Binds.CHOICE,)),
        "normal_density": Form(r"\varphi\left({}\right)", _T, (Binds.CHOICE,)),
        "where": Form(
            r"\begin{{cases}}{1} & {0}\\{2} & \text{{otherwise}}\end{{cases}}",
            _T,
            (Binds.CHOICE, Binds.CHOICE, Binds.CHOICE),
        ),
        "over_rows": Form(r"\sum {}", _M, (_M,)),
        "row_count": Form("N", _T, (Binds.CHOICE,)),
        **{
            name: Form(rf"\{name}\left({{}}\right)", _T, (Binds.CHOICE,))
            for name in ("sin", "cos", "tan", "tanh")
        },
    },
    number=plain,
    name=_latex_name,
    call=r"\operatorname{{{}}}\left({}\right)",
    parentheses=r"\left({}\right)",
    chains={"add_n": "add", "mul_n": "mul"},
)
"""For documents: -7 \\cdot \\left(a + b\\right)^{2}."""
