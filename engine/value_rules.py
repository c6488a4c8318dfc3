"""How a value passes its gradient on to its operands: one function for each op, from the op table.

An op's partials are run on names, and what comes out is written as the body of a function, as the
compiled evaluator's C is: a call of ``partials`` takes longer than all the rest. A choice between
two formulas then evaluates only the one that is chosen.
"""

from __future__ import annotations

from collections.abc import Callable
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
_DIVISION: Final = "div"
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
    call=f"{_CALL}{{}}({{}})",
    parentheses="({})",
)
