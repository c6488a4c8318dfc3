"""New nodes that come in wired: fed by nodes that are there, or feeding one of their ports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from desktop_app.commands.expression import placed, shortened
from desktop_app.commands.nodes import new_id
from desktop_app.commands.placement import GAP, clear_of_others
from desktop_app.commands.wiring import filled
from desktop_app.commands.wording import nodes_text
from engine import boxes
from engine.document import Document, EditError, Point, check
from engine.edits import Change, Edit, Key, Section, edit
from engine.graph import Apply, Leaf, Node, Port, find_path
from engine.labels import formula_of_new, formulas_of_new
from engine.ops import OPS
from engine.parse import Parsed, ParseError, parse_into
from engine.syntax import Place, error_at

ITSELF: Final = "_"
"""In a typed expression: the one node that feeds it."""
_LED: Final = re.compile(r"\s*([-−–+*×·⋅∗/÷∕^]|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹])")
_SOURCE: Final = "`⟨{}⟩` "
"""Stands before a text that begins with an operator; what a name in backquotes holds is free."""

Operands = tuple[str | None, ...]


class Ends(NamedTuple):
    """What new nodes are wired to.

    Attributes:
        sources: the nodes that feed them, in order.
        port: the port that they feed, or None.
    """

    sources: tuple[str, ...] = ()
    port: Port | None = None


class Typed(NamedTuple):
    """A typed expression in a document.

    Attributes:
        parsed: the nodes that it adds.
        top: the node that it stands for, new or there already; None where it adds nothing.
        takes_sources: whether it uses every node that is to feed it.
        for_each: whether it is applied to each of them by itself.
    """

    parsed: Parsed
    top: str | None
    takes_sources: bool
    for_each: bool


def in_order(document: Document, node_ids: Sequence[str] | frozenset[str]) -> tuple[str, ...]:
    """Return nodes as they feed an op that takes several: from top to bottom, left to right."""
    layout, nowhere = document.layout, Point(0.0, 0.0)

    def where(node_id: str) -> tuple[float, float, str]:
        x, y = layout.get(node_id, nowhere)
        return y, x, node_id

    return tuple(sorted(node_ids, key=where))


def operands_from(op: str, sources: Sequence[str]) -> list[Operands]:
    """Return what feeds each new node of an op, when nodes are to feed it.

    An op of one operand is applied to each of them, a variadic one to all together; one that has
    fewer ports than there are nodes stays empty.
    """
    least = len(OPS[op].operands)
    if sources and least == 1:
        return [(source,) for source in sources]
    if len(sources) > least and not OPS[op].variadic:
        return [(None,) * least]
    return [(*sources, *(None,) * (least - len(sources)))]


def add_op(document: Document, op: str, ends: Ends, at: Point) -> Edit:
    """Return the edit that adds an op, wired: to each of the nodes that feed it, or to all.

    Args:
        document: what it comes into.
        op: the op's name.
        ends: what it is wired to.
        at: the top left corner of the first new node.

    Raises:
        EditError: its port cannot be fed.
    """
    nodes = [Apply(op, operands) for operands in operands_from(op, ends.sources)]
    return _add(document, _name_for(document, nodes), nodes, ends.port, at)


def add_leaf(document: Document, leaf: Leaf, port: Port | None, at: Point) -> Edit:
    """Return the edit that adds a leaf, feeding a port where one is given.

    Raises:
        EditError: the port cannot be fed.
    """
    name = f"Add {leaf.label}" if leaf.label else f"Add a {leaf.role}"
    return _add(document, name, [leaf], port, at)


def begins_with_operator(text: str) -> bool:
    """Tell whether a text goes on from what comes before it, such as ``*2``."""
    return _LED.match(text) is not None


def read(document: Document, text: str, sources: Sequence[str]) -> Typed:
    """Return what a text means where nodes are to feed it.

    One that begins with an operator goes on from each of them; in any other, ``_`` is the only one.

    Raises:
        ParseError: one sentence that names the place.
    """
    for_each = bool(sources) and begins_with_operator(text)
    if for_each:
        called = {f"⟨{i}⟩": source for i, source in enumerate(sources)}
        parsed = _parse_led(document, text, called)
    else:
        called = {ITSELF: sources[0]} if len(sources) == 1 else {}
        parsed = parse_into(document.graph, text, called)
    top = next(reversed(parsed.nodes), None)
    if top is None and len(parsed.reused) == 1:
        (top,) = parsed.reused
    return Typed(parsed, top, parsed.reused.issuperset(sources), for_each)


def add_typed(document: Document, text: str, ends: Ends, at: Point) -> Edit:
    """Return the edit that adds what a text means, feeding a port where one is given.

    Args:
        document: what it comes into; names in use are its nodes.
        text: the expression.
        ends: what it is wired to.
        at: where the top left corner of the box around the new nodes goes; where they feed a port,
            that of the node that does.

    Raises:
        EditError: the text cannot be read, or its port cannot be fed.
    """
    try:
        typed = read(document, text, ends.sources)
    except ParseError as error:
        raise EditError(str(error)) from None
    name = f"Add {shortened(text)}"
    if typed.for_each:
        name = f"Apply {shortened(text)} to {nodes_text(document.graph, ends.sources)}"
    top = typed.top if ends.port and typed.top in typed.parsed.nodes else None
    addition = placed(document, typed.parsed, name, at, top)
    return _feeding(document, addition, typed.top, ends.port)


def check_typed(document: Document, typed: Typed, port: Port | None) -> None:
    """Raise unless what a text means could come in; nothing is laid out.

    Raises:
        EditError: it adds nothing, or would close a loop.
    """
    nodes = {Key(Section.NODES, n): node for n, node in typed.parsed.nodes.items()}
    addition = _feeding(document, document.edit("", nodes), typed.top, port)
    if not addition and typed.parsed.target in (None, document.graph.marked_target):
        raise EditError("All of that is in the graph already.")
    # A text makes no loop by itself; to look for one through all of a large graph takes a second.
    graph = document.graph
    if port and any(find_path(graph, port.node, source) for source in typed.parsed.reused):
        check(document, addition)


def formulas(document: Document, ops: Sequence[str], sources: Sequence[str]) -> dict[str, str]:
    """Return the formula of what each op would be, by op; without those that would not be wired.

    An empty port is a “?”.
    """
    each = {op: operands_from(op, sources) for op in ops}
    wired = {op: operands for op, operands in each.items() if any(operands[0])}
    nodes = [Apply(op, operands[0]) for op, operands in wired.items()]
    spelt = zip(wired, formulas_of_new(document.graph, nodes), strict=True)
    return {
        op: first if len(each[op]) == 1 else f"{first} and {len(each[op]) - 1} more"
        for op, first in spelt
    }


def _parse_led(document: Document, text: str, called: dict[str, str]) -> Parsed:
    lines = (_SOURCE.format(i) + text for i in range(len(called)))
    try:
        return parse_into(document.graph, "\n".join(lines), called)
    except ParseError as error:
        # The place as the user sees it, without what was written before their text.
        where, found, sentence = str(error).partition(": ")
        if not found or "olumn" not in where:
            raise
        column = max(1, error.column - len(_SOURCE.format(error.line - 1)))
        raise error_at(Place(1, column), sentence.removesuffix(".")) from None


def _name_for(document: Document, nodes: Sequence[Apply]) -> str:
    op = nodes[0].op
    if not any(nodes[0].operands):
        return f"Add {op}"
    if len(nodes) > 1:
        return f"Apply {op} to {len(nodes)} nodes"
    return f"Add {formula_of_new(document.graph, nodes[0])}"


def _add(
    document: Document, name: str, nodes: Sequence[Node], port: Port | None, at: Point
) -> Edit:
    ids = new_id(document, len(nodes))
    new = dict(zip(ids, nodes, strict=True))
    places = (
        _column(document, new, at) if len(nodes) > 1 else {ids[0]: Point(at.x + 0.0, at.y + 0.0)}
    )
    values: dict[Key, Any] = {Key(Section.NODES, n): node for n, node in new.items()}
    values |= {Key(Section.LAYOUT, n): point for n, point in places.items()}
    return _feeding(document, document.edit(name, values), ids[0], port)


def _column(document: Document, nodes: dict[str, Node], at: Point) -> dict[str, Point]:
    places, y = {}, at.y
    for node_id, node in nodes.items():
        places[node_id] = Point(at.x + 0.0, y + 0.0)
        y += boxes.height(boxes.shown_ports(node)) + GAP
    return clear_of_others(document, nodes, places)


def _feeding(document: Document, addition: Edit, source: str | None, port: Port | None) -> Edit:
    """Return an addition that also wires a node to a port."""
    if port is None or source is None:
        return addition
    key = Key(Section.NODES, port.node)
    fed = Change(document.get(key), filled(document.graph, source, port))
    return edit(addition.name, {**addition.changes, key: fed})
