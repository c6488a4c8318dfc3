"""What the nodes of the open document suffer from, worked out for those that are looked at."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run, State
from engine.edits import Edit, Section
from engine.graph import Apply, Graph
from engine.health import EXPLODES, VANISHES, Ailment, Numbers, ailment_of, sentence
from engine.ops import OPS

_HOLDS = (State.FRESH, State.ACCUMULATED)

Flags = npt.NDArray[np.bool_]


class Health(QObject):
    """Remembers each answer until numbers or nodes change; stale numbers are not judged."""

    def __init__(self, opened: OpenDocument, run: Run, parent: QObject | None = None) -> None:
        """Follow a document and its run."""
        super().__init__(parent)
        self._opened, self._run = opened, run
        self._known: dict[str, Ailment | None] = {}
        self._suspects: Flags | None = None
        self._flat: Flags | None = None
        self._numbers = Numbers(self._value, self._gradient)
        opened.changed.connect(self._follow)
        opened.replaced.connect(self._start_afresh)
        run.updated.connect(self._forget)

    def ailment(self, node_id: str) -> Ailment | None:
        """Return what a node suffers from, or None."""
        if node_id not in self._known:
            self._known[node_id] = ailment_of(self._graph, node_id, self._numbers)
        return self._known[node_id]

    def sentence(self, node_id: str) -> str:
        """Say what a node suffers from and what to do about it; empty where it is well."""
        if self.ailment(node_id) is None:
            return ""
        return sentence(self._graph, self._run.target, node_id, self._numbers)

    def suspects(self) -> Flags:
        """Return for each slot whether it is worth asking: all others are well, or not finite."""
        if self._suspects is None:
            size = np.abs(self._run.gradients)
            odd = (size > 0.0) & ((size < VANISHES) | (size > EXPLODES))
            flat = self._flat_ops(len(odd))
            self._suspects = odd | flat[: len(odd)]
        return self._suspects

    @property
    def _graph(self) -> Graph:
        return self._opened.document.graph

    def _flat_ops(self, slots: int) -> Flags:
        """Return for each slot whether its op may be flat, for at least so many slots."""
        if self._flat is None:
            self._flat = np.zeros(len(self._opened.slots), dtype=bool)
            self._mark(self._graph.nodes)
        missing = slots - len(self._flat)
        if missing > 0:
            self._flat = np.concatenate([self._flat, np.zeros(missing, dtype=bool)])
        return self._flat

    def _mark(self, node_ids: Iterable[str]) -> None:
        """Note which of some nodes have an op that may be flat."""
        flat, of = self._flat_ops(len(self._opened.slots)), self._opened.slots.of
        for node_id in node_ids:
            node = self._graph.nodes.get(node_id)
            if node is not None:
                flat[of[node_id]] = isinstance(node, Apply) and bool(OPS[node.op].flat)

    def _value(self, node_id: str) -> float | None:
        return self._run.value(node_id) if self._run.value_state(node_id) in _HOLDS else None

    def _gradient(self, node_id: str) -> float | None:
        holds = self._run.gradient_state(node_id) is State.FRESH
        return self._run.gradient(node_id) if holds else None

    def _follow(self, edit: Edit) -> None:
        if self._flat is not None:
            self._mark(key.name for key in edit.changes if key.section is Section.NODES)
        self._forget()

    def _start_afresh(self) -> None:
        self._flat = None
        self._forget()

    def _forget(self) -> None:
        self._known.clear()
        self._suspects = None
