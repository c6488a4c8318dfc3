"""A session without a mouse: L = (a*b + c)*f from nothing, with key events alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from desktop_app.docks import OUTLINE
from desktop_app.main_window import MainWindow
from engine.document import Document
from engine.files import load
from engine.labels import find_node

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
# On a Mac the key with ⌃ on it, which Qt calls Meta, leads from panel to panel.
HELD = Qt.KeyboardModifier.MetaModifier if sys.platform == "darwin" else CTRL


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(focused(), key, held)
    QTest.qWait(0)


def write(text: str) -> None:
    QTest.keyClicks(focused(), text)
    press(Key.Key_Return)


def search(text: str) -> None:
    """Add what a text says, through the search at the pointer."""
    press(Key.Key_Tab)
    write(text)


def call(name: str) -> None:
    """Name the node that was added last."""
    press(Key.Key_F2)
    write(name)


@pytest.fixture
def empty(window: MainWindow) -> Iterator[MainWindow]:
    window.opened.replace(Document())
    window.run.live = False
    window.canvas.setFocus()
    yield window
    window.opened.replace(Document())


def value(window: MainWindow, name: str) -> float | None:
    return window.run.value(find_node(window.opened.document.graph, name))


def gradient(window: MainWindow, name: str) -> float | None:
    return window.run.gradient(find_node(window.opened.document.graph, name))


def test_a_graph_is_built_run_stepped_and_saved(
    empty: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = empty
    for leaf in ("a = 2", "b = -3", "c = 10", "f = -2"):
        search(leaf)
        press(Key.Key_Escape)
    search("a*b")
    call("e")
    search("+c")
    call("d")
    search("*f")
    call("L")
    press(Key.Key_F5)
    assert value(window, "L") == -8.0
    assert gradient(window, "a") is None
    press(Key.Key_F6)
    named = [("a", 6.0), ("b", -4.0), ("c", -2.0), ("f", 4.0), ("d", -2.0), ("e", -2.0)]
    assert [(name, gradient(window, name)) for name, _ in named] == named
    press(Key.Key_F7)
    press(Key.Key_F5)
    # Down by 0.01 times each gradient.
    a, b, c, f = 2 - 0.06, -3 + 0.04, 10 + 0.02, -2 - 0.04
    assert value(window, "L") == pytest.approx((a * b + c) * f, rel=1e-12)
    press(Key.Key_Z, CTRL)
    path = tmp_path / "by-keys.chainrule"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_n: (str(path), ""))
    press(Key.Key_S, CTRL)
    graph = load(path).graph
    names = {node.label for node in graph.nodes.values()}
    assert names == {"a", "b", "c", "f", "e", "d", "L"}
    assert not window.opened.is_dirty


def test_ctrl_tab_leads_through_every_panel_that_is_shown(window: MainWindow) -> None:
    press(Key.Key_O, CTRL | SHIFT)
    outline = window.docks.panel(OUTLINE)
    assert focused() is outline.table
    seen: list[QWidget] = []
    for _ in range(6):
        press(Key.Key_Tab, HELD)
        seen.append(focused())
    parts = (window.training, window.expression, window.palette_panel, window.canvas,
             window.inspector, outline)  # fmt: skip
    visited = {part for part in parts for each in seen if part is each or part.isAncestorOf(each)}
    assert visited == set(parts)


def test_the_text_of_the_inspector_is_read_by_keys(window: MainWindow) -> None:
    window.selection.set([find_node(window.opened.document.graph, "L")])
    window.inspector.refresh()
    window.inspector.setMaximumHeight(160)
    QTest.qWait(0)
    window.inspector.setFocus()
    bar = window.inspector.verticalScrollBar()
    for _ in range(20):
        press(Key.Key_PageDown)
    assert bar.value() == bar.maximum() > 0
    press(Key.Key_PageUp)
    assert bar.value() < bar.maximum()
