"""Saving replaces a file whole or not at all; loading leaves nothing to chance."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import files
from engine.arrange import tidy_document
from engine.document import Document, Point
from engine.files import FileError, convert, load, save
from engine.graph import Apply, Graph, Leaf
from engine.parse import parse
from tests.engine.files.comparing import same_but_for_ids

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such thing")


def placed(text: str) -> Document:
    graph = parse(text)
    return Document(graph, {n: Point(230.0 * i, 0.0) for i, n in enumerate(graph.nodes)})


OLD = placed("y = a + b")
NEW = placed("L = (a*b + c)*f")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that holds the old document."""
    path = tmp_path / "work.chainrule"
    save(OLD, path)
    return path


def assert_untouched(path: Path) -> None:
    """Nothing happened: the old bytes are there, and no other file."""
    assert load(path) == OLD
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_what_is_saved_loads_as_it_was(tmp_path: Path) -> None:
    save(NEW, tmp_path / "new.chainrule")
    assert load(tmp_path / "new.chainrule") == NEW
    assert [each.name for each in tmp_path.iterdir()] == ["new.chainrule"]


def test_saving_replaces_the_old_file(path: Path) -> None:
    save(NEW, path)
    assert load(path) == NEW


def test_a_path_may_be_a_text(path: Path) -> None:
    save(NEW, str(path))
    assert load(str(path)) == NEW


def test_an_ending_in_capitals_is_the_same_ending(tmp_path: Path) -> None:
    save(NEW, tmp_path / "NEW.CHAINRULE")
    assert load(tmp_path / "NEW.CHAINRULE") == NEW


class FullDisk:
    """Takes so many bytes, a few at a time, and then has no space left."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.write = os.write

    def __call__(self, handle: int, data: bytes | memoryview) -> int:
        if self.room == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = self.write(handle, data[: min(self.room, 50)])
        self.room -= taken
        return taken


@pytest.mark.parametrize("room", [0, 1, 200])
def test_a_disk_that_fills_up_keeps_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(os, "write", FullDisk(room))
    with pytest.raises(FileError) as refused:
        save(NEW, path)
    assert str(refused.value) == "work.chainrule was not saved: No space left on device."
    assert_untouched(path)


def test_a_disk_that_takes_a_little_at_a_time_gets_everything(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "write", FullDisk(1_000_000))
    save(NEW, path)
    assert load(path) == NEW


def test_a_disk_that_takes_nothing_without_saying_why_is_noticed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "write", lambda handle, data: 0)
    with pytest.raises(FileError, match="was not saved"):
        save(NEW, path)
    assert_untouched(path)


def fail(*_arguments: object, **_keywords: object) -> None:
    raise OSError(errno.EIO, "Input/output error")


@pytest.mark.parametrize("call", ["fsync", "replace", "close"])
def test_a_disk_that_fails_at_any_moment_keeps_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    if call == "replace":
        monkeypatch.setattr(os, "replace", fail)
    else:
        monkeypatch.setattr(os, call, also(getattr(os, call), fail))
    with pytest.raises(FileError) as refused:
        save(NEW, path)
    monkeypatch.undo()
    assert str(refused.value) == "work.chainrule was not saved: Input/output error."
    assert_untouched(path)


def also(first: Callable[..., object], then: Callable[..., None]) -> Callable[..., None]:
    def both(*arguments: object) -> None:
        first(*arguments)
        then()

    return both


def test_an_interrupted_save_leaves_no_other_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(NEW, path)
    assert_untouched(path)


ON_A_FULL_DISK = """
import resource, signal, sys
from engine.files import FileError, load, save
from engine.graph import Apply, Graph, Leaf
from engine.parse import parse
from tests.engine.files.comparing import same_but_for_ids
from engine.document import Document
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))
try:
    save(Document(parse("+".join(f"a{i}" for i in range(100)))), sys.argv[1])
except FileError as refused:
    print(refused)
