"""The commands, but for those that paint."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine import cli
from engine.benchmarks.answers import DifferentError
from engine.benchmarks.goals import Figure, Goal
from engine.benchmarks.machine import this_machine
from engine.benchmarks.report import Report
from engine.benchmarks.sizes import FULL, QUICK, Sizes
from engine.benchmarks.tables import Table
from engine.cli import NeedsQt
from engine.document import Direction, Document, Point, Training
from engine.files import load, save
from engine.graph import Apply, Graph, Leaf, Node

WORKED: dict[str, Node] = {
    "n1": Leaf(2.0, "a"),
    "n2": Leaf(-3.0, "b"),
    "n3": Leaf(10.0, "c"),
    "n4": Leaf(-2.0, "f"),
    "n5": Apply("mul", ("n1", "n2"), "e"),
    "n6": Apply("add", ("n5", "n3"), "d"),
    "n7": Apply("mul", ("n6", "n4"), "L"),
}


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    path = tmp_path / "worked.chainrule"
    layout = {node_id: Point(i * 200, 0) for i, node_id in enumerate(WORKED)}
    save(Document(Graph(WORKED), layout, Training(0.01, Direction.UP)), path)
    return path


class Terminal:
    """Runs commands and keeps what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.painted: list[tuple[Document, Path, str]] = []

    def __call__(self, *arguments: object) -> str:
        """Run a command that must succeed, and return what it prints."""
        status, out, err = self.run(*arguments)
        assert (status, err) == (0, "")
        return out

    def fail(self, *arguments: object) -> str:
        """Run a command that must fail, and return its sentence."""
        status, out, err = self.run(*arguments)
        assert (status, out) == (1, "")
        assert err.count("\n") == 1
        return err.strip()

    def run(self, *arguments: object) -> tuple[int, str, str]:
        needs_qt = NeedsQt(
            lambda document, path, theme: self.painted.append((document, path, theme)),
            _bench_canvas,
        )
        status = cli.main([str(each) for each in arguments], needs_qt)
        return status, *self._capsys.readouterr()


