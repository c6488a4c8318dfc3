"""The documents that come with the program, in the order in which a menu lists them."""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec

import resources
from engine.document import Document
from engine.files.chainrule_file import decode

_FOLDER: Final = "examples"


class Example(NamedTuple):
    """One example.

    Attributes:
        name: what it is asked for by, such as ``worked-example``.
        title: what a menu calls it.
        sentence: what it shows.
    """

    name: str
    title: str
    sentence: str


class _Row(msgspec.Struct):
    file: str
    title: str
    sentence: str


def examples() -> list[Example]:
    """Return every example, the worked example first."""
    rows = msgspec.json.decode(resources.read(f"{_FOLDER}/index.json"), type=list[_Row])
    return [Example(row.file.removesuffix(".chainrule"), row.title, row.sentence) for row in rows]


def example(name: str) -> Document:
    """Return the document of an example.

    Raises:
        FileNotFoundError: there is no example of that name.
    """
    return decode(resources.read_bytes(f"{_FOLDER}/{name}.chainrule"))
