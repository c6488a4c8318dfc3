"""Text in another size: at once, everywhere, and nothing is cut or lies over something else."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop_app import style
from desktop_app.appearance import Appearance
from desktop_app.docks import OUTLINE
from desktop_app.main_window import MainWindow
from desktop_app.model.settings import Settings
from desktop_app.panels.elided_label import ElidedLabel
from tests.desktop_app.worked_example import E


def write_at(window: MainWindow, percent: int) -> None:
    window.actions_by_name[f"text_{percent}"].trigger()
    for _ in range(8):  # layouts inside layouts settle one after the other
        QTest.qWait(0)


def shown(window: MainWindow) -> list[QWidget]:
    """Return the labels, buttons and fields that are in view, without the parts of others."""
    kinds = (QLabel, QAbstractButton, QLineEdit)
    return [
        each
        for each in window.findChildren(QWidget)
        if isinstance(each, kinds)
        and each.isVisible()
        and not each.visibleRegion().isEmpty()
        and not each.objectName().startswith("qt_")
        and not isinstance(each.parentWidget(), QLineEdit)
    ]


def lies(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def said(widget: QWidget) -> str:
    text = getattr(widget, "text", str)()
    return f"{type(widget).__name__} “{text}”"


def needed(widget: QWidget) -> tuple[int, int]:
    if isinstance(widget, QLineEdit):
        return 0, widget.minimumSizeHint().height()
    if isinstance(widget, QLabel) and widget.wordWrap():
        return 0, widget.heightForWidth(widget.width())
    hint = widget.minimumSizeHint().expandedTo(widget.sizeHint())
    return hint.width(), hint.height()


@pytest.mark.parametrize(("percent", "width", "height"), [(150, 1600, 1000), (200, 2100, 1300)])
def test_nothing_is_cut_and_nothing_overlaps(
    window: MainWindow, percent: int, width: int, height: int
) -> None:
    window.resize(width, height)
    window.selection.set([E])
    write_at(window, percent)
    found = shown(window)
    assert len(found) > 20
    cut = [
        (said(each), needed(each), each.size().toTuple())
        for each in found
        if each.width() < needed(each)[0] or each.height() < needed(each)[1]
    ]
    assert cut == []
    elided = [each.whole_text for each in found if isinstance(each, ElidedLabel)]
    assert elided == [each.text() for each in found if isinstance(each, ElidedLabel)]
    over = [
        (said(one), said(other))
        for one, other in itertools.combinations(found, 2)
        if lies(one).intersects(lies(other)) and not one.isAncestorOf(other)
    ]
    assert over == []


def test_every_text_grows_and_comes_back(window: MainWindow) -> None:
    window.selection.set([E])
    window.docks.show(OUTLINE)
    QTest.qWait(0)
    before = {each: each.fontInfo().pixelSize() for each in shown(window)}
    write_at(window, 200)
    now = {each: each.fontInfo().pixelSize() for each in shown(window) if each in before}
    assert len(now) > 20
    assert {said(each): size for each, size in now.items() if size != 2 * before[each]} == {}
    write_at(window, 100)
    assert {each: each.fontInfo().pixelSize() for each in before} == before


def test_menus_and_dialogs_grow_too(window: MainWindow) -> None:
    write_at(window, 150)
    menu = window.menuBar().actions()[0].menu()
    assert isinstance(menu, QMenu)
    assert menu.fontInfo().pixelSize() == round(13 * 1.5)
    window.actions_by_name["change_keys"].trigger()
    editor = window.findChild(QWidget, "key-editor")
    assert editor is not None
    assert editor.fontInfo().pixelSize() == round(13 * 1.5)
    editor.close()


def test_a_change_of_theme_keeps_the_size(window: MainWindow) -> None:
    write_at(window, 200)
    sizes = {each: each.fontInfo().pixelSize() for each in shown(window)}
    window.actions_by_name["theme_light"].trigger()
    QTest.qWait(0)
    assert {each: each.fontInfo().pixelSize() for each in sizes} == sizes


def test_nodes_grow_with_the_text_and_100_percent_is_that_size(window: MainWindow) -> None:
    canvas = window.canvas
    canvas.zoom_100()
    assert canvas.shown.view.scale == 1.0
    write_at(window, 150)
    assert canvas.shown.view.scale == 1.5
    assert window.status.zoom.text() == "100 %"
    canvas.zoom_in()
    canvas.zoom_100()
    assert canvas.shown.view.scale == pytest.approx(1.5)


def test_the_size_is_kept_for_the_next_start(
    qtbot: QtBot, qapp: QApplication, window: MainWindow, tmp_path: Path
) -> None:
    write_at(window, 125)
    window.close()
    again = Settings(tmp_path / "settings.ini")
    assert again.text_size == 125
    style.set_text_size(qapp, 100, lambda: None)
    later = MainWindow(again, Appearance(again))
    qtbot.addWidget(later)
    assert later.actions_by_name["text_125"].isChecked()
    assert later.fontInfo().pixelSize() == round(13 * 1.25)
    assert later.canvas.camera.unit == 1.25
