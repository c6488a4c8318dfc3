"""The one command of Chainrule's developers: it makes an environment, then runs, tests and checks.

It uses the standard library alone, so that a fresh machine needs Python and nothing else.
Every task first brings the environment (.venv, or the folder in CHAINRULE_VENV) up to date.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent
BUILD = ROOT / "build"
WORKED_EXAMPLE = ROOT / "resources" / "examples" / "worked-example.chainrule"
PACKAGES = ("engine", "desktop_app", "resources", "tests")
CACHES = (".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache")
# What the compiled evaluator is made of: another text needs another build.
COMPILED = (
    "pyproject.toml", "hatch_build.py", "engine/ops.py", "engine/elementary.py", "engine/expr.py",
    "engine/notation.py", "engine/kernels/elementary.h", "engine/kernels/passes.c",
    "engine/kernels/rows.c", "engine/kernels/chunk.c", "engine/kernels/rows_passes.c",
    "engine/kernels/build.py", "engine/kernels/c_notation.py", "engine/kernels/source.py",
)  # fmt: skip
PLATFORMS = tuple(
    f"{system}-{processor}"
    for system in ("linux", "macos", "windows")
    for processor in ("x86_64", "arm64")
)
OLDEST, TOO_NEW = (3, 11), (3, 15)

OFFSCREEN_FILES = (
    "QtGui.abi3.so",
    "QtWidgets.abi3.so",
    "Qt/plugins/platforms/libqoffscreen.so",
)
WINDOW_FILES = (*OFFSCREEN_FILES, "Qt/plugins/platforms/libqxcb.so")

# Where a library's package is not named after it, as Debian's policy would have it.
UNUSUAL_PACKAGES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libz.so.1": "zlib1g",
}


class Environment(NamedTuple):
    """A virtual environment that belongs to this checkout.

    Attributes:
        folder: where it stands.
        extras: what the command line wants installed beside what a task needs.
    """

    folder: Path
    extras: tuple[str, ...] = ()

    @property
    def interpreter(self) -> Path:
        """Its Python."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def marker(self) -> Path:
        """The file that is written last, once everything is installed."""
        return self.folder / "chainrule-installed.json"


class Installed(NamedTuple):
    """What a marker says: for which project file and Python, and with which extras."""

    fingerprint: str
    extras: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """Do the task that the command line names, and return its exit status."""
    refuse_python(sys.version_info[:2])
    options = command_line().parse_args(arguments)
    folder = Path(os.environ.get("CHAINRULE_VENV") or ROOT / ".venv").absolute()
    try:
        return TASKS[options.task](Environment(folder, tuple(options.extras)), options.rest)
    except KeyboardInterrupt:
        raise SystemExit("Stopped; the same command goes on from here.") from None


