"""Cut, copy, paste and duplicate: a part of a document as text, and text as new nodes.

The text is that of a file, so that it can go through an e-mail and come back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count
from typing import Any, Final

import msgspec

from desktop_app.commands import expression
from desktop_app.commands.nodes import delete, new_id
from desktop_app.commands.placement import clear_of_others, laid_out, moved, to_corner
from desktop_app.commands.wiring import unfilled
from desktop_app.commands.wording import nodes_text, require
from engine.document import MAX_LABEL, Document, EditError, Point
from engine.edits import Edit, Key, Section
from engine.files.chainrule_file import decode, encode
from engine.files.errors import FileError
from engine.graph import Apply, Graph, Node, sorted_ids

MAX_TEXT: Final = 20_000_000
"""The greatest length of a text that is pasted, in characters: some 200,000 nodes."""
OFFSET: Final = (24.0, 24.0)
"""How far a duplicate lies from what it doubles, in pixels at 100 %."""

_QUOTED: Final = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)
_INVISIBLE: Final = dict.fromkeys(map(ord, "\ufeff\u200b\u00ad\u2060"))


def copy_text(document: Document, node_ids: Iterable[str]) -> str:
    """Return nodes and the wires between them as the text of a file; without nodes, nothing.

    Raises:
        EditError: one of the nodes is not there.
    """
    chosen = set(node_ids)
    return encode(_part(document, chosen)).decode() if chosen else ""


def incoming_text(document: Document, node_ids: Iterable[str]) -> str:
    """Return the wires that come to nodes from the others, as a text for ``paste``.

    It goes beside the text of the nodes, which alone is a whole file.
    """
    chosen = set(node_ids)
    graph = document.graph
    operands = {n: node.operands for n in chosen if isinstance(node := graph.nodes.get(n), Apply)}
    from_elsewhere = {s for found in operands.values() for s in found if s and s not in chosen}
    names = {source: graph.nodes[source].label for source in from_elsewhere}
    return msgspec.json.encode(_Incoming(operands, names)).decode()


def cut(document: Document, node_ids: Collection[str]) -> tuple[str, Edit]:
    """Return the text of nodes and the edit that takes them away.

    Raises:
        EditError: one of the nodes is not there.
    """
    text = copy_text(document, node_ids)
    return text, delete(document, node_ids).named(f"Cut {nodes_text(document.graph, node_ids)}")


def paste(document: Document, text: str, at: Point, incoming: str = "") -> Edit:
    """Return the edit that adds the nodes that a text describes: a file's text or expressions.

    The nodes get ids of their own, and names of their own where theirs are in use.

    Args:
        document: what they come into.
        text: may have come by e-mail: with other line ends, quoted with ``>``, with hard spaces.
        at: where the top left corner of the box around them goes, or as far below as there is room.
        incoming: the wires that came to them from others, as ``incoming_text`` has them: those
            from nodes that are still there, under the same names, are made again.

    Raises:
        EditError: the text is neither, or too long.
    """
    if len(text) > MAX_TEXT:
        raise EditError(f"The text is too long to paste: it has {len(text):,} characters.")
    plain = _as_sent(text)
    if not plain:
        raise EditError("There is nothing to paste: copy nodes or a formula first.")
    start, end = plain.find("{"), plain.rfind("}")
    if start < 0:
        return expression.insert(document, plain, at).named("Paste a formula")
    part = _read(plain[start : end + 1] or plain)
    if not part.graph.nodes:
        raise EditError("There is nothing to paste: the text holds a graph without nodes.")
    places = clear_of_others(document, part.graph.nodes, to_corner(_places(part), at))
    return _added(document, part, places, "Paste", _still_there(document, incoming))


def duplicate(
    document: Document,
    node_ids: Collection[str],
    offset: tuple[float, float] = OFFSET,
    *,
    incoming: str = "",
) -> Edit:
    """Return the edit that adds the same nodes, and the wires between them, once more beside them.

    Args:
        document: what they are in.
        node_ids: the nodes.
        offset: how far to the right and down the new ones lie.
        incoming: what ``incoming_text`` gives, for the wires from other nodes to be doubled too.

    Raises:
        EditError: one of the nodes is not there.
    """
    part = _part(document, set(node_ids))
    places = moved(part.layout, *offset)
    return _added(document, part, places, "Duplicate", _still_there(document, incoming))


class _Incoming(msgspec.Struct, frozen=True):
    """The wires that come to copied nodes from elsewhere.

    Attributes:
        operands: all operands of each copied op node, by id.
        names: the names of the sources that were not copied, by id.
    """

    operands: dict[str, tuple[str | None, ...]]
    names: dict[str, str | None]


_NO_WIRES: Final = _Incoming({}, {})


def _still_there(document: Document, incoming: str) -> _Incoming:
    """Return the wires that a text describes, without the names of sources that are gone."""
    try:
        found = msgspec.json.decode(incoming, type=_Incoming) if incoming else _NO_WIRES
    except msgspec.DecodeError:
        return _NO_WIRES  # another program's: the text alone counts
    nodes = document.graph.nodes
    names = {n: label for n, label in found.names.items() if n in nodes}
    return _Incoming(found.operands, {n: k for n, k in names.items() if nodes[n].label == k})


def _part(document: Document, chosen: set[str]) -> Document:
    """Return the document of these nodes alone; what comes from elsewhere leaves a port empty."""
    graph = Graph({n: _severed(require(document.graph, n), chosen) for n in chosen})
    layout = {n: point for n, point in document.layout.items() if n in chosen}
    return Document(graph, layout, document.training)


def _severed(node: Node, chosen: set[str]) -> Node:
    if not isinstance(node, Apply):
        return node
    return unfilled(node, {i for i, s in enumerate(node.operands) if s and s not in chosen})


def _as_sent(text: str) -> str:
    """Return a text as it was before e-mail programs handled it."""
    plain = text.replace("\N{NO-BREAK SPACE}", " ").translate(_INVISIBLE)
    return _QUOTED.sub("", "\n".join(plain.splitlines())).strip()


def _read(text: str) -> Document:
    try:
        return decode(text.encode(errors="replace"))
    except FileError as error:
        raise EditError(f"This text cannot be pasted: {error}") from None


def _places(part: Document) -> Mapping[str, Point]:
    return part.layout if part.layout.keys() == part.graph.nodes.keys() else laid_out(part.graph)


def _added(
    document: Document,
    part: Document,
    places: Mapping[str, Point],
    verb: str,
    incoming: _Incoming,
) -> Edit:
    nodes = part.graph.nodes
    ids = sorted_ids(part.graph)
    new = dict(zip(ids, new_id(document, len(ids)), strict=True))
    labels = _free_names(document.graph, [nodes[n].label for n in ids])
    values: dict[Key, Any] = {}
    for node_id, label in zip(ids, labels, strict=True):
        node = _fed(node_id, nodes[node_id], incoming, new)
        values[Key(Section.NODES, new[node_id])] = msgspec.structs.replace(node, label=label)
    for node_id, point in places.items():
        values[Key(Section.LAYOUT, new[node_id])] = point
    return document.edit(f"{verb} {nodes_text(part.graph, ids)}", values)


def _fed(node_id: str, node: Node, incoming: _Incoming, new: Mapping[str, str]) -> Node:
    """Return a node fed by the new nodes, and by those outside that fed it where it was copied."""
    if not isinstance(node, Apply):
        return node
    wanted = incoming.operands.get(node_id, node.operands)
    sources = [new.get(s, s if s in incoming.names else None) if s else None for s in wanted]
    lost = {i for i, s in enumerate(wanted) if s is not None and sources[i] is None}
    return unfilled(Apply(node.op, tuple(sources), node.label), lost)


def _free_names(graph: Graph, wanted: Iterable[str | None]) -> Iterator[str | None]:
    """Yield each name as it is where it is free, else the next free one: a → a2, x1 → x2."""
    listed = list(wanted)
    there = {node.label for node in graph.nodes.values()}
    used = there.union(listed)
    for label in listed:
        if label is None or label not in there:
            yield label
            continue
        free = next(name for name in _variants(label) if name not in used)
        used.add(free)
        yield free


def _variants(label: str) -> Iterator[str]:
    stem = label.rstrip("0123456789")
    first = int(label[len(stem) :] or 1) + 1
    for number in count(first):
        yield f"{stem[: MAX_LABEL - len(str(number))]}{number}"
