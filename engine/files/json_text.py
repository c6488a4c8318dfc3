"""JSON read into typed values, with one sentence and a place for everything that can be wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final, TypeVar

import msgspec

from engine.document import Direction, Point
from engine.files.errors import FileError
from engine.graph import Role
from engine.lessons import Comparison, Hidden, Ran

T = TypeVar("T")

_TOO_DEEP: Final = "The file is nested too deeply."

_WORDS: Final = {
    "array": "a list",
    "bool": "true or false",
    "float": "a number",
    "float | null": "a number or null",
    "int": "a whole number",
    "int | str": "a text or a whole number",
    "int | str | null": "a text, a whole number or null",
    "null": "null",
    "object": "an object",
    "str": "a text",
    "str | null": "a text or null",
}
_CHOICES: Final[dict[str, type[StrEnum]]] = {
    "role": Role,
    "direction": Direction,
    "comparison": Comparison,
    "command": Ran,
    "hides": Hidden,
}
_INDEX: Final = re.compile(r"\[\d+\]|\[\.\.\.\]|\[“.*”\]")
_QUOTES: Final = "'"
_ENTRY_OF_A_MAPPING: Final = "[...]"


def decode_text(data: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark.

    Raises:
        FileError: the bytes are no such text.
    """
    if not data.strip():
        raise FileError("The file is empty.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileError("The file is UTF-16 text: it must be UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = line_and_column(data[: error.start].decode("utf-8"))
        byte = f"0x{data[error.start]:02x}"
        raise FileError(
            f"The file is not UTF-8 text: the byte {byte} is wrong at {place}."
        ) from None
    if "\0" in text:
        place = line_and_column(text[: text.index("\0")])
        raise FileError(f"The file is not text: it holds a zero byte at {place}.")
    return text


def line_and_column(before: str) -> str:
    """Return where a text goes on after the given beginning, counted from 1."""
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return f"line {line}, column {column}"


def typed(text: str, kind: type[T]) -> T:
    """Return the JSON text as a value of a type.

    Raises:
        FileError: the text is not JSON, or does not fit the type.
    """
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.ValidationError as error:
        raise FileError(_misfit_sentence(text, str(error))) from None
    except msgspec.DecodeError as error:
        raise FileError(_malformed_sentence(text, str(error))) from None
    except RecursionError:
        raise FileError(_TOO_DEEP) from None


def check_keys(text: str) -> None:
    """Raise where an object of a JSON text has a key twice: readers disagree on which counts.

    Raises:
        FileError: naming the object and the key.
    """
    try:
        json.loads(text, object_pairs_hook=_count)
    except _TwiceError:
        _raise_twice("", json.loads(text, object_pairs_hook=_Pairs))
    except RecursionError:
        raise FileError(_TOO_DEEP) from None


class _TwiceError(Exception):
    """A key stands twice in an object."""


def _count(pairs: list[tuple[str, Any]]) -> int:
    if len(dict(pairs)) != len(pairs):
        raise _TwiceError
    return len(pairs)


class _Pairs(tuple[tuple[str, Any], ...]):
    """The keys and values of an object, as they are written."""

    __slots__ = ()


def _raise_twice(place: str, value: object) -> None:
    if isinstance(value, _Pairs):
        seen = set()
        for key, _ in value:
            if key in seen:
                raise FileError(f"{_subject(place)} has the key “{key}” twice.")
            seen.add(key)
    for part, inner in _parts(place, value):
        _raise_twice(part, inner)


def _parts(place: str, value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, _Pairs):
        return ((f"{place}.{key}" if place else key, inner) for key, inner in value)
    if isinstance(value, list):
        return ((f"{place}[{index}]", inner) for index, inner in enumerate(value))
    return ()


def _subject(place: str) -> str:
    return place or "The file"


def _misfit_sentence(text: str, message: str) -> str:
    what, _, path = message.partition(" - at `$")
    place = path.removesuffix("`").removeprefix(".")
    if _ENTRY_OF_A_MAPPING in place:
        place = place.replace(_ENTRY_OF_A_MAPPING, f"[“{_misplaced(text)}”]")
    where = _subject(place)
    quoted = re.findall(r"`([^`]*)`", what)
    if what.startswith("Object missing"):
        return f"{where} lacks “{quoted[0]}”."
    if what.startswith("Object contains unknown"):
        return f"{where} has the unknown key “{quoted[0]}”."
    if what.startswith("Invalid value"):
        return f"{where} cannot be “{what.removeprefix('Invalid value ').strip(_QUOTES)}”."
    if what.startswith("Invalid enum"):
        given = what.removeprefix("Invalid enum value ").strip(_QUOTES)
        *choices, last = _CHOICES[_INDEX.sub("", place.rpartition(".")[2])]
        return f"{where} cannot be “{given}”: it is {', '.join(choices)} or {last}."
    if "out of range" in what:
        return f"{where} is too large a number: it must be finite."
    return f"{where} must be {_wanted(quoted, what)}."


def _wanted(quoted: list[str], what: str) -> str:
    wanted = _WORDS.get(quoted[0], quoted[0])
    length = re.search(r"length (\d+)", what)
    if length:
        return f"{wanted} of {length[1]} entries"
    return f"{wanted}, not {_WORDS.get(quoted[-1], quoted[-1])}"


class _Layout(msgspec.Struct):
    layout: dict[str, msgspec.Raw]


def _misplaced(text: str) -> str:
    """Return the first node of a layout whose place is none, or … where no layout can be read."""
    try:
        layout = msgspec.json.decode(text, type=_Layout).layout
    except (msgspec.DecodeError, RecursionError):
        # The text is broken further on, which the reader has not come to.
        return "…"
    return next((name for name, raw in layout.items() if not _is_place(raw)), "…")


def _is_place(raw: msgspec.Raw) -> bool:
    try:
        msgspec.json.decode(raw, type=Point)
    except msgspec.ValidationError:
        return False
    return True


def _malformed_sentence(text: str, message: str) -> str:
    found = re.search(r"^JSON is malformed: (.*) \(byte (\d+)\)$", message)
    if not found:
        return f"The file breaks off at {line_and_column(text.rstrip())}."
    what, byte = found[1], int(found[2])
    if what == "trailing characters":
        # The only report that counts the odd character itself.
        byte -= 1
    before = text.encode()[:byte].decode("utf-8", "ignore").removesuffix("-")
    odd = re.match(r"-?(?:NaN|Infinity)", text[len(before) :])
    if odd:
        return f"{odd[0]} at {line_and_column(before)} is not a finite number."
    return f"The file is not JSON: {what} at {line_and_column(before)}."