def command_line() -> argparse.ArgumentParser:
    """What can be asked for."""
    parser = argparse.ArgumentParser(
        prog="tasks.py",
        description="Run, test and check Chainrule in an environment of its own.",
        epilog="tasks:\n" + "\n".join(f"  {name:<12}{do.__doc__}" for name, do in TASKS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    wanted = "install this extra too (torch: PyTorch; peers: micrograd, JAX and CasADi beside it)"
    parser.add_argument(
        "--with", dest="extras", metavar="EXTRA", action="append", default=[], help=wanted
    )
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="what the task itself understands")
    return parser


# --- the tasks ---------------------------------------------------------------------------------


def run(environment: Environment, rest: Sequence[str]) -> int:
    """Open the window, on the files that follow; with no screen, use the terminal."""
    prepare(environment)
    files = [Path(name).absolute() for name in rest]
    if not has_screen(sys.platform, os.environ):
        return run_without_window(environment, files[0] if files else WORKED_EXAMPLE)
    require_libraries(environment, WINDOW_FILES)
    return call_python(environment, "-m", "desktop_app", *files)


def run_without_window(environment: Environment, file: Path) -> int:
    """Show in the terminal what the window would show of a file, and paint it into build/."""
    say(f"There is no screen here, so {file.name} is worked through in the terminal.")
    require_libraries(environment, OFFSCREEN_FILES)
    BUILD.mkdir(exist_ok=True)
    picture = BUILD / f"{file.stem}.png"
    parts: dict[str, list[str | Path]] = {
        "Values and gradients": ["eval", file],
        "After one step up, at learning rate 0.01": ["step", file, "--rate", "0.01", "--up"],
        f"The picture of the graph goes into {picture}": ["render", file, picture],
    }
    for title, part in parts.items():
        say(f"\n{title}\n")
        status = offscreen(environment, "-m", "desktop_app", *part)
        if status:
            return status
    return 0


def test(environment: Environment, rest: Sequence[str]) -> int:
    """Run the tests; what follows goes to pytest."""
    prepare(environment, "test")
    require_libraries(environment, OFFSCREEN_FILES)
    return offscreen(environment, "-m", "pytest", *rest)


def check(environment: Environment, rest: Sequence[str]) -> int:
    """Check format, lint, types, import directions and tests (unless --without-tests)."""
    parser = argparse.ArgumentParser(prog="tasks.py check")
    parser.add_argument("--without-tests", action="store_true")
    without_tests = parser.parse_args(rest).without_tests
    prepare(environment, "test")
    steps = {
        "format": ["-m", "ruff", "format", "--check"],
        "lint": ["-m", "ruff", "check"],
        "types": ["-m", "mypy"],
        "imports": ["-c", "from importlinter import cli; cli.lint_imports_command()", "--no-logo"],
    }
    if not without_tests:
        require_libraries(environment, OFFSCREEN_FILES)
        steps["tests"] = ["-m", "pytest"]
    failed = [name for name, step in steps.items() if not passes(environment, name, step)]
    say("\nFailed: " + ", ".join(failed) if failed else "\nNothing to object to.")
    return 1 if failed else 0


def passes(environment: Environment, name: str, step: Sequence[str]) -> bool:
    """Whether one part of the check finds nothing."""
    say(f"\n--- {name}")
    return offscreen(environment, *step) == 0


def fix(environment: Environment, rest: Sequence[str]) -> int:
    """Format the code and correct what the linter can correct by itself."""
    prepare(environment, "test")
    linted = call_python(environment, "-m", "ruff", "check", "--fix", *rest)
    return call_python(environment, "-m", "ruff", "format", *rest) or linted


def bench(environment: Environment, rest: Sequence[str]) -> int:
    """Run the benchmarks; what follows goes to chainrule bench."""
    prepare(environment)
    require_libraries(environment, OFFSCREEN_FILES)
    return offscreen(environment, "-m", "desktop_app", "bench", *rest)


def screenshot(environment: Environment, rest: Sequence[str]) -> int:
    """Save pictures of the window, dark and light, into build/."""
    prepare(environment)
    seen = has_screen(sys.platform, os.environ)
    require_libraries(environment, WINDOW_FILES if seen else OFFSCREEN_FILES)
    BUILD.mkdir(exist_ok=True)
    start = call_python if seen else offscreen
    return start(environment, "-m", "desktop_app.screenshot", BUILD, *rest)


def wheels(environment: Environment, rest: Sequence[str]) -> int:
    """Build a wheel for each of the six platforms into dist/, or for those that are named."""
    prepare(environment, "wheels")
    pip = ("-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps")
    options = ("--no-build-isolation", "--wheel-dir", ROOT / "dist")
    for platform in rest or PLATFORMS:
        say(f"Building for {platform}")
        variables = {**os.environ, "CHAINRULE_PLATFORM": platform}
        if call(environment.interpreter, *pip, *options, ROOT, variables=variables):
            return 1
    return 0


def clean(environment: Environment, rest: Sequence[str]) -> int:
    """Remove the environment, build/ and every cache."""
    del rest
    folders = [ROOT / name for name in ("build", "dist", *CACHES)]
    folders += [found for name in PACKAGES for found in (ROOT / name).rglob("__pycache__")]
    if (environment.folder / "pyvenv.cfg").exists():
        folders.append(environment.folder)
    for folder in filter(Path.exists, folders):
        say(f"Removing {folder}")
        shutil.rmtree(folder)
    return 0


TASKS: dict[str, Callable[[Environment, Sequence[str]], int]] = {
    task.__name__: task for task in (run, test, check, fix, bench, screenshot, wheels, clean)
}


# --- the environment ---------------------------------------------------------------------------


def prepare(environment: Environment, *extras: str) -> None:
    """Bring the environment up to date; nothing is done where nothing changed."""
    text = b"".join((ROOT / name).read_bytes() for name in COMPILED)
    wanted = fingerprint(text, sys.version_info[:2], ROOT)
    found = read_marker(environment.marker)
    needed = {*extras, *environment.extras}
    if environment.interpreter.exists() and is_current(found, wanted, needed):
        return
    if not is_sound(environment):
        make(environment)
        found = None
    everything = sorted(needed.union(found.extras if found else ()))
    environment.marker.unlink(missing_ok=True)
    install(environment, everything)
    environment.marker.write_text(json.dumps([wanted, everything]), encoding="utf-8")


def fingerprint(project: bytes, version: tuple[int, ...], root: Path) -> str:
    """Name everything that makes another installation necessary when it changes."""
    return hashlib.sha256(repr((project, version, str(root))).encode()).hexdigest()


def read_marker(marker: Path) -> Installed | None:
    """What is installed, or None where no installation has come to its end."""
    try:
        wanted, extras = json.loads(marker.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return Installed(wanted, tuple(extras))


def is_current(found: Installed | None, wanted: str, extras: Iterable[str]) -> bool:
    """Whether what is installed is what a task needs."""
    return found is not None and found.fingerprint == wanted and set(extras) <= set(found.extras)


def is_sound(environment: Environment) -> bool:
    """Whether an environment, perhaps half made, can be installed into."""
    question = "import pip, sys; print('{}.{}'.format(*sys.version_info))"
    command = [str(environment.interpreter), "-c", question]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.stdout.strip() == "{}.{}".format(*sys.version_info)


def make(environment: Environment) -> None:
    """Make an empty environment; what a broken one left behind is removed first."""
    folder = environment.folder
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").exists():
        raise SystemExit(f"{folder} holds other things: name an empty folder in CHAINRULE_VENV.")
    require_venv_module()
    say(f"Making an environment in {folder}")
    if call(sys.executable, "-m", "venv", "--clear", folder):
        raise SystemExit(f"Python could not make an environment in {folder}.")


def require_venv_module() -> None:
    """Install the part of Python that Debian keeps in a package of its own, where it is missing."""
    if importlib.util.find_spec("ensurepip"):
        return
    if shutil.which("apt-get") is None:
        raise SystemExit("This Python cannot make environments: it has no module ensurepip.")
    apt_install(["python{}.{}-venv".format(*sys.version_info)], "Python needs its venv package")


def install(environment: Environment, extras: Sequence[str]) -> None:
    """Install the project so that a change in its files takes effect at once."""
    say("Installing what Chainrule needs (some minutes the first time)")
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    project = f"{ROOT}[{','.join(extras)}]" if extras else ROOT
    if call(environment.interpreter, *pip, "--editable", project):
        raise SystemExit("The installation failed, as said above; the same command tries again.")


# --- Qt's system libraries ---------------------------------------------------------------------


def require_libraries(environment: Environment, files: Iterable[str]) -> None:
    """Install, or name, the system libraries that these files of Qt lack on Linux."""
    missing = missing_libraries(environment, files)
    if not missing:
        return
    names = ", ".join(missing)
    if shutil.which("apt-get") is None:
        raise SystemExit(f"Qt needs these system libraries: {names}. Install them and try again.")
    apt_install(sorted({debian_package(library) for library in missing}), f"Qt needs {names}")


def missing_libraries(environment: Environment, files: Iterable[str]) -> list[str]:
    """Ask the loader which libraries these files want that are not on this machine."""
    if not sys.platform.startswith("linux") or shutil.which("ldd") is None:
        return []
    folders = environment.folder.glob("lib/python*/site-packages/PySide6")
    there = [folder / file for folder in folders for file in files if (folder / file).exists()]
    answer = subprocess.run(["ldd", *there], capture_output=True, text=True, check=False)
    return parse_ldd(answer.stdout)


def parse_ldd(text: str) -> list[str]:
    """The libraries that ldd did not find, sorted, each once."""
    return sorted(set(re.findall(r"^\s*(\S+) => not found", text, re.MULTILINE)))


def debian_package(library: str) -> str:
    """The Debian package of a library: its name in small letters, and its version.

    Source: Debian Policy 8.1; a hyphen parts name and version where both have a digit there.
    """
    name, _, version = library.lower().replace("_", "-").partition(".so.")
    hyphen = "-" if name[-1].isdigit() else ""
    return UNUSUAL_PACKAGES.get(library, name + hyphen + version)


def apt_install(packages: Sequence[str], reason: str) -> None:
    """Install Debian packages where that needs no password, else say how."""
    install_them = ["install", "-y", "--no-install-recommends", *packages]
    by_hand = f"\n\n    sudo apt-get {' '.join(install_them)}\n"
    administrator = administrator_prefix()
    if administrator is None:
        raise SystemExit(f"{reason}. Run this once, then try again:{by_hand}")
    say(f"{reason}: installing {' '.join(packages)}")
    apt = [*administrator, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    # One unreachable source must not stop an installation that the others can serve.
    call(*apt, "update", stdout=subprocess.DEVNULL)
    if call(*apt, *install_them, stdout=subprocess.DEVNULL):
        raise SystemExit(f"The installation failed, as said above; by hand:{by_hand}")


def administrator_prefix() -> list[str] | None:
    """What stands before a command that changes the system; None where a password is needed."""
    if sys.platform != "win32" and os.geteuid() == 0:
        return []
    if shutil.which("sudo") and call("sudo", "-n", "true", stderr=subprocess.DEVNULL) == 0:
        return ["sudo", "-n"]
    return None


# --- small things ------------------------------------------------------------------------------


def refuse_python(version: tuple[int, ...]) -> None:
    """Stop with one sentence where Python is too old or too new."""
    if not OLDEST <= version < TOO_NEW:
        has = "{}.{}".format(*version)
        raise SystemExit(f"Chainrule needs Python 3.11, 3.12, 3.13 or 3.14; this is Python {has}.")


def has_screen(platform: str, variables: Mapping[str, str]) -> bool:
    """Whether a window can open, or another of Qt's platforms was chosen."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not platform.startswith("linux") or any(variables.get(name) for name in names)


def call_python(environment: Environment, *arguments: str | Path) -> int:
    """Run the environment's Python and return its exit status."""
    return call(environment.interpreter, *arguments)


def offscreen(environment: Environment, *arguments: str | Path) -> int:
    """The same, with Qt painting into memory unless QT_QPA_PLATFORM says otherwise."""
    variables = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    return call(environment.interpreter, *arguments, variables=variables)


def call(
    *command: str | Path,
    variables: Mapping[str, str] | None = None,
    stdout: int | None = None,
    stderr: int | None = None,
) -> int:
    """Run a command in the checkout and return its exit status."""
    return subprocess.run(
        command, cwd=ROOT, env=variables, stdout=stdout, stderr=stderr, check=False
    ).returncode


def say(line: str) -> None:
    """Print a line at once, so that it stands before what a started program prints."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