"""


@posix_only
def test_a_real_limit_on_the_size_of_files_keeps_the_old_file(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ON_A_FULL_DISK, path],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(files.__file__).parents[2],
    )
    assert (done.stdout, done.stderr) == ("work.chainrule was not saved: File too large.\n", "")
    assert_untouched(path)


@posix_only
def test_a_link_stays_a_link_and_what_it_leads_to_is_replaced(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    link = folder / "link.chainrule"
    link.symlink_to(path)
    save(NEW, link)
    assert link.is_symlink()
    assert load(path) == NEW
    assert [each.name for each in folder.iterdir()] == ["link.chainrule"]


@posix_only
def test_a_link_to_nothing_gets_its_file(tmp_path: Path) -> None:
    link = tmp_path / "link.chainrule"
    link.symlink_to(tmp_path / "there.chainrule")
    save(NEW, link)
    assert link.is_symlink()
    assert load(tmp_path / "there.chainrule") == NEW


@posix_only
def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "link.chainrule"
    link.symlink_to(link)
    with pytest.raises(FileError, match=r"^link\.chainrule was not saved"):
        save(NEW, link)
    assert link.is_symlink()


@posix_only
def test_a_saved_file_keeps_its_mode(path: Path) -> None:
    path.chmod(0o640)
    save(NEW, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@posix_only
def test_a_new_file_has_the_mode_that_the_user_gives_new_files(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    save(NEW, tmp_path / "new.chainrule")
    assert (tmp_path / "new.chainrule").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder.chainrule").mkdir()
    with pytest.raises(FileError) as refused:
        save(NEW, tmp_path / "folder.chainrule")
    assert str(refused.value) == "folder.chainrule was not saved: it is a folder."


@posix_only
def test_a_device_is_not_replaced(tmp_path: Path) -> None:
    link = tmp_path / "null.chainrule"
    link.symlink_to("/dev/null")
    with pytest.raises(FileError) as refused:
        save(NEW, link)
    assert str(refused.value) == "null.chainrule was not saved: it is not an ordinary file."


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        save(NEW, tmp_path / "missing" / "new.chainrule")
    assert str(refused.value).startswith("new.chainrule was not saved: ")
    assert not list(tmp_path.iterdir())


def test_a_write_protected_file_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write everywhere, so the answer to "may I?" is what the test sets.
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(FileError, match="Permission denied"):
        save(NEW, path)
    assert_untouched(path)


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_folder_that_cannot_be_synced_is_no_failure(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    sync = os.fsync

    def files_only(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))
        sync(handle)

    monkeypatch.setattr(os, "fsync", files_only)
    save(NEW, path)
    assert load(path) == NEW


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.chainrule", b"", "a.chainrule: The file is empty."),
        (
            "a.chainrule",
            b'{"format": "chainrule", "version": 9}',
            "a.chainrule: The file was written by a newer version of Chainrule (file version 9; "
            "this one reads up to 1).",
        ),
        ("a.txt", b"a +", "a.txt: Column 4: a name, a number or “(” should come after “+”."),
        ("a.png", b"", "a.png must end in .chainrule, .txt or .json."),
        ("a", b"", "a must end in .chainrule, .txt or .json."),
        ("a.dot", b"", "a.dot cannot be read: Graphviz DOT text is written only."),
    ],
)
def test_a_file_that_cannot_be_loaded_is_named(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileError) as refused:
        load(tmp_path / name)
    assert str(refused.value) == sentence


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        load(tmp_path / "none.chainrule")
    assert str(refused.value).startswith("none.chainrule cannot be opened: ")


def test_a_folder_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "folder.chainrule").mkdir()
    with pytest.raises(FileError) as refused:
        load(tmp_path / "folder.chainrule")
    assert str(refused.value) == "folder.chainrule cannot be opened: it is a folder."


@posix_only
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.chainrule")
    with pytest.raises(FileError, match="it is not an ordinary file"):
        load(tmp_path / "pipe.chainrule")


def test_a_file_that_is_too_large_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "large.chainrule"
    with path.open("wb") as file:
        file.truncate(files.MAX_BYTES + 1)
    with pytest.raises(FileError) as refused:
        load(path)
    assert str(refused.value) == "large.chainrule cannot be opened: it is too large (256 MB)."


def test_a_document_cannot_be_saved_under_an_unknown_ending(tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        save(NEW, tmp_path / "new.png")
    assert str(refused.value) == "new.png must end in .chainrule, .txt, .json or .dot."
    assert not list(tmp_path.iterdir())


def test_a_document_that_a_format_cannot_hold_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_text("y = a\n")
    graph = Graph({"n1": Leaf(1.0, "a"), "n2": Apply("mul", ("n1", None), "y")})
    with pytest.raises(FileError) as refused:
        save(Document(graph), path)
    assert str(refused.value) == (
        "old.txt was not saved: y has a port without a wire, which no expression can say."
    )
    assert path.read_text() == "y = a\n"


def test_nodes_without_a_place_get_one_that_is_free(tmp_path: Path) -> None:
    document = placed("y = a + b; z = y*a")
    for node_id in ("n2", "n4"):
        del document.layout[node_id]
    save(document, tmp_path / "partly.chainrule")
    layout = load(tmp_path / "partly.chainrule").layout
    assert layout.keys() == document.graph.nodes.keys()
    assert {n: layout[n] for n in document.layout} == document.layout
    assert min(layout["n2"].y, layout["n4"].y) > 84.0


def test_a_file_becomes_another_kind_of_file(tmp_path: Path) -> None:
    save(NEW, tmp_path / "a.chainrule")
    convert(tmp_path / "a.chainrule", tmp_path / "a.json")
    convert(tmp_path / "a.json", tmp_path / "a.txt")
    convert(tmp_path / "a.txt", tmp_path / "b.chainrule")
    convert(tmp_path / "b.chainrule", tmp_path / "b.dot")
    assert same_but_for_ids(load(tmp_path / "b.chainrule").graph, NEW.graph)
    assert (tmp_path / "b.dot").read_text(encoding="utf-8").startswith("digraph chainrule {")


def test_a_kind_of_file_that_cannot_be_written_is_refused_before_anything_is_read(
    tmp_path: Path,
) -> None:
    with pytest.raises(FileError, match=r"a\.svg must end in"):
        convert(tmp_path / "missing.chainrule", tmp_path / "a.svg")


def test_a_graph_by_itself_is_laid_out_and_saved(tmp_path: Path) -> None:
    graph = parse("L = (a*b + c)*f")
    save(graph, tmp_path / "L.chainrule")
    assert '"layout": {}' not in (tmp_path / "L.chainrule").read_text(encoding="utf-8")
    assert load(tmp_path / "L.chainrule") == Document(graph, tidy_document(Document(graph)))
