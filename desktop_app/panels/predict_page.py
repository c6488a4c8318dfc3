"""Predict: one question at a time, hints in three steps, and a step with one's own gradients."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app import style
from desktop_app.commands import training
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.practice import HINTS, Outcome, Practice, Question, Subject
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.panels.controls import Segmented
from desktop_app.panels.number_field import mark_problem
from desktop_app.panels.text_label import TextLabel
from engine.document import EditError
from engine.explain import gradient_name
from engine.labels import display_name
from engine.parse import ParseError

_SUBJECTS: Final = (
    (Subject.GRADIENTS.value, "Gradients", "Work out ∂target/∂(node) for every node"),
    (Subject.VALUES.value, "Values", "Work out the value of every op node"),
)
_SIGNS: Final = {
    Outcome.OPEN: "○",
    Outcome.RIGHT: "✓",
    Outcome.WRONG: "✗",
    Outcome.REVEALED: "◌",
}
_BEGIN: Final = (
    "Hide the gradients or the values, and work them out yourself: fractions and expressions such "
    "as −2 × 1 × −3 are welcome."
)


class PredictPage(QWidget):
    """Asks, judges, helps.

    Attributes:
        subject: gradients or values.
        start: begins or ends a session.
        field: where the answer is typed.
        says: what was said of the answer, or the hint.
        questions: all questions with how they stand.

    Signals:
        message: a sentence for the status bar.
    """

    message = Signal(str)

    def __init__(
        self, opened: OpenDocument, run: Run, selection: Selection, practice: Practice
    ) -> None:
        super().__init__()
        self._opened, self._run, self._selection = opened, run, selection
        self._practice = practice
        self.subject = Segmented(_SUBJECTS)
        self.start = QPushButton("Start")
        self.field = QLineEdit()
        self.check = QPushButton("Check")
        self.hint = QPushButton("Hint")
        self.reveal = QPushButton("Reveal")
        self.step = QPushButton("Step with My Gradients")
        self.questions = QListWidget()
        self.says = TextLabel(Qt.TextFormat.PlainText)
        self._asks = TextLabel(Qt.TextFormat.PlainText)
        self._score = QLabel()
        self._lay_out()
        self._connect()
        self.refresh()

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        return [
            *self.subject.segments, self.start, self.field, self.check, self.hint, self.reveal,
            self.step, self.questions,
        ]  # fmt: skip

    def refresh(self) -> None:
        """Show the session as it stands."""
        begun = self._practice.subject is not None
        self.start.setText("Stop" if begun else "Start")
        for part in (self._session, self._score):
            part.setVisible(begun)
        self._list()
        question = self._question
        if not begun:
            self._asks.setText(self._run.problem or _BEGIN)
            return
        score = self._practice.score
        self._score.setText(f"{score.right} of {score.asked} right, {score.at_once} at once")
        self._asks.setText(self._text_of(question))
        asks = question is not None and question.is_hidden
        for part in (self.field, self.check, self.hint, self.reveal):
            part.setEnabled(asks)
        self.says.setText(question.says if question else "")
        self.step.setVisible(self._practice.subject is Subject.GRADIENTS)
        self.step.setEnabled(bool(self._practice.typed_gradients()))
        self.hint.setText(f"Hint {min((question.hints if question else 0) + 1, HINTS)} of {HINTS}")

    @property
    def _question(self) -> Question | None:
        """The question of the node that is selected."""
        return self._practice.questions.get(self._selection.current or "")

    def _text_of(self, question: Question | None) -> str:
        if question is None:
            open_one = self._practice.next_open()
            return "Select a node with a ?" if open_one else "All done."
        graph, target = self._opened.document.graph, self._run.target
        if self._practice.subject is Subject.GRADIENTS and target is not None:
            name = gradient_name(graph, target, question.node)
        else:
            name = display_name(graph, question.node)
        return f"{name} = ?" if question.is_hidden else f"{name} is done."

    def _toggle(self) -> None:
        if self._practice.subject is not None:
            self._practice.stop()
            return
        self._practice.start(Subject(self.subject.choice))
        if self._practice.subject is None:
            self.message.emit(self._run.problem or "Mark a target first (T).")
        self._go_on(None)

    def _change_subject(self) -> None:
        if self._practice.subject is not None:
            self._practice.start(Subject(self.subject.choice))
            self._go_on(None)

    def _answer(self) -> None:
        question = self._question
        if question is None or not self.field.text().strip():
            return
        try:
            found = self._practice.answer(question.node, self.field.text())
        except ParseError as error:
            mark_problem(self.field, problem=True)
            self.says.setText(str(error))
            return
        if found.is_right:
            self._go_on(question.node)
        else:
            self.field.selectAll()

    def _take_hint(self) -> None:
        question = self._question
        if question is not None:
            self._practice.hint(question.node)
            self.field.setFocus()

    def _reveal(self) -> None:
        question = self._question
        if question is not None:
            self._practice.reveal(question.node)
            self._go_on(question.node)

    def _go_on(self, after: str | None) -> None:
        """Ask the next open question, keeping the keyboard in the field."""
        node_id = self._practice.next_open(after)
        if node_id is not None:
            self._selection.set([node_id])
            self.field.setFocus()

    def _step(self) -> None:
        gradients = self._practice.typed_gradients()
        try:
            self._opened.apply(training.step(self._opened.document, gradients))
        except EditError as error:
            self.message.emit(str(error))

    def _follow_selection(self) -> None:
        question = self._question
        self.field.setText(question.answer if question else "")
        mark_problem(self.field, problem=False)
        self.refresh()

    def _list(self) -> None:
        graph, current = self._opened.document.graph, self._selection.current
        self.questions.blockSignals(True)
        self.questions.clear()
        for node_id, question in self._practice.questions.items():
            if node_id not in graph.nodes:
                continue
            typed = f" = {question.answer}" if question.answer else ""
            sign = _SIGNS[question.outcome]
            item = QListWidgetItem(f"{sign}  {display_name(graph, node_id)}{typed}")
            item.setData(Qt.ItemDataRole.UserRole, node_id)
            self.questions.addItem(item)
            if node_id == current:
                self.questions.setCurrentItem(item)
        self.questions.blockSignals(False)

    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._selection.set([item.data(Qt.ItemDataRole.UserRole)])

    def _lay_out(self) -> None:
        self.subject.choose(Subject.GRADIENTS.value)
        self.field.setAccessibleName("Your answer")
        self.field.setPlaceholderText("−2 × 1 × −3, 2/3, 0.5")
        self.questions.setAccessibleName("Questions")
        self._asks.setFont(style.canvas_font(16))
        self._score.setProperty("role", "muted")
        self._session = QWidget()
        buttons = QGridLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.field, 0, 0, 1, 2)
        buttons.addWidget(self.check, 0, 2)
        buttons.addWidget(self.hint, 1, 0)
        buttons.addWidget(self.reveal, 1, 1)
        session = QVBoxLayout(self._session)
        session.setContentsMargins(0, 0, 0, 0)
        session.setSpacing(10)
        session.addLayout(buttons)
        session.addWidget(self.says)
        session.addWidget(self.questions, 1)
        session.addWidget(self.step)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self.subject, 1)
        first.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(first)
        column.addWidget(self._asks)
        column.addWidget(self._session, 1)
        column.addWidget(self._score)
        column.addStretch()

    def _connect(self) -> None:
        self.start.clicked.connect(self._toggle)
        self.subject.chosen.connect(self._change_subject)
        self.field.returnPressed.connect(self._answer)
        self.field.textEdited.connect(self._accept_again)
        self.check.clicked.connect(self._answer)
        self.hint.clicked.connect(self._take_hint)
        self.reveal.clicked.connect(self._reveal)
        self.step.clicked.connect(self._step)
        self.questions.currentItemChanged.connect(self._pick)
        self._practice.changed.connect(self.refresh)
        self._selection.changed.connect(self._follow_selection)

    def _accept_again(self) -> None:
        mark_problem(self.field, problem=False)
