"""The line at the bottom: what was just said, what stands in the way, what is under way."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from desktop_app.model.bad_numbers import first_bad_number
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.panels.elided_label import ElidedLabel
from engine.evaluate import suitable_kernel

_MESSAGE_MS: Final = 8000
SLOW_FROM: Final = 10_000
"""From how many nodes on a person may notice that the compiled evaluator is missing."""
SLOWER: Final = (
    "The compiled evaluator is not installed with this copy of Chainrule. "
    "Everything works without it; graphs of this size take longer to compute."
)
_MARGIN: Final = 36
_LEAST_PROBLEM: Final = 90
"""Below this width, a problem is rather left out."""


class StatusBar(QStatusBar):
    """Messages on the left, lasting facts on the right.

    Signals:
        cancelled: the user wants what is under way to stop.
    """

    cancelled = Signal()

    def __init__(
        self, open_document: OpenDocument, run: Run, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._open_document = open_document
        self._run = run
        self.problem = ElidedLabel()
        self.problem.setProperty("role", "warning")
        self.passes = QLabel()
        self.evaluator = QLabel("Reference evaluator")
        self.evaluator.setToolTip(SLOWER)
        self.zoom = QLabel("100 %")
        self._work = QLabel()
        self._is_still = False
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setFixedWidth(120)
        self.cancel = QPushButton("Cancel")
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel.clicked.connect(self.cancelled)
        self.setSizeGripEnabled(False)
        for widget in (self._work, self.progress, self.cancel):
            self.addPermanentWidget(widget)
            widget.hide()
        for label in (self.problem, self.passes, self.evaluator, self.zoom):
            self.addPermanentWidget(label)
        run.updated.connect(self.refresh)
        self.messageChanged.connect(self._share_room)
        # What was said of the document before an edit is no longer of use after it.
        open_document.changed.connect(self.clearMessage)
        self.refresh()

    def say(self, sentence: str) -> None:
        """Show a sentence for a while, and have a screen reader say it."""
        self.showMessage(sentence, _MESSAGE_MS)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def show_zoom(self, scale: float) -> None:
        """Show how large the canvas is drawn; 1 is 100 %."""
        self.zoom.setText(f"{scale * 100:.0f} %")

    def show_work(self, name: str) -> None:
        """Show that something is under way; an empty name shows that it is over."""
        self._work.setText(name)
        for widget in (self._work, self.cancel):
            widget.setVisible(bool(name))
        self.progress.setVisible(bool(name) and not self._is_still)

    def set_still(self, *, is_still: bool) -> None:
        """Show what is under way in words alone, without the bar that runs to and fro."""
        self._is_still = is_still
        self.show_work(self._work.text())

    def refresh(self) -> None:
        """Show what the run says now."""
        self.problem.set_whole_text(self._problem())
        passes = self._run.passes
        self.passes.setText(f"Backward ran {passes} times without zeroing: the gradients add up.")
        self.passes.setVisible(passes > 1)
        self.evaluator.setVisible(self._is_slow())
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew."""
        super().resizeEvent(event)
        self._share_room()

    def _is_slow(self) -> bool:
        count = len(self._open_document.document.graph.nodes)
        return count >= SLOW_FROM and suitable_kernel(count) is None

    def _problem(self) -> str:
        graph = self._open_document.document.graph
        if not graph.nodes:
            return ""
        return self._run.problem or first_bad_number(graph, self._run)

    def _share_room(self) -> None:
        """Let the problem give way to what was just said, as that goes by itself."""
        others = (self.passes, self.evaluator, self.zoom, self._work, self.progress, self.cancel)
        taken = sum(each.sizeHint().width() + 12 for each in others if not each.isHidden())
        said = self.fontMetrics().horizontalAdvance(self.currentMessage())
        room = self.width() - taken - said - _MARGIN
        self.problem.setMaximumWidth(max(0, room))
        self.problem.setVisible(bool(self.problem.whole_text) and room >= _LEAST_PROBLEM)
