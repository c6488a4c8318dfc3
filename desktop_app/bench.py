"""How fast the canvas is: an edit until its repaint, on graphs of several sizes."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from desktop_app import style
from desktop_app.canvas.canvas import Canvas
from desktop_app.canvas.view import View
from desktop_app.commands import arrange, nodes
from desktop_app.headless import make_application
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.theme import load_theme
from engine.document import Document, Point
from engine.graph import Apply, Graph, Leaf, Node
from engine.ops import OPS

SIZES: Final = (1_000, 10_000)
_ROUNDS: Final = 15
_OPS: Final = ("add", "mul", "tanh", "sub", "sigmoid", "relu")
_COLUMN: Final = 30
_SPAN: Final = 60

Measured = Mapping[str, Mapping[str, float]]


def bench_canvas() -> Measured:
    """Return medians in milliseconds: for each thing measured, by number of nodes.

    Live is on: a leaf edit means both passes over the whole graph, then the paint.
    """
    app = make_application()
    style.apply(app, load_theme("dark"))
    by_size = {f"{size} nodes, ms": _measure(app, made_graph(size)) for size in SIZES}
    things = next(iter(by_size.values()))
    return {thing: {size: found[thing] for size, found in by_size.items()} for thing in things}


def made_graph(size: int, seed: int = 1) -> Document:
    """Return a random graph of so many nodes, laid out in columns."""
    chance = random.Random(seed)
    made: dict[str, Node] = {}
    ids: list[str] = []
    for i in range(size):
        ids.append(f"n{i + 1}")
        made[ids[i]] = Leaf(chance.uniform(-1, 1), f"x{i}") if i < size // 4 else _op(chance, ids)
    layout = {n: Point(240 * (i // _COLUMN), 112 * (i % _COLUMN)) for i, n in enumerate(ids)}
    return Document(Graph(made, ids[-1]), layout)


def _op(chance: random.Random, ids: list[str]) -> Apply:
    name = chance.choice(_OPS)
    earlier = ids[max(0, len(ids) - 1 - _SPAN) : -1]
    return Apply(name, tuple(chance.choice(earlier) for _ in OPS[name].operands))


def _measure(app: QApplication, document: Document) -> dict[str, float]:
    opened = OpenDocument(document)
    run = Run(opened)
    run.live = True
    canvas = Canvas(opened, run, Selection(opened), load_theme("dark"))
    canvas.resize(1280, 800)
    canvas.show()
    app.processEvents()
    found: dict[str, float] = {}
    for name, show in _VIEWS.items():
        show(canvas)
        app.processEvents()
        found |= {f"{what}, {name}": _median(do, canvas) for what, do in _EDITS.items()}
    canvas.close()
    return found


_VIEWS: Final[dict[str, Callable[[Canvas], None]]] = {
    "all of it": Canvas.fit,
    "at 100 %": lambda canvas: canvas.set_view(View(1.0, -2000.0, -500.0)),
}


def _median(do: Callable[[Canvas, int], None], canvas: Canvas) -> float:
    sheet = QPixmap(canvas.size())
    taken = []
    for turn in range(_ROUNDS):
        start = time.process_time()
        do(canvas, turn)
        with QPainter(sheet) as painter:
            canvas.render(painter, QPoint())
        taken.append(time.process_time() - start)
    return 1000.0 * statistics.median(taken)


def _repaint(canvas: Canvas, _turn: int) -> None:
    canvas.update()


def _set_leaf(canvas: Canvas, turn: int) -> None:
    opened = canvas.opened
    opened.apply(nodes.set_value(opened.document, "n5", 0.01 * (turn + 1)))


def _move_node(canvas: Canvas, turn: int) -> None:
    opened = canvas.opened
    opened.apply(arrange.move(opened.document, {"n9": Point(10.0 * turn + 5.0, 900.0)}))


def _add_leaf(canvas: Canvas, turn: int) -> None:
    opened = canvas.opened
    opened.apply(nodes.add_leaf(opened.document, Point(0.0, -200.0 - turn)))


_EDITS: Final[dict[str, Callable[[Canvas, int], None]]] = {
    "repaint": _repaint,
    "set a leaf": _set_leaf,
    "move a node": _move_node,
    "add a leaf": _add_leaf,
}
