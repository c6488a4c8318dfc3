"""The window as a whole: menus, shortcuts, undo, dirty marker, drop, themes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from desktop_app.commands import nodes
from desktop_app.main_window import MainWindow
from desktop_app.model.settings import Settings
from engine.files import save
from tests.desktop_app.conftest import climbing_example
from tests.desktop_app.drags import drop
from tests.desktop_app.worked_example import A, B, C, D, E, F, L

Keys = QKeySequence.StandardKey
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def key(window: MainWindow, pressed: Qt.Key, keys: Qt.KeyboardModifier | None = None) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, pressed, keys or Qt.KeyboardModifier.NoModifier)


def menu_entries(menu: QMenu) -> Iterator[str]:
    for action in menu.actions():
        sub = action.menu()
        if isinstance(sub, QMenu):
            yield from menu_entries(sub)
        elif not action.isSeparator():
            yield action.objectName()


def test_no_two_commands_share_a_shortcut(window: MainWindow) -> None:
    taken: dict[str, str] = {}
    for name, action in window.actions_by_name.items():
        for sequence in action.shortcuts():
            text = sequence.toString()
            assert text, f"{name} has an empty shortcut"
            assert taken.setdefault(text, name) == name


@pytest.mark.parametrize("platform", ["X11", "Windows", "macOS"])
def test_no_two_commands_share_a_key_that_a_platform_calls_standard(
    window: MainWindow, platform: str
) -> None:
    """The keys of other platforms, from Qt's documentation of QKeySequence."""
    standard: dict[str, dict[object, list[str]]] = {
        "X11": {Keys.Delete: ["Del", "Ctrl+D"], Keys.Redo: ["Ctrl+Shift+Z"]},
        "Windows": {Keys.Delete: ["Del"], Keys.Redo: ["Ctrl+Y", "Ctrl+Shift+Z"]},
        "macOS": {Keys.Delete: ["Del", "Meta+D"], Keys.Redo: ["Ctrl+Shift+Z"]},
    }
    elsewhere = standard[platform]
    taken: dict[str, str] = {}
    for command in window.commands:
        for shortcut in command.shortcuts:
            known = elsewhere.get(shortcut) or keys_of(shortcut)
            for text in dict.fromkeys(known):
                assert taken.setdefault(text, command.name) == command.name


def keys_of(shortcut: str | QKeySequence.StandardKey) -> list[str]:
    if isinstance(shortcut, str):
        return [QKeySequence(shortcut).toString()]
    return [sequence.toString() for sequence in QKeySequence.keyBindings(shortcut)]


def test_every_command_stands_in_a_menu_with_a_letter_to_press(window: MainWindow) -> None:
    listed = set()
    for top in window.menuBar().actions():
        menu = top.menu()
        assert isinstance(menu, QMenu)
        listed |= set(menu_entries(menu))
        letters = [
            a.text()[a.text().index("&") + 1].lower() for a in menu.actions() if "&" in a.text()
        ]
        assert len(letters) == len(set(letters)), f"{top.text()}: {sorted(letters)}"
    assert set(window.actions_by_name) <= listed


def test_standard_keys_are_the_platforms_own(window: MainWindow) -> None:
    for name, standard in (
        ("open", QKeySequence.StandardKey.Open),
        ("save", QKeySequence.StandardKey.Save),
        ("copy", QKeySequence.StandardKey.Copy),
        ("undo", QKeySequence.StandardKey.Undo),
    ):
        wanted = QKeySequence.keyBindings(standard)
        assert window.actions_by_name[name].shortcuts()[: len(wanted)] == wanted


def test_undo_and_redo_name_their_step(window: MainWindow) -> None:
    undo, redo = window.actions_by_name["undo"], window.actions_by_name["redo"]
    assert not undo.isEnabled()
    window.opened.apply(nodes.rename(window.opened.document, A, "alpha & beta"))
    assert undo.text() == "&Undo Rename a to alpha && beta"
    key(window, Qt.Key.Key_Z, CTRL)
    assert redo.text() == "&Redo Rename a to alpha && beta"
    assert not undo.isEnabled()
    key(window, Qt.Key.Key_Z, CTRL | SHIFT)
    assert not redo.isEnabled()


