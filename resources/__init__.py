"""Data that ships with the program, found by name wherever the program is installed."""

from __future__ import annotations

from pathlib import Path

# A wheel is always unpacked, and importlib.resources takes a while to import.
_FOLDER = Path(__file__).parent


def path(name: str) -> Path:
    """Where a resource lies, such as `themes/dark.json`; a folder or a file."""
    return _FOLDER.joinpath(*name.split("/"))


def read(name: str) -> str:
    """The text of a resource.

    Raises:
        FileNotFoundError: there is no resource of that name.
    """
    return path(name).read_text(encoding="utf-8")


def read_bytes(name: str) -> bytes:
    """The bytes of a resource, for fonts and pictures.

    Raises:
        FileNotFoundError: there is no resource of that name.
    """
    return path(name).read_bytes()
