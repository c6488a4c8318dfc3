"""In which order what a value depends on is gone through: operands before what uses them.

Both ways keep a stack of their own, because recursion ends at a depth of about a thousand.
"""

# ruff: noqa: SLF001 - a value's operands are its own

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.value import Value


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
    object that is its gradient, a 0 that nothing else can hold yet.
    """
    # Two objects, where literals would be one and the same in every pass.
    opened, zero = float(), float()  # noqa: UP018
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
