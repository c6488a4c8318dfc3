"""What the Graph menu does with numbers: the passes, the step, and how they are made."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop_app.commands import training
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run, State
from desktop_app.model.settings import Settings
from engine.document import Direction, EditError


class RunActions(QObject):
    """Forward, Backward, Step.

    Signals:
        message: why something could not be done.
    """

    message = Signal(str)

    def __init__(
        self, opened: OpenDocument, run: Run, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._opened = opened
        self._run = run
        self._settings = settings

    def forward(self) -> None:
        """Compute every value."""
        self._run.forward()

    def backward(self) -> None:
        """Compute every gradient, or say why there are none."""
        self._run.backward()
        if self._run.problem:
            self.message.emit(self._run.problem)

    def step(self) -> None:
        """Move every parameter that has a gradient that holds."""
        gradients = self._usable_gradients()
        if self._opened.document.graph.nodes and not gradients and self._run.problem:
            self.message.emit(self._run.problem)
            return
        try:
            self._opened.apply(training.step(self._opened.document, gradients))
        except EditError as error:
            self.message.emit(str(error))

    def zero_gradients(self) -> None:
        """Forget the gradients."""
        self._run.zero_gradients()

    def set_live(self, live: bool) -> None:  # noqa: FBT001 - Qt passes whether the switch is on
        """Let every edit recompute everything, or not."""
        self._run.live = live
        self._settings.live = live

    def set_accumulate(self, accumulate: bool) -> None:  # noqa: FBT001 - likewise
        """Let Backward add to the gradients that are there, or not."""
        self._run.accumulate = accumulate

    def ascend(self) -> None:
        """Let steps climb."""
        self._set_direction(Direction.UP)

    def descend(self) -> None:
        """Let steps descend."""
        self._set_direction(Direction.DOWN)

    def _set_direction(self, direction: Direction) -> None:
        self._opened.apply(training.set_direction(self._opened.document, direction))

    def _usable_gradients(self) -> dict[str, float]:
        run = self._run
        nodes = self._opened.document.graph.nodes
        return {
            node_id: gradient
            for node_id in nodes
            if run.gradient_state(node_id) is not State.STALE
            and (gradient := run.gradient(node_id)) is not None
        }
