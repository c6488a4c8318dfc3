"""The ``chainrule`` command: what opens the window, and what does without Qt."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app import __main__ as program
from engine.document import Document
from engine.files import save
from engine.graph import Apply, Graph, Leaf

WITHOUT_QT = """
import sys
from desktop_app.__main__ import main
status = main(sys.argv[1:])
assert not [name for name in sys.modules if name.startswith(("PySide6", "shiboken6"))]
sys.exit(status)
"""


@pytest.fixture
def square(tmp_path: Path) -> Path:
    path = tmp_path / "square.chainrule"
    graph = Graph({"n1": Leaf(3.0, "x"), "n2": Apply("square", ("n1",), "y")})
    save(Document(graph), path)
    return path


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", WITHOUT_QT, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, encoding="utf-8")


@pytest.mark.parametrize("command", ["eval", "step", "check"])
def test_what_needs_no_qt_never_imports_it(square: Path, command: str) -> None:
    done = run(command, square, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["target"] == "y"


def test_files_are_made_and_converted_without_qt(tmp_path: Path) -> None:
    made, text = tmp_path / "made.chainrule", tmp_path / "made.txt"
    assert run("new", "y = a*b", "-o", made).returncode == 0
    assert run("convert", made, text).returncode == 0
    assert "y = a*b" in text.read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [[], ["some file.chainrule"], ["./eval"]])
def test_a_file_or_nothing_opens_the_window(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_app import application

    opened: list[list[str]] = []

    def open_window(given: list[str]) -> int:
        opened.append(given)
        return 7

    monkeypatch.setattr(application, "main", open_window)
    assert program.main(arguments) == 7
    assert opened == [arguments]


@pytest.mark.parametrize(
    "arguments", [["eval"], ["--no-such-option"], ["one", "two"], ["evaluate", "x.chainrule"]]
)
def test_bad_usage_opens_no_window_and_ends_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        program.main(arguments)
    assert stop.value.code == 2


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_render_writes_a_picture(
    square: Path, tmp_path: Path, ending: str, theme: str, qapp: object
) -> None:
    picture = tmp_path / f"picture.{ending}"
    assert program.main(["render", str(square), str(picture), "--theme", theme]) == 0
    start = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[ending]
    assert picture.read_bytes().startswith(start)


def test_a_picture_of_another_kind_is_refused_in_one_sentence(
    square: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: object
) -> None:
    assert program.main(["render", str(square), str(tmp_path / "picture.gif")]) == 1
    said = capsys.readouterr().err
    assert said.startswith("picture.gif")
    assert said.count("\n") == 1
