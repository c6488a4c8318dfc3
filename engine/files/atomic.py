"""A file is replaced whole or not at all: nobody ever sees half of it, on a full disk either."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from engine.files.errors import FileError

# A folder that cannot be synced, or not be opened for that, is one that the system syncs itself.
_CANNOT_SYNC: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM})
_BINARY: Final = getattr(os, "O_BINARY", 0)


def write_whole(path: Path, data: bytes) -> None:
    """Put bytes in a file, or leave everything as it was.

    The bytes go to a new file in the same folder, are checked to be on the disk, and then take the
    old file's place. A symbolic link stays a link; the file that it leads to is replaced. The old
    file's mode is kept.

    Raises:
        FileError: naming the file and the reason.
    """
    try:
        target, mode = _target(path)
        _replace(target, data, mode)
    except OSError as error:
        raise not_saved(path, error) from error


def not_saved(path: Path, error: OSError) -> FileError:
    """Return the error that says why a file was not saved."""
    return FileError(f"{path.name} was not saved: {reason(error)}.")


def reason(error: OSError) -> str:
    """Return the system's own words for what went wrong."""
    return (error.strerror or str(error)).rstrip(".")


def _target(path: Path) -> tuple[Path, int | None]:
    """Return the file that is to be replaced, and its mode if it is there."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return path.resolve(), None
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "not an ordinary file"
        raise FileError(f"{path.name} was not saved: it is {kind}.")
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return path.resolve(), stat.S_IMODE(status.st_mode)


def _replace(target: Path, data: bytes, mode: int | None) -> None:
    temporary = target.parent / f".{os.urandom(8).hex()}.chainrule-new"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        try:
            _write(handle, data)
        finally:
            os.close(handle)
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _write(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        # A disk that fills up takes a part first, and refuses the next part.
        written = os.write(handle, rest)
        if written == 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        rest = rest[written:]
    os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    """See to it that the new name survives a power cut too, where the platform can."""
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        if error.errno in _CANNOT_SYNC:
            return
        raise
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(handle)
