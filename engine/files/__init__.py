"""Documents in files: one module for each format, and a table of them by ending.

``load`` and ``save`` choose the format by the file's ending; ``convert`` does one after the other.
"""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path
from typing import Final, NamedTuple

from engine.arrange import with_every_place
from engine.document import Document
from engine.files.atomic import clean, reason, write_whole
from engine.files.errors import FileError
from engine.files.formats import FORMATS, Format, reader_for, writer_for
from engine.graph import Graph

__all__ = [
    "FORMATS",
    "FileError",
    "Format",
    "Loaded",
    "convert",
    "digest_on_disk",
    "load",
    "read_file",
    "save",
    "write_file",
]

MAX_BYTES: Final = 256 * 1024 * 1024
"""The greatest size of a file that is opened: some millions of nodes."""


class Loaded(NamedTuple):
    """A document and what its file was when it was read.

    Attributes:
        document: what the file holds.
        digest: the SHA-256 of the file's bytes.
    """

    document: Document
    digest: str


def load(path: Path | str) -> Document:
    """Return the document that a file holds; nodes without a place get one from Tidy.

    Raises:
        FileError: the file cannot be read, or does not hold a document; one sentence with the
            file's name and the place.
    """
    return read_file(path).document


def read_file(path: Path | str) -> Loaded:
    """Return the document that a file holds, and by what the file will be known again.

    Raises:
        FileError: as ``load`` does.
    """
    path = Path(path)
    read = reader_for(path)
    clean(path)
    data = _bytes_of(path)
    try:
        document = read(data)
    except FileError as error:
        raise FileError(f"{path.name}: {error}") from error
    return Loaded(with_every_place(document), _digest(data))


def digest_on_disk(path: Path) -> str | None:
    """Return the digest of a file as it is now, or None where there is none.

    Raises:
        FileError: it is there and cannot be read.
    """
    try:
        return _digest(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileError(f"{path.name} cannot be read: {reason(error)}.") from error


def save(document: Document | Graph, path: Path | str) -> None:
    """Put a document in a file, whole or not at all; a graph by itself is laid out first.

    Raises:
        FileError: the document cannot be written in this format, or the file cannot be written;
            what stood there before still stands there.
    """
    write_file(document, path, backup=False)


def write_file(document: Document | Graph, path: Path | str, *, backup: bool = True) -> str:
    """Save a document, keep the version before beside it, and return the digest of what is there.

    Raises:
        FileError: as ``save`` does.
    """
    path = Path(path)
    write = writer_for(path)
    if isinstance(document, Graph):
        document = with_every_place(Document(document))
    try:
        data = write(document)
    except FileError as error:
        raise FileError(f"{path.name} was not saved: {error}") from error
    write_whole(path, data, backup=backup)
    return _digest(data)


def convert(source: Path | str, destination: Path | str) -> None:
    """Read a document in one format and write it in another, each by its file's ending.

    Raises:
        FileError: one of the two is not possible.
    """
    writer_for(Path(destination))
    save(load(source), destination)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _bytes_of(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "not an ordinary file"
            raise FileError(f"{path.name} cannot be opened: it is {kind}.")
        if status.st_size > MAX_BYTES:
            size = f"{status.st_size / 2**20:,.0f} MB"
            raise FileError(f"{path.name} cannot be opened: it is too large ({size}).")
        return path.read_bytes()
    except OSError as error:
        raise FileError(f"{path.name} cannot be opened: {reason(error)}.") from error
