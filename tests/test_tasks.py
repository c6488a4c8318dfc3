"""The set-up finds what is missing, installs it once, and picks up where it was interrupted."""

import ast
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from engine.kernels.build import PLATFORMS

TASKS_FILE = Path(__file__).parent.parent / "tasks.py"

LDD = """\
QtGui.abi3.so:
\tlinux-vdso.so.1 (0x00007ffd3a9f2000)
\tlibEGL.so.1 => not found
\tlibxkbcommon.so.0 => not found
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f1c2a000000)
QtWidgets.abi3.so:
\tlibEGL.so.1 => not found
\t/lib/x86_64-linux-gnu/libm.so.6: version `GLIBC_2.38' not found (required by QtWidgets.abi3.so)
"""


@pytest.fixture(scope="module")
def tasks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tasks_under_test", TASKS_FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Calls(list[list[str]]):
    """Notes the commands that would have been started, and says how each ends."""

    def __init__(self, status: Callable[[list[str]], int]) -> None:
        super().__init__()
        self.status = status
        self.variables: list[dict[str, str]] = []

    def __call__(
        self, *command: str | Path, variables: dict[str, str] | None = None, **streams: int
    ) -> int:
        self.append([str(word) for word in command])
        self.variables.append(variables or {})
        return self.status(self[-1])


