"""Painting without a window: what pictures on the command line and benchmarks need."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop_app import style
from desktop_app.canvas.export import render as write_picture
from desktop_app.model.theme import load_theme
from engine.document import Document


def make_application() -> QApplication:
    """Return Qt's application, on no screen where the platform can do without one."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication(["chainrule"])
    # The same picture on every machine, whatever fonts it has.
    app.setFont(style.install_fonts(style.Fonts.BUNDLED))
    return app


def render(document: Document, path: Path, theme: str) -> None:
    """Write the picture of a document as the canvas paints it.

    Args:
        document: what to paint.
        path: a file whose ending is .png, .svg or .pdf.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        FileError: the ending is none of these, or the file cannot be written.
    """
    make_application()
    write_picture(document, path, load_theme(theme))
