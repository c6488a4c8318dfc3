"""What the Select menu does: which nodes are selected, by kind, along the wires, by arrow keys."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QObject

from desktop_app.canvas.canvas import Canvas
from desktop_app.canvas.neighbours import Direction, nearest_to, neighbour
from desktop_app.canvas.spoken import spoken
from desktop_app.commands import reach
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.selection import Selection
from engine.graph import Graph


class SelectActions(QObject):
    """Changes the selection, and nothing else."""

    def __init__(
        self,
        opened: OpenDocument,
        selection: Selection,
        canvas: Canvas,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._opened = opened
        self._selection = selection
        self._canvas = canvas

    def everything(self) -> None:
        """Select every node."""
        self._selection.set(self._graph.nodes)

    def invert(self) -> None:
        """Select the nodes that are not selected, and no others."""
        self._selection.set(self._graph.nodes.keys() - self._selection.nodes)

    def similar(self) -> None:
        """Select every node with the op or the role of a selected one."""
        self._extend(reach.similar)

    def all_upstream(self) -> None:
        """Select all that the selected nodes are computed from too."""
        self._extend(reach.all_upstream)

    def all_downstream(self) -> None:
        """Select all that is computed from the selected nodes too."""
        self._extend(reach.all_downstream)

    def one_upstream(self) -> None:
        """Select the operands of the selected nodes too."""
        self._extend(reach.one_upstream)

    def one_downstream(self) -> None:
        """Select those that take the selected nodes as operands too."""
        self._extend(reach.one_downstream)

    def walk_left(self) -> None:
        """Go to the first operand, or to the nearest node to the left."""
        self._walk(Direction.LEFT)

    def walk_right(self) -> None:
        """Go to the nearest user, or to the nearest node to the right."""
        self._walk(Direction.RIGHT)

    def walk_up(self) -> None:
        """Go to the nearest node above."""
        self._walk(Direction.UP)

    def walk_down(self) -> None:
        """Go to the nearest node below."""
        self._walk(Direction.DOWN)

    @property
    def _graph(self) -> Graph:
        return self._opened.document.graph

    def _extend(self, reached: Callable[[Graph, Collection[str]], set[str]]) -> None:
        self._selection.add(reached(self._graph, self._selection.nodes))

    def _walk(self, direction: Direction) -> None:
        canvas, slots = self._canvas, self._opened.slots
        here = self._selection.current or next(iter(self._selection.nodes), None)
        if here is None:
            found = nearest_to(canvas.scene, slots, canvas.camera.middle())
        else:
            found = neighbour(self._graph, canvas.scene, slots, here, direction)
        if found is not None:
            self._selection.set([found])
            canvas.show_node(found)
            canvas.message.emit(spoken(self._graph, canvas.run, found))
