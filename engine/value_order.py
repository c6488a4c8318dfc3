"""In which order what a value depends on is gone through: operands before what uses them.

Nothing here recurses, because recursion ends at a depth of about a thousand.
"""

# ruff: noqa: SLF001 - a value's operands are its own

from __future__ import annotations

from itertools import count, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from engine.value import Value

FEW: Final = 2500
"""So many values are put in order by sorting."""
_made: Final = attrgetter("_serial")
tick: Final = count(1).__next__
"""Returns a larger number each time: a value takes one when it is made of others."""


def operands_first(root: Value) -> list[Value]:
    """Return everything that a value depends on, operands before what uses them, it last."""
    order: list[Value] = []
    seen: set[Value] = set()
    waiting: list[Value | None] = [root]
    while waiting:
        value = waiting.pop()
        if value is None:
            order.append(waiting.pop())  # type: ignore[arg-type]
        elif value not in seen:
            seen.add(value)
            waiting += (value, None)
            waiting += reversed(value._operands)
    return order


def made_below(root: Value) -> list[Value]:
    """Set every gradient below to 0, and return what was made, operands first, the root last.

    It is ``operands_first`` without leaves and without a set: what was met is known by the very
    object that is its gradient, a 0 that nothing else can hold yet. Few values are sorted by when
    they were made, as operands always are before what uses them; of many, sorting would jump about
    in memory.
    """
    zero = float()  # noqa: UP018 - an object of its own, where a literal would be the same always
    root.grad = zero
    order = [root]
    add = order.append
    for value in islice(order, FEW):
        for operand in value._operands:
            if operand.grad is not zero:
                operand.grad = zero
                if operand._operands:
                    add(operand)
    if len(order) > FEW:
        return _depth_first(root)
    order.sort(key=_made)
    return order


def _depth_first(root: Value) -> list[Value]:
    """Do what ``made_below`` does, whatever the number."""
    opened, zero = float(), float()  # noqa: UP018 - two objects, as above
    order: list[Value] = []
    waiting = [root]
    take, wait, add = waiting.pop, waiting.append, waiting.extend
    while waiting:
        value = take()
        mark = value.grad
        if mark is zero:
            continue
        if mark is opened:
            value.grad = zero
            order.append(value)
        elif operands := value._operands:
            value.grad = opened
            wait(value)
            add(operands)
        else:
            value.grad = zero
    return order
