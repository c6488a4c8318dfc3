"""The picture of a graph as a file, drawn as the canvas draws it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QImageWriter, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from desktop_app.canvas import hits
from desktop_app.canvas.look import look_of
from desktop_app.canvas.painter import Picture, Shown
from desktop_app.canvas.scene import Scene
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.theme import Theme
from engine.document import Document
from engine.files import FileError
from engine.files.atomic import write_whole

MARGIN: Final = 40.0
"""How much empty canvas lies around the graph, in pixels at 100 %."""
PNG_SCALE: Final = 2.0
"""How many pixels of a PNG show one pixel at 100 %."""
MOST_PIXELS: Final = 16_000
"""A PNG is at most so many pixels wide and high; a larger graph is drawn smaller."""


def render(document: Document, path: Path, theme: Theme) -> None:
    """Draw a document, with values and gradients, into a PNG, SVG or PDF file.

    Raises:
        FileError: the ending is none of these, or the file cannot be written.
    """
    draw = _DRAWERS.get(path.suffix.lower())
    if draw is None:
        endings = ", ".join(_DRAWERS)
        raise FileError(f"{path.name}: a picture's name ends in one of {endings}.")
    write_whole(path, draw(_Drawing(document, theme)))


class _Drawing:
    """A document ready to be drawn."""

    def __init__(self, document: Document, theme: Theme) -> None:
        opened = OpenDocument(document)
        run = Run(opened)
        run.live = True
        run.finish()
        scene = Scene(document, opened.slots)
        around = hits.bounds(scene, hits.living(scene))
        self.bounds = around.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        self._picture = Picture(opened, run, scene, look_of(theme))
        self._background = QColor(theme.canvas.background)

    def paint(self, painter: QPainter, scale: float) -> None:
        """Paint the whole of it, its top left corner at the origin."""
        painter.scale(scale, scale)
        painter.translate(-self.bounds.topLeft())
        painter.fillRect(self.bounds, self._background)
        self._picture.paint_plane(painter, self.bounds, self.bounds, Shown(tags_always=True))

    def size(self, scale: float = 1.0) -> QSize:
        """Return its size in whole pixels."""
        return (
            QRectF(0, 0, self.bounds.width() * scale, self.bounds.height() * scale)
            .toAlignedRect()
            .size()
        )


def _png(drawing: _Drawing) -> bytes:
    longest = max(drawing.bounds.width(), drawing.bounds.height(), 1.0)
    scale = min(PNG_SCALE, MOST_PIXELS / longest)
    image = QImage(drawing.size(scale), QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        drawing.paint(painter, scale)
    return _written(lambda buffer: QImageWriter(buffer, QByteArray(b"png")).write(image))


def _svg(drawing: _Drawing) -> bytes:
    def write(buffer: QBuffer) -> None:
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setTitle("Chainrule")
        generator.setSize(drawing.size())
        generator.setViewBox(QRectF(0, 0, drawing.bounds.width(), drawing.bounds.height()))
        with QPainter(generator) as painter:
            drawing.paint(painter, 1.0)

    return _written(write)


def _pdf(drawing: _Drawing) -> bytes:
    def write(buffer: QBuffer) -> None:
        writer = QPdfWriter(buffer)
        writer.setTitle("Chainrule")
        writer.setResolution(72)
        size = QSizeF(drawing.bounds.width(), drawing.bounds.height())
        writer.setPageSize(QPageSize(size, QPageSize.Unit.Point))
        writer.setPageMargins(QMarginsF())
        with QPainter(writer) as painter:
            drawing.paint(painter, 1.0)

    return _written(write)


def _written(write: Callable[[QBuffer], object]) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write(buffer)
    buffer.close()
    return bytes(data.data())


_DRAWERS: Final[dict[str, Callable[[_Drawing], bytes]]] = {".png": _png, ".svg": _svg, ".pdf": _pdf}
