"""The document that stands in the window, its history, and the signals that follow each edit.

A history is a list of edits. An edit that was made is undone by its reverse, so that nothing here
knows what an edit does; a gesture is one step because its edits are composed while it lasts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from engine.collector import collector_paused
from engine.document import Document
from engine.edits import Edit
from engine.slots import Slots

HISTORY_LIMIT: Final = 1000
"""How many steps can be undone; the oldest is forgotten when there would be more."""


UNTITLED: Final = "Untitled"
"""What a document without a file is called."""


class _Step(NamedTuple):
    """One line of the Undo menu.

    Attributes:
        edit: what it did.
        mark: an object of its own for the state of the document after it.
    """

    edit: Edit
    mark: object


class OpenDocument(QObject):
    """A document with a history, a path and a dirty marker.

    Every change goes through ``apply``, ``undo``, ``redo``, ``take_back`` or ``replace``. All that
    is here is up to date before the first signal goes out.

    Attributes:
        document: what is open; it is changed by this class alone.
        slots: a small number for each node of it.
        path: the file that it was read from or saved to, or None.
        digest: what that file's bytes were then (SHA-256), or None.

    Signals:
        changed: with the edit that was just made (by apply, undo, redo or taking back).
        replaced: another document stands here now.
        history_changed: the names of undo and redo, the dirty marker or the path may have changed.
    """

    changed = Signal(object)
    replaced = Signal()
    history_changed = Signal()

    document: Document
    slots: Slots
    path: Path | None
    digest: str | None
    _title: str
    _done: list[_Step]
    _undone: list[_Step]
    _set_aside: list[_Step]
    _gesture: object | None

    @collector_paused()
    def __init__(
        self,
        document: Document | None = None,
        path: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Open a document; without one, an empty one."""
        super().__init__(parent)
        self._open(document or Document(), path)
        self._title = UNTITLED

    @property
    def is_dirty(self) -> bool:
        """Whether the document differs from what was opened or saved."""
        return self._mark() is not self._saved

    @property
    def title(self) -> str:
        """What to call the document: its file's name, or what it was called when it was opened."""
        return self.path.name if self.path else self._title

    @property
    def undo_name(self) -> str | None:
        """What Undo would take back, or None."""
        return self._done[-1].edit.name if self._done else None

    @property
    def redo_name(self) -> str | None:
        """What Redo would do again, or None."""
        return self._undone[-1].edit.name if self._undone else None

    def apply(self, edit: Edit, *, gesture: object | None = None) -> None:
        """Make an edit, as a step of its own or as part of a gesture's; an empty edit does nothing.

        Args:
            edit: the change.
            gesture: consecutive edits with the same object become one step. A gesture whose edits
                come to nothing leaves no step, and what could be redone before it still can.

        Raises:
            EditError: the edit does not fit; nothing has changed.
        """
        if not edit:
            return
        self.document.apply(edit)
        if gesture is not None and self._gesture is gesture:
            self._compose(edit)
        else:
            self._push(edit, gesture)
        self._announce(edit)

    def take_back(self, gesture: object) -> None:
        """Undo what a gesture has done so far and forget it; nothing where it has done nothing."""
        if gesture is None or self._gesture is not gesture:
            return
        back = self._done[-1].edit.reversed()
        self.document.apply(back)
        self._drop_gesture()
        self._announce(back)

    def undo(self) -> None:
        """Take back the last step; nothing where there is none."""
        if not self._done:
            return
        back = self._done[-1].edit.reversed()
        self.document.apply(back)
        self._undone.append(self._done.pop())
        self._gesture = None
        self._announce(back)

    def redo(self) -> None:
        """Do again what was undone last; nothing where there is none."""
        if not self._undone:
            return
        again = self._undone[-1].edit
        self.document.apply(again)
        self._done.append(self._undone.pop())
        self._gesture = None
        self._announce(again)

    @collector_paused()
    def replace(
        self,
        document: Document,
        path: Path | None = None,
        *,
        title: str = UNTITLED,
        digest: str | None = None,
    ) -> None:
        """Open another document in place of this one; the history starts afresh.

        Args:
            document: the other document.
            path: its file, or None.
            title: what to call it while it has no file.
            digest: what its file's bytes were when it was read.
        """
        self._open(document, path)
        self.digest = digest
        self._title = title
        self.replaced.emit()
        self.history_changed.emit()

    def mark_saved(self, path: Path, digest: str | None = None) -> None:
        """Take note that the document, as it is now, is in a file of this digest."""
        self.path = path
        self.digest = digest
        self._saved = self._mark()
        self.history_changed.emit()

    def _open(self, document: Document, path: Path | None) -> None:
        self.document = document
        self.slots = Slots(document.graph.nodes)
        self.path = path
        self.digest = None
        self._done = []
        self._undone = []
        self._set_aside = []
        self._gesture = None
        self._first = object()
        self._saved = self._first

    def _mark(self) -> object:
        return self._done[-1].mark if self._done else self._first

    def _push(self, edit: Edit, gesture: object | None) -> None:
        self._done.append(_Step(edit, object()))
        self._set_aside, self._undone = ([] if gesture is None else self._undone), []
        self._gesture = gesture
        if len(self._done) > HISTORY_LIMIT:
            self._first = self._done.pop(0).mark

    def _compose(self, edit: Edit) -> None:
        composed = self._done[-1].edit.then(edit)
        if composed:
            self._done[-1] = _Step(composed, object())
        else:
            self._drop_gesture()

    def _drop_gesture(self) -> None:
        self._done.pop()
        self._undone, self._set_aside = self._set_aside, []
        self._gesture = None

    def _announce(self, edit: Edit) -> None:
        self.slots.patch(edit)
        self.changed.emit(edit)
        self.history_changed.emit()
