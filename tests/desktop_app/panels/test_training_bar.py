"""Forward, Backward, Step by their buttons; how a step goes; where Backward starts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from desktop_app.commands import nodes
from desktop_app.main_window import MainWindow
from desktop_app.model.run import State
from desktop_app.panels.rate_field import next_rate, previous_rate
from engine.document import Direction
from tests.desktop_app.worked_example import A, D, L

LEFT = Qt.MouseButton.LeftButton


def press(window: MainWindow, name: str) -> None:
    button = window.training.widgetForAction(window.actions_by_name[name])
    assert isinstance(button, QToolButton)
    QTest.mouseClick(button, LEFT)


def test_forward_backward_step_forward_climbs_to_the_known_value(window: MainWindow) -> None:
    QTest.mouseClick(window.training.live, LEFT)
    assert not window.run.live
    press(window, "forward")
    assert window.run.value(L) == -8.0
    press(window, "backward")
    assert window.run.gradient(A) == 6.0
    press(window, "step")
    assert window.run.value_state(L) is State.STALE
    press(window, "forward")
    assert window.run.value(L) == pytest.approx(-7.286496, abs=1e-12)
    assert window.opened.undo_name == "Step"


def test_with_live_on_a_step_is_all_it_takes(window: MainWindow) -> None:
    press(window, "step")
    assert window.run.value(L) == pytest.approx(-7.286496, abs=1e-12)


def test_a_step_without_gradients_says_what_to_do(window: MainWindow) -> None:
    window.actions_by_name["live"].trigger()
    press(window, "zero_gradients")
    press(window, "step")
    assert window.opened.undo_name is None
    assert window.status.currentMessage() == (
        "No parameter has a gradient yet: run Backward first."
    )


def test_a_step_does_not_use_gradients_that_are_out_of_date(window: MainWindow) -> None:
    window.actions_by_name["live"].trigger()
    window.opened.apply(nodes.set_value(window.opened.document, A, 5.0))
    press(window, "step")
    assert window.opened.undo_name == "Set a to 5"


def test_with_live_on_a_step_runs_backward_where_there_are_no_gradients(
    window: MainWindow,
) -> None:
    press(window, "zero_gradients")
    press(window, "step")
    assert window.opened.undo_name == "Step"
    assert window.run.value(L) == pytest.approx(-7.286496, abs=1e-12)


def test_a_long_learning_rate_is_shown_from_its_beginning(window: MainWindow) -> None:
    field = window.training.rate
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "1/3")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.opened.document.training.rate == 1 / 3
    assert field.lineEdit().text() == "0.33333"
    assert field.lineEdit().cursorPosition() == 0
    assert "0.3333333333333333" in field.toolTip()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.opened.document.training.rate == 1 / 3


def test_the_live_switch_and_its_menu_entry_are_one(window: MainWindow) -> None:
    assert window.training.live.isChecked()
    QTest.mouseClick(window.training.live, LEFT)
    assert not window.actions_by_name["live"].isChecked()
    window.actions_by_name["live"].trigger()
    assert window.training.live.isChecked()
    assert window.run.live


def test_backward_twice_without_zeroing_is_told(window: MainWindow) -> None:
    window.actions_by_name["live"].trigger()
    press(window, "zero_gradients")
    window.actions_by_name["accumulate"].trigger()
    press(window, "backward")
    assert not window.status.passes.isVisible()
    press(window, "backward")
    assert window.status.passes.text() == (
        "Backward ran 2 times without zeroing: the gradients add up."
    )
    assert window.status.passes.isVisible()


@pytest.mark.parametrize(("typed", "rate"), [("0.05", 0.05), ("1e-3", 1e-3), ("1/8", 0.125)])
def test_the_learning_rate_is_typed(window: MainWindow, typed: str, rate: float) -> None:
    field = window.training.rate
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.opened.document.training.rate == rate
    window.opened.undo()
    assert window.opened.document.training.rate == 0.01
    assert field.lineEdit().text() == "0.01"


@pytest.mark.parametrize("typed", ["0", "-1", "fast"])
def test_what_is_no_learning_rate_is_refused_in_a_sentence(window: MainWindow, typed: str) -> None:
    field = window.training.rate
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.opened.document.training.rate == 0.01
    assert window.status.currentMessage().endswith(".")
    assert field.lineEdit().property("problem") is True


def test_the_arrows_step_the_learning_rate_in_one_undo_step(window: MainWindow) -> None:
    field = window.training.rate
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert window.opened.document.training.rate == 0.05
    window.opened.undo()
    assert window.opened.document.training.rate == 0.01


@given(st.floats(1e-11, 1e5))
def test_up_and_down_go_along_1_2_5(rate: float) -> None:
    assert previous_rate(rate) < rate < next_rate(rate)
    assert next_rate(rate) <= 2.5 * rate * (1 + 1e-9)
    assert previous_rate(next_rate(rate)) <= rate * (1 + 1e-9)
    assert f"{next_rate(rate):e}"[0] in "125"


def test_the_direction_is_a_click_and_an_undo_step(window: MainWindow) -> None:
    QTest.mouseClick(window.training.direction.segment("down"), LEFT)
    assert window.opened.document.training.direction is Direction.DOWN
    assert window.actions_by_name["descend"].isChecked()
    window.opened.undo()
    assert window.training.direction.choice == "up"
    assert window.actions_by_name["ascend"].isChecked()


@pytest.mark.parametrize("width", [1600, 1100, 900, 640])
@pytest.mark.parametrize("name", ["L", "the loss over every row of the data"])
def test_however_narrow_the_window_every_control_of_the_bar_is_there(
    window: MainWindow, width: int, name: str
) -> None:
    window.opened.apply(nodes.rename(window.opened.document, L, name))
    window.resize(width, 600)
    QTest.qWait(0)
    bar = window.training
    assert window.width() == width
    controls = [bar.live, bar.rate, bar.direction.segment("down"), bar.target]
    for action in ("forward", "backward", "step", "zero_gradients"):
        button = bar.widgetForAction(window.actions_by_name[action])
        assert isinstance(button, QToolButton)
        controls.append(button)
    for control in controls:
        assert control.isVisible()
        right = control.mapTo(bar, control.rect().topRight()).x()
        assert 0 < right < bar.width()
        assert control.width() >= control.minimumSizeHint().width()


def test_texts_come_back_where_there_is_room_again(window: MainWindow) -> None:
    forward = window.training.widgetForAction(window.actions_by_name["forward"])
    assert isinstance(forward, QToolButton)
    for width, style in ((640, "ToolButtonIconOnly"), (1280, "ToolButtonTextBesideIcon")):
        window.resize(width, 600)
        QTest.qWait(0)
        assert forward.toolButtonStyle().name == style


def test_what_a_bar_that_is_too_narrow_hides_is_behind_a_visible_button(
    window: MainWindow,
) -> None:
    more = window.training.findChild(QToolButton, "qt_toolbar_ext_button")
    assert isinstance(more, QToolButton)
    window.training.setFixedWidth(300)
    QTest.qWait(0)
    assert more.isVisible()
    picture = more.grab().toImage()
    ground = picture.pixelColor(1, 1).lightness()
    marks = [
        abs(picture.pixelColor(x, y).lightness() - ground)
        for x in range(picture.width())
        for y in range(picture.height())
    ]
    assert max(marks) > 60


def test_the_target_is_named_and_a_press_selects_it(window: MainWindow) -> None:
    assert window.training.target.text().strip() == "L"
    QTest.mouseClick(window.training.target, LEFT)
    assert window.selection.nodes == {L}


def test_without_a_target_the_bar_and_the_status_say_what_to_do(window: MainWindow) -> None:
    window.opened.apply(nodes.delete(window.opened.document, [D]))
    assert window.training.target.text().strip() == "No target"
    assert "mark one of them as the target" in window.status.problem.whole_text
    assert window.status.problem.isVisible()
