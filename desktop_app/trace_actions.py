"""What the Graph menu does with the stepper."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.stepper import Stepper
from engine.autodiff import NoTargetError
from engine.files import FileError


class TraceActions(QObject):
    """Trace the passes: begin, on, back, play, up to here.

    Signals:
        message: why something cannot be done, or what was written.
    """

    message = Signal(str)

    def __init__(
        self,
        opened: OpenDocument,
        run: Run,
        stepper: Stepper,
        selection: Selection,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._opened, self._run, self._window = opened, run, window
        self._stepper, self._selection = stepper, selection

    def toggle(self) -> None:
        """Begin to trace the passes, or end it."""
        if self._stepper.trace is not None:
            self._stepper.end()
        else:
            self._begin()

    def go_on(self) -> None:
        """Make one step; the first time, stand before it."""
        if self._stepper.trace is None:
            self._begin()
        else:
            self._stepper.go_on()

    def go_back(self) -> None:
        """Take one step back."""
        self._stepper.go_back()

    def play(self) -> None:
        """Go on by itself, or stop."""
        if self._stepper.trace is not None or self._begin():
            self._stepper.play()

    def run_to_here(self) -> None:
        """Go on until the selected node is done."""
        current = self._selection.current
        if current is None:
            self.message.emit("Select the node to run to.")
        elif self._stepper.trace is not None or self._begin():
            self._stepper.run_to(current)

    def toggle_breakpoint(self) -> None:
        """Let playing stop at the selected node, or no longer."""
        current = self._selection.current
        if current is None:
            self.message.emit("Select the node at which playing is to stop.")
        else:
            self._stepper.toggle_breakpoint(current)

    def save_table(self) -> None:
        """Ask for a file, and write the table of both passes into it."""
        # Imported where it is needed: a PDF writer would delay every start.
        from desktop_app.trace_export import FILTERS, write_table

        suggested = f"{self._opened.path.stem if self._opened.path else 'trace'}-trace.pdf"
        folder = self._opened.path.parent if self._opened.path else Path.home()
        name, wanted = QFileDialog.getSaveFileName(
            self._window, "Save Trace Table", str(folder / suggested), FILTERS
        )
        if not name:
            return
        graph, title = self._opened.document.graph, self._opened.title
        try:
            write_table(graph, self._run.target, title, Path(name), wanted)
        except (NoTargetError, FileError) as error:
            self.message.emit(str(error))
        else:
            self.message.emit(f"Wrote {Path(name).name}.")

    def _begin(self) -> bool:
        problem = self._stepper.begin()
        self.message.emit(problem)
        return not problem
