"""The program with a window: what is made once, before the first and after the last event."""

from __future__ import annotations

import gc
import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop_app import style
from desktop_app.appearance import Appearance
from desktop_app.example_files import examples
from desktop_app.failures import Failures
from desktop_app.main_window import MainWindow
from desktop_app.model.settings import Settings

_WARM_UP_MS = 1500


def main(arguments: Sequence[str]) -> int:
    """Open the window and return the exit status when it is closed.

    Args:
        arguments: what stands on the command line after the program's name: a file, or nothing.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    app = make_application()
    window = make_window(Settings())
    failures = Failures(window)
    failures.install()
    window.show()
    open_first(window, arguments)
    _after_first_frame(window)
    _warm_up_later(window)
    try:
        return app.exec()
    finally:
        failures.uninstall()


def make_application() -> QApplication:
    """Return the program as Qt knows it, with its name and its fonts."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["chainrule"])
    app.setApplicationName("chainrule")
    app.setApplicationDisplayName("Chainrule")
    app.setDesktopFileName("chainrule")
    app.setWindowIcon(style.window_icon())
    app.setFont(style.install_fonts())
    return app


def make_window(settings: Settings) -> MainWindow:
    """Return the window in the user's theme, not yet shown."""
    return MainWindow(settings, Appearance(settings))


def _after_first_frame(window: MainWindow) -> None:
    QTimer.singleShot(0, window, _search_for_garbage)


def _search_for_garbage() -> None:
    """From now on; what the start has made stays, and need not be looked through every time."""
    gc.freeze()
    gc.enable()


def _warm_up_later(window: MainWindow) -> None:
    timer = QTimer(window)
    timer.setSingleShot(True)
    timer.timeout.connect(window.tidying.warm_up)
    timer.start(_WARM_UP_MS)


def open_first(window: MainWindow, arguments: Sequence[str]) -> None:
    """Open the file of the command line, without one the last document, else the first example.

    A file that cannot be opened says so in a sentence, and the first example takes its place.
    """
    path = Path(arguments[0]) if arguments else window.files.last_file()
    if path is None or not window.files.open_path(path):
        window.files.open_example(examples()[0])
