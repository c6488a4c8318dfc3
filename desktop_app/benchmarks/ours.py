"""Chainrule's canvas, measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from desktop_app.benchmarks.contender import NOTCH, pulled
from desktop_app.benchmarks.screen import SIZE, Screen
from desktop_app.canvas import hits
from desktop_app.canvas.canvas import Canvas
from desktop_app.canvas.view import View
from desktop_app.commands import nodes
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.theme import load_theme
from engine.document import Document

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NAME: Final = "Chainrule"
_CHANGE: Final = 0.01
"""By how much of itself a number changes from one set to the other, about."""
_TURNED: Final = 0.01
"""How many numbers change their sign."""


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
        self._screen = Screen(self.canvas, self.canvas)
        self._numbers = self._two_of_each()
        self._mark()
        self.renumber(0)

    def _two_of_each(self) -> tuple[tuple[Floats, Floats], ...]:
        """Return values and gradients, each in two sets: one, and the other some steps later.

        They are of the usual size. In a random graph as deep as this one nearly every gradient
        vanishes, and every node would bear a badge that says so.
        """
        chance = np.random.default_rng(1)
        both = []
        for numbers in (self.run.values, self.run.gradients):
            before = chance.normal(0.0, 1.0, len(numbers))
            after = before * (1.0 + chance.normal(0.0, _CHANGE, len(numbers)))
            after[chance.random(len(numbers)) < _TURNED] *= -1.0
            both.append((before, after))
        return tuple(both)

    def close(self) -> None:
        """Take it off the screen."""
        self._screen.close()

    def fit(self) -> None:
        """Show all of the graph."""
        self.canvas.fit_all()
        self._mark()

    def show_at(self, scale: float) -> None:
        """Show the middle of the graph at a scale."""
        self.canvas.set_view(self._view_at(scale))
        self._mark()

    def _view_at(self, scale: float) -> View:
        scene = self.canvas.scene
        middle = hits.bounds(scene, hits.living(scene)).center() * scale
        left, top = round(SIZE.width() / 2 - middle.x()), round(SIZE.height() / 2 - middle.y())
        return View(scale, left, top)

    def _mark(self) -> None:
        """Select a node, and have the pointer on another."""
        slots = hits.slots_touching(self.canvas.scene, self.canvas.camera.seen())
        self._near = [self.opened.slots.ids[slot] or "" for slot in slots[:2].tolist()]
        self.selection.set(self._near[:1])
        self.canvas.shown.hovered_node = self._near[-1]
        self.canvas.update()
        self._screen.paint()

    def repaint(self, _turn: int) -> None:
        """Paint everything in view anew."""
        self.canvas.stage.sheet.forget()
        self.canvas.update()
        self._screen.paint()

    def zoom(self, turn: int) -> None:
        """Show it a notch larger or smaller."""
        self.canvas.set_view(self._view_at(1.0 if turn % 2 else NOTCH))
        self._screen.paint()

    def pan(self, turn: int) -> None:
        """Pull the plane."""
        self.canvas.camera.pan(pulled(turn), 0.0)
        self._screen.paint()

    def drag_one(self, turn: int) -> None:
        """Pull one node that is in view."""
        slot = self.opened.slots.of[self._near[0]]
        scene = self.canvas.scene
        x, y = float(scene.x[slot]), float(scene.y[slot])
        self.canvas.displace({self._near[0]: (x + (5.0 if turn % 2 else -5.0), y)})
        self._screen.paint()

    def drag_all(self, turn: int) -> None:
        """Pull all nodes."""
        scene, dx = self.canvas.scene, 5.0 if turn % 2 else -5.0
        places = zip(scene.x.tolist(), scene.y.tolist(), strict=True)
        ids = self.opened.slots.ids
        moved = {n: (x + dx, y) for n, (x, y) in zip(ids, places, strict=False) if n is not None}
        self.canvas.displace(moved)
        self._screen.paint()

    def renumber(self, turn: int) -> None:
        """Show another value and another gradient on every node."""
        for array, sets in zip((self.run.values, self.run.gradients), self._numbers, strict=True):
            array[:] = sets[turn % 2]
        self.run.updated.emit()
        self._screen.paint()

    def scrub(self, turn: int) -> None:
        """Give a leaf another number, make both passes, and show what came out."""
        document = self.opened.document
        self.opened.apply(nodes.set_value(document, "n1", 0.01 * (turn + 1)), gesture="scrub")
        self.run.finish()
        self._screen.paint()

    def hit(self, turn: int) -> None:
        """Find what lies at a point."""
        self.canvas.hit(QPointF(100.0 + 13 * turn % 900, 100.0 + 7 * turn % 600))

    def box_select(self, turn: int) -> None:
        """Find what lies in a box of a quarter of the view."""
        box = QRectF(turn, turn, SIZE.width() / 2, SIZE.height() / 2)
        plane = self.canvas.shown.view.rect_to_plane(box)
        hits.nodes_in(self.canvas.scene, self.opened.slots, plane)
