"""A gradient that a learner worked out: right, or wrong for a reason that can be named.

The gradient of a node is the sum of its contributions, upstream × local, one for each wire that
leaves it. The classic mistakes change the term of one wire, or that of every wire alike: a wire
forgotten, a sign lost, the upstream gradient or the local derivative left out, the other operand's
derivative taken, plus written for times. Each is worked out, and the one that gives the learner's
number is the diagnosis.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from math import isfinite, log10, prod
from typing import Final, NamedTuple

from engine.autodiff import WireNumbers, local_derivatives, wire_numbers
from engine.explain import called, formula_lines, gradient_name, in_line, port_name, quotient
from engine.graph import Apply, Graph, Wire, sources
from engine.health import Numbers
from engine.ops import OPS
from engine.parse import parse_number
from engine.readable import readable

EXACT: Final = 1e-6
"""How far an answer may be off, as a part of it, where it was not written as a decimal number."""
_FEWEST_DIGITS: Final = 3
"""An answer may be rounded to so many digits, or more."""
_DECIMAL: Final = re.compile(r"[+\-−]?(\d*)\.?(\d*)(?:e[+\-−]?\d+)?", re.IGNORECASE)


class Mistake(StrEnum):
    """What was done wrong."""

    FORGOTTEN_PATH = "forgotten path"
    SIGN = "sign"
    FORGOTTEN_UPSTREAM = "forgotten upstream"
    FORGOTTEN_LOCAL = "forgotten local"
    OTHER_OPERAND = "other operand"
    ADDED = "added"
    MULTIPLIED_PATHS = "multiplied paths"
    VALUE = "value"
    OTHER_OP = "other op"
    UNKNOWN = "unknown"


class Diagnosis(NamedTuple):
    """What is to be said of an answer.

    Attributes:
        mistake: what was done wrong; None where the answer is right.
        wire: whose term is wrong; None where all are wrong alike, or it is not known.
        sentence: what to tell the learner; it does not give the gradient away.
    """

    mistake: Mistake | None
    wire: Wire | None
    sentence: str

    @property
    def is_right(self) -> bool:
        """Whether the answer is the gradient."""
        return self.mistake is None


class _Term(NamedTuple):
    """What one wire adds, and what it is made of."""

    wire: Wire
    numbers: WireNumbers
    other_local: float | None

    @property
    def value(self) -> float:
        return self.numbers.contribution or 0.0


def diagnose(graph: Graph, target: str, node_id: str, numbers: Numbers, answer: str) -> Diagnosis:
    """Return what is to be said of the answer to: what is ∂target/∂(node)?

    Args:
        graph: the graph.
        target: the node whose gradient is 1.
        node_id: the node that was asked for.
        numbers: the right values and gradients.
        answer: what was typed: a number, a fraction, an expression of numbers.

    Raises:
        ParseError: the answer is no number.
    """
    given, right = parse_number(answer), numbers.gradient(node_id)
    if _same(answer, given, right):
        return Diagnosis(None, None, "Right.")
    terms = [_term(graph, wire, numbers) for wire in graph.wires_out(node_id)]
    seed = 1.0 if node_id == target else 0.0
    name = gradient_name(graph, target, node_id)
    for mistake, wire, wrong in _wrong(terms, seed, numbers.value(node_id)):
        if not _same(answer, wrong, right) and _same(answer, given, wrong):
            return Diagnosis(mistake, wire, _sentence(graph, target, name, mistake, wire))
    if not terms and node_id != target:
        none = f"No wire leads from here to the target: {name} is 0."
        return Diagnosis(Mistake.UNKNOWN, None, none)
    return Diagnosis(Mistake.UNKNOWN, None, f"{name} is another number.")


def hints(graph: Graph, target: str, node_id: str, numbers: Numbers) -> tuple[str, str, str]:
    """Return three hints, each of which says more: the rule, the formula, the numbers put in."""
    wires, name = graph.wires_out(node_id), gradient_name(graph, target, node_id)
    if node_id == target:
        one = "Backward starts here: how fast does the target change with itself?"
        return (one, f"{name} = ∂x/∂x", f"{name} = 1")
    if not wires:
        one = "No wire leaves this node: the target does not hang on it."
        return (one, f"{name} is a sum without terms", f"{name} = 0")
    users = [called(graph, wire.port.node) for wire in wires]
    if len(wires) == 1:
        rule = f"It feeds {users[0]} alone: one term, upstream × local."
    else:
        rule = f"It feeds {_listed(users)}: one term upstream × local for each wire, added up."
    goal, source = called(graph, target), called(graph, node_id)
    formula = " + ".join(f"{quotient(goal, user)} × {quotient(user, source)}" for user in users)
    terms = [_written(wire_numbers(graph, *numbers, wire), i) for i, wire in enumerate(wires)]
    return rule, f"{name} = {formula}", f"{name} = {' + '.join(terms)}"


def diagnose_value(graph: Graph, node_id: str, numbers: Numbers, answer: str) -> Diagnosis:
    """Return what is to be said of the answer to: what is the value of this op node?

    Raises:
        ParseError: the answer is no number.
    """
    given, right, name = parse_number(answer), numbers.value(node_id), called(graph, node_id)
    if _same(answer, given, right):
        return Diagnosis(None, None, "Right.")
    for mistake, wrong, says in _wrong_values(graph, node_id, numbers):
        if not _same(answer, wrong, right) and _same(answer, given, wrong):
            return Diagnosis(mistake, None, says)
    return Diagnosis(Mistake.UNKNOWN, None, f"{name} is another number.")


def value_hints(graph: Graph, node_id: str, numbers: Numbers) -> tuple[str, str, str]:
    """Return three hints to an op node's value: what the op does, the formula, the numbers."""
    node, name = graph.nodes[node_id], called(graph, node_id)
    near = {n: numbers.value(n) for n in sources(node)}
    lines = formula_lines(graph, near, node_id)
    return OPS[node.op].help, f"{name} = {lines[0]}", f"{name} = {lines[-1]}"  # type: ignore[union-attr]


