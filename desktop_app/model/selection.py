"""What is selected: view state, shared by the canvas and the panels, in no document."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from desktop_app.model.open_document import OpenDocument
from engine.edits import Edit, Section
from engine.graph import Apply, Wire


class Selection(QObject):
    """The selected nodes and wires of the open document.

    What no longer exists is dropped when the document changes.

    Attributes:
        nodes: the ids of the selected nodes.
        wires: the selected wires.
        current: the node that was selected last, while it is selected; else None.

    Signals:
        changed: any of the three is different now.
    """

    changed = Signal()

    def __init__(self, open_document: OpenDocument, parent: QObject | None = None) -> None:
        """Start with nothing selected."""
        super().__init__(parent)
        self.nodes: frozenset[str] = frozenset()
        self.wires: frozenset[Wire] = frozenset()
        self.current: str | None = None
        self._open_document = open_document
        open_document.changed.connect(self._follow)
        open_document.replaced.connect(self.clear)

    def set(self, nodes: Iterable[str], wires: Iterable[Wire] = ()) -> None:
        """Select these and nothing else; a single node becomes the current one."""
        listed = list(nodes)
        self._become(frozenset(listed), frozenset(wires), _latest(listed, self.current))

    def add(self, nodes: Iterable[str], wires: Iterable[Wire] = ()) -> None:
        """Select these too; a single node becomes the current one."""
        listed = list(nodes)
        current = _latest(listed, self.current)
        self._become(self.nodes.union(listed), self.wires.union(wires), current)

    def toggle_node(self, node_id: str) -> None:
        """Select a node that is not selected and make it the current one, or the reverse."""
        current = self.current if node_id in self.nodes else node_id
        self._become(self.nodes ^ {node_id}, self.wires, current)

    def toggle_wire(self, wire: Wire) -> None:
        """Select a wire that is not selected, or the reverse."""
        self._become(self.nodes, self.wires ^ {wire}, self.current)

    def clear(self) -> None:
        """Select nothing."""
        self._become(frozenset(), frozenset(), None)

    def _follow(self, edit: Edit) -> None:
        if any(True for _ in edit.names_in(Section.NODES)):
            self._become(self.nodes, self.wires, self.current)

    def _become(self, nodes: frozenset[str], wires: frozenset[Wire], current: str | None) -> None:
        there = self._open_document.document.graph.nodes
        nodes = frozenset(node_id for node_id in nodes if node_id in there)
        wires = frozenset(wire for wire in wires if self._exists(wire))
        current = current if current in nodes else None
        if (nodes, wires, current) != (self.nodes, self.wires, self.current):
            self.nodes, self.wires, self.current = nodes, wires, current
            self.changed.emit()

    def _exists(self, wire: Wire) -> bool:
        node = self._open_document.document.graph.nodes.get(wire.port.node)
        operands = node.operands if isinstance(node, Apply) else ()
        return wire.port.operand < len(operands) and operands[wire.port.operand] == wire.source


def _latest(nodes: list[str], otherwise: str | None) -> str | None:
    return nodes[0] if len(nodes) == 1 else otherwise