def test_the_title_carries_the_dirty_marker(window: MainWindow) -> None:
    assert window.windowTitle() == "Untitled[*] — Chainrule"
    assert not window.isWindowModified()
    window.opened.apply(nodes.set_value(window.opened.document, A, 3.0))
    assert window.isWindowModified()
    window.opened.undo()
    assert not window.isWindowModified()


def test_delete_takes_the_selected_nodes_away_and_undo_brings_them_back(
    window: MainWindow,
) -> None:
    before = dict(window.opened.document.graph.nodes)
    window.selection.set([A, E])
    key(window, Qt.Key.Key_Delete)
    assert {A, E}.isdisjoint(window.opened.document.graph.nodes)
    key(window, Qt.Key.Key_Z, CTRL)
    assert dict(window.opened.document.graph.nodes) == before


def test_delete_in_the_palette_leaves_the_graph_alone(window: MainWindow) -> None:
    window.selection.set([A])
    window.find_in_palette()
    focused = window.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Delete)
    assert A in window.opened.document.graph.nodes


def test_copy_and_paste_go_through_text_on_the_clipboard(window: MainWindow) -> None:
    window.selection.set([A, B, E])
    key(window, Qt.Key.Key_C, CTRL)
    assert '"mul"' in QGuiApplication.clipboard().text()
    key(window, Qt.Key.Key_V, CTRL)
    assert len(window.opened.document.graph.nodes) == 10
    assert len(window.selection.nodes) == 3
    assert window.selection.nodes.isdisjoint({A, B, E})
    key(window, Qt.Key.Key_Z, CTRL)
    assert len(window.opened.document.graph.nodes) == 7


def test_cut_is_one_step(window: MainWindow) -> None:
    window.selection.set([F])
    key(window, Qt.Key.Key_X, CTRL)
    assert F not in window.opened.document.graph.nodes
    assert window.opened.undo_name == "Cut f"


