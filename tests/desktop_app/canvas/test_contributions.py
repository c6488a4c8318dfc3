"""What many wires add to gradients, found at once, is what each adds, found alone."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.canvas.contributions import contributions
from desktop_app.canvas.scene import Scene
from desktop_app.model.numbers import State
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from engine.document import Document
from engine.graph import Apply, Graph, Leaf
from tests.strategies import calm, documents


@given(documents(values=calm) | documents(), st.booleans())
def test_wires_contribute_together_what_they_do_one_by_one(document: Document, live: bool) -> None:
    opened = OpenDocument(document)
    run = Run(opened)
    run.live = live
    run.finish()
    scene = Scene(document, opened.slots)

    def one_by_one(row: int) -> float | None:
        wire = scene.wire_at(row)
        states = run.value_state(wire.port.node), run.gradient_state(wire.port.node)
        if states != (State.FRESH, State.FRESH):
            return None
        return run.wire_numbers(wire).contribution

    rows = np.flatnonzero(scene.used)
    found, known = contributions(scene, run, rows, one_by_one)
    for row, number, is_known in zip(rows.tolist(), found.tolist(), known.tolist(), strict=True):
        wanted = one_by_one(row)
        assert is_known == (wanted is not None)
        if wanted is not None:
            assert math.isclose(number, wanted, rel_tol=1e-12, abs_tol=1e-300) or (
                math.isnan(number) and math.isnan(wanted)
            )


def test_the_same_source_in_both_ports_has_two_contributions() -> None:
    graph = Graph({"a": Leaf(3.0), "L": Apply("div", ("a", "a"))})
    opened = OpenDocument(Document(graph))
    run = Run(opened)
    run.live = True
    scene = Scene(opened.document, opened.slots)
    found, known = contributions(scene, run, np.flatnonzero(scene.used), lambda _row: None)
    assert known.all()
    assert sorted(found) == [-1.0 / 3.0, 1.0 / 3.0]
