"""Chainrule's canvas, measured."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication

from desktop_app.benchmarks.contender import SIZE, Paper
from desktop_app.canvas import hits
from desktop_app.canvas.canvas import Canvas
from desktop_app.canvas.view import View
from desktop_app.commands import nodes
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.theme import load_theme
from engine.document import Document

NAME: Final = "Chainrule"


class Ours:
    """The canvas with a document, Live on, one node selected and one under the pointer."""

    def __init__(self, document: Document) -> None:
        """Show a document."""
        self.opened = OpenDocument(document)
        self.run = Run(self.opened)
        self.run.live = True
        self.run.finish()
        self.selection = Selection(self.opened)
        self.canvas = Canvas(self.opened, self.run, self.selection, load_theme("dark"))
        self.canvas.resize(SIZE)
        self.canvas.show()
        self._paper = Paper(self.canvas)
        QApplication.processEvents()

    def canvas_of(self) -> Canvas:
        """Return another canvas of the same document and run, painted once."""
        canvas = Canvas(self.opened, self.run, self.selection, load_theme("dark"))
        canvas.resize(SIZE)
        canvas.fit_all()
        Paper(canvas).paint()
        return canvas

    def close(self) -> None:
        """Take it off the screen."""
        self.canvas.close()

    def fit(self) -> None:
        """Show all of the graph."""
        self.selection.clear()
        self.canvas.fit_all()
        self._paper.paint()

    def show_at(self, scale: float) -> None:
        """Show the middle of the graph at a scale."""
        scene = self.canvas.scene
        middle = hits.bounds(scene, hits.living(scene)).center() * scale
        left, top = round(SIZE.width() / 2 - middle.x()), round(SIZE.height() / 2 - middle.y())
        self.canvas.set_view(View(scale, left, top))
        slots = hits.slots_touching(scene, self.canvas.camera.seen())
        self._near = [self.opened.slots.ids[slot] or "" for slot in slots[:2].tolist()]
        self.canvas.shown.hovered_node = self._near[-1]
        self._paper.paint()

    def repaint(self, _turn: int) -> None:
        """Paint everything in view anew."""
        self.canvas.picture.forget_numbers()
        self._paper.paint()

    def pan(self, turn: int) -> None:
        """Pull the plane by 20 pixels."""
        self.canvas.camera.pan(20.0 if turn % 2 else -20.0, 0.0)
        self._paper.paint()

    def drag_one(self, turn: int) -> None:
        """Pull one node that is in view."""
        slot = self.opened.slots.of[self._near[0]]
        scene = self.canvas.scene
        x, y = float(scene.x[slot]), float(scene.y[slot])
        self.canvas.displace({self._near[0]: (x + (5.0 if turn % 2 else -5.0), y)})
        self._paper.paint()

    def drag_all(self, turn: int) -> None:
        """Pull all nodes."""
        scene, dx = self.canvas.scene, 5.0 if turn % 2 else -5.0
        places = zip(scene.x.tolist(), scene.y.tolist(), strict=True)
        ids = self.opened.slots.ids
        moved = {n: (x + dx, y) for n, (x, y) in zip(ids, places, strict=False) if n is not None}
        self.canvas.displace(moved)
        self._paper.paint()

    def renumber(self, turn: int) -> None:
        """Show another value and another gradient on every node."""
        numbers = self.run.values, self.run.gradients
        for each in numbers:
            np.add(each, 1e-3 * (1 + turn), out=each)
        self.run.updated.emit()
        self._paper.paint()

    def scrub(self, turn: int) -> None:
        """Give a leaf another number, make both passes, and show what came out."""
        document = self.opened.document
        self.opened.apply(nodes.set_value(document, "n1", 0.01 * (turn + 1)), gesture="scrub")
        self.run.finish()
        self._paper.paint()

    def hit(self, turn: int) -> None:
        """Find what lies at a point."""
        self.canvas.hit(QPointF(100.0 + 13 * turn % 900, 100.0 + 7 * turn % 600))

    def box_select(self, turn: int) -> None:
        """Find what lies in a box of a quarter of the view."""
        box = QRectF(turn, turn, SIZE.width() / 2, SIZE.height() / 2)
        plane = self.canvas.shown.view.rect_to_plane(box)
        hits.nodes_in(self.canvas.scene, self.opened.slots, plane)
