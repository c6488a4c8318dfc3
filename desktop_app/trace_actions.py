"""What the Graph menu does with the stepper."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop_app.model.selection import Selection
from desktop_app.model.stepper import Stepper


class TraceActions(QObject):
    """Trace the passes: begin, on, back, play, up to here.

    Signals:
        message: why something cannot be done.
    """

    message = Signal(str)

    def __init__(
        self, stepper: Stepper, selection: Selection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
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

    def _begin(self) -> bool:
        problem = self._stepper.begin()
        self.message.emit(problem)
        return not problem
