"""What is kept of a picture and painted in parts is the picture that would be painted afresh."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from desktop_app.canvas.overlay import paint_overlays
from desktop_app.canvas.sheet import Sheet
from desktop_app.canvas.view import View
from desktop_app.commands import nodes

INVISIBLE = 4  # of 255
SPECKS = 16  # pixels: where the edge of a part cuts a line off, Qt may round to the next one


@pytest.fixture(autouse=True)
def without_minimap(stage: Any) -> None:
    """The minimap is a widget of its own, which lies over the picture."""
    stage.canvas.minimap.want(False)


def difference(stage: Any) -> int:
    """How many pixels of the widget are not those of a picture of it that was painted afresh."""
    canvas = stage.canvas
    kept = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    fresh = QImage(kept.size(), QImage.Format.Format_RGB32)
    fresh.setDevicePixelRatio(kept.devicePixelRatio())
    sheet = Sheet(canvas.picture, canvas.scene, stage.opened.slots)
    with QPainter(fresh) as painter:
        whole = QRect(QPoint(), canvas.size())
        sheet.paint(painter, whole, canvas.size(), canvas.devicePixelRatioF(), canvas.shown)
        paint_overlays(painter, canvas.shown.view, canvas.overlays)
    one, other = (np.frombuffer(i.constBits(), np.uint8).astype(int) for i in (kept, fresh))
    differs = np.abs(one - other).reshape(-1, 4).max(axis=1) > INVISIBLE
    return int(differs.sum())


def pan(stage: Any, chance: random.Random) -> None:
    stage.canvas.camera.pan(chance.randint(-150, 150), chance.randint(-150, 150))


def zoom(stage: Any, chance: random.Random) -> None:
    scale = chance.choice([0.1, 0.2, 0.4, 0.73, 1.0, 1.3])
    stage.canvas.set_view(View(scale, chance.randint(0, 300), chance.randint(0, 200)))


def hover(stage: Any, chance: random.Random) -> None:
    stage.move(QPoint(chance.randint(0, 1000), chance.randint(0, 600)))


def hover_wire(stage: Any, chance: random.Random) -> None:
    stage.move(stage.wire_middle(*chance.choice([("e", 0), ("e", 1), ("d", 1), ("L", 0)])))


def displace(stage: Any, chance: random.Random) -> None:
    node_id = chance.choice(list(stage.opened.document.graph.nodes))
    stage.canvas.displace({node_id: (chance.uniform(0, 700), chance.uniform(0, 400))})


def select(stage: Any, chance: random.Random) -> None:
    ids = list(stage.opened.document.graph.nodes)
    stage.selection.set(chance.sample(ids, chance.randint(0, 2)))


def revalue(stage: Any, chance: random.Random) -> None:
    leaf = stage.id_of(chance.choice("abcf"))
    stage.opened.apply(nodes.set_value(stage.opened.document, leaf, chance.uniform(-3, 3)))


def renumber(stage: Any, chance: random.Random) -> None:
    factors = [1.0, -1.0, 1.01, 1e-9, float("nan")]
    for numbers in (stage.run.values, stage.run.gradients):
        numbers[:] *= chance.choices(factors, [9, 2, 9, 1, 1], k=len(numbers))
    stage.run.updated.emit()


@pytest.mark.parametrize("scale", [0.015, 0.1, 0.2, 0.4, 0.6, 1.0, 1.3])
def test_other_numbers_are_written_as_if_they_had_always_been_there(
    stage: Any, scale: float
) -> None:
    chance = random.Random(1)
    stage.canvas.set_view(View(scale, 60.0, 80.0))
    for act in (
        renumber,
        renumber,
        displace,
        renumber,
        select,
        renumber,
        renumber,
        hover,
        renumber,
    ):
        act(stage, chance)
        assert difference(stage) <= SPECKS, act.__name__


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_in_whatever_order(stage: Any, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        act = chance.choice(
            [pan, pan, zoom, hover, hover_wire, displace, displace, select, revalue]
        )
        act(stage, chance)
        assert difference(stage) <= SPECKS, (seed, act.__name__)


def test_nothing_is_painted_again_that_has_not_changed(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.image()
    painted: list[QRect] = []
    paint = stage.canvas.picture.paint

    def counted(painter: Any, dirty: Any, *others: Any) -> None:
        painted.append(dirty.toRect())
        paint(painter, dirty, *others)

    monkeypatch.setattr(stage.canvas.picture, "paint", counted)
    stage.image()
    assert painted == []
    stage.canvas.camera.pan(20, 0)
    stage.image()
    assert [(r.width(), r.height()) for r in painted] == [(20, stage.canvas.height())]
