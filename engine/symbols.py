"""The whole expression of a node, and its derivative by a leaf, as formulas.

SymPy does the algebra. It is given objects that are built here from the op table, never a text, and
its symbols are numbered, so that no name of a document reaches its parser or its printers; nothing
of it is loaded until a formula is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from engine.explain import called
from engine.expr import Expr
from engine.graph import Apply, Graph, Leaf, Role, sources
from engine.ops import OPS

if TYPE_CHECKING:
    from engine.symbolic import Algebra

MOST: Final = 300
"""How many ops a formula may have; those of a value that is used twice count twice."""


class NoFormulaError(ValueError):
    """A node has no formula that could be read; the text is one sentence."""


class Symbols(NamedTuple):
    """A node as a function of the leaves, and its derivative by one of them.

    Attributes:
        expression: the node's whole expression.
        derivative: its derivative by the leaf, simplified; None where no leaf was named.
    """

    expression: Expr
    derivative: Expr | None


def symbols(graph: Graph, node_id: str, leaf: str | None = None) -> Symbols:
    """Return a node's whole expression and its derivative by a leaf.

    Raises:
        NoFormulaError: it has more than ``MOST`` ops, an empty port, or an op that goes over rows.
    """
    order = _in_order(graph, node_id)
    expression = _spelt(graph, order, _literal_or_name(graph))
    if leaf is None:
        return Symbols(expression, None)
    # Loading it takes half a second.
    from engine.symbolic import Algebra

    algebra = Algebra()
    names = {n: algebra.symbol(n) for n in order if _is_name(graph, n)}
    whole = _algebraic(graph, order, names, algebra)
    slope = algebra.derivative(whole, names[leaf]) if leaf in names else Expr.number(0.0)
    return Symbols(expression, slope.substitute(_as_names(graph, order)))


def _in_order(graph: Graph, node_id: str) -> list[str]:
    """Return all that a node depends on, operands first, if its formula can be written.

    Raises:
        NoFormulaError: it cannot.
    """
    sizes: dict[str, int] = {}
    waiting = [node_id]
    while waiting:
        each = waiting[-1]
        node = graph.nodes[each]
        missing = [source for source in sources(node) if source not in sizes]
        if missing:
            waiting += reversed(missing)
            continue
        waiting.pop()
        sizes[each] = isinstance(node, Apply) + sum(sizes[source] for source in sources(node))
        if isinstance(node, Apply):
            _check_op(graph, each, node, sizes[each])
    return list(sizes)


def _check_op(graph: Graph, node_id: str, node: Apply, size: int) -> None:
    if size > MOST:
        raise NoFormulaError(f"As a formula this would have more than {MOST} ops.")
    if None in node.operands:
        raise NoFormulaError(f"{called(graph, node_id)} has a port without a wire.")
    if OPS[node.op].reduces_rows:
        raise NoFormulaError(f"{called(graph, node_id)} goes over rows: one row has no formula.")


def _spelt(graph: Graph, order: list[str], leaf: Callable[[str], Expr]) -> Expr:
    """Return the last node written out, exactly as it is wired."""
    done: dict[str, Expr] = {}
    for node_id in order:
        node = graph.nodes[node_id]
        if isinstance(node, Leaf):
            done[node_id] = leaf(node_id)
        else:
            done[node_id] = Expr.applied(node.op, *[done[source] for source in sources(node)])
    return done[order[-1]]


def _algebraic(graph: Graph, order: list[str], names: Mapping[str, Any], algebra: Algebra) -> Any:
    """Return the last node as SymPy has it, each op by the formula of its declaration."""
    done: dict[str, Any] = {}
    for node_id in order:
        node = graph.nodes[node_id]
        if isinstance(node, Leaf):
            done[node_id] = names[node_id] if node_id in names else algebra.number(node.value)
            continue
        operands = {f"x{i}": done[source] for i, source in enumerate(sources(node))}
        formula = OPS[node.op].forward(*map(Expr.name, operands))
        done[node_id] = algebra.put_in(formula, operands)
    return done[order[-1]]


def _is_name(graph: Graph, node_id: str) -> bool:
    """Tell whether a node is a leaf that stands for itself, and not for its number."""
    node = graph.nodes[node_id]
    return isinstance(node, Leaf) and not (node.role is Role.CONSTANT and not node.label)


def _literal_or_name(graph: Graph) -> Callable[[str], Expr]:
    def spell(node_id: str) -> Expr:
        node = graph.nodes[node_id]
        if isinstance(node, Leaf) and not _is_name(graph, node_id):
            return Expr.number(node.value)
        return Expr.name(called(graph, node_id))

    return spell


def _as_names(graph: Graph, order: list[str]) -> dict[str, Expr]:
    return {n: Expr.name(called(graph, n)) for n in order if _is_name(graph, n)}
