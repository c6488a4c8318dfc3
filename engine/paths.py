"""The chain rule path by path: every way from a node to the target, and the product along it.

A gradient is the sum, over all paths, of the product of the local derivatives on the way. There may
be very many paths (each value that is used twice doubles them), so they are counted first, and only
as many are listed as somebody will read.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from math import prod
from typing import NamedTuple

from engine.autodiff import Lookup, local_derivatives
from engine.explain import called, chain, gradient_name, in_line, quotient
from engine.expr import Expr
from engine.graph import Apply, Graph, Wire, ancestors, topological_order
from engine.notation import LATEX, write
from engine.readable import readable


class Path(NamedTuple):
    """One way from a node to the target.

    Attributes:
        wires: the wires on the way, from the node on.
        factors: the local derivative on each of them.
    """

    wires: tuple[Wire, ...]
    factors: tuple[float, ...]

    @property
    def product(self) -> float:
        """What this path adds to the gradient."""
        return prod(reversed(self.factors))


def count_paths(graph: Graph, target: str, node_id: str) -> int:
    """Return how many paths lead from a node to the target, exactly; 1 for the target itself."""
    return _counts(graph, target)[node_id]


def paths(graph: Graph, target: str, node_id: str, value: Lookup, most: int) -> list[Path]:
    """Return the paths from a node to the target, in the order of the wires, but no more than most.

    Args:
        graph: the graph.
        target: where all paths end.
        node_id: where they begin.
        value: finds a node's value by its id.
        most: how many paths are wanted.
    """
    counts = _counts(graph, target)
    found = islice(_walk(graph, target, node_id, counts), most)
    return [Path(wires, tuple(_local(graph, wire, value) for wire in wires)) for wires in found]


def path_line(graph: Graph, path: Path) -> str:
    """Return a path with names and with numbers: ∂L/∂d × ∂d/∂e × ∂e/∂a = −2 × 1 × (−3) = 6."""
    if not path.wires:
        return "1 (Backward starts here)"
    pairs = zip(reversed(path.wires), reversed(path.factors), strict=True)
    names: list[str] = []
    numbers: list[str] = []
    for wire, factor in pairs:
        names.append(quotient(called(graph, wire.port.node), called(graph, wire.source)))
        numbers.append(in_line(factor) if numbers else readable(factor))
    return chain(" × ".join(names), " × ".join(numbers), readable(path.product))


def derivation(graph: Graph, target: str, node_id: str, found: list[Path], count: int) -> str:
    """Return the whole derivation of a gradient, as lines of text.

    Args:
        graph: the graph.
        target: where Backward starts.
        node_id: whose gradient it is.
        found: the paths that are listed.
        count: how many paths there are.
    """
    name = gradient_name(graph, target, node_id)
    if count == 0:
        source, goal = called(graph, node_id), called(graph, target)
        return f"{name} = 0: no path leads from {source} to {goal}."
    if count == 1:
        return f"{name} = {path_line(graph, found[0])}"
    lines = [f"  {path_line(graph, path)}" for path in found]
    head = f"{name} is the sum over {count:,} paths:"
    if count > len(found):
        return "\n".join([head, *lines, f"  … the first {len(found)} of {count:,} paths"])
    terms = [in_line(p.product) if i else readable(p.product) for i, p in enumerate(found)]
    total = readable(sum(path.product for path in found))
    return "\n".join([head, *lines, chain(name, " + ".join(terms), total)])


def derivation_in_latex(graph: Graph, target: str, node_id: str, found: list[Path]) -> str:
    """Return the listed paths as LaTeX: their sum with names, with numbers, and the gradient."""
    name = _latex_quotient(graph, target, node_id)
    if not found:
        return f"{name} = 0"
    terms, numbers = [], []
    for path in found:
        pairs = list(zip(reversed(path.wires), reversed(path.factors), strict=True))
        terms.append(
            r" \cdot ".join(_latex_quotient(graph, w.port.node, w.source) for w, _ in pairs) or "1"
        )
        numbers.append(r" \cdot ".join(_latex_number(f) for _, f in pairs) or "1")
    total = _latex_number(sum(path.product for path in found)).strip("()")
    return f"{name} = {' + '.join(terms)} = {' + '.join(numbers)} = {total}"


def _latex_quotient(graph: Graph, above: str, below: str) -> str:
    names = (write(Expr.name(called(graph, each)), LATEX) for each in (above, below))
    return r"\frac{{\partial {}}}{{\partial {}}}".format(*names)


def _latex_number(number: float) -> str:
    text = readable(number).replace("−", "-").replace("∞", r"\infty")
    return f"({text})" if text.startswith("-") else text


def _counts(graph: Graph, target: str) -> dict[str, int]:
    counts = dict.fromkeys(graph.nodes, 0)
    counts[target] = 1
    depends = ancestors(graph, target)
    for node_id in reversed(topological_order(graph)):
        if node_id in depends and node_id != target:
            counts[node_id] = sum(counts[port.node] for port in graph.users(node_id))
    return counts


def _walk(
    graph: Graph, target: str, node_id: str, counts: dict[str, int]
) -> Iterator[tuple[Wire, ...]]:
    """Yield the wires of each path; nothing is entered from which the target is not reached."""
    if counts[node_id] == 0:
        return
    waiting: list[tuple[str, tuple[Wire, ...]]] = [(node_id, ())]
    while waiting:
        at, wires = waiting.pop()
        if at == target:
            yield wires
            continue
        onward = [w for w in graph.wires_out(at) if counts[w.port.node]]
        waiting += [(wire.port.node, (*wires, wire)) for wire in reversed(onward)]


def _local(graph: Graph, wire: Wire, value: Lookup) -> float:
    node = graph.nodes[wire.port.node]
    local = local_derivatives(node, wire.port.node, value) if isinstance(node, Apply) else None
    return float("nan") if local is None else float(local[wire.port.operand])