def _wrong_values(
    graph: Graph, node_id: str, numbers: Numbers
) -> Iterator[tuple[Mistake, float, str]]:
    """Yield what each classic mistake gives for the value of an op node, and what to say of it."""
    node, name = graph.nodes[node_id], called(graph, node_id)
    if not isinstance(node, Apply):
        return
    operands = [numbers.value(source) for source in sources(node)]
    yield Mistake.SIGN, -numbers.value(node_id), f"{name} has the wrong sign."
    if OPS[node.op].ordered and len(operands) == 2:
        turned = OPS[node.op].forward(*operands[::-1])
        yield Mistake.OTHER_OPERAND, turned, f"{name} takes its operands in the other order."
    for other in ("add", "sub", "mul", "div"):
        if other != node.op and len(operands) == 2:
            taken = OPS[other].forward(*operands)
            yield Mistake.OTHER_OP, taken, f"{name} is no {other}: its op is {node.op}."


def _written(found: WireNumbers, place: int) -> str:
    upstream, local = found.upstream or 0.0, found.local or 0.0
    first = in_line(upstream) if place else readable(upstream)
    return f"{first} × {in_line(local)}"


def _listed(names: Sequence[str]) -> str:
    unique = list(dict.fromkeys(names))
    if len(unique) == 1:
        return f"{unique[0]} {len(names)} times"
    return f"{', '.join(unique[:-1])} and {unique[-1]}"


def _same(text: str, given: float, right: float) -> bool:
    """Tell whether a number is another one, as far as it was written out."""
    if not (isfinite(given) and isfinite(right)):
        return given == right
    room = EXACT * max(abs(given), abs(right))
    return abs(given - right) <= max(room, _half_of_last_digit(text, given))


