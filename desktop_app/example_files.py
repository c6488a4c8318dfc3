"""The examples that come with the program, in the order in which its menu lists them."""

from __future__ import annotations

from functools import cache
from typing import Final

import msgspec

import resources
from engine.document import Document
from engine.files import FileError
from engine.files.chainrule_file import decode

_FOLDER: Final = "examples"


class Example(msgspec.Struct, frozen=True):
    """One example.

    Attributes:
        file: its name in ``resources/examples``.
        title: what the menu calls it.
        sentence: what it shows.
    """

    file: str
    title: str
    sentence: str


@cache
def examples() -> tuple[Example, ...]:
    """Return every example; the first one is what the first start shows."""
    listed = resources.read_bytes(f"{_FOLDER}/index.json")
    return msgspec.json.decode(listed, type=tuple[Example, ...])


def load_example(example: Example) -> Document:
    """Return an example as a document of its own.

    Raises:
        FileError: it is missing or damaged.
    """
    try:
        return decode(resources.read_bytes(f"{_FOLDER}/{example.file}"))
    except OSError as error:
        reason = error.strerror or "it is missing"
        raise FileError(f"The example {example.title} cannot be read: {reason}.") from error
