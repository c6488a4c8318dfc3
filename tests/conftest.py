"""What every test is held to: no unexpected warning, nothing left behind, no touching the user.

A test that logs a warning on purpose says so: ``@pytest.mark.expected_log("could not be read")``.
"""

import functools
import gc
import itertools
import logging
import os
import re
import sys
import weakref
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

hypothesis.settings.register_profile("default", max_examples=50, deadline=None)
hypothesis.settings.register_profile(
    "ci", max_examples=100, deadline=None, derandomize=True, print_blob=True
)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "default")

FAILED = pytest.StashKey[bool]()
FOLDERS = itertools.count()
MADE: weakref.WeakSet[Any] = weakref.WeakSet()


class Recorder(logging.Handler):
    """Keeps the text of every record from WARNING upwards."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(autouse=True)
def only_expected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning which it did not announce, or announced one in vain."""
    marker = request.node.get_closest_marker("expected_log")
    patterns = marker.args if marker else ()
    recorder = Recorder()
    logging.getLogger().addHandler(recorder)
    yield
    logging.getLogger().removeHandler(recorder)
    heard = recorder.messages
    unexpected = [m for m in heard if not any(re.search(p, m) for p in patterns)]
    unheard = [p for p in patterns if not any(re.search(p, m) for m in heard)]
    if unexpected:
        pytest.fail("unexpected log: " + "; ".join(unexpected), pytrace=False)
    if unheard and FAILED not in request.node.stash:
        pytest.fail("expected in the log, but not there: " + "; ".join(unheard), pytrace=False)


@pytest.fixture(scope="session")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test's user has a home; the fonts' cache is shared, as making it takes a while."""
    return tmp_path_factory.mktemp("users")


@pytest.fixture(autouse=True)
def own_user(users: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, so that it never meets the user's settings."""
    home = users / str(next(FOLDERS))
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(users / "cache"))
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    for name in ("APPDATA", "LOCAL_APPDATA", "PERSONAL"):
        monkeypatch.setenv(f"WIN_PD_OVERRIDE_{name}", str(home / name.lower()))
    if "PySide6.QtCore" in sys.modules:
        _move_qt_settings(home)
    return home


def _move_qt_settings(home: Path) -> None:
    from PySide6.QtCore import QSettings, QStandardPaths

    # On Linux the test mode would go round the XDG folders set above.
    QStandardPaths.setTestModeEnabled(not sys.platform.startswith("linux"))
    for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(form, QSettings.Scope.UserScope, str(home / "config"))


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test after which one of its windows, timers, animations or threads lives on."""
    if "PySide6.QtWidgets" not in sys.modules:
        yield
        return
    _watch_what_is_made()
    before = [*_windows(), *_active()]
    yield
    if FAILED in request.node.stash:
        return
    if _left_behind(before):
        gc.collect()
    left = _left_behind(before)
    if left:
        pytest.fail("left behind: " + "; ".join(sorted(map(repr, left))), pytrace=False)


def _left_behind(before: list[Any]) -> list[Any]:
    from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    found = [each for each in [*_windows(), *_active()] if each not in before]
    pool = QThreadPool.globalInstance()
    return found if pool.waitForDone(1000) else [*found, pool]


def _windows() -> list[Any]:
    from PySide6.QtWidgets import QApplication

    windows = QApplication.topLevelWidgets() if QApplication.instance() else []
    # Qt keeps its one tool tip; a window with a parent goes when the parent does.
    tip = "QTipLabel"
    return [w for w in windows if w.parent() is None and w.metaObject().className() != tip]


def _active() -> list[Any]:
    from PySide6.QtCore import QThread, QTimer
    from shiboken6 import isValid

    def is_active(made: Any) -> bool:
        if isinstance(made, QThread):
            return made.isRunning()
        return made.isActive() if isinstance(made, QTimer) else made.state() == made.State.Running

    return [made for made in MADE if isValid(made) and is_active(made)]


@functools.cache
def _watch_what_is_made() -> None:
    from PySide6.QtCore import QPropertyAnimation, QThread, QTimer, QVariantAnimation

    # Not their start: a signal connected to a replaced start would be given other arguments.
    for kind in (QThread, QTimer, QPropertyAnimation, QVariantAnimation):
        _note_each_new(kind)


def _note_each_new(kind: Any) -> None:
    make = kind.__init__

    def make_and_note(self: Any, *arguments: Any, **named: Any) -> None:
        make(self, *arguments, **named)
        MADE.add(self)

    kind.__init__ = make_and_note
