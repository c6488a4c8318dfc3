"""How a value passes its gradient on to its operands: one function for each op, from the op table.

An op's partials are run on names, and what comes out is written as the body of a function, as the
compiled evaluator's C is: a call of ``partials`` takes longer than all the rest. A choice between
two formulas then evaluates only the one that is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import add, mul, sub
from typing import TYPE_CHECKING, Any, Final

from engine.expr import Expr
from engine.notation import Binds, Form, Notation, comparisons, infix, write
from engine.ops import OPS, Op

if TYPE_CHECKING:
    from engine.value import Value

Rule = Callable[["Value"], None]
"""Adds to each operand's gradient what a value contributes: upstream gradient × local."""

_NAMES: Final = ("a", "b", "c")
_CALL: Final = "fn_"
_BUILT_IN: Final = {"add": add, "sub": sub, "mul": mul}


def rule(op: Op) -> Rule:
    """Return how a value that this op made passes its gradient on."""
    if op.variadic or op.reduces_rows:
        return _calling(op)
    functions: dict[str, Any] = {f"fn_{name}": other.forward for name, other in OPS.items()}
    # The text is made from the op table alone: nothing that anybody typed or saved comes into it.
    exec(rule_text(op), functions)  # noqa: S102
    found: Rule = functions["pass_on"]
    return found


def rule_to_first(op: Op) -> Rule:
    """Return how a value passes its gradient on to its first operand alone.

    The exponent of ``x**3`` is a part of the op, as it is in micrograd, and has no gradient.
    """
    functions: dict[str, Any] = {f"fn_{name}": other.forward for name, other in OPS.items()}
    exec(rule_text(op, to=1), functions)  # noqa: S102 - as above
    found: Rule = functions["pass_on"]
    return found


def rule_text(op: Op, to: int | None = None) -> str:
    """Return the Python text of an op's rule; with a number, for so many operands alone."""
    names = _NAMES[: len(op.operands)]
    partials = op.partials(Expr.name("y"), *map(Expr.name, names))[:to]
    places = {"y": "value._data", **{name: f"to_{name}._data" for name in names}}
    uses = {name: sum(_uses(partial, name) for partial in partials) for name in places}
    # What is read once is read where it is used.
    once = {name: Expr.name(places[name]) for name in places if uses[name] == 1}
    lines = [
        "def pass_on(value):",
        "    upstream = value.grad",
        f"    ({''.join(f'to_{name},' for name in names)}) = value._operands",
        *(f"    {name} = {place}" for name, place in places.items() if uses[name] > 1),
        *(
            f"    to_{name}.grad {_added(_with(partial, once))}"
            for name, partial in zip(names, partials, strict=to is None)
        ),
    ]
    return "\n".join(lines)


def quick_forward(op: Op) -> Callable[..., float]:
    """Return what an op's ``forward`` does on floats, without the calls that it can do without."""
    names = [Expr.name(name) for name in _NAMES[: len(op.operands)]]
    formula = op.forward(*names)
    if formula.operands == tuple(names) and formula.head in _BUILT_IN:
        return _BUILT_IN[formula.head]
    text = write(formula, _PYTHON)
    if _CALL in text:
        return op.forward
    # As above: the text is made from the op table alone.
    made: Callable[..., float] = eval(f"lambda {', '.join(_NAMES[: len(names)])}: {text}")  # noqa: S307
    return made


def nothing(_value: Value) -> None:
    """Pass nothing on, as a leaf does, and a value whose op nobody knows."""


def _uses(partial: Expr | float, name: str) -> int:
    """Return how often a formula reads a name; a choice reads its condition and one of two."""
    if not isinstance(partial, Expr):
        return 0
    own = partial.head == "name" and partial.value == name
    return own + sum(_uses(operand, name) for operand in partial.operands)


def _with(partial: Expr | float, places: Mapping[str, Expr]) -> Expr | float:
    return partial.substitute(places) if isinstance(partial, Expr) else partial


def _added(local: Expr | float) -> str:
    """Return how upstream × local is added to a gradient; a factor of ±1 is left out."""
    if local in {1.0, -1.0}:
        return "+= upstream" if local == 1.0 else "-= upstream"
    formula = local if isinstance(local, Expr) else Expr.number(local)
    return f"+= upstream * ({write(formula, _PYTHON)})"


def _calling(op: Op) -> Rule:
    partials = op.partials

    def pass_on(value: Value) -> None:
        upstream = value.grad
        operands = value._operands  # noqa: SLF001 - a value is taken apart here
        local = partials(value._data, *[operand._data for operand in operands])  # noqa: SLF001
        for operand, derivative in zip(operands, local, strict=True):
            operand.grad += upstream * derivative

    return pass_on


# Python's own division raises at 0: that alone is left to a call.
_DIVIDE: Final = Form("{0} / {1} if {1} else fn_div({0}, {1})", Binds.CHOICE, (Binds.ATOM,) * 2)
_OPERATORS: Final = infix("{} + {}", "{} - {}", "{} * {}", "", "-{}")
_PYTHON: Final = Notation(
    forms={
        **_OPERATORS,
        "div": _DIVIDE,
        "square": Form("{0} * {0}", Binds.MULTIPLY, (Binds.ATOM,)),
        **comparisons(">=", "<=", "==", "and"),
        "where": Form("{1} if {0} else {2}", Binds.CHOICE, (Binds.COMPARE,) * 3),
    },
    number=repr,
    name=str,
    call=f"{_CALL}{{}}({{}})",
    parentheses="({})",
)
