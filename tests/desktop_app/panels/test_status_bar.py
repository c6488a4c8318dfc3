"""What the line at the bottom says, and when it stops saying it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.commands import nodes
from desktop_app.commands.expression import insert
from desktop_app.main_window import MainWindow
from engine.document import Document, Point
from engine.labels import find_node
from tests.desktop_app.worked_example import A, D


def show(window: MainWindow, text: str) -> None:
    document = Document()
    document.apply(insert(document, text, Point(0.0, 0.0)))
    window.opened.replace(document)


def test_the_first_node_that_is_no_number_is_named(window: MainWindow) -> None:
    show(window, "u = -2; v = log(u); L = v * 8")
    sentence = window.status.problem.whole_text
    assert sentence == "v is nan, the first value that is not finite (its operand is −2)."
    assert window.status.problem.isVisible()
    node_id = find_node(window.opened.document.graph, "u")
    window.opened.apply(nodes.set_value(window.opened.document, node_id, 2.0))
    assert not window.status.problem.isVisible()


def test_the_first_gradient_that_is_no_number_is_named(window: MainWindow) -> None:
    show(window, "u = 0; L = sqrt(u)")
    assert window.status.problem.whole_text == (
        "The gradient of u is ∞, the first that is not finite."
    )


def test_a_number_that_is_out_of_date_is_not_blamed(window: MainWindow) -> None:
    show(window, "u = -2; v = log(u); L = v * 8")
    window.run.live = False
    node_id = find_node(window.opened.document.graph, "u")
    window.opened.apply(nodes.set_value(window.opened.document, node_id, 2.0))
    assert window.status.problem.whole_text == ""


def test_an_empty_document_is_no_reason_to_warn(window: MainWindow) -> None:
    window.opened.replace(Document())
    assert not window.status.problem.isVisible()
    assert not window.training.target.isEnabled()
    window.actions_by_name["backward"].trigger()
    assert window.status.currentMessage().startswith("The graph is empty")


def test_an_edit_ends_what_was_said_before_it(window: MainWindow) -> None:
    window.status.say("That cannot be done.")
    window.opened.apply(nodes.set_value(window.opened.document, A, 3.0))
    assert window.status.currentMessage() == ""


def test_a_pass_that_succeeds_ends_what_was_said_before_it(window: MainWindow) -> None:
    window.actions_by_name["live"].trigger()
    window.actions_by_name["zero_gradients"].trigger()
    window.actions_by_name["step"].trigger()
    assert "run Backward first" in window.status.currentMessage()
    window.actions_by_name["backward"].trigger()
    assert window.status.currentMessage() == ""


def test_a_long_problem_leaves_the_window_as_narrow_as_it_was(window: MainWindow) -> None:
    least = window.status.minimumSizeHint().width()
    window.opened.apply(nodes.rename(window.opened.document, A, "a" * 80))
    window.opened.apply(nodes.delete(window.opened.document, [D]))
    assert "mark one of them as the target" in window.status.problem.whole_text
    assert window.status.minimumSizeHint().width() <= least + 12


def test_a_step_says_what_became_of_the_target(window: MainWindow) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_F7)
    assert window.status.currentMessage() == "L rose from −8 to −7.286496."


def test_with_live_off_a_step_says_how_to_see_what_became_of_the_target(
    window: MainWindow,
) -> None:
    window.actions_by_name["live"].trigger()
    window.actions_by_name["step"].trigger()
    assert window.status.currentMessage() == (
        "The parameters moved: run Forward to see what became of L."
    )


def test_a_missing_compiled_evaluator_is_told_where_the_graph_is_large(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.panels.status_bar.SLOW_FROM", 5)
    monkeypatch.setattr("desktop_app.panels.status_bar.suitable_kernel", lambda nodes: None)
    show(window, "y = a*b + c")
    assert window.status.evaluator.isVisible()
    assert window.status.evaluator.text() == "Reference evaluator"
    assert "not installed" in window.status.evaluator.toolTip()
    show(window, "y = a*b")
    assert not window.status.evaluator.isVisible()


def test_nothing_is_said_where_the_compiled_evaluator_runs(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.panels.status_bar.SLOW_FROM", 5)
    monkeypatch.setattr("desktop_app.panels.status_bar.suitable_kernel", lambda nodes: object())
    show(window, "y = a*b + c")
    assert not window.status.evaluator.isVisible()
