"""Editing at random, as a person might: edits made by commands, undos, redos and gestures."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st

from desktop_app.commands import arrange, nodes, training, wiring
from desktop_app.model.open_document import OpenDocument
from engine.document import Direction, Document, EditError, Point
from engine.edits import Edit
from engine.graph import Role
from engine.ops import OPS
from tests.strategies import finite, labels

Draw = Callable[[st.SearchStrategy[Any]], Any]
GESTURES = ("a drag", "a scrub")
"""Gesture tokens; the same again after an interruption must not compose."""

places = st.builds(Point, st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))


def random_action(draw: Draw, opened: OpenDocument) -> None:
    """Do one thing that a person could do; a refusal is a fine answer."""
    action = draw(st.sampled_from(["edit"] * 6 + ["undo", "redo", "take back"]))
    if action == "undo":
        opened.undo()
    elif action == "redo":
        opened.redo()
    elif action == "take back":
        opened.take_back(draw(st.sampled_from(GESTURES)))
    else:
        gesture = draw(st.none() | st.sampled_from(GESTURES))
        with suppress(EditError):
            opened.apply(random_edit(draw, opened.document), gesture=gesture)


def random_edit(draw: Draw, document: Document) -> Edit:
    """Return an edit of any kind that fits the document; the commands may refuse to make it."""
    kinds = _ANYWHERE if not document.graph.nodes else _ANYWHERE + _ON_NODES
    kind: _Kind = draw(st.sampled_from(kinds))
    return kind(draw, document)


def _add_leaf(draw: Draw, document: Document) -> Edit:
    return nodes.add_leaf(document, draw(places), value=draw(finite))


def _add_op(draw: Draw, document: Document) -> Edit:
    return nodes.add_op(document, draw(st.sampled_from(sorted(OPS))), draw(places))


def _set_rate(draw: Draw, document: Document) -> Edit:
    return training.set_rate(document, draw(st.floats(1e-9, 10.0)))


def _set_direction(draw: Draw, document: Document) -> Edit:
    return training.set_direction(document, draw(st.sampled_from(Direction)))


def _node(draw: Draw, document: Document) -> str:
    return str(draw(st.sampled_from(sorted(document.graph.nodes))))


def _some(draw: Draw, document: Document) -> list[str]:
    ids = sorted(document.graph.nodes)
    return list(draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True)))


def _set_value(draw: Draw, document: Document) -> Edit:
    return nodes.set_value(document, _node(draw, document), draw(finite))


def _rename(draw: Draw, document: Document) -> Edit:
    return nodes.rename(document, _node(draw, document), draw(st.none() | labels()))


def _set_role(draw: Draw, document: Document) -> Edit:
    return nodes.set_role(document, _some(draw, document), draw(st.sampled_from(Role)))


def _mark_target(draw: Draw, document: Document) -> Edit:
    target = _node(draw, document) if draw(st.booleans()) else None
    return nodes.mark_target(document, target)


def _delete(draw: Draw, document: Document) -> Edit:
    wires = sorted(document.graph.wires())
    cut = draw(st.lists(st.sampled_from(wires), max_size=2, unique=True)) if wires else []
    return nodes.delete(document, _some(draw, document), cut)


def _move(draw: Draw, document: Document) -> Edit:
    return arrange.move(document, {n: draw(places) for n in _some(draw, document)})


def _wire(draw: Draw, document: Document) -> Edit:
    source = _node(draw, document)
    ports = sorted(wiring.accepting_ports(document, source))
    if not ports:
        return Edit("", {})
    return wiring.wire(document, source, draw(st.sampled_from(ports)))


def _rewire(draw: Draw, document: Document) -> Edit:
    wires = sorted(document.graph.wires())
    if not wires:
        return Edit("", {})
    wire = draw(st.sampled_from(wires))
    ports = sorted(wiring.accepting_ports(document, wire.source) | {wire.port})
    return wiring.move_wire(document, wire, draw(st.sampled_from(ports)))


def _unwire(draw: Draw, document: Document) -> Edit:
    wires = sorted(document.graph.wires())
    return wiring.unwire(document, [draw(st.sampled_from(wires))] if wires else [])


_Kind = Callable[[Draw, Document], Edit]
_ANYWHERE: list[_Kind] = [_add_leaf, _add_op, _add_leaf, _add_op, _set_rate, _set_direction]
_ON_NODES: list[_Kind] = [
    *[_wire] * 3,
    _rewire,
    _unwire,
    _set_value,
    _rename,
    _set_role,
    _mark_target,
    _delete,
    _move,
]
