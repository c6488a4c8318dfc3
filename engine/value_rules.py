"""How a value passes its gradient on to its operands: one function for each op, from the op table.

An op's partials are run on names, and what comes out is written as the body of a function, as the
compiled evaluator's C is: a call of ``partials`` takes longer than all the rest. A choice between
two formulas then evaluates only the one that is chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from engine.expr import Expr
from engine.notation import Binds, Form, Notation, comparisons, infix, write
from engine.ops import OPS, Op

if TYPE_CHECKING:
    from engine.value import Value

Rule = Callable[["Value"], None]
"""Adds to each operand's gradient what a value contributes: upstream gradient × local."""

_NAMES: Final = ("a", "b", "c")
_DIVISION: Final = "div"


def rule(op: Op) -> Rule:
    """Return how a value that this op made passes its gradient on."""
    if op.variadic or op.reduces_rows:
        return _calling(op)
    functions: dict[str, Any] = {f"fn_{name}": other.forward for name, other in OPS.items()}
    # The text is made from the op table alone: nothing that anybody typed or saved comes into it.
    exec(rule_text(op), functions)  # noqa: S102
    found: Rule = functions["pass_on"]
    return found


def rule_text(op: Op) -> str:
    """Return the Python text of an op's rule."""
    names = _NAMES[: len(op.operands)]
    partials = op.partials(Expr.name("y"), *map(Expr.name, names))
    read = [name for name in names if any(_mentions(partial, name) for partial in partials)]
    lines = [
        "def pass_on(value):",
        "    upstream = value.grad",
        *(["    y = value._data"] if any(_mentions(partial, "y") for partial in partials) else []),
        f"    ({''.join(f'to_{name},' for name in names)}) = value._operands",
        *(f"    {name} = to_{name}._data" for name in read),
        *(f"    to_{n}.grad += {_contribution(p)}" for n, p in zip(names, partials, strict=True)),
    ]
    return "\n".join(lines)


def nothing(_value: Value) -> None:
    """Pass nothing on, as a leaf does, and a value whose op nobody knows."""


def _mentions(partial: Expr | float, name: str) -> bool:
    return isinstance(partial, Expr) and partial.mentions(name)


def _contribution(local: Expr | float) -> str:
    if local == 1.0:
        return "upstream"
    return (
        f"upstream * ({write(local if isinstance(local, Expr) else Expr.number(local), _PYTHON)})"
    )


def _calling(op: Op) -> Rule:
    partials = op.partials

    def pass_on(value: Value) -> None:
        upstream = value.grad
        operands = value._operands  # noqa: SLF001 - a value is taken apart here
        local = partials(value._data, *[operand._data for operand in operands])  # noqa: SLF001
        for operand, derivative in zip(operands, local, strict=True):
            operand.grad += upstream * derivative

    return pass_on


# Python's own division raises at 0, so that it is written as a call.
_OPERATORS: Final = infix("{} + {}", "{} - {}", "{} * {}", "", "-{}")
_PYTHON: Final = Notation(
    forms={
        **{head: form for head, form in _OPERATORS.items() if head != _DIVISION},
        **comparisons(">=", "<=", "==", "and"),
        "where": Form("{1} if {0} else {2}", Binds.CHOICE, (Binds.COMPARE,) * 3),
    },
    number=repr,
    name=str,
    call="fn_{}({})",
    parentheses="({})",
)
