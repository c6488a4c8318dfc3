"""What the Graph menu does with numbers: the passes, the step, and how they are made."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop_app.commands import training
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run, State
from desktop_app.model.settings import Settings
from engine.document import Direction, EditError
from engine.explain import change_sentence
from engine.labels import display_name


class RunActions(QObject):
    """Forward, Backward, Step.

    Signals:
        message: what became of it, or why something could not be done.
        ran: forward, backward or step was run.
    """

    message = Signal(str)
    ran = Signal(str)

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
        self.ran.emit("forward")

    def backward(self) -> None:
        """Compute every gradient, or say why there are none."""
        self._run.backward()
        self.ran.emit("backward")
        self.message.emit(self._run.problem or "")

    def step(self) -> None:
        """Move every parameter that has a gradient that holds, and say what became of the target.

        With Live on, Backward runs first where there are no gradients.
        """
        gradients = self._live_gradients() if self._run.live else self._usable_gradients()
        if self._opened.document.graph.nodes and not gradients and self._run.problem:
            self.message.emit(self._run.problem)
            return
        target = self._run.target
        before = None if target is None else self._run.value(target)
        try:
            self._opened.apply(training.step(self._opened.document, gradients))
        except EditError as error:
            self.message.emit(str(error))
        else:
            self.ran.emit("step")
            self.message.emit(self._what_became(target, before))

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

    def _what_became(self, target: str | None, before: float | None) -> str:
        if target is None or before is None:
            return "The parameters moved."
        name, after = display_name(self._opened.document.graph, target), self._run.value(target)
        if after is None or self._run.value_state(target) is not State.FRESH:
            return f"The parameters moved: run Forward to see what became of {name}."
        return change_sentence(name, before, after)

    def _live_gradients(self) -> dict[str, float]:
        self._run.finish()
        if not self._usable_gradients():
            self._run.backward()
            self._run.finish()
        return self._usable_gradients()

    def _usable_gradients(self) -> dict[str, float]:
        # What is hidden from the learner moves the parameters all the same.
        numbers, slot_of = self._run.own, self._opened.slots.of
        usable = (State.FRESH, State.ACCUMULATED)
        return {
            node_id: float(numbers.gradients[slot_of[node_id]])
            for node_id in self._opened.document.graph.nodes
            if numbers.gradient_states[slot_of[node_id]] in usable
        }