def test_text_that_is_no_graph_is_refused_in_the_status_bar(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("{ this is not a graph")
    key(window, Qt.Key.Key_V, CTRL)
    assert window.status.currentMessage().endswith(".")
    assert window.opened.undo_name is None


def test_duplicate_selects_the_new_nodes(window: MainWindow) -> None:
    window.selection.set([A])
    key(window, Qt.Key.Key_D, CTRL)
    assert len(window.opened.document.graph.nodes) == 8
    assert len(window.selection.nodes) == 1
    assert A not in window.selection.nodes


def test_select_all_selects_every_node(window: MainWindow) -> None:
    key(window, Qt.Key.Key_A, CTRL)
    assert window.selection.nodes == {A, B, C, D, E, F, L}


def test_the_function_keys_run_the_passes(window: MainWindow) -> None:
    window.actions_by_name["live"].trigger()
    key(window, Qt.Key.Key_F8)
    assert window.run.gradient(A) is None
    key(window, Qt.Key.Key_F6)
    assert window.run.gradient(A) == 6.0
    key(window, Qt.Key.Key_F7)
    key(window, Qt.Key.Key_F5)
    assert window.run.value(L) == pytest.approx(-7.286496, abs=1e-12)


def test_f2_renames_the_selected_node_on_the_canvas(window: MainWindow) -> None:
    window.selection.set([A])
    key(window, Qt.Key.Key_F2)
    assert window.canvas.editor is not None
    QTest.keyClicks(window.canvas.editor, "alpha")
    QTest.keyClick(window.canvas.editor, Qt.Key.Key_Return)
    assert window.opened.document.graph.nodes[A].label == "alpha"


def test_single_letters_typed_into_a_name_are_letters(window: MainWindow) -> None:
    window.selection.set([A])
    key(window, Qt.Key.Key_F2)
    assert window.canvas.editor is not None
    QTest.keyClicks(window.canvas.editor, "Lfnt.")
    assert window.canvas.editor.text() == "Lfnt."
    QTest.keyClick(window.canvas.editor, Qt.Key.Key_Escape)
    assert window.opened.undo_name is None


def test_the_target_and_roles_are_set_from_the_menu(window: MainWindow) -> None:
    window.selection.set([A, B])
    assert not window.actions_by_name["mark_target"].isEnabled()
    window.actions_by_name["make_constant"].trigger()
    assert window.opened.undo_name == "Make 2 leaves constants"
    window.selection.set([D])
    assert not window.actions_by_name["make_constant"].isEnabled()
    key(window, Qt.Key.Key_T)
    assert window.run.target == D
    window.actions_by_name["unmark_target"].trigger()
    assert window.run.target == L


def test_a_role_that_every_selected_leaf_has_is_not_offered(window: MainWindow) -> None:
    window.selection.set([A, E])
    assert not window.actions_by_name["make_parameter"].isEnabled()
    window.actions_by_name["make_constant"].trigger()
    assert not window.actions_by_name["make_constant"].isEnabled()
    assert window.actions_by_name["make_parameter"].isEnabled()
    window.selection.set([A, B])
    assert window.actions_by_name["make_constant"].isEnabled()


def test_a_right_click_on_a_node_offers_what_can_be_done_with_it(window: MainWindow) -> None:
    window.selection.set([A])
    window.canvas.menu_requested.emit(QPoint(400, 400))
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    assert {"rename", "mark_target", "make_constant", "delete"} <= set(menu_entries(popup))
    popup.close()


def test_the_zoom_stands_in_the_status_bar(window: MainWindow) -> None:
    key(window, Qt.Key.Key_0, CTRL)
    assert window.status.zoom.text() == "100 %"
    key(window, Qt.Key.Key_Plus, CTRL)
    assert window.status.zoom.text() == "120 %"
    key(window, Qt.Key.Key_Home)
    assert window.status.zoom.text() != "120 %"


def test_the_numbers_of_all_wires_are_a_switch_that_is_remembered(
    window: MainWindow, settings: Settings
) -> None:
    key(window, Qt.Key.Key_N)
    assert window.canvas.wire_numbers == "always"
    assert settings.wire_numbers == "always"
    assert window.actions_by_name["wire_numbers"].isChecked()


def test_the_theme_changes_at_once_and_is_remembered(
    window: MainWindow, settings: Settings, qapp: QApplication
) -> None:
    dark = window.grab().toImage().pixelColor(600, 60)
    window.actions_by_name["theme_light"].trigger()
    light = window.grab().toImage().pixelColor(600, 60)
    assert dark.lightness() < 80
    assert light.lightness() > 170
    assert settings.theme == "light"
    assert window.actions_by_name["theme_light"].isChecked()


def test_with_the_systems_theme_the_window_follows_the_system(
    window: MainWindow, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_app import style

    monkeypatch.setattr(style, "system_theme_name", lambda: "light")
    window.actions_by_name["theme_system"].trigger()
    assert window.canvas.look.theme.name == "light"
    monkeypatch.setattr(style, "system_theme_name", lambda: "dark")
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert window.canvas.look.theme.name == "dark"


def test_a_dropped_file_opens(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "dropped.chainrule"
    document = climbing_example()
    document.apply(nodes.set_value(document, A, 42.0))
    save(document, path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop(window, data, QPoint(600, 400))
    assert window.opened.path == path
    assert window.opened.document == document
    assert window.windowTitle() == "dropped.chainrule[*] — Chainrule"


def test_keys_and_about_open_and_close(window: MainWindow) -> None:
    from PySide6.QtWidgets import QDialog, QMessageBox

    window.opened.apply(nodes.rename(window.opened.document, A, "alpha"))
    key(window, Qt.Key.Key_Question)
    dialog = window.findChild(QDialog, "keys")
    assert isinstance(dialog, QDialog)
    text = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Forward" in text
    assert "F5" in text
    assert ">Undo<" in text
    assert "Rename a to alpha" not in text
    dialog.close()
    window.actions_by_name["about"].trigger()
    about = window.findChild(QMessageBox, "about")
    assert isinstance(about, QMessageBox)
    about.close()


def test_size_and_place_of_the_panels_are_remembered(
    window: MainWindow, settings: Settings
) -> None:
    window.close()
    assert settings.window_geometry
    assert settings.window_state
