"""The table of both passes as a file: a page to print, with or without answers, or CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from desktop_app import style
from engine.files.atomic import write_whole
from engine.graph import Graph
from engine.trace_table import Line, as_csv, as_html, trace_table

WITH_ANSWERS: Final = "PDF page with answers (*.pdf)"
WITHOUT_ANSWERS: Final = "PDF page to fill in (*.pdf)"
CSV: Final = "Table (*.csv)"
FILTERS: Final = ";;".join((WITH_ANSWERS, WITHOUT_ANSWERS, CSV))
_MARGIN_MM: Final = 15.0
_POINTS: Final = 10


def write_table(graph: Graph, target: str | None, title: str, path: Path, wanted: str) -> None:
    """Write the table of both passes into a file.

    Args:
        graph: what the passes go through.
        target: where Backward starts; None for the graph's own.
        title: what stands on the page.
        path: the file; its ending is added where it has none.
        wanted: one of the filters above; a name that ends in .csv is CSV whatever is chosen.

    Raises:
        NoTargetError: there is no target, or it cannot be computed yet.
        FileError: the file cannot be written.
    """
    lines = trace_table(graph, target)
    if wanted == CSV or path.suffix.lower() == ".csv":
        write_whole(_ending(path, ".csv"), as_csv(lines).encode("utf-8"))
    else:
        with_answers = wanted != WITHOUT_ANSWERS
        write_whole(_ending(path, ".pdf"), _pdf(title, lines, with_answers=with_answers))


def _pdf(title: str, lines: list[Line], *, with_answers: bool) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    page = QTextDocument()
    font = style.canvas_font(_POINTS)
    font.setPointSize(_POINTS)
    page.setDefaultFont(font)
    page.setHtml(as_html(title, lines, with_answers=with_answers))
    page.print_(writer)
    del writer
    buffer.close()
    return bytes(data.data())


def _ending(path: Path, ending: str) -> Path:
    return path if path.suffix else path.with_name(path.name + ending)
