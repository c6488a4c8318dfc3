"""What every reader and writer of files raises."""

from __future__ import annotations


class FileError(ValueError):
    """A file that cannot be read or written; its text is one sentence for the user."""


def with_place(sentence: str, place: str) -> FileError:
    """Return the error that says a sentence and where in the file it holds."""
    return FileError(f"{sentence.removesuffix('.')} (at {place}).")
