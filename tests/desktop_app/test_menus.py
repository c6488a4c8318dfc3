"""Which commands can be used when."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from desktop_app.availability import available, history_texts
from desktop_app.commands import nodes
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.selection import Selection
from engine.document import Document
from engine.graph import Port, Wire
from tests.desktop_app.worked_example import A, B, D, E, worked_example


def usable(selected: Iterable[str], wires: Iterable[Wire] = ()) -> set[str]:
    opened = OpenDocument(worked_example())
    selection = Selection(opened)
    selection.set(selected, wires)
    return {name for name, can in available(opened, selection).items() if can}


@pytest.mark.parametrize(
    ("selected", "can", "cannot"),
    [
        ([], {"tidy", "select_all"}, {"cut", "copy", "delete", "rename", "make_constant"}),
        ([A], {"cut", "rename", "mark_target", "make_constant"}, {"undo", "unmark_target"}),
        ([A, B], {"cut", "make_constant"}, {"rename", "mark_target"}),
        ([D], {"rename", "mark_target"}, {"make_constant"}),
    ],
)
def test_a_command_can_be_used_only_where_it_would_do_something(
    selected: list[str], can: set[str], cannot: set[str]
) -> None:
    assert can <= usable(selected)
    assert cannot.isdisjoint(usable(selected))


def test_a_selected_wire_can_be_deleted_but_not_copied() -> None:
    found = usable([], [Wire(A, Port(E, 0))])
    assert "delete" in found
    assert "copy" not in found


def test_in_an_empty_document_there_is_nothing_to_select_or_tidy() -> None:
    opened = OpenDocument(Document())
    assert not any(available(opened, Selection(opened)).values())


def test_a_marked_target_can_be_unmarked() -> None:
    opened = OpenDocument(worked_example())
    opened.apply(nodes.mark_target(opened.document, D))
    selection = Selection(opened)
    selection.set([D])
    now = available(opened, selection)
    assert now["unmark_target"]
    assert not now["mark_target"]
    assert history_texts(opened)["undo"] == "&Undo Mark d as the target"
