"""Finding nodes: by a word of their name or op, or by what their numbers are."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from typing import Final

from desktop_app.commands.wording import rewired_text
from engine.graph import Apply, Graph, Leaf, in_order
from engine.labels import display_name
from engine.ops import OPS
from engine.parse import ParseError, parse_number

Number = Callable[[str], float | None]
"""Node id → its value, or its gradient; None where it is not computed."""
Test = Callable[[str], bool]

_COMPARISONS: Final[dict[str, Callable[[float, float], bool]]] = {
    "<=": operator.le, "≤": operator.le, ">=": operator.ge, "≥": operator.ge,
    "!=": operator.ne, "≠": operator.ne, "==": operator.eq, "=": operator.eq,
    "<": operator.lt, ">": operator.gt,
}  # fmt: skip
_SIGNS: Final = "|".join(map(re.escape, _COMPARISONS))
_COMPARED: Final = re.compile(
    rf"\s*(value|gradient|∂|\|gradient\|)\s*({_SIGNS})\s*(.+)", re.IGNORECASE
)
_ODD: Final[dict[str, Callable[[float], bool]]] = {
    "nan": math.isnan,
    "inf": math.isinf,
    "-inf": lambda number: number == -math.inf,
}


class FindError(ValueError):
    """A question that cannot be understood; its text is for the user."""


def find(graph: Graph, value: Number, gradient: Number, question: str) -> list[str]:
    """Return the nodes that a question is about, in the fixed order of ids; for nothing, none.

    Args:
        graph: where to look.
        value: the nodes' values.
        gradient: the nodes' gradients.
        question: a part of a name, an op or its sign, a role; a number, which is a value; ``nan``
            or ``inf`` in either number; or ``value`` or ``gradient`` compared with a number.

    Raises:
        FindError: what is compared with is no number.
    """
    test = test_of(graph, value, gradient, question)
    return [] if test is None else in_order(node_id for node_id in graph.nodes if test(node_id))


def test_of(graph: Graph, value: Number, gradient: Number, question: str) -> Test | None:
    """Return what tells whether a node is among those that a question is about; for nothing, None.

    The arguments are those of ``find``.

    Raises:
        FindError: what is compared with is no number.
    """
    asked = question.strip()
    if not asked:
        return None
    test = _compared(asked, value, gradient) or _odd(asked, value, gradient)
    return test or _named_or_valued(graph, asked, value)


def _compared(asked: str, value: Number, gradient: Number) -> Test | None:
    found = _COMPARED.fullmatch(asked)
    if found is None:
        return None
    what, sign, text = found.groups()
    number = value if what.lower() == "value" else gradient
    size = abs if what.startswith("|") else float
    odd = _ODD.get(text.strip().lower())
    if odd is not None and sign in ("=", "=="):
        return lambda node_id: (n := number(node_id)) is not None and odd(n)
    compare, with_what = _COMPARISONS[sign], _number(text)
    return lambda node_id: (n := number(node_id)) is not None and compare(size(n), with_what)


def _number(text: str) -> float:
    odd = {"inf": math.inf, "-inf": -math.inf}.get(text.strip().lower())
    if odd is not None:
        return odd
    try:
        return parse_number(text)
    except ParseError as error:
        raise FindError(str(error)) from None


def _odd(asked: str, value: Number, gradient: Number) -> Test | None:
    is_odd = _ODD.get(asked.lower())
    if is_odd is None:
        return None
    numbers = (value, gradient)
    return lambda node_id: any((n := each(node_id)) is not None and is_odd(n) for each in numbers)


def _named_or_valued(graph: Graph, asked: str, value: Number) -> Test:
    wanted = asked.casefold()
    try:
        number = parse_number(asked)
    except ParseError:
        number = math.nan

    def test(node_id: str) -> bool:
        node = graph.nodes[node_id]
        if number == value(node_id):
            return True
        if isinstance(node, Leaf):
            words = [display_name(graph, node_id), str(node.role)]
        else:
            words = [rewired_text(graph, node_id), *_op_words(node)]
        return any(wanted in word.casefold() for word in words) or wanted in _signs(node)

    return test


def _op_words(node: Apply) -> list[str]:
    return [node.op] if node.label is None else [node.label, node.op]


def _signs(node: Leaf | Apply) -> tuple[str, ...]:
    typed = {"mul": "*", "sub": "-", "div": "/", "pow": "**", "neg": "-"}
    if not isinstance(node, Apply):
        return ()
    return (OPS[node.op].symbol.casefold(), typed.get(node.op, ""))
