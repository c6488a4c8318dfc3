"""A save that is killed, cut off by the power or out of disk leaves the old file or the new one.

``CHAINRULE_SOAK`` multiplies how often a save is killed.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from engine.files import FileError, atomic
from engine.files.atomic import backup_of, clean, write_whole

KILLS = 100 * int(os.environ.get("CHAINRULE_SOAK", "1"))
FILL_LEVELS = 50
SIZE = 10 * 1024 * 1024
POSIX_ONLY = pytest.mark.skipif(
    sys.platform == "win32", reason="kills and limits as POSIX has them"
)


def version(number: int) -> bytes:
    return bytes([65 + number % 26]) * SIZE


class Operation(NamedTuple):
    """One call that changes a disk: its name, and what it was called with."""

    name: str
    arguments: tuple[Any, ...]


class Recorder:
    """Stands in for ``os``: passes every call on and writes down those that change the disk."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self._paths: dict[int, str] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def open(self, path: Path, flags: int, mode: int = 0o777) -> int:
        handle = os.open(path, flags, mode)
        self._paths[handle] = str(path)
        if flags & os.O_CREAT:
            self._note("create", str(path))
        return handle

    def write(self, handle: int, data: memoryview) -> int:
        # Short writes, as a disk may make them: each part is an operation that can be the last.
        written = os.write(handle, data[:40])
        self._note("write", self._paths[handle], bytes(data[:written]))
        return written

    def fsync(self, handle: int) -> None:
        os.fsync(handle)
        self._note("sync", self._paths[handle])

    def link(self, source: Path, destination: Path) -> None:
        os.link(source, destination)
        self._note("link", str(source), str(destination))

    def replace(self, source: Path, destination: Path) -> None:
        source.replace(destination)
        self._note("rename", str(source), str(destination))

    def _note(self, name: str, *arguments: Any) -> None:
        self.operations.append(Operation(name, arguments))


class Disk:
    """What is on a disk after a power cut: bytes as last synced, names as far as they came.

    Names change in order, so that any number of the changes since the folder was last synced may
    have come onto the disk; bytes that were not synced are gone.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self._folder = str(path.parent)
        self._written: list[bytes] = [data]
        self._synced: list[bytes] = [data]
        self._names: list[dict[str, int]] = [{str(path): 0}]
        self._certain = 0

    def do(self, operation: Operation) -> None:
        names = dict(self._names[-1])
        match operation:
            case Operation("create", (path,)):
                names[path] = len(self._written)
                self._written.append(b"")
                self._synced.append(b"")
            case Operation("write", (path, data)):
                self._written[names[path]] += data
            case Operation("sync", (path,)) if path == self._folder:
                self._certain = len(self._names) - 1
            case Operation("sync", (path,)):
                self._synced[names[path]] = self._written[names[path]]
            case Operation("link", (source, destination)):
                names[destination] = names[source]
            case Operation("rename", (source, destination)):
                names[destination] = names.pop(source)
        if names != self._names[-1]:
            self._names.append(names)

    def possible(self, path: Path) -> Iterator[bytes | None]:
        """Yield what may be found under a name."""
        for names in self._names[self._certain :]:
            inode = names.get(str(path))
            yield None if inode is None else self._synced[inode]


@POSIX_ONLY
def test_a_power_cut_at_any_moment_of_a_save_leaves_the_old_file_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path.resolve() / "mine.chainrule"
    old, new = b"old " * 50, b"new " * 50
    path.write_bytes(old)
    recorder = Recorder()
    monkeypatch.setattr(atomic, "os", recorder)
    write_whole(path, new, backup=True)
    disk = Disk(path, old)
    for operation in recorder.operations:
        disk.do(operation)
        assert set(disk.possible(path)) <= {old, new}, operation
    assert set(disk.possible(path)) == {new}
    assert set(disk.possible(backup_of(path))) == {old}


def save_again_and_again(path: Path, first: int) -> None:
    for number in range(first, first + 1000):
        write_whole(path, version(number), backup=True)


def save_within(path: Path, limit: int, answer: Any) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        write_whole(path, version(1), backup=True)
    except FileError as error:
        answer.send(str(error))
    else:
        answer.send("")


def processes() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


@POSIX_ONLY
def test_a_save_that_is_killed_leaves_a_whole_file_and_no_litter_after_the_next_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "mine.chainrule"
    write_whole(path, version(0))
    context, chance, left = processes(), random.Random(6), 0
    for number in range(KILLS):
        process = context.Process(target=save_again_and_again, args=(path, number))
        process.start()
        process.join(chance.uniform(0.0, 0.06))
        process.kill()
        process.join()
        data = path.read_bytes()
        assert len(data) == SIZE
        assert data == data[:1] * SIZE
        left += len(list(tmp_path.glob(".*.chainrule-new")))
        clean(path)
        assert {p.name for p in tmp_path.iterdir()} <= {path.name, backup_of(path).name}
    # Otherwise none was killed in the middle of a save.
    assert left


@POSIX_ONLY
def test_a_disk_that_is_full_at_any_point_leaves_the_old_file_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "mine.chainrule"
    write_whole(path, version(0))
    context = processes()
    for level in range(FILL_LEVELS):
        here, there = context.Pipe()
        limit = SIZE * level // FILL_LEVELS
        process = context.Process(target=save_within, args=(path, limit, there))
        process.start()
        assert here.recv() == "mine.chainrule was not saved: File too large."
        process.join()
        assert path.read_bytes() == version(0)
        assert list(tmp_path.iterdir()) == [path]


@POSIX_ONLY
def test_what_another_program_is_writing_now_is_not_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.chainrule"
    left: list[Path] = []

    def clean_instead(_source: Path, _target: Path) -> None:
        clean(path)
        left.extend(tmp_path.glob(".*.chainrule-new"))
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "replace", clean_instead)
    with pytest.raises(FileError):
        write_whole(path, b"1")
    assert len(left) == 1


def test_the_version_before_is_kept_beside_the_file_a_link_leads_to(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "mine.chainrule", tmp_path / "link.chainrule"
    target.write_bytes(b"1")
    link.symlink_to(target)
    for number in b"23":
        write_whole(link, bytes([number]), backup=True)
    assert link.is_symlink()
    assert target.read_bytes() == b"3"
    assert (tmp_path / "real" / "mine.chainrule~").read_bytes() == b"2"
