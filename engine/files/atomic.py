"""A file is replaced whole or not at all: nobody ever sees half of it, on a full disk either."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from engine.files.errors import FileError

# A folder that cannot be synced, or not be opened for that, is one that the system syncs itself.
_CANNOT_SYNC: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM})
_BINARY: Final = getattr(os, "O_BINARY", 0)
_ENDING: Final = ".chainrule-new"


def write_whole(path: Path, data: bytes, *, backup: bool = False) -> None:
    """Put bytes in a file, or leave everything as it was.

    The bytes go to a new file in the same folder, are checked to be on the disk, and then take the
    old file's place. A symbolic link stays a link; the file that it leads to is replaced. The old
    file's mode is kept. What a killed save of this file left behind is removed.

    Args:
        path: the file.
        data: what is to stand in it.
        backup: keep the version before under ``backup_of``, where the disk lets it.

    Raises:
        FileError: naming the file and the reason.
    """
    try:
        target, mode = _target(path)
        clean(target)
        _replace(target, data, mode, backup=backup and mode is not None)
    except OSError as error:
        raise not_saved(path, error) from error


def backup_of(target: Path) -> Path:
    """Return where the version before is kept: beside the file, under its name and a tilde.

    There it is on the same disk, so that it costs no copy, and it is found by whoever misses it.
    """
    return target.with_name(target.name + "~")


def clean(target: Path) -> None:
    """Remove what killed saves of a file left in its folder; what is being written now stays."""
    with contextlib.suppress(OSError):
        target = target.resolve()
        for path in target.parent.iterdir():
            if path.name.startswith(_mark_of(target)) and path.suffix == _ENDING:
                _remove_unless_held(path)


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


def _replace(target: Path, data: bytes, mode: int | None, *, backup: bool) -> None:
    temporary = _new_name(target)
    handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        with _held(handle):
            _fill(handle, temporary, data, mode)
            if backup:
                _keep_backup(target)
            os.replace(temporary, target)  # noqa: PTH105 - a test records the calls of os
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _fill(handle: int, temporary: Path, data: bytes, mode: int | None) -> None:
    try:
        _write(handle, data)
        if mode is not None:
            temporary.chmod(mode)
            os.fsync(handle)
    finally:
        os.close(handle)


def _keep_backup(target: Path) -> None:
    """Give the version before a second name; a save does not fail because that is impossible."""
    temporary = _new_name(target)
    try:
        try:
            os.link(target, temporary)
        except OSError:
            # Not every file system lets one file have two names.
            shutil.copy2(target, temporary)
        os.replace(temporary, backup_of(target))  # noqa: PTH105 - as above
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _new_name(target: Path) -> Path:
    return target.parent / f"{_mark_of(target)}{os.urandom(8).hex()}{_ENDING}"


def _mark_of(target: Path) -> str:
    """Return how the names of a file's new versions begin; a digest, for names have a limit."""
    return f".{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:16]}-"


def _write(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        # A disk that fills up takes a part first, and refuses the next part.
        written = os.write(handle, rest)
        if written == 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        rest = rest[written:]
    os.fsync(handle)


if sys.platform == "win32":

    @contextlib.contextmanager
    def _held(_handle: int) -> Iterator[None]:
        """Do nothing: Windows removes no file that is open."""
        yield

    def _remove_unless_held(path: Path) -> None:
        path.unlink()

else:
    import fcntl

    @contextlib.contextmanager
    def _held(handle: int) -> Iterator[None]:
        """Mark a file as being written, also when it was closed, until it has its name."""
        keeper = os.dup(handle)
        try:
            # A network share without locks is one where nobody can clean either.
            with contextlib.suppress(OSError):
                fcntl.flock(keeper, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            with contextlib.suppress(OSError):
                os.close(keeper)

    def _remove_unless_held(path: Path) -> None:
        handle = os.open(path, os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
        except BlockingIOError:
            return
        finally:
            os.close(handle)


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
