"""Both passes walked through by real keys and buttons: what is known, and what is not yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop_app.commands.expression import insert
from desktop_app.commands.nodes import set_value
from desktop_app.main_window import MainWindow
from desktop_app.model.run import State
from desktop_app.trace_export import CSV, WITH_ANSWERS, WITHOUT_ANSWERS
from engine.document import Document, Point
from engine.labels import find_node
from tests.desktop_app.worked_example import A, B, C, D, E, F, L

LEFT = Qt.MouseButton.LeftButton
NODES = (A, B, C, D, E, F, L)


def press(window: MainWindow, key: Qt.Key, *, shift: bool = False) -> None:
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(window.canvas, key, held)


def gradients(window: MainWindow) -> dict[str, float]:
    found = {n: window.run.gradient(n) for n in NODES}
    return {n: g for n, g in found.items() if g is not None}


@pytest.fixture
def traced(window: MainWindow) -> MainWindow:
    window.canvas.setFocus()
    press(window, Qt.Key.Key_F9)
    assert window.trace_bar.isVisible()
    return window


def test_nothing_but_the_leaves_is_known_before_the_first_step(traced: MainWindow) -> None:
    assert [traced.run.value(n) for n in (A, B, C, F)] == [2.0, -3.0, 10.0, -2.0]
    assert {traced.run.value_state(n) for n in (D, E, L)} == {State.NOT_COMPUTED}
    assert gradients(traced) == {}


def test_the_worked_example_step_by_step_forwards_and_back(traced: MainWindow) -> None:
    said = []
    for _ in range(7):
        press(traced, Qt.Key.Key_F10)
        said.append(traced.trace_bar.says.text())
    assert said == [
        "Forward 1 of 3: e = a × b = 2 × (−3) = −6",
        "Forward 2 of 3: d = e + c = −6 + 10 = 4",
        "Forward 3 of 3: L = d × f = 4 × (−2) = −8",
        "Backward 1 of 4: ∂L/∂L = 1 (Backward starts here)",
        "Backward 2 of 4: L passes on to d ∂L/∂L × ∂L/∂d = 1 × (−2) = −2; "
        "to f ∂L/∂L × ∂L/∂f = 1 × 4 = 4",
        "Backward 3 of 4: d passes on to e ∂L/∂d × ∂d/∂e = −2 × 1 = −2; "
        "to c ∂L/∂d × ∂d/∂c = −2 × 1 = −2",
        "Backward 4 of 4: e passes on to a ∂L/∂e × ∂e/∂a = −2 × (−3) = 6; "
        "to b ∂L/∂e × ∂e/∂b = −2 × 2 = −4",
    ]
    assert gradients(traced) == {A: 6, B: -4, C: -2, D: -2, E: -2, F: 4, L: 1}
    press(traced, Qt.Key.Key_F10, shift=True)
    assert gradients(traced) == {C: -2, D: -2, E: -2, F: 4, L: 1}
    press(traced, Qt.Key.Key_F10, shift=True)
    press(traced, Qt.Key.Key_F10, shift=True)
    assert gradients(traced) == {L: 1}


def test_the_timeline_leads_to_any_place_and_the_buttons_to_both_ends(
    traced: MainWindow,
) -> None:
    bar = traced.trace_bar
    bar.timeline.setFocus()
    for _ in range(5):
        QTest.keyClick(bar.timeline, Qt.Key.Key_Right)
    assert gradients(traced) == {L: 1, D: -2, F: 4}
    QTest.mouseClick(bar.button("finish"), LEFT)
    assert gradients(traced)[A] == 6
    QTest.mouseClick(bar.button("start"), LEFT)
    assert traced.run.value(E) is None


def test_a_sum_grows_contribution_by_contribution(window: MainWindow) -> None:
    document = Document()
    document.apply(
        insert(document, "d = a*b; e = a + c; L = d*e; a = 3; b = 2; c = 4", Point(0, 0))
    )
    window.opened.replace(document)
    window.canvas.setFocus()
    press(window, Qt.Key.Key_F9)
    a = find_node(document.graph, "a")
    seen = []
    for _ in range(7):
        press(window, Qt.Key.Key_F10)
        seen.append(window.run.gradient(a))
    assert seen[:5] == [None] * 5
    assert seen[5] in {14.0, 6.0}
    assert seen[6] == 20.0


def test_run_to_here_stops_where_the_node_is_done(traced: MainWindow) -> None:
    traced.selection.set([D])
    QTest.keyClick(traced.canvas, Qt.Key.Key_F10, Qt.KeyboardModifier.AltModifier)
    assert (traced.run.value(D), traced.run.value(L)) == (4.0, None)
    QTest.keyClick(traced.canvas, Qt.Key.Key_F10, Qt.KeyboardModifier.AltModifier)
    assert gradients(traced) == {L: 1, D: -2, F: 4, E: -2, C: -2}


def test_playing_goes_on_by_itself_and_stops_at_a_breakpoint_and_at_the_end(
    traced: MainWindow, qtbot: QtBot
) -> None:
    stepper = traced.canvas.stepper
    stepper.set_speed(200.0)
    traced.selection.set([L])
    QTest.keyClick(traced.canvas, Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseClick(traced.trace_bar.button("play"), LEFT)
    qtbot.waitUntil(lambda: not stepper.is_playing)
    assert stepper.place == 3
    stepper.toggle_breakpoint(L)
    QTest.mouseClick(traced.trace_bar.button("play"), LEFT)
    qtbot.waitUntil(lambda: not stepper.is_playing)
    assert gradients(traced)[A] == 6


def test_escape_ends_it_and_shows_the_runs_numbers(traced: MainWindow) -> None:
    traced.selection.set([A])
    press(traced, Qt.Key.Key_Escape)
    assert traced.canvas.stepper.trace is not None
    press(traced, Qt.Key.Key_Escape)
    assert traced.canvas.stepper.trace is None
    assert not traced.trace_bar.isVisible()
    assert gradients(traced)[A] == 6


def test_an_edit_of_a_node_ends_it_and_tracing_changes_no_document(traced: MainWindow) -> None:
    press(traced, Qt.Key.Key_F10)
    assert not traced.opened.is_dirty
    traced.opened.apply(set_value(traced.opened.document, A, 5.0))
    assert traced.canvas.stepper.trace is None
    assert traced.run.value(E) == -15.0


def test_without_a_target_it_says_what_to_do(window: MainWindow) -> None:
    window.opened.replace(Document())
    window.canvas.setFocus()
    press(window, Qt.Key.Key_F9)
    assert not window.trace_bar.isVisible()
    assert window.status.currentMessage().endswith(".")


@pytest.mark.parametrize(("wanted", "name"), [(0, "table.pdf"), (1, "table.pdf"), (2, "table.csv")])
def test_the_table_of_both_passes_becomes_a_file(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: int, name: str
) -> None:
    chosen = (WITH_ANSWERS, WITHOUT_ANSWERS, CSV)[wanted]
    path = tmp_path / name
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_args, **_kwargs: (str(path), chosen)
    )
    window.actions_by_name["trace_table"].trigger()
    data = path.read_bytes()
    assert window.status.currentMessage() == f"Wrote {name}."
    if chosen == CSV:
        assert "∂L/∂e × ∂e/∂a" in data.decode("utf-8")
    else:
        assert data.startswith(b"%PDF")


def test_a_table_that_cannot_be_written_says_why(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.opened.replace(Document())
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_args, **_kwargs: (str(tmp_path / "t.csv"), CSV)
    )
    window.actions_by_name["trace_table"].trigger()
    assert window.status.currentMessage().endswith(".")
    assert not (tmp_path / "t.csv").exists()
