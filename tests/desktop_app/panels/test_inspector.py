"""The inspector explains the worked example, and changes it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.commands import nodes
from desktop_app.commands.expression import insert
from desktop_app.main_window import MainWindow
from desktop_app.model.theme import load_theme
from engine.document import Document, Point
from engine.graph import Leaf, Port, Role, Wire
from engine.labels import find_node
from tests.desktop_app.worked_example import A, B, C, D, E, F, L


def said(window: MainWindow) -> str:
    window.inspector.refresh()
    plain = QTextDocumentFragment.fromHtml(window.inspector.text()).toPlainText()
    return " ".join(plain.replace("\N{NO-BREAK SPACE}", " ").split())


def enter(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def parsed(text: str) -> Document:
    document = Document()
    document.apply(insert(document, text, Point(0.0, 0.0)))
    return document


def leaf(window: MainWindow, node_id: str) -> Leaf:
    node = window.opened.document.graph.nodes[node_id]
    assert isinstance(node, Leaf)
    return node


@pytest.fixture
def inspect(window: MainWindow) -> MainWindow:
    window.selection.set([A])
    window.inspector.refresh()
    return window


def test_a_parameter_shows_its_gradient_and_says_what_it_means(inspect: MainWindow) -> None:
    assert "6" in inspect.inspector.gradient.number.text()
    assert "▲" in inspect.inspector.gradient.number.text()
    assert inspect.inspector.gradient.caption.text() == "∂L/∂a"
    assert "Raise a by 0.01 and L rises by about 0.06." in said(inspect)


def test_what_leaves_a_node_is_upstream_times_local(inspect: MainWindow) -> None:
    text = said(inspect)
    assert "∂L/∂e × ∂e/∂a = −2 × (−3)" in text
    assert "∂L/∂a = 6" in text


def test_an_op_node_shows_its_formula_with_names_and_with_numbers(window: MainWindow) -> None:
    window.selection.set([D])
    text = said(window)
    assert "d = e + c = −6 + 10 = 4" in text
    assert "∂d/∂e = ▲ 1" in text
    window.selection.set([L])
    assert "∂L/∂d = f = ▼ −2" in said(window)
    assert "Swaps" in said(window)


def test_a_value_used_twice_shows_both_contributions_and_their_sum(window: MainWindow) -> None:
    from desktop_app.commands import wiring

    window.opened.apply(wiring.wire(window.opened.document, A, Port(E, 1)))
    window.opened.apply(nodes.mark_target(window.opened.document, L))
    window.selection.set([A])
    text = said(window)
    assert text.count("∂L/∂e × ∂e/∂a = −2 × 2") == 2
    assert "e as 1st operand" in text
    assert "e as 2nd operand" in text
    assert "∂L/∂a = −4 + (−4)" in text


def test_the_sum_of_a_target_that_feeds_something_starts_from_1(window: MainWindow) -> None:
    window.opened.apply(nodes.mark_target(window.opened.document, B))
    window.selection.set([B])
    assert "∂b/∂b = 1 (Backward starts here) + 0" in said(window)


def test_of_a_target_that_is_no_number_nothing_is_foretold(window: MainWindow) -> None:
    window.opened.replace(parsed("u = -2; L = log(u) * 8"))
    window.selection.set([find_node(window.opened.document.graph, "u")])
    assert "L is nan: no change of it can be foretold." in said(window)
    assert "rises" not in said(window)


def test_the_inspector_shows_as_many_digits_as_the_node(window: MainWindow) -> None:
    window.opened.apply(nodes.set_value(window.opened.document, F, -1.821624))
    window.selection.set([L])
    said(window)
    assert window.inspector.value.number.text() == "−7.286496"


def test_with_live_off_an_edit_leaves_the_numbers_out_of_date(inspect: MainWindow) -> None:
    inspect.run.live = False
    inspect.opened.apply(nodes.set_value(inspect.opened.document, B, 7.0))
    inspect.inspector.refresh()
    assert "out of date" in inspect.inspector.gradient.state.text()
    assert "run Backward again" in said(inspect)


def test_numbers_that_are_out_of_date_stand_in_no_equation(window: MainWindow) -> None:
    window.run.live = False
    window.opened.apply(nodes.set_value(window.opened.document, B, 7.0))
    window.selection.set([E])
    text = said(window)
    assert "e = a × b" in text
    assert "−6" not in text
    assert "= 2 × 7" in text


def test_what_is_not_computed_is_never_shown_as_0(inspect: MainWindow) -> None:
    inspect.run.live = False
    inspect.run.zero_gradients()
    inspect.inspector.refresh()
    assert inspect.inspector.gradient.number.text() == "–"
    assert "not computed" in inspect.inspector.gradient.state.text()
    assert "Run Backward to see what a change of a does to L." in said(inspect)


def test_accumulated_gradients_are_called_so(inspect: MainWindow) -> None:
    inspect.run.live = False
    inspect.run.accumulate = True
    inspect.run.zero_gradients()
    inspect.run.backward()
    inspect.run.backward()
    inspect.inspector.refresh()
    assert "2 passes added up" in inspect.inspector.gradient.state.text()
    assert "12" in inspect.inspector.gradient.number.text()
    assert "The sum of 2 backward passes, not a slope" in said(inspect)
    assert "rises" not in said(inspect)


def test_the_value_is_typed_as_any_number(inspect: MainWindow) -> None:
    field = inspect.inspector.identity.value
    for typed, value in (("-3", -3.0), ("1e-3", 1e-3), ("2/3", 2 / 3), ("pi", 3.141592653589793)):
        enter(field, typed)
        assert leaf(inspect, A).value == value
    assert inspect.opened.undo_name == "Set a to 3.141592653589793"


def test_what_is_no_number_is_refused_in_a_sentence_and_the_text_stays(
    inspect: MainWindow,
) -> None:
    field = inspect.inspector.identity.value
    enter(field, "2 +")
    assert leaf(inspect, A).value == 2.0
    assert inspect.inspector.identity.problem.isVisible()
    assert inspect.inspector.identity.problem.text().endswith(".")
    assert field.text() == "2 +"
    assert field.property("problem") is True
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "2"
    assert not inspect.inspector.identity.problem.isVisible()


def test_undo_in_the_value_field_does_not_touch_the_graph(inspect: MainWindow) -> None:
    inspect.opened.apply(nodes.set_value(inspect.opened.document, B, 7.0))
    field = inspect.inspector.identity.value
    field.setFocus()
    QTest.keyClicks(field, "5")
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert leaf(inspect, B).value == 7.0


def test_a_node_is_renamed_and_a_name_in_use_is_refused(inspect: MainWindow) -> None:
    name = inspect.inspector.identity.name
    enter(name, "alpha")
    assert leaf(inspect, A).label == "alpha"
    enter(name, "b")
    assert leaf(inspect, A).label == "alpha"
    assert inspect.inspector.identity.problem.text() == "Another node is already called b."


def test_a_leafs_role_is_a_click_away(inspect: MainWindow) -> None:
    role = inspect.inspector.identity.role
    QTest.mouseClick(role.segment(Role.CONSTANT.value), Qt.MouseButton.LeftButton)
    assert leaf(inspect, A).role is Role.CONSTANT
    assert inspect.opened.undo_name == "Make a a constant"
    inspect.opened.undo()
    inspect.inspector.refresh()
    assert role.choice == Role.PARAMETER.value


def test_the_target_is_marked_and_unmarked(window: MainWindow) -> None:
    window.selection.set([D])
    window.inspector.refresh()
    target = window.inspector.identity.target
    QTest.mouseClick(target, Qt.MouseButton.LeftButton)
    assert window.opened.document.graph.marked_target == D
    assert window.run.target == D
    window.inspector.refresh()
    QTest.mouseClick(target, Qt.MouseButton.LeftButton)
    assert window.opened.document.graph.marked_target is None


def test_several_nodes_are_listed_with_their_numbers(window: MainWindow) -> None:
    window.selection.set([A, B, C])
    text = said(window)
    assert "3 nodes selected" in text
    assert "b −3 ▼ −4" in text
    assert not window.inspector.identity.isVisible()


def test_a_wire_shows_local_derivative_and_contribution(window: MainWindow) -> None:
    window.selection.set((), [Wire(D, Port(L, 0))])
    text = said(window)
    assert "d → L" in text
    assert "∂L/∂d = f = ▼ −2" in text
    assert "∂L/∂L × ∂L/∂d = 1 × (−2)" in text


def test_with_nothing_selected_the_graph_is_summed_up(window: MainWindow) -> None:
    window.selection.clear()
    assert "Nodes 7" in said(window)
    assert "Wires 6" in said(window)
    assert "Target L" in said(window)


def test_without_a_target_it_says_what_to_do(window: MainWindow) -> None:
    window.opened.apply(nodes.delete(window.opened.document, [D]))
    window.selection.set([F])
    assert "mark one of them as the target" in said(window)


def test_a_node_whose_ports_are_empty_says_what_is_missing(window: MainWindow) -> None:
    window.opened.apply(nodes.delete(window.opened.document, [A]))
    window.selection.set([E])
    assert "e cannot be computed yet: it needs a 1st operand." in said(window)
    window.selection.set([B])
    assert "L cannot be computed yet: e needs a 1st operand." in said(window)
    assert "Run Backward" not in said(window)


def test_where_a_number_went_bad_first_is_told_of_the_nodes_after_it(window: MainWindow) -> None:
    window.opened.replace(parsed("u = -2; v = log(u); L = v * 8"))
    for name in ("u", "v", "L"):
        window.selection.set([find_node(window.opened.document.graph, name)])
        assert "v is nan, the first value that is not finite" in said(window)
    window.selection.clear()
    assert "v is nan, the first value that is not finite" in said(window)


@pytest.mark.parametrize("name", ["a" * 60, "a long name " * 6, "W" * 40])
def test_a_long_name_pushes_nothing_out_of_the_panel(window: MainWindow, name: str) -> None:
    for node_id, label in ((A, name), (E, f"{name}2"), (L, f"{name}3")):
        window.opened.apply(nodes.rename(window.opened.document, node_id, label))
    for chosen in ([A], [E], [L], [A, E, L], []):
        window.selection.set(chosen)
        said(window)
        QTest.qWait(0)
        page = window.inspector.widget()
        assert page is not None
        assert page.width() == window.inspector.viewport().width()
    window.selection.set([E])
    said(window)
    assert window.inspector.gradient.caption.toolTip().startswith("∂")


def test_it_follows_an_edit_by_itself(inspect: MainWindow, qtbot: QtBot) -> None:
    inspect.opened.apply(nodes.set_value(inspect.opened.document, B, 7.0))
    qtbot.waitUntil(lambda: "−14" in inspect.inspector.gradient.number.text())


def test_while_hidden_it_writes_nothing(inspect: MainWindow) -> None:
    inspect.inspector.hide()
    inspect.opened.apply(nodes.set_value(inspect.opened.document, B, 7.0))
    QTest.qWait(5)
    assert "6" in inspect.inspector.gradient.number.text()
    inspect.inspector.show()
    assert "−14" in inspect.inspector.gradient.number.text()


@pytest.mark.parametrize("name", ["dark", "light"])
def test_numbers_wear_the_colour_of_their_sign_in_each_theme(
    inspect: MainWindow, name: str
) -> None:
    theme = load_theme(name)
    inspect.inspector.set_theme(theme)
    inspect.inspector.refresh()
    assert theme.signs.positive.strong in inspect.inspector.gradient.number.text()


def test_a_name_that_looks_like_html_is_shown_as_it_is(inspect: MainWindow) -> None:
    inspect.opened.apply(nodes.rename(inspect.opened.document, A, "<b>&"))
    assert "∂L/∂<b>&" in said(inspect)


def test_what_was_being_typed_for_one_node_is_not_entered_for_another(
    inspect: MainWindow,
) -> None:
    field = inspect.inspector.identity.value
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "99")
    inspect.selection.set([B])
    inspect.inspector.refresh()
    assert field.text() == "−3"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert leaf(inspect, B).value == -3.0


def test_an_empty_graph_says_how_to_begin(window: MainWindow) -> None:
    window.files.new()
    assert "Drag a value or an op from the palette" in said(window)


def test_the_counts_follow_every_edit(window: MainWindow) -> None:
    window.selection.clear()
    assert "Parameters 4" in said(window)
    window.opened.apply(nodes.set_role(window.opened.document, [A], Role.CONSTANT))
    assert "Parameters 3 Constants 1" in said(window)
    window.opened.apply(nodes.delete(window.opened.document, [A]))
    assert "Nodes 6" in said(window)
    assert "Wires 5" in said(window)
    window.opened.undo()
    assert "Nodes 7" in said(window)


def test_a_text_that_was_clicked_leaves_undo_to_the_window(inspect: MainWindow) -> None:
    inspect.opened.apply(nodes.set_value(inspect.opened.document, B, 7.0))
    sentence = inspect.inspector.sentence
    QTest.mouseClick(sentence, Qt.MouseButton.LeftButton)
    assert inspect.focusWidget() is sentence
    QTest.keyClick(sentence, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert inspect.opened.undo_name is None


def test_a_selected_text_is_copied_as_text(inspect: MainWindow) -> None:
    sentence = inspect.inspector.sentence
    QTest.mouseClick(sentence, Qt.MouseButton.LeftButton)
    sentence.setSelection(0, 16)
    QTest.keyClick(sentence, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Raise a by 0.01 "
