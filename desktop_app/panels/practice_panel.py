"""Practice: work it out yourself, hunt a bug, or break Backward and see what happens."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.model.open_document import OpenDocument
from desktop_app.model.practice import Practice
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.theme import Theme
from desktop_app.panels.break_page import BreakPage
from desktop_app.panels.bug_page import BugPage
from desktop_app.panels.controls import Segmented
from desktop_app.panels.predict_page import PredictPage
from engine.edits import Edit, Section

_PAGES: Final = (
    ("predict", "Predict", "Hide the numbers and work them out"),
    ("bug", "Bug Hunt", "Find the op whose rule is wrong"),
    ("break", "Break It", "Do Backward wrong, and see how it shows"),
)


class PracticePanel(QWidget):
    """Three pages, one in front.

    Attributes:
        page: which of them.
        predict, bug, broken: the pages.

    Signals:
        message: a sentence for the status bar.
    """

    message = Signal(str)

    def __init__(self, opened: OpenDocument, run: Run, selection: Selection, theme: Theme) -> None:
        super().__init__()
        self.practice = Practice(opened, run, self)
        self.page = Segmented(_PAGES)
        self.predict = PredictPage(opened, run, selection, self.practice)
        self.bug = BugPage(opened, run, selection, theme)
        self.broken = BreakPage(opened, run, selection, theme)
        self._pages = dict(zip((key for key, _, _ in _PAGES), self._in_order(), strict=True))
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(12)
        column.addWidget(self.page)
        column.addWidget(self._stack, 1)
        self.page.choose("predict")
        self.page.chosen.connect(self._turn_to)
        self.predict.message.connect(self.message)
        opened.changed.connect(self._follow)
        opened.replaced.connect(self._start_afresh)
        run.updated.connect(self._refresh_broken)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.bug.table.set_theme(theme)
        self.broken.table.set_theme(theme)

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through, in order."""
        stops = self.page.segments
        for page in self._in_order():
            stops += page.tab_stops()
        return stops

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self.predict.refresh()
        self._refresh_broken()

    def _in_order(self) -> tuple[PredictPage, BugPage, BreakPage]:
        return self.predict, self.bug, self.broken

    def _turn_to(self, key: str) -> None:
        self._stack.setCurrentWidget(self._pages[key])
        if key != "predict":
            self.practice.stop()
        if key != "bug":
            self.bug.refresh()
        self._refresh_broken()

    def _follow(self, edit: Edit) -> None:
        if any(True for _ in edit.names_in(Section.NODES)):
            self.bug.refresh()

    def _start_afresh(self) -> None:
        self.bug.refresh()
        self.predict.refresh()
        self._refresh_broken()

    def _refresh_broken(self) -> None:
        if self.broken.isVisible():
            self.broken.refresh()
