"""Where numbers went bad: the first value and the first gradient that is nan or infinite, and why.

Nothing raises for what a user drew, so that this is how one learns of log(−1). The first bad value
is the first in topological order, the first bad gradient the first that Backward came to; all the
others follow from these.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from math import inf, isfinite, isinf, isnan
from typing import Any, Final, NamedTuple

from engine.autodiff import Lookup, Pass, WireNumbers, wire_numbers
from engine.explain import called, gradient_name, in_line
from engine.graph import Apply, Graph, Leaf, Node, Role, Wire, ancestors, sources, topological_order
from engine.labels import display_name
from engine.ops import OPS, Op
from engine.readable import readable


class Quantity(StrEnum):
    """Which of a node's numbers is bad."""

    VALUE = "value"
    GRADIENT = "gradient"


class Trouble(NamedTuple):
    """A number that is not finite.

    Attributes:
        node: the id of the node.
        quantity: which of its numbers it is.
        number: what it is: nan, inf or −inf.
        operands: for a value, the numbers of the node's operands.
        reason: how it came about, in a sentence; operands have their ports' names.
        op: the op that did it; empty if it is the sum of contributions or a leaf's own number.
        domain: where that op is defined, in words.
        row: which row of the data, counted from 0; None where there are no rows.
    """

    node: str
    quantity: Quantity
    number: float
    operands: tuple[float, ...] = ()
    reason: str = ""
    op: str = ""
    domain: str = ""
    row: int | None = None

    def headline(self, graph: Graph) -> str:
        """Return what and where it is, in one short sentence."""
        name, bad = display_name(graph, self.node), readable(self.number)
        where = "" if self.row is None else f" in row {self.row + 1}"
        if self.quantity is Quantity.GRADIENT:
            return f"The gradient of {name} is {bad}{where}, the first that is not finite."
        at = f" ({self._operands_are()})" if self.operands else ""
        return f"{name} is {bad}{where}, the first value that is not finite{at}."

    def sentence(self, graph: Graph) -> str:
        """Return everything about it, for the user: the headline, the reason and the domain."""
        parts = [self.headline(graph), self.reason]
        if self.domain and not self.domain.startswith("every number"):
            parts.append(f"{self.op} is defined for {self.domain}.")
        return " ".join(part for part in parts if part)

    def _operands_are(self) -> str:
        numbers = [readable(operand) for operand in self.operands]
        if len(numbers) == 1:
            return f"its operand is {numbers[0]}"
        return f"its operands are {', '.join(numbers)}"


def first_trouble(graph: Graph, done: Pass) -> Trouble | None:
    """Return the first bad value, else the first bad gradient, else None."""
    order = topological_order(graph)
    return first_bad_value(graph, done, order) or first_bad_gradient(graph, done, order)


def first_bad_value(graph: Graph, done: Pass, order: Sequence[str]) -> Trouble | None:
    """Return what is wrong with the first node, in topological order, whose value is not finite."""
    for node_id in order:
        value = done.values.get(node_id)
        if value is not None and not _all_finite(value):
            row = _bad_row(value)
            return _bad_value(graph.nodes[node_id], node_id, _at_row(done.values, row), row)
    return None


def first_bad_gradient(graph: Graph, done: Pass, order: Sequence[str]) -> Trouble | None:
    """Return what is wrong with the first node, against that order, with a gradient not finite.

    Constants are passed over: nobody needs the slope of the exponent of x², which is nan where x
    is below 0.
    """
    for node_id in reversed(order):
        gradient = done.gradients.get(node_id)
        if gradient is None or _all_finite(gradient) or _is_held(graph.nodes[node_id]):
            continue
        return _bad_gradient(graph, done, node_id, gradient)
    return None


def reason(op: Op, operands: Sequence[float], y: float) -> str:
    """Return, in a sentence, why an op gives a result that is not finite.

    Args:
        op: the op.
        operands: its operands' numbers.
        y: its result at them, nan or infinite.
    """
    if all(map(isfinite, operands)):
        say = _AT_NUMBERS.get(op.name)
        return (say(*operands) if say else "") or _overflow_or_domain(op, y)
    if isnan(y) and not any(map(isnan, operands)):
        return _NO_VALUE.get(op.name, _NO_VALUE_AT_INFINITY)
    index = next(i for i, x in enumerate(operands) if not isfinite(x))
    return f"Its operand {op.operand_name(index)} is {readable(operands[index])} already."


_LARGEST: Final = "the largest number, about 1.8e308"
_NO_VALUE_AT_INFINITY: Final = "It has no value at infinity."
_NO_VALUE: Final = {
    **dict.fromkeys(("add", "sub", "add_n"), "∞ − ∞ has no value."),
    **dict.fromkeys(("mul", "mul_n", "gelu"), "0 × ∞ has no value."),
    "div": "∞ ÷ ∞ has no value.",
    "sqrt": "A negative number has no real square root.",
    "log": "A negative number has no real logarithm.",
    "sum": "∞ − ∞ has no value.",
    "mean": "∞ − ∞ has no value.",
}
"""What is nan where no operand is."""


def _overflow_or_domain(op: Op, y: float) -> str:
    if isinf(y):
        return f"The result overflows: it is beyond {_LARGEST}."
    return f"It has no value outside of: {op.domain}."


def _of_log(x: float) -> str:
    if x < 0.0:
        return "A negative number has no real logarithm."
    return "The logarithm falls without end as x nears 0."


