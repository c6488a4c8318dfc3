"""A formula as nodes: how an ``Expr`` becomes part of a graph.

The formula's names are ids of nodes that are there already. What is a number stays one as long as
it can (2 × 3 is 6), and what was made before is not made again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count
from math import isfinite
from typing import Final, NamedTuple

import msgspec

from engine.expr import Expr
from engine.graph import Apply, Graph, Leaf, Node, Role
from engine.ops import OPS

_OP_OF_HEAD: Final = {"over_rows": "sum", "both": "mul"}
"""The heads that are not an op's name; conditions are 1 or 0, so that both hold if their product
is 1."""

_LONGEST_NUMBER: Final = 18
"""How many digits an id may have to be counted on from."""


class Fragment(NamedTuple):
    """A piece of graph that is ready to be added.

    Attributes:
        nodes: the new nodes by id, operands before what uses them.
        result: the id of the node that has the formula's value; perhaps one that was there.
    """

    nodes: dict[str, Node]
    result: str


def fragment(graph: Graph, formula: Expr, label: str | None = None) -> Fragment:
    """Return the nodes that compute a formula of a graph's nodes.

    Args:
        graph: what the nodes are to be added to; it stays as it is.
        formula: each of its names is the id of a node.
        label: what the result is called; only a new node gets it.
    """
    maker = NodeMaker(graph.nodes)
    result = maker.node(formula)
    if label is not None:
        maker.name(result, label)
    return Fragment(maker.made, result)


class Recipe(NamedTuple):
    """Formulas taken apart once, to be made of other nodes again and again.

    Attributes:
        steps: each part after its operands, with the places of those among the steps.
        results: the places of the formulas among the steps.
    """

    steps: list[tuple[Expr, tuple[int, ...]]]
    results: list[int]


def recipe(formulas: Sequence[Expr]) -> Recipe:
    """Return formulas taken apart; what they share is made once."""
    # On a stack of its own and by identity: the partials of a long product are deep formulas that
    # share their parts.
    steps: list[tuple[Expr, tuple[int, ...]]] = []
    place: dict[int, int] = {}
    waiting = list(formulas)
    while waiting:
        expr = waiting[-1]
        missing = [operand for operand in expr.operands if id(operand) not in place]
        if missing:
            waiting += missing
            continue
        waiting.pop()
        if id(expr) not in place:
            place[id(expr)] = len(steps)
            steps.append((expr, tuple([place[id(operand)] for operand in expr.operands])))
    return Recipe(steps, [place[id(formula)] for formula in formulas])


class NodeMaker:
    """Makes nodes beside those that are there.

    Attributes:
        made: what was made, by id, operands before what uses them.
    """

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        """Take the nodes that are there."""
        self.made: dict[str, Node] = {}
        self._ids = fresh_ids(nodes)
        self._known: dict[tuple[object, ...], Expr] = {}
        for node_id, node in nodes.items():
            if isinstance(node, Apply) and None not in node.operands:
                key = _key(node.op, [Expr.name(str(source)) for source in node.operands])
                self._known.setdefault(key, Expr.name(node_id))

    def node(self, formula: Expr) -> str:
        """Return the id of a node that has the formula's value."""
        atom = self.atom(formula)
        return str(atom.value) if atom.head == "name" else self._leaf(atom)

    def atom(self, formula: Expr) -> Expr:
        """Return the name of a node that has the formula's value, or the number that it is."""
        if not any(operand.operands for operand in formula.operands):
            return self._made(formula, formula.operands)
        return self.atoms([formula])[0]

    def atoms(self, formulas: Sequence[Expr]) -> list[Expr]:
        """Return the name or number of each formula."""
        return self.run(recipe(formulas), {})

    def run(self, formulas: Recipe, names: Mapping[str, Expr]) -> list[Expr]:
        """Return the name or number of each formula, with atoms put in the place of names."""
        done: list[Expr] = []
        for expr, operands in formulas.steps:
            if operands:
                done.append(self._made(expr, [done[i] for i in operands]))
            else:
                done.append(names.get(expr.value, expr) if expr.head == "name" else expr)  # type: ignore[arg-type]
        return [done[i] for i in formulas.results]

    def name(self, node_id: str, label: str) -> None:
        """Give a node a name, if it is new and has none."""
        node = self.made.get(node_id)
        if node is not None and not node.label:
            self.made[node_id] = msgspec.structs.replace(node, label=label)

    def _made(self, expr: Expr, atoms: Sequence[Expr]) -> Expr:
        if not expr.operands:
            return expr
        simpler = simplified(expr.head, atoms)
        return self._applied(simpler) if simpler.operands else simpler

    def _applied(self, expr: Expr) -> Expr:
        key = _key(expr.head, expr.operands)
        if key not in self._known:
            sources = [str(o.value) if o.head == "name" else self._leaf(o) for o in expr.operands]
            self._known[key] = Expr.name(self._put(Apply(expr.head, tuple(sources))))
        return self._known[key]

    def _leaf(self, number: Expr) -> str:
        # Not shared: a picture in which every 2 is the same node is a tangle.
        return self._put(Leaf(float(number.value or 0.0), None, Role.CONSTANT))

    def _put(self, node: Node) -> str:
        node_id = next(self._ids)
        self.made[node_id] = node
        return node_id


def simplified(head: str, atoms: Sequence[Expr]) -> Expr:
    """Return a function of names and numbers, as simple as it gets without being clever."""
    head = _OP_OF_HEAD.get(head, head)
    if head == "where":
        condition, then, otherwise = atoms
        if condition.head == "number":
            return otherwise if condition.is_number(0.0) else then
        if then.is_number(1.0) and otherwise.is_number(0.0):
            return condition
    if all(atom.head == "number" for atom in atoms):
        number = OPS[head].forward(*[atom.value for atom in atoms])
        # A leaf cannot hold what is not finite: there the nodes remain, and say how it came about.
        if isfinite(number):
            return Expr.number(number)
    return Expr.of(head, *atoms)


def fresh_ids(taken: Collection[str]) -> Iterator[str]:
    """Yield ids that no node has: n1, n2, …, from above the largest number in use."""
    largest = max((int(n[1:]) for n in taken if _is_numbered(n)), default=0)
    return (node_id for n in count(largest + 1) if (node_id := f"n{n}") not in taken)


def _is_numbered(node_id: str) -> bool:
    digits = node_id[1:]
    plain = digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER
    return node_id[:1] == "n" and plain


def _key(op: str, operands: Sequence[Expr]) -> tuple[object, ...]:
    # A number by its text, because 0.0 and −0.0 are equal but not the same operand.
    return (op, *[o.value if o.head == "name" else (repr(o.value),) for o in operands])
