"""The canvas's arrays say the same as the document, whatever was edited."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.canvas.scene import Scene
from desktop_app.commands import arrange, nodes, wiring
from desktop_app.model.open_document import OpenDocument
from engine import boxes
from engine.document import Document, EditError, Point
from engine.edits import Change, Edit, Key, Section
from engine.graph import Apply, Port
from engine.ops import OPS
from tests.strategies import documents

OPS_BY_NAME = st.sampled_from(list(OPS))
POINTS = st.builds(Point, st.integers(-1000, 1000), st.integers(-1000, 1000))


def test_a_wire_starts_at_the_output_and_ends_at_the_port(stage: Any) -> None:
    scene = stage.canvas.scene
    row = scene.row_of[Port(stage.id_of("d"), 1)]
    assert scene.ends()[row].tolist() == [
        240 + boxes.WIDTH,
        180 + boxes.OUTPUT_OFFSET,
        480,
        90 + boxes.port_offset(2, 1),
    ]


def test_displaced_nodes_go_back_where_the_document_has_them(stage: Any) -> None:
    scene = stage.canvas.scene
    before = _contents(scene, stage.opened)
    scene.displace({stage.id_of("e"): (1.0, 2.0)})
    assert _contents(scene, stage.opened) != before
    scene.settle()
    assert _contents(scene, stage.opened) == before


@given(documents(), st.data())
def test_the_arrays_equal_the_document_after_any_edits(
    document: Document, data: st.DataObject
) -> None:
    opened = OpenDocument(document)
    scene = Scene(opened.document, opened.slots)
    opened.changed.connect(scene.patch)
    for _ in range(data.draw(st.integers(1, 8))):
        _act(opened, data)
        fresh = Scene(opened.document, opened.slots)
        assert _contents(scene, opened) == _contents(fresh, opened)


def _act(opened: OpenDocument, data: st.DataObject) -> None:
    what = data.draw(st.sampled_from(["undo", "redo", *_EDITS]))
    if what == "undo":
        opened.undo()
    elif what == "redo":
        opened.redo()
    else:
        try:
            opened.apply(_EDITS[what](opened.document, data))
        except EditError:
            return


def _add_leaf(document: Document, data: st.DataObject) -> Edit:
    return nodes.add_leaf(document, data.draw(POINTS))


def _add_op(document: Document, data: st.DataObject) -> Edit:
    return nodes.add_op(document, data.draw(OPS_BY_NAME), data.draw(POINTS))


def _delete(document: Document, data: st.DataObject) -> Edit:
    return nodes.delete(document, [data.draw(_ids(document))])


def _move(document: Document, data: st.DataObject) -> Edit:
    return arrange.move(document, {data.draw(_ids(document)): data.draw(POINTS)})


def _wire(document: Document, data: st.DataObject) -> Edit:
    port = Port(data.draw(_ids(document)), data.draw(st.integers(0, 2)))
    return wiring.wire(document, data.draw(_ids(document)), port)


def _replace(document: Document, data: st.DataObject) -> Edit:
    """One node goes, another comes and may get its slot."""
    gone = nodes.delete(document, [data.draw(_ids(document))])
    added = nodes.add_op(document, data.draw(OPS_BY_NAME), data.draw(POINTS))
    (new,) = [key.name for key in added.changes if key.section is Section.NODES]
    left = [n for n in document.graph.nodes if Key(Section.NODES, n) not in gone.changes]
    op = added.changes[Key(Section.NODES, new)].after
    filled = Apply(op.op, tuple(data.draw(st.sampled_from([None, *left])) for _ in op.operands))
    changes = {Key(Section.NODES, new): Change(None, filled), **gone.changes}
    return Edit("Replace", changes)


def _ids(document: Document) -> st.SearchStrategy[str]:
    return st.sampled_from([*sorted(document.graph.nodes), "nobody"])


_EDITS = {
    "leaf": _add_leaf,
    "op": _add_op,
    "delete": _delete,
    "move": _move,
    "wire": _wire,
    "replace": _replace,
}


def _contents(scene: Scene, opened: OpenDocument) -> tuple[Any, ...]:
    """Everything in the arrays, without regard to which row a wire has."""
    alive = np.flatnonzero(scene.alive[: len(opened.slots)])
    boxes_ = {
        opened.slots.ids[slot]: (
            scene.x[slot],
            scene.y[slot],
            scene.height[slot],
            scene.ports[slot],
            scene.op[slot],
            *scene.sources[slot],
        )
        for slot in alive
    }
    ends = scene.ends()
    wires = {port: (scene.wire_at(row), *ends[row]) for port, row in scene.row_of.items()}
    rows = sorted(np.flatnonzero(scene.used[: len(scene.port_of)]))
    assert rows == sorted(scene.row_of.values())
    return boxes_, wires
