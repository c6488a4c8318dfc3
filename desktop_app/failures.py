"""What nobody foresaw: it is logged, told calmly, and the window lives on."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

_LOG: Final = logging.getLogger("chainrule")


class Failures(QObject):
    """Takes every exception that reaches the top, from any thread.

    A second one that comes while the first is being told is only logged.
    """

    _came = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._telling = False
        self._came.connect(self._tell)

    def install(self) -> None:
        """Take exceptions from now on."""
        sys.excepthook = self.take
        threading.excepthook = self._take_from_thread

    def uninstall(self) -> None:
        """Leave exceptions to Python again."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an exception and show it; the interrupt key ends the program as ever."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _LOG.error("Something failed that nobody foresaw.", exc_info=(kind, error, trace))
        self._came.emit("".join(traceback.format_exception(kind, error, trace)))

    def _take_from_thread(self, failure: threading.ExceptHookArgs) -> None:
        if failure.exc_value is not None:
            self.take(failure.exc_type, failure.exc_value, failure.exc_traceback)

    def _tell(self, details: str) -> None:
        if self._telling:
            return
        self._telling = True
        box = QMessageBox(self._window)
        box.setObjectName("failure")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Chainrule")
        box.setText("Something went wrong, and the last action may be incomplete.")
        box.setInformativeText("Your graph is still here. Save it, and undo what looks odd.")
        box.setDetailedText(details)
        box.finished.connect(self._told)
        box.finished.connect(box.deleteLater)
        box.open()

    def _told(self) -> None:
        self._telling = False
