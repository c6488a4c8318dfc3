"""A node explained: its formula, its local derivatives, what leaves it, and a nudge in words.

Everything is text for a person, made from the op table through ``Expr``, so that an op that is
declared is explained. Where a number is not computed, the line ends before it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from engine.autodiff import WireNumbers
from engine.expr import Expr
from engine.graph import Apply, Graph, Leaf, Node, Role, Wire
from engine.labels import display_name
from engine.op_formula import applied, is_constant, settled, with_numbers, written
from engine.ops import OPS
from engine.readable import readable

NUDGE: Final = 0.01
"""By how much a value is raised in the sentence."""
UNFILLED: Final = "?"
"""What stands for an operand whose port has no wire."""

NAME_LENGTH: Final = 14
"""How many characters a name may have inside a formula."""
_RESULT: Final = "y"

Values = Mapping[str, Any]
"""Numbers by node id; one that was not computed is absent or None."""


class LocalDerivative(NamedTuple):
    """∂(node)/∂operand for one port.

    Attributes:
        port: what the port is called: x, or 2nd operand.
        quotient: ``∂L/∂d``.
        formula: with names; the op's conventions at kinks as cases.
        numbers: the formula with numbers put in, or empty where that says nothing new.
        value: the number, or None where it is not computed.
    """

    port: str
    quotient: str
    formula: str
    numbers: str
    value: float | None

    @property
    def text(self) -> str:
        """The whole line: ∂L/∂d = f = −2."""
        number = "" if self.value is None else readable(self.value)
        has_cases = number and " if " in self.formula
        formula = f"({self.formula})" if has_cases else self.formula
        return chain(self.quotient, formula, self.numbers, number)


class Contribution(NamedTuple):
    """What one wire adds to the gradient of the node that it leaves.

    Attributes:
        user: the name of the node that the wire enters.
        port: what the port that it enters is called.
        formula: ``∂L/∂e × ∂e/∂a``.
        numbers: upstream, local and their product.
    """

    user: str
    port: str
    formula: str
    numbers: WireNumbers

    @property
    def text(self) -> str:
        """The whole line: ∂L/∂e × ∂e/∂a = −2 × (−3) = 6."""
        upstream, local, product = self.numbers
        if upstream is None or local is None or product is None:
            return self.formula
        return chain(self.formula, f"{readable(upstream)} × {in_line(local)}", readable(product))


def chain(*parts: str) -> str:
    """Return the parts as one line of equations, without empty and repeated ones."""
    kept = [part for part in parts if part]
    return " = ".join(p for i, p in enumerate(kept) if i == 0 or p != kept[i - 1])


def in_line(number: float) -> str:
    """Return a number as it stands behind an operator: a negative one in parentheses."""
    text = readable(number)
    return f"({text})" if text.startswith("−") else text


def called(graph: Graph, node_id: str) -> str:
    """Return what a node is called inside a formula."""
    return display_name(graph, node_id, NAME_LENGTH)


def formula_lines(graph: Graph, values: Values, node_id: str) -> list[str]:
    """Return what the node equals: with names, with numbers, and its value, as far as computed."""
    node = graph.nodes[node_id]
    if isinstance(node, Leaf):
        return [readable(node.value)]
    formula = applied(node.op, _placeholders(graph, node))
    lines = [written(formula.substitute(_names(graph, node_id, node)))]
    numbers = _operand_numbers(node, values)
    if numbers is not None:
        lines.append(with_numbers(formula, numbers))
        if values.get(node_id) is not None:
            lines.append(readable(values[node_id]))
    return [line for i, line in enumerate(lines) if i == 0 or line != lines[i - 1]]


def local_derivative_lines(graph: Graph, values: Values, node_id: str) -> list[LocalDerivative]:
    """Return ∂(node)/∂operand for each operand of an op node, in order; none for a leaf."""
    node = graph.nodes[node_id]
    if not isinstance(node, Apply):
        return []
    at = _numbers_at(node, node_id, values)
    names = _names(graph, node_id, node)
    formulas = OPS[node.op].partials(Expr.name(_RESULT), *_placeholders(graph, node))
    return [
        LocalDerivative(
            OPS[node.op].operand_title(operand),
            quotient(called(graph, node_id), _operand_name(graph, node, operand)),
            written(formula.substitute(names)),
            "" if is_constant(formula) or not at else with_numbers(formula, at),
            float(derivative) if at else None,
        )
        for operand, (formula, derivative) in enumerate(
            zip(_all_settled(formulas, at), _local(node, at), strict=True)
        )
    ]


def contribution_lines(
    graph: Graph, target: str, wires: Iterable[Wire], numbers_of: Callable[[Wire], WireNumbers]
) -> list[Contribution]:
    """Return upstream × local for each wire."""
    goal = called(graph, target)
    lines = []
    for wire in wires:
        source, user = called(graph, wire.source), called(graph, wire.port.node)
        formula = f"{quotient(goal, user)} × {quotient(user, source)}"
        lines.append(Contribution(user, port_name(graph, wire), formula, numbers_of(wire)))
    return lines


def port_name(graph: Graph, wire: Wire) -> str:
    """Return what the operand that a wire is is called."""
    node = graph.nodes[wire.port.node]
    return OPS[node.op].operand_title(wire.port.operand) if isinstance(node, Apply) else ""


class Seed(StrEnum):
    """What a gradient is before the contributions are added."""

    NOTHING = ""
    TARGET = "1 (Backward starts here)"


def sum_line(
    quotient: str,
    contributions: Sequence[float],
    gradient: float | None,
    *,
    seed: Seed = Seed.NOTHING,
) -> str:
    """Return how the contributions add up to the gradient: ∂L/∂a = 6 + (−2) = 4.

    Args:
        quotient: how the gradient is written.
        contributions: what is added up.
        gradient: the sum, or None to leave it out.
        seed: what the sum starts from: that of the target is 1, whatever it feeds.
    """
    terms = [seed.value] if seed else []
    terms += [in_line(c) if seed or i else readable(c) for i, c in enumerate(contributions)]
    return chain(quotient, " + ".join(terms), "" if gradient is None else readable(gradient))


def gradient_name(graph: Graph, target: str, node_id: str) -> str:
    """Return how the gradient of a node is written: ∂L/∂a."""
    return quotient(called(graph, target), called(graph, node_id))


OUT_OF_DATE: Final = "The gradient is out of date: run Backward again."
"""The sentence in the place of a nudge where the document has changed since Backward."""


def accumulated_sentence(passes: int) -> str:
    """Return the sentence in the place of a nudge where a gradient is the sum of several passes."""
    return f"The sum of {passes} backward passes, not a slope: zero the gradients to start afresh."


def nudge_sentence(
    name: str, target: str, gradient: float | None, *, value: float = 0.0, goal: float = 0.0
) -> str:
    """Return what a gradient means, in a sentence: what a small rise of a value does to the target.

    Args:
        name: what the node is called.
        target: what the target is called.
        gradient: ∂target/∂(node), or None before Backward.
        value: the node's value; one that is not finite is not nudged.
        goal: the target's value; of one that is not finite nothing can be foretold.
    """
    if gradient is None:
        return f"Run Backward to see what a change of {name} does to {target}."
    if name == target:
        return f"{target} is the target: Backward starts here, with a gradient of 1."
    if not all(map(math.isfinite, (goal, value, gradient))):
        return _nothing_foretold(name, target, gradient, value, goal)
    if gradient == 0.0:
        return f"Raise {name} by {readable(NUDGE)} and {target} does not change."
    verb = "rises" if gradient > 0.0 else "falls"
    change = readable(abs(gradient) * NUDGE, 3)
    return f"Raise {name} by {readable(NUDGE)} and {target} {verb} by about {change}."


def _nothing_foretold(name: str, target: str, gradient: float, value: float, goal: float) -> str:
    """Return why nothing can be foretold: one of the three numbers is not finite."""
    if not math.isfinite(goal):
        return f"{target} is {readable(goal)}: no change of it can be foretold."
    if not math.isfinite(value):
        return f"{name} is {readable(value)}: it cannot be raised by {readable(NUDGE)}."
    return f"The gradient of {name} is {readable(gradient)}: no small change can be foretold."


def change_sentence(name: str, before: float, after: float) -> str:
    """Return what became of a value, in a sentence: L rose from −8 to −7.286496."""
    if before == after:
        return f"{name} stayed at {readable(after)}."
    finite = math.isfinite(before) and math.isfinite(after)
    verb = "went" if not finite else "rose" if after > before else "fell"
    return f"{name} {verb} from {readable(before)} to {readable(after)}."


def kink_note(graph: Graph, values: Values, node_id: str) -> str:
    """Return what the derivative is taken to be, if the node stands at a kink; else nothing."""
    node = graph.nodes[node_id]
    if not isinstance(node, Apply):
        return ""
    op, numbers = OPS[node.op], _operand_numbers(node, values)
    if numbers is None or not op.at_kink(*numbers.values()):
        return ""
    return f"{called(graph, node_id)} stands at a kink here. {op.kink}"


def domain_note(graph: Graph, values: Values, node_id: str) -> str:
    """Return where the op is defined, if that is not everywhere, and whether this is outside."""
    node = graph.nodes[node_id]
    if not isinstance(node, Apply) or OPS[node.op].domain == "every number":
        return ""
    where = f"Defined for {OPS[node.op].domain}."
    value, numbers = values.get(node_id), _operand_numbers(node, values)
    if value is None or numbers is None or math.isfinite(value):
        return where
    if not all(map(math.isfinite, numbers.values())):
        return where
    return f"{called(graph, node_id)} is {readable(value)} here. {where}"


ROLES: Final[Mapping[Role, str]] = {
    Role.PARAMETER: "A parameter: a step changes it.",
    Role.CONSTANT: "A constant: a step leaves it as it is.",
    Role.INPUT: "An input: it comes from the data, a step leaves it as it is.",
}
"""What a leaf is for, in a sentence."""


def quotient(above: str, below: str) -> str:
    """Return how the derivative of one name by another is written: ∂L/∂(a × b)."""
    return f"∂{_held(above)}/∂{_held(below)}"


def _held(name: str) -> str:
    loose = any(sign in name for sign in " +−×÷·/^⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
    return f"({name})" if loose else name


def _slot(operand: int) -> str:
    return f"x{operand}"


def _placeholders(graph: Graph, node: Apply) -> list[Expr]:
    """Return a name for each operand; a number without a name stands for itself."""
    return [
        _literal(graph.nodes[source] if source else None) or Expr.name(_slot(operand))
        for operand, source in enumerate(node.operands)
    ]


def _literal(node: Node | None) -> Expr | None:
    if isinstance(node, Leaf) and node.role is Role.CONSTANT and not node.label:
        return Expr.number(node.value)
    return None


def _names(graph: Graph, node_id: str, node: Apply) -> dict[str, Expr]:
    names = {
        _slot(operand): Expr.name(called(graph, source) if source else UNFILLED)
        for operand, source in enumerate(node.operands)
    }
    return {**names, _RESULT: Expr.name(called(graph, node_id))}


def _operand_numbers(node: Apply, values: Values) -> dict[str, float] | None:
    numbers = {
        _slot(operand): None if source is None else values.get(source)
        for operand, source in enumerate(node.operands)
    }
    if any(number is None for number in numbers.values()):
        return None
    return numbers  # type: ignore[return-value]  # checked the line above


def _numbers_at(node: Apply, node_id: str, values: Values) -> dict[str, float]:
    """Return the numbers at which the partials are taken; empty where one is not computed."""
    numbers, y = _operand_numbers(node, values), values.get(node_id)
    return {} if numbers is None or y is None else {**numbers, _RESULT: y}


def _local(node: Apply, at: Mapping[str, float]) -> Sequence[float]:
    if not at:
        return [math.nan] * len(node.operands)
    operands = [at[_slot(operand)] for operand in range(len(node.operands))]
    return OPS[node.op].partials(at[_RESULT], *operands)


def _all_settled(formulas: Sequence[Any], at: Mapping[str, float]) -> list[Expr]:
    return [settled(f if isinstance(f, Expr) else Expr.number(f), at) for f in formulas]


def _operand_name(graph: Graph, node: Apply, operand: int) -> str:
    """Return what stands below the ∂: the operand's name, or the place of a mere number."""
    source = node.operands[operand]
    if source is None or _literal(graph.nodes[source]):
        return OPS[node.op].operand_title(operand)
    return called(graph, source)
