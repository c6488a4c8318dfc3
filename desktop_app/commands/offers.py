"""What the search on the canvas offers for a text: numbers, expressions, ops and leaves.

An offer says what will happen before it does: which nodes it will take, and where it will go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from functools import partial
from typing import Final, NamedTuple

from desktop_app.commands import adding, wiring
from desktop_app.commands.adding import Ends, Typed
from desktop_app.commands.matching import Met, find, match_name
from desktop_app.commands.nodes import free_labels
from desktop_app.commands.palette_items import ITEMS, Item, role_of, texts_of
from desktop_app.commands.wording import nodes_text
from engine.document import Document, EditError, Point
from engine.edits import Edit
from engine.graph import Apply, Leaf, Node, Role
from engine.labels import display_name
from engine.ops import OPS
from engine.parse import ParseError, parse_number
from engine.readable import readable

Build = Callable[[Point], Edit]

_OPERATORS: Final = frozenset("+-−–*×·⋅∗/÷∕^()=|√;,⁰¹²³⁴⁵⁶⁷⁸⁹")
_NAME: Final = re.compile(r"[^\W\d]\w*")
_MOST_KNOWN: Final = 4
_NEW_VALUE: Final = 1.0
_LONGEST: Final = 16
_NO_SOURCE: Final = "This would not take the wire: write _ where it goes, as in tanh(_*w + b)."


class Looking(NamedTuple):
    """What is being looked for.

    Attributes:
        ends: what the new nodes are to be wired to.
        must_connect: whether nothing else will do: a wire was dropped, not a key pressed.
        allowed: from which nodes a wire may enter the port, where that was found out before; a
            search asks once, not at every key.
    """

    ends: Ends = Ends()
    must_connect: bool = False
    allowed: Container[str] | None = None


class Offer(NamedTuple):
    """One thing that can be added.

    Attributes:
        key: what its uses are counted under: ``"op:mul"``, ``"leaf:parameter"``, ``"typed"``.
        name: its name.
        kind: ``"op"``, ``"expression"`` or a leaf's role: it gives the colour and the icon.
        symbol: an op's sign; empty for what has an icon.
        help: one line.
        outcome: what will become of it here, as a formula; empty where it comes in alone.
        places: which letters of the name were typed.
        build: makes the edit, given a place; None where it cannot be.
        alone: makes the edit without the wires, or None where there are none or must be some.
        problem: why it cannot be, in a sentence.
    """

    key: str
    name: str
    kind: str
    symbol: str
    help: str
    outcome: str = ""
    places: tuple[int, ...] = ()
    build: Build | None = None
    alone: Build | None = None
    problem: str = ""


def offers(document: Document, text: str, looking: Looking, uses: Mapping[str, int]) -> list[Offer]:
    """Return what a text offers, the likeliest first; without a text, all that can be added."""
    typed = text.strip()
    if not typed:
        return _items(document, typed, looking, uses, Met.MISSPELT)
    first = [*_known(document, typed, looking), *_expression(document, typed, looking)]
    first += _numbers(document, typed, looking)
    # Half an expression is not to be taken for a name that it happens to begin with.
    is_unread = any(row.problem for row in first)
    found = _items(document, typed, looking, uses, Met.WHOLE if is_unread else Met.MISSPELT)
    rows = [*(row for row in first if row.build), *found, *_named(document, typed, looking)]
    return rows or first


def _items(
    document: Document, text: str, looking: Looking, uses: Mapping[str, int], least: Met
) -> list[Offer]:
    wanted = [item for item in ITEMS if item.kind == "op" or not looking.must_connect]
    if looking.ends.port is not None:
        wanted = list(ITEMS)
    if looking.ends.sources:
        # What they can feed comes first.
        wanted.sort(key=lambda item: item.kind != "op")
    found = find(text, wanted, texts_of, lambda item: uses.get(item.key, 0))
    kept = [each for each in found if each.match.met >= least]
    ops = [_op_of(each.thing) for each in kept if each.thing.kind == "op"]
    sources = looking.ends.sources
    formulas = adding.formulas(document, ops, sources) if sources else {}
    label = next(free_labels(document.graph))
    fed = _fed(document, looking.ends)
    return [
        _of_leaf(document, item, looking, label, fed)._replace(places=match.places)
        if item.kind != "op"
        else _of_op(document, item, looking, formulas, fed)._replace(places=match.places)
        for item, match in kept
    ]


def _op_of(item: Item) -> str:
    return item.key.partition(":")[2]


def _of_leaf(document: Document, item: Item, looking: Looking, label: str, fed: str) -> Offer:
    offer = Offer(item.key, item.name, item.kind, item.symbol, item.help)
    leaf = Leaf(_NEW_VALUE, label, role_of(item) or Role.PARAMETER)
    build = partial(adding.add_leaf, document, leaf, looking.ends.port)
    return offer._replace(build=build, outcome=_towards(label, fed))


def _of_op(
    document: Document, item: Item, looking: Looking, formulas: Mapping[str, str], fed: str
) -> Offer:
    offer = Offer(item.key, item.name, item.kind, item.symbol, item.help)
    op = _op_of(item)
    offer = offer._replace(build=partial(adding.add_op, document, op, looking.ends))
    formula = formulas.get(op, "")
    if not formula:
        return offer._replace(outcome=_towards(item.symbol, fed))
    if looking.must_connect:
        return offer._replace(outcome=formula)
    alone = partial(adding.add_op, document, op, Ends())
    return offer._replace(outcome=formula, alone=alone)


def _fed(document: Document, ends: Ends) -> str:
    """Return the name of the node whose port is to be fed, or nothing."""
    return "" if ends.port is None else display_name(document.graph, ends.port.node, _LONGEST)


def _towards(name: str, fed: str) -> str:
    if not fed:
        return ""
    name = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
    return f"{name} → {fed}"


def _known(document: Document, text: str, looking: Looking) -> list[Offer]:
    """Offer nodes that are there to a port, by name."""
    port = looking.ends.port
    if port is None or _NAME.fullmatch(text) is None:
        return []
    allowed = looking.allowed
    if allowed is None:
        allowed = wiring.accepting_sources(document, port)
    nodes = document.graph.nodes
    wanted, length = text.casefold(), len(text)
    begun = (
        (node_id, met)
        for node_id, node in nodes.items()
        # Most names need no second look: there may be a hundred thousand.
        if node.label and node.label[:length].casefold() == wanted
        if (met := match_name(text, node.label)) and met.met >= Met.BEGUN
        if node_id in allowed
    )
    best = sorted(begun, key=lambda each: -each[1].closeness)[:_MOST_KNOWN]
    return [
        _of_known(document, node_id, nodes[node_id], looking.ends)._replace(places=met.places)
        for node_id, met in best
    ]


def _of_known(document: Document, node_id: str, node: Node, ends: Ends) -> Offer:
    port = ends.port
    assert port is not None  # noqa: S101 - asked by the caller
    kind, symbol = _look_of(node)
    label = node.label or node_id
    build: Build = lambda _at: wiring.wire(document, node_id, port)  # noqa: E731
    outcome = _towards(label, _fed(document, ends))
    return Offer("known", label, kind, symbol, "A node of the graph.", outcome, (), build)


def _look_of(node: Node) -> tuple[str, str]:
    return ("op", OPS[node.op].symbol) if isinstance(node, Apply) else (node.role.value, "")


def _numbers(document: Document, text: str, looking: Looking) -> list[Offer]:
    try:
        value = parse_number(text)
    except ParseError:
        return []
    ends, shown = looking.ends, readable(value)
    fed = _fed(document, ends)
    if looking.must_connect and ends.port is None:
        problem = "A leaf takes no wire: type *2 or +2 to compute with it."
        return [Offer("leaf:constant", shown, "constant", "", "", problem=problem)]
    label = next(free_labels(document.graph))
    leaves = (
        (f"{label} = {shown}", "A parameter with this value.", Leaf(value, label)),
        (shown, "A constant with this value.", Leaf(value, None, Role.CONSTANT)),
    )
    return [
        Offer(
            f"leaf:{leaf.role}", name, leaf.role.value, "", help_,
            _towards(leaf.label or shown, fed),
            build=partial(adding.add_leaf, document, leaf, ends.port),
        )
        for name, help_, leaf in leaves
    ]  # fmt: skip


def _named(document: Document, text: str, looking: Looking) -> list[Offer]:
    """Offer a parameter with the name that was typed."""
    taken = {node.label for node in document.graph.nodes.values()}
    no_room = looking.must_connect and looking.ends.port is None
    if no_room or text in taken or text in OPS or _NAME.fullmatch(text) is None:
        return []
    leaf = Leaf(_NEW_VALUE, text)
    return [
        Offer(
            "leaf:parameter", text, "parameter", "", "A parameter with this name.",
            _towards(text, _fed(document, looking.ends)),
            build=partial(adding.add_leaf, document, leaf, looking.ends.port),
        )
    ]  # fmt: skip


def _expression(document: Document, text: str, looking: Looking) -> list[Offer]:
    if _OPERATORS.isdisjoint(text) or _is_plain_number(text, looking):
        return []
    row = Offer("typed", text, "expression", "", "An expression.")
    ends = looking.ends
    try:
        typed = adding.read(document, text, ends.sources)
        adding.check_typed(document, typed, ends.port)
    except (EditError, ParseError) as error:
        return [row._replace(problem=str(error))]
    if looking.must_connect and not typed.takes_sources:
        return [row._replace(problem=_NO_SOURCE)]
    build = partial(adding.add_typed, document, text, ends)
    return [_of_typed(document, row, typed, looking)._replace(build=build)]


def _is_plain_number(text: str, looking: Looking) -> bool:
    # −1 goes on from what feeds it, and is a leaf where nothing does.
    if looking.ends.sources:
        return False
    try:
        float(text.replace("−", "-"))
    except ValueError:
        return False
    return True


def _of_typed(document: Document, row: Offer, typed: Typed, looking: Looking) -> Offer:
    ends, nodes = looking.ends, typed.parsed.nodes
    top = nodes.get(typed.top or "")
    if len(nodes) == 1 and isinstance(top, Leaf):
        help_ = f"A {top.role} called {top.label}." if top.label else f"A {top.role}."
        row = row._replace(key=f"leaf:{top.role}", kind=top.role.value, help=help_)
    else:
        row = row._replace(help=_said(document, typed))
    if typed.for_each:
        return row._replace(outcome=f"{nodes_text(document.graph, ends.sources)} {row.name}")
    return row._replace(outcome=_towards((top and top.label) or row.name, _fed(document, ends)))


def _said(document: Document, typed: Typed) -> str:
    """Say what an expression adds, and which nodes it finds there."""
    nodes = typed.parsed.nodes
    leaves = [n.label for n in nodes.values() if isinstance(n, Leaf) and n.label]
    used = sorted(display_name(document.graph, node_id, 12) for node_id in typed.parsed.reused)
    parts = [f"{len(nodes)} new nodes" if len(nodes) != 1 else "1 new node"]
    if used:
        parts.append(f"takes {_listed(used)}")
    if leaves:
        parts.append(f"new {_listed(leaves)}")
    return " · ".join(parts)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:4]) + (", …" if len(names) > 4 else "")
