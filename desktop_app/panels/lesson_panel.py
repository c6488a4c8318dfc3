"""The lesson: its text, what is asked, what is missing, and the way on."""

from __future__ import annotations

import re
from functools import partial
from html import escape
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app import style
from desktop_app.model.lesson_player import LessonPlayer
from desktop_app.model.theme import Theme
from desktop_app.panels.text_label import TextLabel
from engine.lessons import Choose, Next

_FORMULA: Final = re.compile(r"\$([^$\n]+)\$")
_NO_LESSON: Final = "No lesson is open. Help > Course lists them."


class LessonPanel(QScrollArea):
    """Plays the lesson of the open document.

    Attributes:
        place: which step it is.
        text: what the step says.
        field: where an answer is typed.
        choices: the answers to choose from.
        says: what is missing, or the hint.
        check, hint, reset, back, next: the buttons.
    """

    def __init__(self, player: LessonPlayer, theme: Theme) -> None:
        super().__init__()
        self._player, self._theme = player, theme
        self._shown: tuple[str, int] | None = None
        self._hints_taken = 0
        self.title = QLabel()
        self.place = QLabel()
        self.progress = QProgressBar()
        self.text = TextLabel(Qt.TextFormat.RichText)
        self.field = QLineEdit()
        self.check = QPushButton("Check")
        self.says = TextLabel(Qt.TextFormat.PlainText)
        self.hint = QPushButton("Hint")
        self.reset = QPushButton("Reset This Step")
        self.back = QPushButton("Back")
        self.next = QPushButton("Next")
        self.choices: list[QRadioButton] = []
        self._lay_out()
        self._connect()
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._show_text()

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        return [
            self.field, self.check, *self.choices, self.hint, self.reset, self.back, self.next, self
        ]  # fmt: skip

    def refresh(self) -> None:
        """Show the step as it stands."""
        player = self._player
        lesson = player.lesson
        for part in (self.place, self.progress, self.hint, self.reset, self.back, self.next):
            part.setVisible(lesson is not None)
        key = (lesson.title, player.index) if lesson else None
        if key != self._shown or lesson is None:
            self._shown = key
            self._turn_page()
        if lesson is None:
            return
        self.back.setEnabled(player.index > 0)
        self.next.setEnabled(player.may_go_on)
        is_last = player.index + 1 == len(lesson.steps)
        self.next.setText("Finish" if is_last else "Next")
        self.reset.setEnabled(player.has_changes)
        taken = min(self._hints_taken + 1, len(player.hints))
        self.hint.setVisible(bool(player.hints))
        self.hint.setText(f"Hint {taken} of {len(player.hints)}")
        self.progress.setValue(player.index + (1 if player.is_finished and is_last else 0))
        if player.is_finished and is_last:
            self.says.setText("You have finished this lesson.")
        elif not player.missing and player.step and not isinstance(player.step.goal, Next):
            self.says.setText("✓ Right. Go on with Next.")
        elif not player.takes_an_answer and not self._hints_taken:
            self.says.setText(player.missing)

    def _turn_page(self) -> None:
        self._hints_taken = 0
        self.says.setText("")
        self.field.clear()
        lesson, step = self._player.lesson, self._player.step
        for button in self.choices:
            self._answers.removeWidget(button)
            button.deleteLater()
        goal = step.goal if step else None
        texts = goal.answers if isinstance(goal, Choose) else ()
        self.choices = [QRadioButton(text.replace("&", "&&")) for text in texts]
        for number, button in enumerate(self.choices):
            button.toggled.connect(partial(self._choose, number))
            self._answers.addWidget(button)
        types = self._player.takes_an_answer and not self.choices
        self.field.setVisible(types)
        self.check.setVisible(types)
        if lesson is not None:
            self.progress.setMaximum(len(lesson.steps))
            self.place.setText(f"Step {self._player.index + 1} of {len(lesson.steps)}")
        self._show_text()
        self.verticalScrollBar().setValue(0)

    def _show_text(self) -> None:
        lesson, step = self._player.lesson, self._player.step
        self.title.setText(lesson.title if lesson else "Lesson")
        self.text.setText(_html(step.text, self._theme) if step else escape(_NO_LESSON))

    def _choose(self, number: int, is_on: bool) -> None:  # noqa: FBT001 - Qt passes it
        if is_on:
            self.says.setText(self._player.answer(str(number)) or self.says.text())

    def _check(self) -> None:
        wrong = self._player.answer(self.field.text())
        if wrong:
            self.says.setText(wrong)
            self.field.selectAll()

    def _take_hint(self) -> None:
        hints = self._player.hints
        self._hints_taken = min(self._hints_taken + 1, len(hints))
        self.says.setText(hints[self._hints_taken - 1])
        self.refresh()

    def _lay_out(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName("Lesson")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(12)
        self.title.setFont(style.canvas_font(16))
        self.title.setWordWrap(True)
        self.text.setFont(style.canvas_font(14))
        self.place.setProperty("role", "muted")
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Progress")
        self.field.setAccessibleName("Your answer")
        self.field.setPlaceholderText("−2 × 1 × −3, 2/3, 0.5")
        self._answers = QVBoxLayout()
        asked = QHBoxLayout()
        asked.addWidget(self.field, 1)
        asked.addWidget(self.check)
        helping = QHBoxLayout()
        helping.addWidget(self.hint)
        helping.addWidget(self.reset)
        helping.addStretch()
        way = QHBoxLayout()
        way.addWidget(self.back)
        way.addStretch()
        way.addWidget(self.next)
        for widget in (self.title, self.place, self.progress, self.text):
            column.addWidget(widget)
        column.addLayout(self._answers)
        column.addLayout(asked)
        column.addWidget(self.says)
        column.addLayout(helping)
        column.addLayout(way)
        column.addStretch()
        self.setWidget(inside)

    def _connect(self) -> None:
        self.check.clicked.connect(self._check)
        self.field.returnPressed.connect(self._check)
        self.hint.clicked.connect(self._take_hint)
        self.reset.clicked.connect(self._player.reset)
        self.back.clicked.connect(self._player.go_back)
        self.next.clicked.connect(self._player.go_on)
        self._player.changed.connect(self.refresh)


def _html(text: str, theme: Theme) -> str:
    """Return a text with its formulas set apart, each paragraph on its own."""
    colour = theme.signs.positive.strong
    set_well = _FORMULA.sub(
        lambda found: (
            f"<span style='color:{colour}'><i>{found[1].replace(' ', '&nbsp;')}</i></span>"
        ),
        escape(text),
    )
    paragraphs = (part.replace("\n", "<br>") for part in set_well.split("\n\n"))
    return "".join(f"<p style='margin:0 0 8px 0; line-height:130%'>{p}</p>" for p in paragraphs)