@pytest.fixture
def calls(tasks: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Nothing is started; everything succeeds."""
    noted = Calls(lambda command: 0)
    monkeypatch.setattr(tasks, "call", noted)
    return noted


@pytest.fixture
def environment(tasks: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An environment that can be installed into."""
    found = tasks.Environment(tmp_path / "venv")
    found.interpreter.parent.mkdir(parents=True)
    found.interpreter.touch()
    (found.folder / "pyvenv.cfg").touch()
    monkeypatch.setattr(tasks, "is_sound", lambda environment: True)
    return found


# --- the command itself ------------------------------------------------------------------------


def test_python_3_8_can_read_it_to_say_that_it_is_too_old() -> None:
    ast.parse(TASKS_FILE.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_it_needs_the_standard_library_alone() -> None:
    tree = ast.parse(TASKS_FILE.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = [alias.name for node in imports for alias in node.names]
    names += [node.module or "" for node in froms]
    assert {name.split(".")[0] for name in names} <= {*sys.stdlib_module_names}


@pytest.mark.parametrize("version", [(2, 7), (3, 10), (3, 15)])
def test_another_python_is_refused_by_its_version(
    tasks: ModuleType, version: tuple[int, int]
) -> None:
    with pytest.raises(
        SystemExit, match=r"needs Python 3\.11.*this is Python {}\.{}".format(*version)
    ):
        tasks.refuse_python(version)


@pytest.mark.parametrize("minor", [11, 12, 13, 14])
def test_every_supported_python_is_welcome(tasks: ModuleType, minor: int) -> None:
    tasks.refuse_python((3, minor))


def test_pytest_is_given_what_follows_the_word_test(tasks: ModuleType) -> None:
    options = tasks.command_line().parse_args(["--with", "peers", "test", "-k", "a or b", "--lf"])
    assert options.rest == ["-k", "a or b", "--lf"]
    assert options.extras == ["peers"]


def test_the_help_has_a_line_for_each_task(tasks: ModuleType) -> None:
    text = tasks.command_line().format_help()
    assert all(task.__doc__ in text for task in tasks.TASKS.values())


def test_a_check_goes_on_after_a_failure_and_names_what_failed(
    tasks: ModuleType, environment: Any, calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    calls.status = lambda command: int("mypy" in command or "--check" in command)
    assert tasks.check(environment, ["--without-tests"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "Failed: format, types"
    assert not any("pytest" in command for command in calls)


def test_a_check_includes_the_tests(tasks: ModuleType, environment: Any, calls: Calls) -> None:
    assert tasks.check(environment, []) == 0
    assert calls[-1][-2:] == ["-m", "pytest"]


def test_clean_removes_the_environment_but_no_folder_that_is_none(
    tasks: ModuleType, environment: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "ROOT", tmp_path)
    (tmp_path / "build").mkdir()
    (tmp_path / "photos").mkdir()
    tasks.clean(tasks.Environment(tmp_path / "photos"), [])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["photos", "venv"]
    tasks.clean(environment, [])
    assert [path.name for path in tmp_path.iterdir()] == ["photos"]


# --- with and without a screen -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "variables", "screen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "vnc"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_only_linux_can_lack_a_screen(
    tasks: ModuleType, platform: str, variables: dict[str, str], screen: bool
) -> None:
    assert tasks.has_screen(platform, variables) is screen


def test_without_a_screen_the_worked_example_is_evaluated_stepped_and_painted(
    tasks: ModuleType, environment: Any, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(tasks, "BUILD", environment.folder)
    assert tasks.run(environment, []) == 0
    done = [command[3:] for command in calls if "desktop_app" in command]
    example = str(tasks.WORKED_EXAMPLE)
    picture = str(environment.folder / "worked-example.png")
    assert done == [
        ["eval", example],
        ["step", example, "--rate", "0.01", "--up"],
        ["render", example, picture],
    ]


def test_tests_paint_into_memory_unless_a_platform_was_chosen(
    tasks: ModuleType, environment: Any, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    tasks.offscreen(environment)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    tasks.offscreen(environment)
    platforms = [variables["QT_QPA_PLATFORM"] for variables in calls.variables]
    assert platforms == ["offscreen", "xcb"]


# --- the environment ---------------------------------------------------------------------------


def test_what_is_installed_is_not_installed_again(
    tasks: ModuleType, environment: Any, calls: Calls
) -> None:
    tasks.prepare(environment, "test")
    tasks.prepare(environment, "test")
    tasks.prepare(environment)
    assert [command[-1] for command in calls] == [f"{tasks.ROOT}[test]"]


def test_an_extra_comes_on_top_of_those_that_are_there(
    tasks: ModuleType, environment: Any, calls: Calls
) -> None:
    tasks.prepare(environment, "test")
    tasks.prepare(environment._replace(extras=("peers",)))
    assert calls[-1][-1] == f"{tasks.ROOT}[peers,test]"


def test_an_interrupted_installation_is_done_again(
    tasks: ModuleType, environment: Any, calls: Calls
) -> None:
    tasks.prepare(environment)
    environment.marker.write_text('["abc', encoding="utf-8")
    tasks.prepare(environment)
    assert len(calls) == 2


def test_a_failed_installation_leaves_no_marker(
    tasks: ModuleType, environment: Any, calls: Calls
) -> None:
    tasks.prepare(environment)
    calls.status = lambda command: 1
    with pytest.raises(SystemExit, match="The installation failed"):
        tasks.prepare(environment, "test")
    assert not environment.marker.exists()


def test_a_changed_project_file_another_python_and_a_moved_checkout_install_again(
    tasks: ModuleType,
) -> None:
    here, there = Path("here"), Path("there")
    cases = [(b"x", (3, 11), here), (b"y", (3, 11), here), (b"x", (3, 12), here)]
    prints = {tasks.fingerprint(*case) for case in [*cases, (b"x", (3, 11), there)]}
    assert len(prints) == 4


def test_an_installation_for_another_project_file_does_not_count(tasks: ModuleType) -> None:
    found = tasks.Installed("this file", ("test",))
    assert tasks.is_current(found, "this file", ["test"])
    assert not tasks.is_current(found, "another file", ["test"])


def test_a_half_made_environment_is_made_anew(
    tasks: ModuleType, environment: Any, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(tasks, "call", calls)
    monkeypatch.setattr(tasks, "require_venv_module", lambda: None)
    tasks.prepare(environment)
    assert calls[0][1:] == ["-m", "venv", "--clear", str(environment.folder)]
    assert calls[1][1:4] == ["-m", "pip", "install"]


def test_a_folder_with_other_things_in_it_is_left_alone(tasks: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(SystemExit, match="holds other things"):
        tasks.prepare(tasks.Environment(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


# --- system libraries --------------------------------------------------------------------------


def test_a_library_is_missing_when_the_loader_does_not_find_it(tasks: ModuleType) -> None:
    assert tasks.parse_ldd(LDD) == ["libEGL.so.1", "libxkbcommon.so.0"]


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libEGL.so.1", "libegl1"),
        ("libGL.so.1", "libgl1"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libfreetype.so.6", "libfreetype6"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
        ("libxcb-render-util.so.0", "libxcb-render-util0"),
        ("libxcb.so.1", "libxcb1"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libxkbcommon.so.0", "libxkbcommon0"),
        ("libz.so.1", "zlib1g"),
    ],
)
def test_a_missing_library_is_in_this_debian_package(
    tasks: ModuleType, library: str, package: str
) -> None:
    assert tasks.debian_package(library) == package


@pytest.fixture
def lacks_egl(tasks: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "missing_libraries", lambda *asked: ["libEGL.so.1"])
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")


@pytest.mark.usefixtures("lacks_egl")
def test_with_the_right_to_install_a_missing_library_is_installed(
    tasks: ModuleType, environment: Any, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "administrator_prefix", lambda: ["sudo", "-n"])
    calls.status = lambda command: int("update" in command)
    tasks.require_libraries(environment, tasks.OFFSCREEN_FILES)
    assert calls[-1][:2] == ["sudo", "-n"]
    assert calls[-1][-4:] == ["install", "-y", "--no-install-recommends", "libegl1"]


@pytest.mark.usefixtures("lacks_egl")
def test_without_the_right_to_install_the_one_line_to_run_is_said(
    tasks: ModuleType, environment: Any, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "administrator_prefix", lambda: None)
    line = "sudo apt-get install -y --no-install-recommends libegl1"
    with pytest.raises(SystemExit, match=line):
        tasks.require_libraries(environment, tasks.OFFSCREEN_FILES)
    assert calls == []


@pytest.mark.usefixtures("lacks_egl")
def test_on_other_systems_the_missing_libraries_are_named(
    tasks: ModuleType, environment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"system libraries: libEGL\.so\.1"):
        tasks.require_libraries(environment, tasks.OFFSCREEN_FILES)


@pytest.mark.parametrize(("status", "prefix"), [(0, ["sudo", "-n"]), (1, None)])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no sudo to ask")
def test_sudo_is_used_only_where_it_asks_no_password(
    tasks: ModuleType,
    calls: Calls,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    prefix: list[str] | None,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    calls.status = lambda command: status
    assert tasks.administrator_prefix() == prefix
    assert calls == [["sudo", "-n", "true"]]


def test_a_python_without_ensurepip_gets_debians_package_for_it(
    tasks: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(tasks, "administrator_prefix", list)
    tasks.require_venv_module()
    assert calls[-1][-1] == "python{}.{}-venv".format(*sys.version_info)


# --- wheels ------------------------------------------------------------------------------------


def test_a_wheel_is_built_for_each_platform_or_for_those_that_are_named(
    tasks: ModuleType, environment: Any, calls: Calls
) -> None:
    tasks.wheels(environment, [])
    tasks.wheels(environment, ["macos-arm64"])
    built = [v["CHAINRULE_PLATFORM"] for v in calls.variables if v and "CHAINRULE_PLATFORM" in v]
    assert built == [*PLATFORMS, "macos-arm64"]


def test_another_op_makes_another_installation(tasks: ModuleType) -> None:
    assert "engine/ops.py" in tasks.COMPILED
    assert all((tasks.ROOT / name).is_file() for name in tasks.COMPILED)