@pytest.fixture
def chainrule(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def test_eval_prints_values_and_gradients(chainrule: Terminal, worked: Path) -> None:
    lines = chainrule("eval", worked).splitlines()
    assert [line.split() for line in lines] == [
        ["node", "kind", "value", "gradient"],
        ["a", "2", "6"],
        ["b", "-3", "-4"],
        ["c", "10", "-2"],
        ["f", "-2", "4"],
        ["e", "mul", "-6", "-2"],
        ["d", "add", "4", "-2"],
        ["L", "mul", "-8", "1"],
    ]


def test_eval_takes_other_values_and_another_target(chainrule: Terminal, worked: Path) -> None:
    document = json.loads(
        chainrule("eval", worked, "--set", "a=1/2", "--set", "n2=-2", "--target", "e", "--json")
    )
    nodes = {each["label"]: each for each in document["nodes"]}
    assert (document["target"], document["value"]) == ("e", -1.0)
    assert (nodes["a"]["value"], nodes["a"]["gradient"]) == (0.5, -2.0)
    assert load(worked).graph.nodes["n1"] == Leaf(2.0, "a")


def test_eval_json_has_every_node_in_topological_order(chainrule: Terminal, worked: Path) -> None:
    document = json.loads(chainrule("eval", worked, "--json"))
    assert list(document) == ["target", "value", "nodes", "problems"]
    assert (document["target"], document["value"], document["problems"]) == ("L", -8.0, [])
    assert document["nodes"][0] == {
        "id": "n1", "label": "a", "op": None, "operands": [], "value": 2.0, "gradient": 6.0,
    }  # fmt: skip
    assert document["nodes"][4] == {
        "id": "n5", "label": "e", "op": "mul", "operands": ["n1", "n2"], "value": -6.0,
        "gradient": -2.0,
    }  # fmt: skip
    assert [each["label"] for each in document["nodes"]] == ["a", "b", "c", "f", "e", "d", "L"]


def test_numbers_that_json_lacks_are_strings(chainrule: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "bad.chainrule"
    chainrule("new", "y = log(x)*x", "--at", "x=0", "-o", path)
    document = json.loads(chainrule("eval", path, "--json"), parse_constant=pytest.fail)
    values = {each["label"] or each["op"]: each["value"] for each in document["nodes"]}
    assert values == {"x": 0.0, "log": "-inf", "y": "nan"}
    assert document["value"] == "nan"
    assert document["problems"][0].startswith("ln(x) is −∞")


def test_what_is_not_computed_is_null_and_a_dash(chainrule: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "open.chainrule"
    save(Document(Graph({"n1": Leaf(1.0, "x"), "n2": Apply("add", ("n1", None), "y")})), path)
    document = json.loads(chainrule("eval", path, "--json"))
    assert document["nodes"][1] == {
        "id": "n2", "label": "y", "op": "add", "operands": ["n1", None], "value": None,
        "gradient": None,
    }  # fmt: skip
    assert document["problems"] == ["y cannot be computed yet: nothing is wired to its port b."]
    text = chainrule("eval", path)
    assert "–" in text
    assert "nothing is wired to its port b" in text


def test_without_a_target_values_are_printed_and_the_reason(
    chainrule: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "two.chainrule"
    chainrule("new", "y = 2*x; z = 3*x", "-o", path)
    document = json.loads(chainrule("eval", path, "--json"))
    assert (document["target"], document["value"]) == (None, None)
    assert document["problems"][0].startswith("Several nodes feed nothing (y, z)")


def test_step_moves_the_parameters_and_prints_the_way(chainrule: Terminal, worked: Path) -> None:
    lines = chainrule("step", worked, "--rate", "0.01", "--up").splitlines()
    assert lines[7].split() == ["L", "mul", "-7.286496", "1"]
    assert lines[-1] == "L: -8 → -7.286496"
    assert load(worked).graph.nodes["n1"] == Leaf(2.0, "a")


def test_step_takes_rate_and_direction_from_the_document(chainrule: Terminal, worked: Path) -> None:
    assert chainrule("step", worked).splitlines()[-1] == "L: -8 → -7.286496"
    assert chainrule("step", worked, "--down").splitlines()[-1] == "L: -8 → -8.726304"


def test_step_writes_what_it_was_asked_to(
    chainrule: Terminal, worked: Path, tmp_path: Path
) -> None:
    out = tmp_path / "after.chainrule"
    document = json.loads(chainrule("step", worked, "--steps", 3, "-o", out, "--json"))
    again = json.loads(chainrule("eval", out, "--json"))
    assert document == again
    assert load(out).layout == load(worked).layout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--rate", "0"], "The learning rate must be a finite number above 0."),
        (["--rate", "1e308", "--steps", "9"], "Step 1 would make"),
    ],
)
def test_a_step_that_cannot_be_made_is_refused(
    chainrule: Terminal, worked: Path, arguments: list[str], sentence: str
) -> None:
    assert chainrule.fail("step", worked, *arguments).startswith(sentence)


def test_check_finds_every_gradient_right(chainrule: Terminal, worked: Path) -> None:
    text = chainrule("check", worked)
    assert text.splitlines()[0].split("  ")[0] == "node"
    assert text.count("agree") == 7
    document = json.loads(chainrule("check", worked, "--json"))
    assert document["target"] == "L"
    assert list(document["checks"][0]) == [
        "label", "gradient", "difference_quotient", "relative_error", "verdict",
    ]  # fmt: skip
    assert document["checks"][0]["label"] == "a"
    assert document["checks"][0]["difference_quotient"] == pytest.approx(6.0, rel=1e-9)


def test_check_complains_of_a_gradient_that_differs(
    chainrule: Terminal, worked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine import check, cli_commands
    from engine.autodiff import backward

    def wrong(graph: Graph, target: str) -> Any:
        gradients = dict(backward(graph, target).gradients) | {"n1": 7.0}
        return check.check_against(graph, target, gradients)

    monkeypatch.setattr(cli_commands, "check_gradients", wrong)
    status, out, err = chainrule.run("check", worked)
    assert status == 1
    assert "differ" in out
    assert err == "These gradients differ from their quotients: a.\n"


def test_new_makes_a_file_that_is_laid_out(chainrule: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "new.chainrule"
    assert chainrule("new", "y = 7*x**2 + 6*x + 3", "--at", "x=5", "-o", path) == ""
    document = load(path)
    assert document.layout.keys() == document.graph.nodes.keys()
    assert "y" in chainrule("eval", path).splitlines()[-1]


def test_a_file_goes_through_another_format_and_back(
    chainrule: Terminal, worked: Path, tmp_path: Path
) -> None:
    text, back = tmp_path / "worked.txt", tmp_path / "back.chainrule"
    chainrule("convert", worked, text)
    assert "L = d*f" in text.read_text(encoding="utf-8")
    chainrule("convert", text, back)
    ours, theirs = (json.loads(chainrule("eval", p, "--json")) for p in (worked, back))
    numbers = [
        {n["label"]: (n["value"], n["gradient"]) for n in d["nodes"]} for d in (ours, theirs)
    ]
    assert numbers[0] == numbers[1]


def _bench_canvas() -> Report:
    found = Table("canvas", "1,000 nodes", "ms", ("median",), {"paint": (1.5,)})
    goal = Goal("paint", Figure("canvas", "paint", "median"), most=2.0)
    return Report(this_machine(), (None, None), [found], [goal])


def test_render_and_bench_are_handed_over(
    chainrule: Terminal, worked: Path, tmp_path: Path
) -> None:
    assert chainrule("render", worked, "picture.svg", "--theme", "dark") == ""
    ((document, path, theme),) = chainrule.painted
    assert (document, path, theme) == (load(worked), Path("picture.svg"), "dark")
    out = tmp_path / "bench.json"
    assert "paint" in chainrule("bench", "canvas", "--json", out)
    written = json.loads(out.read_text("utf-8"))
    assert written["canvas"]["tables"][0]["rows"] == [{"name": "paint", "median": 1.5}]
    assert [goal["met"] for goal in written["canvas"]["goals"]] == [True]


def test_a_quick_bench_of_both_prints_tables_and_writes_json(
    chainrule: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def quick(sizes: Sizes, _say: object) -> Report:
        asked.append(sizes)
        table = Table("a", "A graph", "ms", ("CPU",), {"ours": (1.25,)})
        return Report(this_machine(), (0.5, None), [table], [])

    monkeypatch.setattr("engine.benchmarks.run.bench_engine", quick)
    out = tmp_path / "bench.json"
    printed = chainrule("bench", "--quick", "--json", out)
    assert "A graph (ms)" in printed
    assert "paint" in printed
    written = json.loads(out.read_text("utf-8"))
    assert written["engine"]["tables"][0]["rows"] == [{"name": "ours", "CPU": 1.25}]
    assert written["engine"]["loads"] == [0.5, None]
    assert written["canvas"]["tables"][0]["title"] == "1,000 nodes"
    chainrule("bench", "engine")
    assert asked == [QUICK, FULL]


def test_a_bench_in_which_numbers_differ_fails(
    chainrule: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def differ(_sizes: Sizes, _say: object) -> Report:
        raise DifferentError("b gets another number than a in place 0.")

    monkeypatch.setattr("engine.benchmarks.run.bench_engine", differ)
    sentence = chainrule.fail("bench", "engine", "--quick")
    assert sentence == "b gets another number than a in place 0."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["eval", "missing.chainrule"], "missing.chainrule cannot be opened"),
        (["eval", "WORKED", "--set", "q=1"], "There is no node called q."),
        (["eval", "WORKED", "--set", "e=1"], "e is computed: only a leaf can be given a value."),
        (["eval", "WORKED", "--set", "a"], "a is not NAME=NUMBER, as in a=2.5."),
        (["eval", "WORKED", "--set", "a=two"], "Column 1"),
        (["eval", "WORKED", "--target", "q"], "There is no node called q."),
        (["check", "WORKED", "--target", "q"], "There is no node called q."),
        (["new", "y = (", "-o", "new.chainrule"], "Column"),
        (["new", "y = 2*x", "--at", "z=1", "-o", "n.chainrule"], "There is no node called z."),
        (["convert", "WORKED", "out.nonsense"], "out.nonsense"),
    ],
)
def test_an_error_is_one_sentence(
    chainrule: Terminal,
    worked: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(worked.parent)
    said = chainrule.fail(*[worked if each == "WORKED" else each for each in arguments])
    assert said.startswith(sentence)
    assert said.endswith(".")
    assert list(worked.parent.iterdir()) == [worked]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["eval"],
        ["evaluate", "x", "y"],
        ["eval", "x", "--no-such-option"],
        ["step", "x", "--steps", "0"],
        ["step", "x", "--steps", "many"],
        ["step", "x", "--up", "--down"],
        ["new", "y = x"],
        ["render", "x", "y", "--theme", "pink"],
    ],
)
def test_bad_usage_ends_with_2(chainrule: Terminal, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        chainrule.run(*arguments)
    assert stop.value.code == 2


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_end_well(
    chainrule: Terminal, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    with pytest.raises(SystemExit) as stop:
        chainrule.run(option)
    assert stop.value.code == 0
    assert "chainrule" in capsys.readouterr().out


def test_ctrl_c_ends_a_command_quietly(
    chainrule: Terminal, worked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine import cli_commands

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli_commands, "check_gradients", interrupted)
    assert chainrule.run("check", worked) == (130, "", "")


@pytest.mark.skipif(os.name == "nt", reason="a closed pipe is told in another way on Windows")
def test_a_reader_that_has_seen_enough_is_no_error(worked: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app", "eval", str(worked)],
        stdout=writing, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_output_that_cannot_be_written_is_told_in_one_sentence(worked: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "desktop_app", "eval", str(worked)],
            stdout=full, stderr=subprocess.PIPE, check=False, text=True,
        )  # fmt: skip
    assert done.stderr == "The output cannot be written: No space left on device.\n"
    assert done.returncode == 1


def test_output_fits_a_terminal_with_few_letters(tmp_path: Path) -> None:
    path = tmp_path / "g.chainrule"
    leaf = Leaf(1.0, "größe 名")
    save(Document(Graph({"n1": leaf, "n2": Apply("square", ("n1",))})), path)
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}

    def run(*options: str) -> bytes:
        command = [sys.executable, "-m", "desktop_app", "eval", str(path), *options]
        return subprocess.run(command, env=environment, check=True, capture_output=True).stdout

    assert b"(gr??e ?)^2" in run()
    assert json.loads(run("--json").decode())["nodes"][0]["label"] == "größe 名"
