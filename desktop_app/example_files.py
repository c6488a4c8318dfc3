"""The examples and the lessons that come with the program, in the order of their menus."""

from __future__ import annotations

from functools import cache

import msgspec

import resources
from engine.document import Document
from engine.files import FileError
from engine.files.chainrule_file import decode


class Example(msgspec.Struct, frozen=True):
    """One example.

    Attributes:
        file: its name in that folder.
        title: what the menu calls it.
        sentence: what it shows.
        folder: where in ``resources`` it lies.
    """

    file: str
    title: str
    sentence: str
    folder: str = "examples"


@cache
def examples() -> tuple[Example, ...]:
    """Return every example; the first one is what the first start shows."""
    return _index("examples")


@cache
def lessons() -> tuple[Example, ...]:
    """Return the lessons of the course, in order."""
    return _index("lessons")


def _index(folder: str) -> tuple[Example, ...]:
    listed = resources.read_bytes(f"{folder}/index.json")
    rows = msgspec.json.decode(listed, type=tuple[Example, ...])
    return tuple(msgspec.structs.replace(row, folder=folder) for row in rows)


def load_example(example: Example) -> Document:
    """Return an example as a document of its own.

    Raises:
        FileError: it is missing or damaged.
    """
    try:
        return decode(resources.read_bytes(f"{example.folder}/{example.file}"))
    except OSError as error:
        reason = error.strerror or "it is missing"
        raise FileError(f"The example {example.title} cannot be read: {reason}.") from error
