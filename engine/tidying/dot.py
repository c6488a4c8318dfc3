"""Graphviz' ``dot`` through pygraphviz: columns and heights, with the real ports.

The method is that of Gansner, Koutsofios, North and Vo, "A technique for drawing directed graphs",
1993. Boxes become records with one field for each port; Graphviz measures in inches, ``y`` up.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import NamedTuple

import numpy as np

from engine.tidying.boxes import COLUMN_GAP, ROW_GAP, Boxes, Floats, Ints

_log = logging.getLogger("chainrule.layout")

_POINTS = 72.0
# A chain of ops that all take one leaf as well would keep the network simplex busy for minutes.
_CAREFUL = 2500  # boxes up to which it may make as many steps as there are boxes
_STEPS = 300.0  # that it may make with more


class Rough(NamedTuple):
    """Where boxes stand before the last touches: columns, and heights of their middles."""

    column: Ints
    y: Floats


@cache
def available() -> bool:
    """Say whether pygraphviz is installed and its library loads."""
    try:
        import_module("pygraphviz")
    except ImportError as problem:
        _log.info("Without Graphviz, graphs are laid out in columns: %s", problem)
        return False
    return True


def dot(boxes: Boxes) -> Rough:
    """Lay out boxes that hang together. This cannot be cancelled and holds the interpreter's lock.

    Raises:
        ImportError: pygraphviz is not installed, or its library does not load.
    """
    graph = import_module("pygraphviz").AGraph(string=dot_text(boxes))
    try:
        graph.layout(prog="dot")
        spots = [graph.get_node(str(i)).attr["pos"].split(",") for i in range(len(boxes))]
    finally:
        graph.close()
    x, y = np.array(spots, dtype=float).T
    return Rough(np.unique(np.round(x), return_inverse=True)[1].astype(np.int64), -y)


def dot_text(boxes: Boxes) -> str:
    """Return the boxes in the DOT language; the nodes are called 0, 1, 2, …."""
    frame = {
        "rankdir": "LR",
        "splines": "false",
        "nodesep": f"{ROW_GAP / _POINTS:.4f}",
        "ranksep": f"{COLUMN_GAP / _POINTS:.4f}",
        "nslimit": f"{1.0 if len(boxes) <= _CAREFUL else _STEPS / len(boxes):.4f}",
    }
    lines = [f"{name}={value};" for name, value in frame.items()]
    lines.append('node [shape=record, fixedsize=true, fontsize=1, label=""];')
    for i, (width, height, ports) in enumerate(
        zip(boxes.widths / _POINTS, boxes.heights / _POINTS, boxes.ports, strict=True)
    ):
        fields = "|".join(f"<{port}>" for port in range(ports))
        lines.append(f'{i} [width={width:.4f}, height={height:.4f}, label="{fields}"];')
    for source, target, port in boxes.wires.tolist():
        lines.append(f'{source} -> {target} [tailport="e", headport="{port}:w"];')
    return "digraph {\n" + "\n".join(lines) + "\n}"


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what the font library says on the error output to itself.

    It speaks from C, so the descriptor is what has to be turned aside.
    """
    try:
        kept = os.dup(2)
    except OSError:  # there is no error output, as in a program without a terminal on Windows
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