def _of_power(x: float, n: float) -> str:
    if x < 0.0 and not n.is_integer():
        return f"A negative number has no real power {readable(n)}, which is not a whole number."
    return "0 to a negative power divides by 0." if x == 0.0 else ""


def _of_quotient(a: float, b: float) -> str:
    if b != 0.0:
        return ""
    return "0 ÷ 0 has no value." if a == 0.0 else "It divides by 0."


def _of_exp(x: float) -> str:
    return f"e to the power {readable(x)} overflows: above 709.78 it is beyond {_LARGEST}."


def _of_product(*operands: float) -> str:
    nan = isnan(math.prod(operands))
    return "A product on the way overflows, and 0 × ∞ has no value." if nan else ""


_AT_NUMBERS: Final[Mapping[str, Callable[..., str]]] = {
    "log": _of_log,
    "sqrt": lambda _x: "A negative number has no real square root.",
    "pow": _of_power,
    "div": _of_quotient,
    "reciprocal": lambda x: "It divides by 0." if x == 0.0 else "",
    "exp": _of_exp,
    "mul_n": _of_product,
}
"""What may be said at finite operands; for all other ops the general sentence is right."""


def _bad_value(node: Node, node_id: str, value: Lookup, row: int | None) -> Trouble:
    y = value(node_id)
    if isinstance(node, Leaf):
        return Trouble(node_id, Quantity.VALUE, y, row=row)
    op = OPS[node.op]
    operands = tuple(value(source) for source in node.operands if source is not None)
    why = reason(op, operands, y)
    return Trouble(node_id, Quantity.VALUE, y, operands, why, op.name, op.domain, row)


def _bad_gradient(graph: Graph, done: Pass, node_id: str, gradient: Any) -> Trouble:
    above = set() if done.target is None else ancestors(graph, done.target)
    wires = [wire for wire in graph.wires_out(node_id) if wire.port.node in above]
    row = _bad_row(gradient)
    if row is None:
        row = next((r for w in wires if (r := _bad_row_of_wire(graph, done, w)) is not None), None)
    value, upstream = _at_row(done.values, row), _at_row(done.gradients, row)
    numbers = {wire: wire_numbers(graph, value, upstream, wire) for wire in wires}
    culprit = _culprit(numbers)
    why = _why_sum(numbers) if culprit is None else _why(graph, culprit, numbers[culprit], value)
    user = None if culprit is None else graph.nodes[culprit.port.node]
    op = (user.op, OPS[user.op].domain) if isinstance(user, Apply) else ("", "")
    return Trouble(node_id, Quantity.GRADIENT, value_at(gradient, row), (), why, *op, row)


def _culprit(numbers: Mapping[Wire, WireNumbers]) -> Wire | None:
    """Return the wire whose contribution alone makes the sum bad; None if only the sum is."""
    contributions = {wire: each.contribution for wire, each in numbers.items()}
    for bad in (isnan, isinf):
        found = [wire for wire, c in contributions.items() if c is not None and bad(c)]
        if bad is isinf and {inf, -inf} <= set(contributions.values()):
            return None
        if found:
            return found[0]
    return None


def _why_sum(numbers: Mapping[Wire, WireNumbers]) -> str:
    if {inf, -inf} <= {each.contribution for each in numbers.values()}:
        return "Its contributions are ∞ and −∞, whose sum has no value."
    return f"The sum of its contributions overflows: it is beyond {_LARGEST}."


def _why(graph: Graph, wire: Wire, numbers: WireNumbers, value: Lookup) -> str:
    upstream, local, _ = numbers
    if local is not None and isfinite(local):
        user = display_name(graph, wire.port.node)
        factors = f"{readable(upstream or 0.0)} × {in_line(local)}"
        return f"What {user} sends back overflows: {factors} is beyond {_LARGEST}."
    slope = readable(math.nan if local is None else local)
    product = f", and 0 × {in_line(local)} has no value" if upstream == 0.0 and local else ""
    quotient = gradient_name(graph, wire.port.node, wire.source)
    return f"{quotient} is {slope} at {_place(graph, wire, value)}{product}."


def _place(graph: Graph, wire: Wire, value: Lookup) -> str:
    named = {source: called(graph, source) for source in sources(graph.nodes[wire.port.node])}
    pairs = [(name, readable(value(source))) for source, name in named.items()]
    return ", ".join(f"{name} = {number}" for name, number in pairs if name != number)


def _is_held(node: Node) -> bool:
    return isinstance(node, Leaf) and node.role is Role.CONSTANT


def _at_row(numbers: Mapping[str, Any], row: int | None) -> Lookup:
    return lambda node_id: value_at(numbers.get(node_id), row)


def value_at(number: Any, row: int | None) -> Any:
    """Return a number, or that of one row where there is one for each."""
    if number is None or isinstance(number, float) or row is None:
        return number
    return float(number[row])


def _all_finite(number: Any) -> bool:
    return isfinite(number) if isinstance(number, float) else all(map(isfinite, number.tolist()))


def _bad_row(number: Any) -> int | None:
    if number is None or isinstance(number, float):
        return None
    return next(_bad_places(number.tolist()), None)


def _bad_places(numbers: Sequence[float]) -> Iterator[int]:
    return (i for i, number in enumerate(numbers) if not isfinite(number))


def _bad_row_of_wire(graph: Graph, done: Pass, wire: Wire) -> int | None:
    import numpy as np

    with np.errstate(all="ignore"):
        found = wire_numbers(graph, done.values.get, done.gradients.get, wire).contribution
    return _bad_row(found)
