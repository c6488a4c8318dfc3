"""The open document: one door, one history, one dirty marker."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.exceptions import capture_exceptions

from desktop_app.model import open_document
from desktop_app.model.open_document import OpenDocument
from engine.document import Document, EditError, Point
from engine.edits import Edit, Key, Section
from engine.graph import Graph, Leaf

PATH = Path("worked example.chainrule")


def leaf_a(value: float = 2.0) -> Document:
    return Document(Graph({"n1": Leaf(value, "a")}), {"n1": Point(0, 0)})


def set_a(opened: OpenDocument, value: float) -> Edit:
    return opened.document.edit(f"Set a to {value}", {Key(Section.NODES, "n1"): Leaf(value, "a")})


def value_of_a(opened: OpenDocument) -> float:
    return opened.document.graph.nodes["n1"].value  # type: ignore[union-attr]


@pytest.fixture
def opened() -> OpenDocument:
    return OpenDocument(leaf_a())


def heard(opened: OpenDocument) -> list[str]:
    signals: list[str] = []
    opened.changed.connect(lambda edit: signals.append(f"changed: {edit.name}"))
    opened.replaced.connect(lambda: signals.append("replaced"))
    opened.history_changed.connect(lambda: signals.append("history"))
    return signals


def test_an_edit_is_made_then_announced_then_the_history_follows(opened: OpenDocument) -> None:
    signals = heard(opened)
    opened.apply(set_a(opened, 3.0))
    assert value_of_a(opened) == 3.0
    assert signals == ["changed: Set a to 3.0", "history"]


def test_an_empty_edit_does_nothing(opened: OpenDocument) -> None:
    signals = heard(opened)
    opened.apply(set_a(opened, 2.0))
    assert signals == []
    assert opened.undo_name is None


def test_a_refused_edit_leaves_document_history_and_dirty_marker_alone(
    opened: OpenDocument,
) -> None:
    opened.apply(set_a(opened, 3.0))
    opened.undo()
    signals = heard(opened)
    with pytest.raises(EditError):
        opened.apply(set_a(opened, float("inf")))
    assert value_of_a(opened) == 2.0
    assert signals == []
    assert (opened.undo_name, opened.redo_name, opened.is_dirty) == (None, "Set a to 3.0", False)


def test_undo_and_redo_name_their_step(opened: OpenDocument) -> None:
    opened.apply(set_a(opened, 3.0))
    opened.apply(set_a(opened, 4.0))
    assert (opened.undo_name, opened.redo_name) == ("Set a to 4.0", None)
    opened.undo()
    assert value_of_a(opened) == 3.0
    assert (opened.undo_name, opened.redo_name) == ("Set a to 3.0", "Set a to 4.0")
    opened.redo()
    assert value_of_a(opened) == 4.0


def test_undo_and_redo_at_the_ends_of_the_history_do_nothing(opened: OpenDocument) -> None:
    signals = heard(opened)
    opened.undo()
    opened.redo()
    assert signals == []


def test_a_new_edit_forgets_what_could_be_redone(opened: OpenDocument) -> None:
    opened.apply(set_a(opened, 3.0))
    opened.undo()
    opened.apply(set_a(opened, 5.0))
    assert opened.redo_name is None


def test_the_slots_are_up_to_date_when_the_edit_is_announced(opened: OpenDocument) -> None:
    seen: list[int] = []
    opened.changed.connect(lambda _edit: seen.append(opened.slots.of["n2"]))
    opened.apply(opened.document.edit("Add b", {Key(Section.NODES, "n2"): Leaf(1.0, "b")}))
    assert seen == [1]


def test_the_history_is_up_to_date_when_the_edit_is_announced(opened: OpenDocument) -> None:
    seen: list[str | None] = []
    opened.changed.connect(lambda _edit: seen.append(opened.undo_name))
    opened.apply(set_a(opened, 3.0))
    opened.undo()
    assert seen == ["Set a to 3.0", None]


class TestGestures:
    def test_the_edits_of_a_gesture_are_one_step_under_the_last_name(
        self, opened: OpenDocument
    ) -> None:
        gesture = object()
        for value in (3.0, 4.0, 5.0):
            opened.apply(set_a(opened, value), gesture=gesture)
        assert opened.undo_name == "Set a to 5.0"
        opened.undo()
        assert value_of_a(opened) == 2.0
        assert opened.undo_name is None

    def test_two_gestures_are_two_steps(self, opened: OpenDocument) -> None:
        opened.apply(set_a(opened, 3.0), gesture=object())
        opened.apply(set_a(opened, 4.0), gesture=object())
        opened.undo()
        assert value_of_a(opened) == 3.0

    def test_an_edit_in_between_ends_the_gestures_step(self, opened: OpenDocument) -> None:
        gesture = object()
        opened.apply(set_a(opened, 3.0), gesture=gesture)
        opened.apply(set_a(opened, 4.0))
        opened.apply(set_a(opened, 5.0), gesture=gesture)
        opened.undo()
        assert value_of_a(opened) == 4.0
        opened.undo()
        assert value_of_a(opened) == 3.0

    def test_an_undo_in_between_ends_the_gestures_step(self, opened: OpenDocument) -> None:
        gesture = object()
        opened.apply(set_a(opened, 3.0))
        opened.apply(set_a(opened, 4.0), gesture=gesture)
        opened.undo()
        opened.apply(set_a(opened, 5.0), gesture=gesture)
        opened.undo()
        assert value_of_a(opened) == 3.0

    def test_a_gesture_that_comes_to_nothing_leaves_no_step(self, opened: OpenDocument) -> None:
        gesture = object()
        opened.apply(set_a(opened, 3.0), gesture=gesture)
        opened.apply(set_a(opened, 2.0), gesture=gesture)
        assert (opened.undo_name, opened.is_dirty) == (None, False)
        opened.apply(set_a(opened, 7.0), gesture=gesture)
        opened.undo()
        assert value_of_a(opened) == 2.0

    @pytest.mark.parametrize("ending", ["back where it was", "taken back"])
    def test_a_gesture_without_effect_leaves_what_could_be_redone(
        self, opened: OpenDocument, ending: str
    ) -> None:
        opened.apply(set_a(opened, 9.0))
        opened.undo()
        gesture = object()
        opened.apply(set_a(opened, 3.0), gesture=gesture)
        assert opened.redo_name is None
        if ending == "taken back":
            opened.take_back(gesture)
        else:
            opened.apply(set_a(opened, 2.0), gesture=gesture)
        assert (value_of_a(opened), opened.redo_name) == (2.0, "Set a to 9.0")

    def test_a_gesture_that_is_taken_back_is_forgotten(self, opened: OpenDocument) -> None:
        gesture = object()
        opened.apply(set_a(opened, 3.0), gesture=gesture)
        opened.apply(set_a(opened, 4.0), gesture=gesture)
        signals = heard(opened)
        opened.take_back(gesture)
        assert value_of_a(opened) == 2.0
        assert (opened.undo_name, opened.redo_name, opened.is_dirty) == (None, None, False)
        assert signals == ["changed: Set a to 4.0", "history"]

    def test_only_the_gesture_that_made_the_last_step_can_be_taken_back(
        self, opened: OpenDocument
    ) -> None:
        gesture = object()
        opened.apply(set_a(opened, 3.0), gesture=gesture)
        opened.apply(set_a(opened, 4.0))
        opened.take_back(gesture)
        opened.take_back(object())
        assert value_of_a(opened) == 4.0


class TestDirtyMarker:
    def test_an_undo_back_to_the_saved_step_is_clean(self, opened: OpenDocument) -> None:
        opened.apply(set_a(opened, 3.0))
        assert opened.is_dirty
        opened.mark_saved(PATH)
        assert not opened.is_dirty
        opened.apply(set_a(opened, 4.0))
        assert opened.is_dirty
        opened.undo()
        assert not opened.is_dirty
        opened.undo()
        assert opened.is_dirty
        opened.redo()
        assert not opened.is_dirty

    def test_a_saved_step_that_a_new_edit_forgot_can_never_be_clean_again(
        self, opened: OpenDocument
    ) -> None:
        opened.apply(set_a(opened, 3.0))
        opened.mark_saved(PATH)
        opened.undo()
        opened.apply(set_a(opened, 4.0))
        opened.undo()
        assert opened.is_dirty

    def test_a_save_in_the_middle_of_a_gesture_does_not_cover_the_rest_of_it(
        self, opened: OpenDocument
    ) -> None:
        gesture = object()
        opened.apply(set_a(opened, 3.0), gesture=gesture)
        opened.mark_saved(PATH)
        opened.apply(set_a(opened, 4.0), gesture=gesture)
        assert opened.is_dirty

    def test_saving_gives_the_document_a_path_and_a_title(self, opened: OpenDocument) -> None:
        assert (opened.path, opened.title) == (None, "Untitled")
        signals = heard(opened)
        opened.mark_saved(PATH)
        assert (opened.path, opened.title) == (PATH, "worked example.chainrule")
        assert signals == ["history"]


def test_another_document_starts_with_a_clean_history(opened: OpenDocument) -> None:
    opened.apply(set_a(opened, 3.0))
    opened.apply(set_a(opened, 4.0))
    opened.undo()
    signals = heard(opened)
    opened.replace(leaf_a(7.0), PATH)
    assert (value_of_a(opened), opened.path, opened.is_dirty) == (7.0, PATH, False)
    assert (opened.undo_name, opened.redo_name) == (None, None)
    assert signals == ["replaced", "history"]


def test_the_history_forgets_its_oldest_steps(
    opened: OpenDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_document, "HISTORY_LIMIT", 3)
    for value in (3.0, 4.0, 5.0, 6.0, 7.0):
        opened.apply(set_a(opened, value))
    while opened.undo_name:
        opened.undo()
    assert value_of_a(opened) == 4.0
    assert opened.is_dirty


def test_a_save_before_the_forgotten_steps_is_not_mistaken_for_now(
    opened: OpenDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_document, "HISTORY_LIMIT", 2)
    opened.apply(set_a(opened, 3.0))
    opened.mark_saved(PATH)
    for value in (4.0, 5.0):
        opened.apply(set_a(opened, value))
    opened.undo()
    opened.undo()
    assert (value_of_a(opened), opened.is_dirty) == (3.0, False)


def test_a_listener_that_fails_leaves_nothing_half_way(opened: OpenDocument) -> None:
    def fail(_edit: Edit) -> None:
        raise ZeroDivisionError

    opened.changed.connect(fail)
    with capture_exceptions() as exceptions:
        opened.apply(set_a(opened, 3.0))
    assert len(exceptions) == 1
    assert (value_of_a(opened), opened.undo_name) == (3.0, "Set a to 3.0")