def _half_of_last_digit(text: str, given: float) -> float:
    """Return how far a decimal number may be rounded, in its unit; 0 for any other text."""
    found = _DECIMAL.fullmatch(text.strip())
    if found is None or given == 0.0 or "." not in text:
        return 0.0
    digits = len((found.group(1) + found.group(2)).lstrip("0"))
    if digits < _FEWEST_DIGITS:
        return 0.0
    return 0.5000001 * 10.0 ** (int(log10(abs(given)) // 1) + 1 - digits)


def _term(graph: Graph, wire: Wire, numbers: Numbers) -> _Term:
    node = graph.nodes[wire.port.node]
    local = local_derivatives(node, wire.port.node, numbers.value)  # type: ignore[arg-type]
    other = local[1 - wire.port.operand] if local is not None and len(local) == 2 else None
    return _Term(wire, wire_numbers(graph, *numbers, wire), other)


def _wrong(
    terms: Sequence[_Term], seed: float, value: float | None
) -> Iterator[tuple[Mistake, Wire | None, float]]:
    """Yield what each classic mistake gives: with one wire, with all of them, and in the sum."""
    whole = seed + sum(term.value for term in terms)
    for mistake, wrong_term in _TERMS.items():
        for term in terms:
            wrong = wrong_term(term)
            if wrong is not None:
                yield mistake, term.wire, whole - term.value + wrong
    for mistake, wrong_term in _TERMS.items():
        wrongs = [wrong_term(term) for term in terms]
        known = [wrong for wrong in wrongs if wrong is not None]
        if len(terms) > 1 and len(known) == len(terms):
            yield mistake, None, seed + sum(known)
    if len(terms) > 1:
        for term in terms:
            yield Mistake.FORGOTTEN_PATH, None, term.value
        yield Mistake.MULTIPLIED_PATHS, None, prod(term.value for term in terms)
    if value is not None:
        yield Mistake.VALUE, None, value


def _without_upstream(term: _Term) -> float | None:
    return term.numbers.local


def _without_local(term: _Term) -> float | None:
    return term.numbers.upstream


def _by_other_operand(term: _Term) -> float | None:
    if term.other_local is None or term.numbers.upstream is None:
        return None
    return term.numbers.upstream * term.other_local


def _added(term: _Term) -> float | None:
    if term.numbers.local is None or term.numbers.upstream is None:
        return None
    return term.numbers.upstream + term.numbers.local


_TERMS: Final[dict[Mistake, Callable[[_Term], float | None]]] = {
    Mistake.FORGOTTEN_PATH: lambda _term: 0.0,
    Mistake.SIGN: lambda term: -term.value,
    Mistake.FORGOTTEN_UPSTREAM: _without_upstream,
    Mistake.FORGOTTEN_LOCAL: _without_local,
    Mistake.OTHER_OPERAND: _by_other_operand,
    Mistake.ADDED: _added,
}
"""What the term of a wire becomes by each mistake."""


def _sentence(graph: Graph, target: str, name: str, mistake: Mistake, wire: Wire | None) -> str:
    goal = called(graph, target)
    if mistake is Mistake.VALUE:
        return f"That is the value of the node, not {name}."
    if mistake is Mistake.MULTIPLIED_PATHS:
        return f"The contributions to {name} are added up, not multiplied."
    if wire is None:
        return _of_all_terms(mistake, name)
    user, source = called(graph, wire.port.node), called(graph, wire.source)
    upstream, local = quotient(goal, user), quotient(user, source)
    node = graph.nodes[wire.port.node]
    twice = isinstance(node, Apply) and node.operands.count(wire.source) > 1
    by = f"by {user}" + (f" ({port_name(graph, wire)})" if twice else "")
    return {
        Mistake.FORGOTTEN_PATH: f"The term {by} is missing: {upstream} × {local}.",
        Mistake.SIGN: f"The term {by} has the wrong sign: {upstream} × {local}.",
        Mistake.FORGOTTEN_UPSTREAM: f"The term {by} is {local} alone: multiply by the upstream "
        f"gradient {upstream}.",
        Mistake.FORGOTTEN_LOCAL: f"The term {by} is {upstream} alone: multiply by the local "
        f"derivative {local}.",
        Mistake.OTHER_OPERAND: f"The term {by} has the derivative by the other operand: {local} is "
        "what is wanted.",
        Mistake.ADDED: f"The term {by} is a product: {upstream} × {local}, not their sum.",
    }[mistake]


def _of_all_terms(mistake: Mistake, name: str) -> str:
    return {
        Mistake.FORGOTTEN_PATH: f"{name} has more than one term: one for each wire, added up.",
        Mistake.SIGN: f"Every term of {name} has the wrong sign.",
        Mistake.FORGOTTEN_UPSTREAM: "Every term lacks its upstream gradient.",
        Mistake.FORGOTTEN_LOCAL: "Every term lacks its local derivative.",
        Mistake.OTHER_OPERAND: "Every term has the derivative by the other operand.",
        Mistake.ADDED: "Each term is a product, upstream × local, not a sum.",
    }[mistake]
