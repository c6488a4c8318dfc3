"""The guards that every test passes through do stop what they are there to stop."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent

TESTS = """
import logging, os, warnings
from pathlib import Path
import pytest
from PySide6.QtCore import QSettings, QThread, QTimer, QVariantAnimation
from PySide6.QtWidgets import QWidget

kept = []

class Sleeper(QThread):
    def run(self):
        self.msleep(3000)

class Careless:
    def __del__(self):
        raise RuntimeError("unraisable")

def test_passes_window_that_qtbot_closes(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    kept.append(window)
    window.show()
    timer = QTimer(window)
    timer.start(5)
    kept.append(timer)

def test_passes_window_in_a_cycle(qtbot):
    window = QWidget()
    window.me = window

@pytest.mark.expected_log("half of .* lost")
def test_passes_expected_log():
    logging.getLogger("x").warning("half of it lost")

def test_passes_settings_start_empty_1():
    QSettings("nobody", "nothing").setValue("a", 1)
    assert not (Path(os.environ["XDG_DATA_HOME"]) / "a").exists()

def test_passes_settings_start_empty_2():
    assert QSettings("nobody", "nothing").value("a") is None

def test_error_window(qtbot):
    kept.append(QWidget())

def test_error_timer(qtbot):
    timer = QTimer()
    timer.start(1000)
    kept.append(timer)

def test_error_animation(qtbot):
    animation = QVariantAnimation(startValue=0, endValue=1)
    animation.setLoopCount(-1)
    animation.start()
    kept.append(animation)

def test_error_thread(qtbot):
    kept.append(Sleeper())
    kept[-1].start()

def test_error_unexpected_log():
    logging.getLogger("x").error("broken")

@pytest.mark.expected_log("never said")
def test_error_expected_log_is_missing():
    pass

def test_failed_warning():
    warnings.warn("old", DeprecationWarning)

def test_failed_unraisable():
    Careless()

def test_passes_in_the_end():
    kept[-1].wait()
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What became of each test above, by its name."""
    folder = tmp_path_factory.mktemp("guarded")
    shutil.copy(HERE / "conftest.py", folder)
    (folder / "test_guarded.py").write_text(TESTS, encoding="utf-8")
    settings = ["-c", str(HERE.parent / "pyproject.toml"), "--rootdir", str(folder)]
    command = [sys.executable, "-m", "pytest", *settings, "-p", "no:cacheprovider", "-rA"]
    run = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=False)
    found = re.findall(r"^(PASSED|FAILED|ERROR) .*::(\w+)", run.stdout, re.MULTILINE)
    return {name: outcome.lower() for outcome, name in found}


NAMES = [line[4:].partition("(")[0] for line in TESTS.splitlines() if line.startswith("def test_")]


@pytest.mark.parametrize("name", NAMES)
def test_a_guard_lets_pass_and_stops_what_it_should(name: str, outcomes: dict[str, str]) -> None:
    wanted = {"passes": "passed", "error": "error", "failed": "failed"}
    assert outcomes[name] == wanted[name.split("_")[1]]
