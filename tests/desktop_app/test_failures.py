"""What nobody foresaw is logged and told, and the window lives on."""

from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from desktop_app.failures import Failures
from desktop_app.main_window import MainWindow


@pytest.fixture
def failures(window: MainWindow) -> Failures:
    return Failures(window)


def fail(failures: Failures, sentence: str) -> None:
    error = ZeroDivisionError(sentence)
    failures.take(type(error), error, error.__traceback__)


def boxes(window: MainWindow) -> list[QMessageBox]:
    return [box for box in window.findChildren(QMessageBox, "failure") if box.isVisible()]


@pytest.mark.expected_log("nobody foresaw")
def test_a_failure_is_told_with_its_details_behind_a_button(
    window: MainWindow, failures: Failures
) -> None:
    fail(failures, "what went wrong")
    (box,) = boxes(window)
    assert "what went wrong" not in box.text()
    assert "what went wrong" in box.detailedText()
    box.close()
    assert window.isVisible()


@pytest.mark.expected_log("nobody foresaw")
def test_a_second_failure_does_not_pile_up_dialogs(window: MainWindow, failures: Failures) -> None:
    fail(failures, "first")
    fail(failures, "second")
    (box,) = boxes(window)
    box.close()
    fail(failures, "third")
    (box,) = boxes(window)
    assert "third" in box.detailedText()
    box.close()


@pytest.mark.expected_log("nobody foresaw")
def test_a_failure_in_a_thread_is_told_in_the_window(window: MainWindow) -> None:
    failures = Failures(window)
    before = sys.excepthook, threading.excepthook
    failures.install()
    try:
        thread = threading.Thread(target=fail_plainly)
        thread.start()
        thread.join()
    finally:
        failures.uninstall()
        sys.excepthook, threading.excepthook = before
    QTest.qWait(5)
    (box,) = boxes(window)
    assert "in a thread" in box.detailedText()
    box.close()


def fail_plainly() -> None:
    raise RuntimeError("in a thread")
