"""The lesson of the open document, as a learner goes through it.

Where the learner is, is kept among the settings; the document holds nothing of it.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.settings import Settings
from engine.edits import Edit, Key, Section
from engine.lessons import Answer, Choose, Hidden, Lesson, LessonStep, PredictGradient, Ran

_NOTHING_YET = Edit("Reset the Step", {})


class LessonPlayer(QObject):
    """One step at a time.

    Signals:
        changed: another step, or the step stands otherwise.
        begun: a document with a lesson was opened.
    """

    changed = Signal()
    begun = Signal()

    def __init__(
        self, opened: OpenDocument, run: Run, settings: Settings, parent: QObject | None = None
    ) -> None:
        """Follow a document."""
        super().__init__(parent)
        self._opened, self._run, self._settings = opened, run, settings
        self._forget_all()
        opened.changed.connect(self._follow)
        opened.replaced.connect(self._begin)
        run.updated.connect(self._hide_again)

    @property
    def lesson(self) -> Lesson | None:
        """The open document's lesson."""
        return self._opened.document.lesson

    @property
    def index(self) -> int:
        """Which step it is, from 0."""
        return self._index

    @property
    def step(self) -> LessonStep | None:
        """The step, or None without a lesson."""
        return self.lesson.steps[self._index] if self.lesson else None

    @property
    def missing(self) -> str:
        """What the step waits for, or an empty text."""
        if self.step is None:
            return ""
        # What judges answers would delay every start, and few documents have a lesson.
        from engine.lesson_goals import missing

        return missing(self.step.goal, self._opened.document.graph, self._answer, self._ran)

    @property
    def may_go_on(self) -> bool:
        """Whether this step is done, now or at an earlier time."""
        return self._index < self.furthest or not self.missing

    @property
    def furthest(self) -> int:
        """How many steps of this lesson were done."""
        return self._settings.lesson_progress.get(self.lesson.title, 0) if self.lesson else 0

    @property
    def is_finished(self) -> bool:
        """Whether every step was done."""
        return self.lesson is not None and self.furthest >= len(self.lesson.steps)

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints to this step."""
        from engine.lesson_goals import hints_of

        return hints_of(self.step, self._opened.document.graph) if self.step else ()

    @property
    def has_changes(self) -> bool:
        """Whether the learner changed anything since the step began."""
        return bool(self._made)

    @property
    def takes_an_answer(self) -> bool:
        """Whether the step is judged by what is typed or chosen."""
        return self.step is not None and isinstance(
            self.step.goal, Answer | Choose | PredictGradient
        )

    def answer(self, text: str) -> str:
        """Take what was typed, or the number of the answer chosen; return what is wrong with it."""
        self._answer = text
        self._refresh()
        return self.missing

    def note_run(self, command: str) -> None:
        """Take note that a command was run."""
        self._ran.add(Ran(command))
        self._refresh()

    def go_on(self) -> None:
        """Go to the next step, where this one is done; the last one finishes the lesson."""
        if self.lesson is None or not self.may_go_on:
            return
        self._settings.note_lesson_step(self.lesson.title, max(self.furthest, self._index + 1))
        if self._index + 1 < len(self.lesson.steps):
            self._go_to(self._index + 1)
        else:
            self.changed.emit()

    def go_back(self) -> None:
        """Go to the step before."""
        if self._index:
            self._go_to(self._index - 1)

    def reset(self) -> None:
        """Put the document back to how it was when the step began, as one edit."""
        self._answer = ""
        self._ran.clear()
        self._opened.apply(self._made.reversed().named("Reset the Step"))
        self._refresh()

    def _go_to(self, index: int) -> None:
        self._forget_step()
        self._index = index
        self._refresh()

    def _begin(self) -> None:
        self._forget_all()
        self._refresh()
        if self.lesson is not None:
            self.begun.emit()

    def _forget_all(self) -> None:
        self._index = 0
        self._is_hiding = False
        self._forget_step()

    def _forget_step(self) -> None:
        self._answer = ""
        self._ran: set[Ran] = set()
        self._made = _NOTHING_YET

    def _follow(self, edit: Edit) -> None:
        if self.lesson is None:
            return
        if Key(Section.LESSON) in edit.changes:
            self._index = min(self._index, len(self.lesson.steps) - 1)
            self._forget_step()
        else:
            self._made = self._made.then(edit)
        self._refresh()

    def _refresh(self) -> None:
        self._hide()
        self.changed.emit()

    def _hide(self) -> None:
        hides = self.step.hides if self.step else ()
        if not hides:
            if self._is_hiding:
                self._is_hiding = False
                self._run.present(None)
            return
        slots = self._opened.slots.of
        found = self._found()
        everything = list(slots.values())
        unfound = [slot for node_id, slot in slots.items() if node_id not in found]
        self._is_hiding = True
        self._run.present(
            self._run.own.hiding(
                everything if Hidden.VALUES in hides else [],
                unfound if Hidden.GRADIENTS in hides else [],
            )
        )

    def _found(self) -> set[str]:
        """Return the nodes whose gradients the learner has worked out."""
        lesson = self.lesson
        done = lesson.steps[: self._index + (not self.missing)] if lesson else ()
        names = {step.goal.node for step in done if isinstance(step.goal, PredictGradient)}
        nodes = self._opened.document.graph.nodes
        return {n for n, node in nodes.items() if n in names or node.label in names}

    def _hide_again(self) -> None:
        """Hide what the run has computed anew."""
        if self.step and self.step.hides and not self._run.is_presenting and not self._run.is_busy:
            self._hide()
