"""What the File menu does: one document is open, and nothing is lost without a question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop_app import file_questions
from desktop_app.example_files import Example, load_example
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.settings import Settings
from desktop_app.model.theme import Theme
from engine.document import Document
from engine.files import FileError, digest_on_disk, read_file, write_file

ENDING: Final = ".chainrule"
_OPEN_FILTER: Final = "Graphs (*.chainrule *.json *.txt);;All files (*)"
_SAVE_FILTER: Final = "Chainrule documents (*.chainrule)"
_PICTURE_FILTER: Final = "PNG picture (*.png);;SVG drawing (*.svg);;PDF page (*.pdf)"


class FileActions(QObject):
    """New, Open, Save and their kin.

    Signals:
        message: what was done, for the status bar.
        recent_changed: the list of recent files is another one.
    """

    message = Signal(str)
    recent_changed = Signal()

    def __init__(
        self,
        opened: OpenDocument,
        settings: Settings,
        window: QWidget,
        theme: Callable[[], Theme],
        commit_typing: Callable[[], bool],
    ) -> None:
        """Act on a document.

        Args:
            opened: what is open.
            settings: remembers the recent files.
            window: what dialogs belong to.
            theme: gives the colours of an exported picture.
            commit_typing: enters what is still being typed, and tells whether it was accepted.
        """
        super().__init__(window)
        self._opened = opened
        self._settings = settings
        self._window = window
        self._theme = theme
        self._commit_typing = commit_typing

    def new(self) -> None:
        """Start an empty document."""
        if self.may_close():
            self._opened.replace(Document())

    def open(self) -> None:
        """Ask for a file and open it."""
        if not self.may_close():
            return
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open", str(self._folder()), _OPEN_FILTER
        )
        if name:
            self._load(Path(name))

    def open_path(self, path: Path) -> bool:
        """Open a file that is already chosen; tell whether it is open now."""
        return self.may_close() and self._load(path)

    def last_file(self) -> Path | None:
        """Return the document that was open last, if its file is still there."""
        path = self._settings.last_file
        return path if path is not None and path.is_file() else None

    def open_example(self, example: Example) -> None:
        """Open one of the examples, as a document without a file."""
        if self.may_close():
            kind = "lesson" if example.folder == "lessons" else "example"
            self._opened.replace(load_example(example), title=f"{example.title} ({kind})")
            self.message.emit(example.sentence)

    def save(self) -> bool:
        """Save to the document's own file, or ask for one; tell whether it is saved."""
        path = self._opened.path
        if path is None or path.suffix != ENDING:
            return self.save_as()
        return self._commit_typing() and self._save_over(path)

    def save_as(self) -> bool:
        """Ask for a file and save there; tell whether it is saved."""
        if not self._commit_typing():
            return False
        suggested = self._folder() / (self._stem() + ENDING)
        name, _ = QFileDialog.getSaveFileName(self._window, "Save As", str(suggested), _SAVE_FILTER)
        if not name:
            return False
        path = with_ending(Path(name), ENDING)
        # The dialog has asked about overwriting any file but the document's own as it was known.
        return self._save_over(path) if path == self._opened.path else self._write(path)

    def export(self) -> None:
        """Ask for a file and draw the graph into it."""
        if not self._commit_typing():
            return
        suggested = self._folder() / (self._stem() + ".png")
        name, chosen = QFileDialog.getSaveFileName(
            self._window, "Export Picture", str(suggested), _PICTURE_FILTER
        )
        if not name:
            return
        # Imported where it is needed: Qt's SVG and PDF writers would delay every start.
        from desktop_app.canvas.export import render

        path = with_ending(Path(name), _ending_of(chosen))
        try:
            render(self._opened.document, path, self._theme())
        except FileError as error:
            self._complain(str(error))
        else:
            self.message.emit(f"Drew {path.name}.")

    def may_close(self) -> bool:
        """Ask what is to become of unsaved changes; tell whether the document may go."""
        if not self._commit_typing():
            return False
        if not self._opened.is_dirty:
            return True
        answer = self._ask()
        if answer == QMessageBox.StandardButton.Save:
            return self.save()
        return answer == QMessageBox.StandardButton.Discard

    def _ask(self) -> QMessageBox.StandardButton:
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setObjectName("save_question")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Chainrule")
        box.setText(f"Save the changes to “{self._opened.title}”?")
        box.setInformativeText("Without saving, they are lost.")
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        # No letter to press: what is lost must not hang on a stray key.
        box.button(buttons.Discard).setText("Don’t Save")
        box.setDefaultButton(buttons.Save)
        answer = buttons(box.exec())
        box.deleteLater()
        return answer

    def _load(self, path: Path) -> bool:
        try:
            loaded = read_file(path)
        except FileError as error:
            self._complain(str(error))
            return False
        if loaded.document.lesson is not None:
            # What a learner does must not come into the file of the lesson.
            self._opened.replace(loaded.document, title=f"{path.stem} (lesson)")
            return True
        self._opened.replace(loaded.document, path, digest=loaded.digest)
        self._remember(path)
        return True

    def _save_over(self, path: Path) -> bool:
        """Save to the document's own file, or ask where somebody else has changed it."""
        try:
            found = digest_on_disk(path)
        except FileError as error:
            return self._offer_save_as(str(error))
        if self._opened.digest is None or found == self._opened.digest:
            return self._write(path)
        answer = file_questions.ask_about_change(self._window, path.name, is_gone=found is None)
        if answer is file_questions.OnDisk.KEEP_MINE:
            return self._write(path)
        if answer is file_questions.OnDisk.TAKE_THEIRS:
            return self._load(path)
        return answer is file_questions.OnDisk.SAVE_A_COPY and self.save_as()

    def _write(self, path: Path) -> bool:
        try:
            digest = write_file(self._opened.document, path)
        except FileError as error:
            return self._offer_save_as(str(error))
        self._opened.mark_saved(path, digest)
        self._remember(path)
        self.message.emit(f"Saved {path.name}.")
        return True

    def _offer_save_as(self, sentence: str) -> bool:
        return file_questions.offer_save_as(self._window, sentence) and self.save_as()

    def _remember(self, path: Path) -> None:
        self._settings.add_recent_file(path)
        self._settings.last_file = path
        self.recent_changed.emit()

    def _complain(self, sentence: str) -> None:
        box = QMessageBox(self._window)
        box.setObjectName("complaint")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Chainrule")
        box.setText(sentence)
        box.exec()
        box.deleteLater()

    def _folder(self) -> Path:
        if self._opened.path is not None:
            return self._opened.path.parent
        recent = self._settings.recent_files
        return recent[0].parent if recent else Path.home()

    def _stem(self) -> str:
        return self._opened.path.stem if self._opened.path else "untitled"


def with_ending(path: Path, ending: str) -> Path:
    """Return the path as it is where it has an ending, else with this one."""
    return path if path.suffix else path.with_name(path.name + ending)


def _ending_of(chosen_filter: str) -> str:
    return next((e for e in (".svg", ".pdf") if e in chosen_filter), ".png")
