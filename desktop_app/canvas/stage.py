"""The document as the canvas has it: arrays and a picture, kept in step with the models."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QObject, Signal

from desktop_app.canvas.glide import Glide
from desktop_app.canvas.look import Look
from desktop_app.canvas.painter import Picture
from desktop_app.canvas.scene import Scene
from desktop_app.canvas.sheet import Sheet
from desktop_app.canvas.stamps import Stamps
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from engine.edits import Change, Edit, Section
from engine.graph import Leaf

GLIDING_EDITS: Final = "Tidy"
"""Edits whose names begin so are shown as a glide."""


class Stage(QObject):
    """Follows the open document and its run.

    Attributes:
        scene: the document as arrays.
        picture: what paints them.
        sheet: the picture as it was painted last.
        glide: the animation of a tidy.

    Signals:
        changed: something is to be painted anew.
        edited: with the edit that the arrays have followed.
        looks_changed: nodes have other names, kinds or operands, or are others altogether.
        replaced: another document stands here.
    """

    changed = Signal()
    edited = Signal(object)
    looks_changed = Signal()
    replaced = Signal()

    scene: Scene
    picture: Picture
    sheet: Sheet

    def __init__(
        self,
        opened: OpenDocument,
        run: Run,
        look: Look,
        is_seen: Callable[[], bool],
        parent: QObject,
    ) -> None:
        """Follow a document and its run.

        Args:
            opened: the document and its history.
            run: its numbers.
            look: colours, pens and fonts.
            is_seen: tells whether anybody could see a glide.
            parent: what this belongs to.
        """
        super().__init__(parent)
        self._opened, self._run, self._is_seen = opened, run, is_seen
        self.glide = Glide(self.displace, self)
        self._set_up(look)
        opened.changed.connect(self._follow_edit)
        opened.replaced.connect(self._start_afresh)
        run.updated.connect(self._follow_run)

    def set_look(self, look: Look) -> None:
        """Paint in other colours, pens and fonts."""
        self.picture.look = look
        self.changed.emit()

    def displace(self, positions: Mapping[str, tuple[float, float]]) -> None:
        """Show nodes elsewhere than the document has them, until their next edit."""
        self.scene.displace(positions)
        self.changed.emit()

    def _set_up(self, look: Look) -> None:
        opened = self._opened
        self.scene = Scene(opened.document, opened.slots)
        self.picture = Picture(opened, self._run, self.scene, look, Stamps())
        self.sheet = Sheet(self.picture, self.scene, opened.slots)

    def _follow_edit(self, edit: Edit) -> None:
        glides = edit.name.startswith(GLIDING_EDITS) and self._is_seen()
        moved = self._positions(edit) if glides else {}
        self.glide.finish()
        self.scene.patch(edit)
        self._forget(edit)
        if glides:
            self.glide.start(moved, {n: self._opened.document.layout[n] for n in moved})
        self.edited.emit(edit)
        self.changed.emit()

    def _forget(self, edit: Edit) -> None:
        """Forget what was made of nodes that the edit changes."""
        nodes = [change for key, change in edit.changes.items() if key.section is Section.NODES]
        if nodes:
            self.picture.forget_numbers()
        if not all(map(_keeps_its_look, nodes)):
            self.picture.forget_names()
            self.looks_changed.emit()

    def _positions(self, edit: Edit) -> dict[str, tuple[float, float]]:
        """Return where the nodes that an edit moves are shown at present."""
        x, y, of = self.scene.x, self.scene.y, self._opened.slots.of
        moved = [
            key.name
            for key, change in edit.changes.items()
            if key.section is Section.LAYOUT and change.before and change.after
        ]
        return {n: (float(x[of[n]]), float(y[of[n]])) for n in moved}

    def _start_afresh(self) -> None:
        self.glide.finish()
        self._set_up(self.picture.look)
        self.looks_changed.emit()
        self.replaced.emit()
        self.changed.emit()

    def _follow_run(self) -> None:
        self.picture.forget_numbers()
        self.changed.emit()


def _keeps_its_look(change: Change) -> bool:
    """Tell whether a change of a node is one of its number alone, which is not its name."""
    before, after = change
    if not (isinstance(before, Leaf) and isinstance(after, Leaf)):
        return False
    return (before.label, before.role) == (after.label, after.role) and after.label is not None
