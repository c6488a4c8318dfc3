"""The backward pass as a graph of its own: gradients that can be looked at, and differentiated.

Each op's partials, run on names, are formulas; times the upstream gradient and summed, they become
nodes beside those of the graph. A gradient is then a node like any other, so that its own gradient
is a second derivative. What is written down is simplified as in a worked example (× 1, + 0, numbers
folded), and is not clever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import msgspec

from engine.autodiff import NoTargetError, only_target
from engine.collector import collector_paused
from engine.document import MAX_LABEL, Document, graph_in
from engine.explain import NAME_LENGTH, quotient
from engine.expr import Expr
from engine.formula_nodes import NodeMaker, Recipe, recipe
from engine.graph import Apply, Graph, Leaf, Node, Role, ancestors, sources, topological_order
from engine.labels import display_name, display_names
from engine.ops import OPS

_MOST_SPELT_OUT: Final = 1_000
"""Above so many gradients, those of nodes without a name have none either: nobody reads them."""


class GradientGraph(NamedTuple):
    """A graph with its backward pass.

    Attributes:
        graph: the nodes of the original under their ids, and the new ones; its target is marked.
        gradients: for each node, the id of the node that is ∂target/∂(it). That may be a node of
            the original: where L = d × f, ∂L/∂d is f. One that is new is called ∂L/∂d.
        target: the id of the node that the gradients are of.
    """

    graph: Graph
    gradients: Mapping[str, str]
    target: str


def gradient_graph(
    graph: Graph | Document, target: str | None = None, *, of: Iterable[str] | None = None
) -> GradientGraph:
    """Return the graph together with its backward pass.

    With the graph's numbers, each gradient's node has the value that Backward gives. The two differ
    where an infinite number meets a 0: a condition, such as x > 0 in the slope of relu, passes no
    gradient on here, and 0 × ∞ does not arise. A constant without a name is its number: the slope
    of x³ is 3 × x², for good.

    On rows: where a ``sum`` or ``mean`` stands between the data and the target, the gradient of a
    static node is closed by ``sum``, as ``rows_pass`` has it. Without one, each row is by itself.

    Args:
        graph: the graph, or a document with it; it stays as it is.
        target: the node to start from; by default the marked one, else the only node that feeds
            nothing.
        of: the nodes whose gradients are wanted; by default every leaf but the constants. The nodes
            on the way from the target to them have gradients too.

    Raises:
        NoTargetError: there is no target, or it cannot be computed yet.
        KeyError: a wanted node is not in the graph.
    """
    graph = graph_in(graph)
    chosen = target or only_target(graph)
    above = ancestors(graph, chosen)
    if any(isinstance(n := graph.nodes[a], Apply) and None in n.operands for a in above):
        name = display_name(graph, chosen)
        raise NoTargetError(f"{name} cannot be computed yet: fill its ports.")
    wanted = _leaves_that_vary(graph, above) if of is None else list(of)
    with collector_paused():
        return _Writer(graph, chosen, wanted, above).written()


def hessian_vector_product(
    graph: Graph | Document, vector: Mapping[str, float], target: str | None = None
) -> GradientGraph:
    """Return the graph with the product of the target's Hessian and a vector.

    The product is the gradient of v·∇L, the slope of the target along the vector: two backward
    passes, and the Hessian itself is never made.

    Args:
        graph: the graph, or a document with it; it stays as it is.
        vector: a finite number for each node in whose directions the target is taken to move.
        target: the node L; by default the marked one, else the only node that feeds nothing.

    Returns:
        A graph whose target is v·∇L and whose ``gradients`` are, for each node i of the vector, the
        node with ∑ⱼ ∂²L/∂i∂j × vⱼ.

    Raises:
        NoTargetError: there is no target, or it cannot be computed yet.
        KeyError: a node of the vector is not in the graph.
        ValueError: the vector is empty.
    """
    if not vector:
        raise ValueError("The vector is empty: name at least one node to move.")
    graph = graph_in(graph)
    first = gradient_graph(graph, target, of=vector)
    terms = [Expr.name(first.gradients[n]) * Expr.number(v) for n, v in vector.items()]
    maker = NodeMaker(first.graph.nodes)
    slope = maker.node(_sum(terms))
    label = f"v·∇{display_name(graph, first.target)}"
    if slope in maker.made and not any(n.label == label for n in graph.nodes.values()):
        maker.name(slope, label[:MAX_LABEL].strip())
    along = Graph({**first.graph.nodes, **maker.made}, slope)
    return gradient_graph(along, slope, of=vector)


def _leaves_that_vary(graph: Graph, above: Iterable[str]) -> list[str]:
    nodes = graph.nodes
    leaves = ((n, leaf) for n in above if isinstance(leaf := nodes[n], Leaf))
    return [n for n, leaf in leaves if leaf.role is not Role.CONSTANT]


def _sum(terms: list[Expr]) -> Expr:
    terms = [term for term in terms if not term.is_number(0.0)]
    if len(terms) > 2:
        return Expr.applied("add_n", *terms)
    return sum(terms[1:], terms[0]) if terms else Expr.number(0.0)


class _Writer:
    """Writes one backward pass beside a graph."""

    def __init__(self, graph: Graph, target: str, wanted: list[str], above: set[str]) -> None:
        self.graph = graph
        self.target = target
        self.wanted = wanted
        self.order = [n for n in topological_order(graph) if n in above]
        self.active = _depend_on(graph, self.order, set(wanted))
        self.maker = NodeMaker(graph.nodes)
        self.closing = _closes(graph, self.order)
        self.varying: dict[str, bool] = {}
        self.recipes: dict[tuple[object, ...], Recipe] = {}
        self.terms: dict[str, list[Expr]] = {target: [Expr.number(1.0)]}

    def written(self) -> GradientGraph:
        found: dict[str, Expr] = {}
        for node_id in reversed(self.order):
            if node_id in self.active:
                found[node_id] = self.maker.atom(_sum(self.terms.pop(node_id, [])))
                self._pass_on(node_id, found[node_id])
        gradients = {n: self.maker.node(found.get(n, Expr.number(0.0))) for n in self._asked(found)}
        made = self._kept(gradients.values())
        named = _named(self.graph, self.target, gradients, made)
        return GradientGraph(
            Graph({**self.graph.nodes, **named}, self.target), gradients, self.target
        )

    def _asked(self, found: Mapping[str, Expr]) -> list[str]:
        # Checked by looking it up: a node that is not there has no gradient, not even 0.
        beside = [n for n in self.wanted if n not in found and self.graph.nodes[n]]
        return [*found, *dict.fromkeys(beside)]

    def _pass_on(self, node_id: str, upstream: Expr) -> None:
        node = self.graph.nodes[node_id]
        if not isinstance(node, Apply) or upstream.is_number(0.0):
            return
        used = [source for source in sources(node) if source in self.active]
        for source, derivative in zip(used, self._local(node_id, node), strict=True):
            if derivative.is_number(0.0):
                continue
            contribution = self.maker.atom(Expr.of("mul", upstream, derivative))
            closed = self._closed(contribution, node_id, source)
            self.terms.setdefault(source, []).append(closed)

    def _local(self, node_id: str, node: Apply) -> list[Expr]:
        """Return the local derivatives by the active operands.

        The formulas are the same wherever an op has names, or the same numbers, in the same places,
        so they are worked out once.
        """
        ids = sources(node)
        operands = [self._operand(n) for n in ids]
        key = (
            node.op,
            *[None if o.head == "name" else repr(o.value) for o in operands],
            *[n in self.active for n in ids],
        )
        if key not in self.recipes:
            places = [Expr.name(f"x{i}") if o.head == "name" else o for i, o in enumerate(operands)]
            partials = OPS[node.op].partials(Expr.name("y"), *places)
            used = zip(ids, partials, strict=True)
            self.recipes[key] = recipe([_as_expr(p) for n, p in used if n in self.active])
        names = {f"x{i}": o for i, o in enumerate(operands)}
        names["y"] = Expr.name(node_id)
        return self.maker.run(self.recipes[key], names)

    def _operand(self, node_id: str) -> Expr:
        node = self.graph.nodes[node_id]
        plain = isinstance(node, Leaf) and node.role is Role.CONSTANT and not node.label
        if plain and node_id not in self.active:
            return Expr.number(node.value)  # type: ignore[union-attr]  # a plain leaf
        return Expr.name(node_id)

    def _closed(self, contribution: Expr, user: str, source: str) -> Expr:
        """Return what a wire adds: to a static source that every row uses, the sum over rows."""
        if not self.closing or not self._varies(user) or self._varies(source):
            return contribution
        if contribution.head == "name" and self._varies(str(contribution.value)):
            return self.maker.atom(Expr.of("over_rows", contribution))
        return self.maker.atom(contribution * Expr.of("row_count", Expr.name(user)))

    def _varies(self, node_id: str) -> bool:
        """Tell whether a node, of the graph or made, has a number for each row."""
        waiting = [node_id]
        while waiting:
            node = self.maker.made.get(waiting[-1]) or self.graph.nodes[waiting[-1]]
            missing = [source for source in sources(node) if source not in self.varying]
            if missing:
                waiting += missing
                continue
            self.varying[waiting.pop()] = (
                node.role is Role.INPUT
                if isinstance(node, Leaf)
                else any(self.varying[s] for s in sources(node)) and not OPS[node.op].reduces_rows
            )
        return self.varying[node_id]

    def _kept(self, results: Iterable[str]) -> dict[str, Node]:
        """Return what was made and is used: of a case that never holds nothing remains."""
        made = self.maker.made
        used = set(results)
        for node_id in reversed(made):
            if node_id in used:
                used.update(sources(made[node_id]))
        return {node_id: node for node_id, node in made.items() if node_id in used}


def _as_expr(partial: Expr | float) -> Expr:
    return partial if isinstance(partial, Expr) else Expr.number(partial)


def _depend_on(graph: Graph, order: Iterable[str], wanted: set[str]) -> set[str]:
    found: set[str] = set()
    for node_id in order:
        if node_id in wanted or not found.isdisjoint(sources(graph.nodes[node_id])):
            found.add(node_id)
    return found


def _closes(graph: Graph, order: Iterable[str]) -> bool:
    nodes = [graph.nodes[n] for n in order]
    closes = any(isinstance(n, Apply) and OPS[n.op].reduces_rows for n in nodes)
    return closes and any(isinstance(n, Leaf) and n.role is Role.INPUT for n in nodes)


def _named(
    graph: Graph, target: str, gradients: Mapping[str, str], made: dict[str, Node]
) -> dict[str, Node]:
    taken = {node.label for node in graph.nodes.values()}
    nodes = graph.nodes
    is_picture = len(gradients) <= _MOST_SPELT_OUT
    called = display_names(
        graph,
        [n for n in gradients if is_picture or nodes[n].label or isinstance(nodes[n], Leaf)],
        NAME_LENGTH,
    )
    goal = display_name(graph, target, NAME_LENGTH)
    named = dict(made)
    for node_id, gradient in gradients.items():
        node = named.get(gradient)
        if node is None or node.label or node_id not in called:
            continue
        label = quotient(goal, called[node_id])
        if label not in taken and len(label) <= MAX_LABEL:
            taken.add(label)
            named[gradient] = msgspec.structs.replace(node, label=label)
    return named
