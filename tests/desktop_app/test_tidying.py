"""Tidy: a thread works it out, one edit applies it, and a changed graph is left alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.commands import arrange, nodes
from desktop_app.main_window import MainWindow
from desktop_app.tidying import moves_or_rewires
from engine.document import Point
from engine.layout import Tidier, TidyCancelled
from engine.layout import tidy as tidy_here
from tests.desktop_app.worked_example import A, B, C, D, E, F, L

Unwanted = Callable[[], bool] | None


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay out in the thread itself: starting the worker process takes half a second."""
    monkeypatch.setattr(Tidier, "tidy", lambda _self, graph, cancelled=None: tidy_here(graph))


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Let a layout wait until the event is set or it is cancelled."""
    go = threading.Event()

    def wait(_self: Tidier, graph: Any, cancelled: Unwanted = None) -> Any:
        while not go.wait(0.005):
            if cancelled is not None and cancelled():
                raise TidyCancelled
        return tidy_here(graph)

    monkeypatch.setattr(Tidier, "tidy", wait)
    return go


def press_l(window: MainWindow) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_L)


def tidied(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.tidying.busy_changed, check_params_cb=lambda busy: not busy):
        press_l(window)


def test_tidy_goes_from_left_to_right_in_one_undo_step(
    window: MainWindow, qtbot: QtBot, here: None
) -> None:
    before = dict(window.opened.document.layout)
    tidied(window, qtbot)
    x = {node_id: point.x for node_id, point in window.opened.document.layout.items()}
    assert x[A] < x[E] < x[D] < x[L]
    assert window.opened.undo_name == "Tidy"
    window.opened.undo()
    assert window.opened.document.layout == before


def test_with_several_nodes_selected_only_these_move(
    window: MainWindow, qtbot: QtBot, here: None
) -> None:
    before = dict(window.opened.document.layout)
    window.selection.set([A, B, E])
    tidied(window, qtbot)
    after = window.opened.document.layout
    assert window.opened.undo_name == "Tidy 3 nodes"
    assert all(after[n] == before[n] for n in (C, D, F, L))
    assert after[A].x < after[E].x


def test_tidying_twice_changes_nothing_the_second_time(
    window: MainWindow, qtbot: QtBot, here: None
) -> None:
    tidied(window, qtbot)
    layout = dict(window.opened.document.layout)
    tidied(window, qtbot)
    assert window.opened.document.layout == layout
    assert window.status.currentMessage() == "It is tidy already."


def test_esc_gives_the_layout_up(window: MainWindow, held: threading.Event) -> None:
    before = dict(window.opened.document.layout)
    press_l(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    held.set()
    window.tidying.close()
    QTest.qWait(5)
    assert window.opened.document.layout == before
    assert window.opened.undo_name is None


def test_a_graph_that_changed_meanwhile_stays_as_it_was_left(
    window: MainWindow, held: threading.Event
) -> None:
    press_l(window)
    window.opened.apply(arrange.move(window.opened.document, {A: Point(-500.0, 0.0)}))
    held.set()
    window.tidying.close()
    QTest.qWait(5)
    assert window.opened.undo_name == "Move a"
    assert window.status.currentMessage() == (
        "The graph changed while it was being tidied: it stays as you left it."
    )


def test_a_number_may_change_meanwhile(
    window: MainWindow, qtbot: QtBot, held: threading.Event
) -> None:
    with qtbot.waitSignal(window.tidying.busy_changed, check_params_cb=lambda busy: not busy):
        press_l(window)
        window.opened.apply(nodes.set_value(window.opened.document, A, 7.0))
        held.set()
    assert window.opened.undo_name == "Tidy"


def test_after_a_while_the_status_bar_offers_to_cancel(
    window: MainWindow, qtbot: QtBot, held: threading.Event
) -> None:
    with qtbot.waitSignal(window.tidying.work_changed, timeout=5000):
        press_l(window)
    assert window.status.cancel.isVisible()
    QTest.mouseClick(window.status.cancel, Qt.MouseButton.LeftButton)
    assert not window.status.cancel.isVisible()
    assert window.opened.undo_name is None


def test_closing_the_window_ends_the_thread(window: MainWindow, held: threading.Event) -> None:
    press_l(window)
    window.close()
    assert all(thread.name != "tidy" for thread in threading.enumerate())


def test_a_layout_that_fails_is_raised_in_the_window_and_leaves_the_graph_alone(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: Tidier, _graph: Any, _cancelled: Unwanted = None) -> Any:
        raise ValueError("the wires close a loop")

    monkeypatch.setattr(Tidier, "tidy", fail)
    with qtbot.captureExceptions() as raised:
        tidied(window, qtbot)
        QTest.qWait(5)
    assert [str(each[1]) for each in raised] == ["the wires close a loop"]
    assert window.opened.undo_name is None
    assert not window.status.cancel.isVisible()


def test_only_places_and_wires_matter_to_a_layout(window: MainWindow) -> None:
    document = window.opened.document
    assert not moves_or_rewires(nodes.set_value(document, A, 9.0))
    assert not moves_or_rewires(nodes.rename(document, A, "alpha"))
    assert moves_or_rewires(nodes.delete(document, [A]))
    assert moves_or_rewires(arrange.nudge(document, [A], 1.0, 0.0))


def test_the_worker_process_does_the_same(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(
        window.tidying.busy_changed, timeout=20_000, check_params_cb=lambda busy: not busy
    ):
        press_l(window)
    x = {node_id: point.x for node_id, point in window.opened.document.layout.items()}
    assert x[A] < x[E] < x[D] < x[L]
    assert window.opened.undo_name == "Tidy"
