"""The line at the bottom: what was just said, what stands in the way, what is under way."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from desktop_app.model.run import Run

_MESSAGE_MS: Final = 8000


class StatusBar(QStatusBar):
    """Messages on the left, lasting facts on the right.

    Signals:
        cancelled: the user wants what is under way to stop.
    """

    cancelled = Signal()

    def __init__(self, run: Run, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.problem = QLabel()
        self.problem.setProperty("role", "warning")
        self.passes = QLabel()
        self.zoom = QLabel("100 %")
        self._work = QLabel()
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setFixedWidth(120)
        self.cancel = QPushButton("Cancel")
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel.clicked.connect(self.cancelled)
        self.setSizeGripEnabled(False)
        for widget in (self._work, self._progress, self.cancel):
            self.addPermanentWidget(widget)
            widget.hide()
        for label in (self.problem, self.passes, self.zoom):
            self.addPermanentWidget(label)
        run.updated.connect(self.refresh)
        self.refresh()

    def say(self, sentence: str) -> None:
        """Show a sentence for a while."""
        self.showMessage(sentence, _MESSAGE_MS)

    def show_zoom(self, scale: float) -> None:
        """Show how large the canvas is drawn; 1 is 100 %."""
        self.zoom.setText(f"{scale * 100:.0f} %")

    def show_work(self, name: str) -> None:
        """Show that something is under way; an empty name shows that it is over."""
        self._work.setText(name)
        for widget in (self._work, self._progress, self.cancel):
            widget.setVisible(bool(name))

    def refresh(self) -> None:
        """Show what the run says now."""
        problem = self._run.problem or ""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        passes = self._run.passes
        self.passes.setText(f"backward ran {passes} times without zeroing")
        self.passes.setVisible(passes > 1)
