"""NodeGraphQt, where it is installed: a library of node editors in Python, one item a node.

It paints a node's name and those of its ports, and no numbers: less than Chainrule does.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPointF, QRectF

from desktop_app.benchmarks.contender import NOTCH, pulled
from desktop_app.benchmarks.screen import SIZE, Screen

if TYPE_CHECKING:
    from engine.document import Document

NAME: Final = "NodeGraphQt"
MOST: Final = 1_000
"""It is measured on so many nodes at the most: ten times as many take it half a minute to show."""

_KEPT: Final[list[NodeGraphQt]] = []
"""It crashes when it is taken apart as garbage, so none of it ever is."""


def is_installed() -> bool:
    """Tell whether it can be measured."""
    return find_spec("NodeGraphQt") is not None and find_spec("Qt") is not None


class NodeGraphQt:
    """Its graph widget with a document's nodes and wires."""

    def __init__(self, document: Document) -> None:
        """Make a node for each node, and connect them."""
        os.environ.setdefault("QT_PREFERRED_BINDING", "PySide6")
        from NodeGraphQt import BaseNode, NodeGraph

        class Plain(BaseNode):  # type: ignore[misc]  # it comes without type hints
            """A node whose ports are added one by one."""

            __identifier__ = "chainrule"
            NODE_NAME = "node"

        self._graph = NodeGraph()
        _KEPT.append(self)
        self._graph.register_node(Plain)
        self._nodes: dict[str, Any] = {}
        for node_id, node in document.graph.nodes.items():
            x, y = document.layout[node_id]
            made = self._graph.create_node(
                "chainrule.Plain", name=node.label or node_id, pos=(x, y),
                selected=False, push_undo=False,
            )  # fmt: skip
            made.add_output("out")
            self._nodes[node_id] = made
        for source, port in document.graph.wires():
            entered = self._nodes[port.node]
            while len(entered.input_ports()) <= port.operand:
                entered.add_input(f"{len(entered.input_ports())}")
            out = self._nodes[source].output(0)
            out.connect_to(entered.input(port.operand), push_undo=False)
        self._view = self._graph.viewer()
        self._near = next(iter(self._nodes.values()))
        self._screen = Screen(self._graph.widget, self._view.viewport())

    def close(self) -> None:
        """Take it off the screen."""
        self._screen.close()

    def fit(self) -> None:
        """Show all of the graph."""
        self._graph.select_all()
        self._graph.fit_to_selection()
        self._graph.clear_selection()
        self._view.viewport().update()
        self._screen.paint()

    def show_at(self, scale: float) -> None:
        """Show the middle of the graph at a scale."""
        self._zoom_to(scale)
        seen = self._view.mapToScene(self._view.viewport().rect()).boundingRect()
        self._near = next(n for n in self._nodes.values() if seen.contains(QPointF(*n.pos())))
        self._view.viewport().update()
        self._screen.paint()

    def _zoom_to(self, scale: float) -> None:
        around = self._view.scene().itemsBoundingRect()
        size = self._view.viewport().size()
        part = QRectF(0.0, 0.0, size.width() / scale, size.height() / scale)
        part.moveCenter(around.center())
        # The only door to what it shows: its own zoom is by steps.
        self._view._scene_range = part  # noqa: SLF001 - see above
        self._view._update_scene()  # noqa: SLF001 - see above

    def repaint(self, _turn: int) -> None:
        """Paint everything in view anew."""
        self._view.viewport().update()
        self._screen.paint()

    def zoom(self, turn: int) -> None:
        """Show it a notch larger or smaller."""
        self._zoom_to(1.0 if turn % 2 else NOTCH)
        self._screen.paint()

    def pan(self, turn: int) -> None:
        """Pull the plane."""
        self._view._set_viewer_pan(float(pulled(turn)), 0.0)  # noqa: SLF001 - what its mouse does
        self._screen.paint()

    def drag_one(self, turn: int) -> None:
        """Pull one node that is in view."""
        view = self._near.view
        view.moveBy(5.0 if turn % 2 else -5.0, 0.0)
        self._screen.paint()

    def drag_all(self, turn: int) -> None:
        """Pull all nodes."""
        for node in self._nodes.values():
            node.view.moveBy(5.0 if turn % 2 else -5.0, 0.0)
        self._screen.paint()

    def renumber(self, turn: int) -> None:
        """Give every node another name: it paints no other text that changes."""
        for i, node in enumerate(self._nodes.values()):
            node.view.name = f"{i} 0.{turn:06}"
        self._view.viewport().update()
        self._screen.paint()

    def hit(self, turn: int) -> None:
        """Find what lies at a point."""
        self._view.itemAt(100 + 13 * turn % 900, 100 + 7 * turn % 600)

    def box_select(self, turn: int) -> None:
        """Find what lies in a box of a quarter of the view."""
        self._view.items(turn, turn, SIZE.width() // 2, SIZE.height() // 2)
