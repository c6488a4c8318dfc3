"""The table of file formats by ending: a new format is a new module and a new row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, NamedTuple

from engine.document import Document
from engine.files import chainrule_file, dot, expression_text, node_link
from engine.files.errors import FileError

Read = Callable[[bytes], Document]
Write = Callable[[Document], bytes]


class Format(NamedTuple):
    """One format of files.

    Attributes:
        name: what it is called in menus and sentences.
        write: a document → the bytes of a file.
        read: the bytes of a file → a document; None where the format cannot be read.
    """

    name: str
    write: Write
    read: Read | None


FORMATS: Final = {
    ".chainrule": Format("Chainrule file", chainrule_file.encode, chainrule_file.decode),
    ".txt": Format("Expression text", expression_text.write, expression_text.read),
    ".json": Format("networkx node-link JSON", node_link.write, node_link.read),
    ".dot": Format("Graphviz DOT text", dot.write, None),
}
"""Every format by the ending of its files, the document's own first."""


def reader_for(path: Path) -> Read:
    """Return what reads the files that end like a path.

    Raises:
        FileError: files with this ending cannot be read.
    """
    endings = [ending for ending, each in FORMATS.items() if each.read]
    read = _format_of(path, endings).read
    if read is None:
        raise FileError(
            f"{path.name} cannot be read: {FORMATS[_ending(path)].name} is written only."
        )
    return read


def writer_for(path: Path) -> Write:
    """Return what writes the files that end like a path.

    Raises:
        FileError: files with this ending cannot be written.
    """
    return _format_of(path, FORMATS).write


def _ending(path: Path) -> str:
    return path.suffix.casefold()


def _format_of(path: Path, endings: Iterable[str]) -> Format:
    found = FORMATS.get(_ending(path))
    if found is None:
        raise FileError(f"{path.name} must end in {_either(list(endings))}.")
    return found


def _either(endings: list[str]) -> str:
    return f"{', '.join(endings[:-1])} or {endings[-1]}"
