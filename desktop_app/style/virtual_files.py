"""Files that exist in memory only, so that Qt can read pictures coloured at run time by name.

Qt draws an SVG crisply at every size and resolution when it may open it as a file. Writing dozens
of recoloured files to disk at each start would be slow and leave litter; Qt's resource system
takes the same bytes from memory. The layout is that of a compiled resource file, version 1.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import qRegisterResourceData

if TYPE_CHECKING:
    from collections.abc import Mapping

_VERSION = 1
_DIRECTORY = 2
_ANY_COUNTRY = 0
_C_LANGUAGE = 1

_registered: list[tuple[bytes, bytes, bytes]] = []


def add_files(folder: str, files: Mapping[str, bytes]) -> None:
    """Make each of the files readable as `:/FOLDER/NAME` until the program ends.

    Args:
        folder: one name without a slash, not used before.
        files: contents by name; no name has a slash.

    Raises:
        ValueError: Qt does not take the files.
    """
    tables = _tables(folder, files)
    if not qRegisterResourceData(_VERSION, *tables):
        message = f"The pictures for “{folder}” cannot be handed to Qt."
        raise ValueError(message)
    # Qt reads from these bytes without copying them: they must outlive every picture.
    _registered.append(tables)


def _tables(folder: str, files: Mapping[str, bytes]) -> tuple[bytes, bytes, bytes]:
    """Tree, names and contents, each entry pointing into the next table by its offset."""
    order = sorted(files, key=_hash)
    names, name_at = _pack([(name, _name_entry(name)) for name in ("", folder, *order)])
    contents, content_at = _pack([(n, struct.pack(">I", len(files[n])) + files[n]) for n in order])
    tree = [
        struct.pack(">IHII", name_at[""], _DIRECTORY, 1, 1),
        struct.pack(">IHII", name_at[folder], _DIRECTORY, len(order), 2),
    ]
    for name in order:
        entry = (name_at[name], 0, _ANY_COUNTRY, _C_LANGUAGE, content_at[name])
        tree.append(struct.pack(">IHHHI", *entry))
    return b"".join(tree), names, contents


def _pack(entries: list[tuple[str, bytes]]) -> tuple[bytes, dict[str, int]]:
    """All entries in one run of bytes, and where each begins."""
    packed = bytearray()
    begins = {}
    for name, entry in entries:
        begins[name] = len(packed)
        packed += entry
    return bytes(packed), begins


def _name_entry(name: str) -> bytes:
    text = name.encode("utf-16-be")
    return struct.pack(">HI", len(text) // 2, _hash(name)) + text


@cache
def _hash(name: str) -> int:
    """Qt's hash of a name; the entries of a folder are sorted by it and searched by halves."""
    value = 0
    for unit in struct.unpack(f">{len(name.encode('utf-16-be')) // 2}H", name.encode("utf-16-be")):
        value = (value << 4) + unit
        value = (value ^ ((value & 0xF0000000) >> 23)) & 0x0FFFFFFF
    return value
