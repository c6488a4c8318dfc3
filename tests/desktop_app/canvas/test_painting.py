"""What is painted: states that can be told apart, partial paints that match, pictures in files."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from desktop_app.canvas import glyphs, hits
from desktop_app.canvas.export import render
from desktop_app.canvas.painter import Shown
from desktop_app.canvas.view import View
from desktop_app.canvas.wire_layer import WireLayer
from desktop_app.canvas.wire_painter import Tag, thickness
from desktop_app.model.run import State
from desktop_app.model.theme import load_theme
from engine.files import FileError


@pytest.mark.parametrize("scale", [0.1, 0.3, 1.0, 1.7])
def test_a_partial_paint_equals_that_part_of_a_full_one(stage: Any, scale: float) -> None:
    stage.canvas.set_wire_numbers("always")
    stage.canvas.set_view(View(scale, 60.0, 80.0))
    part = QRect(217, 133, 300, 240)
    whole = _painted(stage, QRect(0, 0, 1100, 640))
    alone = _painted(stage, part)
    assert _greatest_difference(alone.copy(part), whole.copy(part)) <= _INVISIBLE


def test_the_four_states_differ_in_glyphs_and_not_in_colour_alone() -> None:
    number = 6.0
    marks = {s: (glyphs.number_text(number, s), glyphs.state_mark(s)) for s in State}
    assert all(marks[a] != marks[b] for a, b in combinations(State, 2))


def test_what_is_not_computed_is_never_shown_as_a_number() -> None:
    assert glyphs.number_text(None, State.NOT_COMPUTED) == "–"
    assert glyphs.number_text(0.0, State.FRESH) == "0"


def test_the_sign_is_told_without_colour() -> None:
    assert [glyphs.sign_mark(x) for x in (2.0, -2.0, 0.0)] == ["▲", "▼", "●"]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_bears_a_warning(number: float) -> None:
    assert glyphs.is_trouble(number)
    assert glyphs.sign_mark(number) == "⚠"
    assert thickness(number, 1.0) == thickness(1.0, 1.0)


def test_a_larger_contribution_makes_a_wider_wire() -> None:
    widths = [thickness(x, 8.0) for x in (None, 0.0, 0.5, -2.0, 8.0)]
    assert widths == sorted(widths)
    assert widths[0] == widths[1] < widths[2] < widths[3] < widths[4]


def test_a_tag_shows_local_derivative_and_contribution(stage: Any) -> None:
    shown = Shown(View(), tags_always=True)
    rows = list(stage.canvas.scene.row_of.values())
    tags = {(t.local, t.contribution) for t in _tags(stage, rows, shown)}
    assert ("−2 × (−3)", "▲ 6") in tags  # a → e: the upstream gradient −2, times ∂e/∂a = b
    assert ("1 × 4", "▲ 4") in tags  # f → L


def test_tags_stand_only_near_the_selection_unless_always(stage: Any) -> None:
    rows = list(stage.canvas.scene.row_of.values())
    near_a = Shown(View(), nodes=frozenset({stage.id_of("a")}))
    assert len(_tags(stage, rows, near_a)) == 1
    assert _tags(stage, rows, Shown(View())) == []


def test_tags_do_not_cover_each_other_where_one_value_is_used_twice(stage: Any) -> None:
    stage.drag(stage.output("a"), stage.port("e", 1))
    shown = Shown(View(), nodes=frozenset({stage.id_of("e")}))
    rows = list(stage.canvas.scene.row_of.values())
    rects = [tag.rect for tag in _tags(stage, rows, shown)]
    assert len(rects) == 3
    assert not any(a.intersects(b) for a, b in combinations(rects, 2))


def test_a_stale_number_does_not_look_like_a_fresh_one(stage: Any) -> None:
    fresh = stage.image()
    stage.run.live = False
    slot = stage.slot("L")
    stage.run.gradient_states[slot] = State.STALE
    stage.run.updated.emit()
    box = stage.canvas.shown.view.rect_to_widget(hits.box_rect(stage.canvas.scene, slot))
    assert stage.image().copy(box.toRect()) != fresh.copy(box.toRect())


@pytest.mark.parametrize(
    ("ending", "starts"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_picture_is_written_in_each_format(
    stage: Any, tmp_path: Path, ending: str, starts: bytes, theme: str
) -> None:
    path = tmp_path / f"picture.{ending}"
    render(stage.opened.document, path, load_theme(theme))
    assert path.read_bytes().startswith(starts)


def test_an_svg_picture_holds_the_numbers_as_text(stage: Any, tmp_path: Path) -> None:
    path = tmp_path / "picture.svg"
    render(stage.opened.document, path, load_theme("light"))
    text = path.read_text(encoding="utf-8")
    assert all(number in text for number in ("−8", "▲ 6", "▼ −4"))


def test_another_ending_is_refused(stage: Any, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"picture.bmp: .*\.png, \.svg, \.pdf"):
        render(stage.opened.document, tmp_path / "picture.bmp", load_theme("light"))


_INVISIBLE = 4  # of 255: Qt rounds the edges of lines that it cuts off at the edge of the part


def _greatest_difference(one: QImage, other: QImage) -> int:
    first, second = (np.frombuffer(i.constBits(), np.uint8).astype(int) for i in (one, other))
    return int(np.abs(first - second).max())


def _painted(stage: Any, part: QRect) -> QImage:
    image = QImage(1100, 640, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        painter.setClipRect(part)
        whole = QRectF(0, 0, 1100, 640)
        stage.canvas.picture.paint(painter, QRectF(part), whole, stage.canvas.shown)
    return image


def _tags(stage: Any, rows: list[int], shown: Shown) -> list[Tag]:
    layer = WireLayer(stage.opened, stage.run, stage.canvas.scene)
    return layer.tags(stage.canvas.look, np.array(rows), shown)
