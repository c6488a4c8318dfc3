"""Predict: numbers are hidden, and the learner works them out.

A session asks for the value, or for the gradient, of every node that the target depends on, in the
order in which a pass comes to them. What was answered rightly or given away is shown; the rest is
hidden in every view. It is in no document: closing a session leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from engine.diagnosis import Diagnosis, diagnose, diagnose_value, hints, value_hints
from engine.edits import Edit, Section
from engine.graph import Apply, ancestors, topological_order
from engine.health import Numbers
from engine.parse import parse_number

HINTS: Final = 3
"""How many hints there are to a question."""


class Subject(StrEnum):
    """What is asked for."""

    GRADIENTS = "gradients"
    VALUES = "values"


class Outcome(StrEnum):
    """How a question stands."""

    OPEN = "open"
    RIGHT = "right"
    WRONG = "wrong"
    REVEALED = "revealed"


class Question(NamedTuple):
    """One number to be worked out.

    Attributes:
        node: the node's id.
        outcome: how it stands.
        answer: what was typed last, or empty.
        says: what was said of it.
        hints: how many hints were taken.
        tries: how many answers were given.
    """

    node: str
    outcome: Outcome = Outcome.OPEN
    answer: str = ""
    says: str = ""
    hints: int = 0
    tries: int = 0

    @property
    def is_hidden(self) -> bool:
        """Whether the number is still to be found."""
        return self.outcome in (Outcome.OPEN, Outcome.WRONG)


class Score(NamedTuple):
    """How a session stands.

    Attributes:
        right: questions answered rightly.
        at_once: of these, those answered at the first try and without a hint.
        asked: all questions.
    """

    right: int
    at_once: int
    asked: int


class Practice(QObject):
    """One session at a time.

    Signals:
        changed: a session began or ended, or a question stands otherwise.
    """

    changed = Signal()

    def __init__(self, opened: OpenDocument, run: Run, parent: QObject | None = None) -> None:
        """Be ready for a session."""
        super().__init__(parent)
        self._opened, self._run = opened, run
        self._questions: dict[str, Question] = {}
        self._subject: Subject | None = None
        self._document = opened.document
        opened.changed.connect(self._follow)
        opened.replaced.connect(self.stop)
        run.updated.connect(self._hide_again)

    @property
    def subject(self) -> Subject | None:
        """What is asked for, or None while there is no session."""
        # Others hear of another document before this does.
        return self._subject if self._opened.document is self._document else None

    @property
    def questions(self) -> Mapping[str, Question]:
        """The questions by node id, in the order in which a pass comes to them."""
        return self._questions if self.subject is not None else {}

    @property
    def score(self) -> Score:
        """How the session stands."""
        right = [q for q in self._questions.values() if q.outcome is Outcome.RIGHT]
        at_once = [q for q in right if q.tries == 1 and q.hints == 0]
        return Score(len(right), len(at_once), len(self._questions))

    def start(self, subject: Subject) -> None:
        """Ask for every value of an op node, or for every gradient, the target's first.

        Nothing begins where there is no target: ``run.problem`` says why.
        """
        self.stop()
        target = self._run.target
        if target is None or self._run.problem:
            return
        if not self._run.live:
            self._run.backward()
        self._run.finish()
        self._subject, self._document = subject, self._opened.document
        graph = self._opened.document.graph
        depends = ancestors(graph, target)
        order = [node_id for node_id in topological_order(graph) if node_id in depends]
        if subject is Subject.VALUES:
            asked = [node_id for node_id in order if isinstance(graph.nodes[node_id], Apply)]
        else:
            asked = order[::-1]
        self._questions = {node_id: Question(node_id) for node_id in asked}
        self._hide()

    def stop(self) -> None:
        """End the session, and show everything."""
        if self._subject is None:
            return
        self._subject = None
        self._questions = {}
        self._run.present(None)
        self.changed.emit()

    def answer(self, node_id: str, text: str) -> Diagnosis:
        """Judge an answer.

        Raises:
            ParseError: it is no number; nothing is judged.
        """
        found = self._judge(node_id, text)
        before = self._questions[node_id]
        outcome = Outcome.RIGHT if found.is_right else Outcome.WRONG
        self._set(
            before._replace(
                outcome=outcome, answer=text, says=found.sentence, tries=before.tries + 1
            )
        )
        return found

    def hint(self, node_id: str) -> str:
        """Return the next hint; after the third, the third again."""
        question = self._questions[node_id]
        taken = min(question.hints + 1, HINTS)
        says = self._hints(node_id)[taken - 1]
        self._set(question._replace(hints=taken, says=says))
        return says

    def reveal(self, node_id: str) -> None:
        """Give a number away."""
        self._set(self._questions[node_id]._replace(outcome=Outcome.REVEALED, says="Given away."))

    def next_open(self, after: str | None = None) -> str | None:
        """Return the first question that is not answered, from the one after a node on."""
        order = list(self._questions)
        start = order.index(after) + 1 if after in self._questions else 0
        turned = order[start:] + order[:start]
        return next((n for n in turned if self._questions[n].is_hidden), None)

    def typed_gradients(self) -> dict[str, float]:
        """Return the gradients that were typed, right or wrong, and those that were given away."""
        if self.subject is not Subject.GRADIENTS:
            return {}
        typed = {n: parse_number(q.answer) for n, q in self.questions.items() if q.answer}
        given = (n for n, q in self.questions.items() if q.outcome is Outcome.REVEALED)
        return {**typed, **{n: self._gradient(n) for n in given}}

    def _judge(self, node_id: str, text: str) -> Diagnosis:
        graph, target = self._opened.document.graph, self._run.target
        if self._subject is Subject.VALUES or target is None:
            return diagnose_value(graph, node_id, self._numbers, text)
        return diagnose(graph, target, node_id, self._numbers, text)

    def _hints(self, node_id: str) -> tuple[str, str, str]:
        graph, target = self._opened.document.graph, self._run.target
        if self._subject is Subject.VALUES or target is None:
            return value_hints(graph, node_id, self._numbers)
        return hints(graph, target, node_id, self._numbers)

    @property
    def _numbers(self) -> Numbers:
        return Numbers(self._value, self._gradient)

    def _value(self, node_id: str) -> float:
        return float(self._run.own.values[self._opened.slots.of[node_id]])

    def _gradient(self, node_id: str) -> float:
        return float(self._run.own.gradients[self._opened.slots.of[node_id]])

    def _set(self, question: Question) -> None:
        self._questions[question.node] = question
        self._hide()

    def _hide(self) -> None:
        slots = self._opened.slots.of
        hidden = [slots[n] for n, question in self._questions.items() if question.is_hidden]
        values = hidden if self._subject is Subject.VALUES else []
        gradients = hidden if self._subject is Subject.GRADIENTS else []
        self._run.present(self._run.own.hiding(values, gradients))
        self.changed.emit()

    def _hide_again(self) -> None:
        """Hide what the run has computed anew, as after an edit with Live on."""
        if self.subject is not None and not self._run.is_presenting and not self._run.is_busy:
            self._hide()

    def _follow(self, edit: Edit) -> None:
        """Ask anew what an edit has changed: with other numbers, every answer is another one."""
        if self._subject is None or not any(True for _ in edit.names_in(Section.NODES)):
            return
        self.start(self._subject)
