"""What is wrong with a picture of a graph, counted: wires as straight lines from output to port."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np

_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Faults:
    """The counted faults of one picture.

    Attributes:
        crossings: Pairs of wires without a common node that cross.
        twists: Pairs of wires into the same node that cross on their way to its ports.
        hits: Wires that run through the box of a node that is not one of their ends, by node.
        overlaps: Pairs of boxes that share an area.
        leftward: Wires whose target does not begin to the right of their source's end.
    """

    crossings: int
    twists: int
    hits: int
    overlaps: int
    leftward: int


def faults(graph: nx.MultiDiGraph, positions: Mapping[str, tuple[float, float]]) -> Faults:
    """Count everything that is wrong with ``positions``."""
    names = list(graph)
    number = {name: i for i, name in enumerate(names)}
    boxes = np.array(
        [(*positions[n], graph.nodes[n]["width"], graph.nodes[n]["height"]) for n in names]
    ).reshape(-1, 4)
    ends = np.array(
        [(number[s], number[t]) for s, t in graph.edges(keys=False)], dtype=int
    ).reshape(-1, 2)
    lines = wire_lines(graph, positions)
    crossings, twists = _crossings(lines, ends)
    gaps = boxes[ends[:, 1], 0] - (boxes[ends[:, 0], 0] + boxes[ends[:, 0], 2])
    return Faults(
        crossings, twists, _hits(lines, ends, boxes), _overlaps(boxes), int((gaps <= 0).sum())
    )


def wire_lines(graph: nx.MultiDiGraph, positions: Mapping[str, tuple[float, float]]) -> np.ndarray:
    """Return one row (x0, y0, x1, y1) for each wire, in the order of ``graph.edges``."""
    rows = []
    for source, target, port in graph.edges(data="port"):
        (x0, y0), (x1, y1) = positions[source], positions[target]
        out, into = graph.nodes[source], graph.nodes[target]
        port_y = y1 + into["height"] * (port + 0.5) / into["ports"]
        rows.append((x0 + out["width"], y0 + out["height"] / 2, x1, port_y))
    return np.array(rows, dtype=float).reshape(-1, 4)


def _crossings(lines: np.ndarray, ends: np.ndarray) -> tuple[int, int]:
    crossings = twists = 0
    for start in range(0, len(lines), _BLOCK):
        block = slice(start, start + _BLOCK)
        here, there = lines[block, None], lines[None, start:]
        cross = _sides_differ(here, there) & _sides_differ(there, here)
        cross &= np.arange(len(lines[block]))[:, None] < np.arange(len(lines) - start)[None]
        same = ends[block, None, 1] == ends[None, start:, 1]
        crossings += int((cross & ~same).sum())
        twists += int((cross & same).sum())
    return crossings, twists


def _sides_differ(lines: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Say where both ends of ``others`` lie strictly on different sides of ``lines``."""
    dx, dy = lines[..., 2] - lines[..., 0], lines[..., 3] - lines[..., 1]
    first = dx * (others[..., 1] - lines[..., 1]) - dy * (others[..., 0] - lines[..., 0])
    second = dx * (others[..., 3] - lines[..., 1]) - dy * (others[..., 2] - lines[..., 0])
    differ: np.ndarray = (np.minimum(first, second) < -1e-6) & (np.maximum(first, second) > 1e-6)
    return differ


def _hits(lines: np.ndarray, ends: np.ndarray, boxes: np.ndarray) -> int:
    """Count pairs of a wire and a box that it enters, by clipping the wire to the box's columns."""
    hits = 0
    left, top = boxes[:, 0], boxes[:, 1]
    right, bottom = left + boxes[:, 2], top + boxes[:, 3]
    for (x0, y0, x1, y1), (source, target) in zip(lines, ends, strict=True):
        slope = (y1 - y0) / (x1 - x0) if x1 != x0 else 0.0
        low, high = np.maximum(left, min(x0, x1)), np.minimum(right, max(x0, x1))
        enter, leave = y0 + slope * (low - x0), y0 + slope * (high - x0)
        inside = (low < high) & (np.minimum(enter, leave) < bottom)
        inside &= np.maximum(enter, leave) > top
        inside[[source, target]] = False
        hits += int(inside.sum())
    return hits


def _overlaps(boxes: np.ndarray) -> int:
    order = np.argsort(boxes[:, 0], kind="stable")
    left, top, width, height = boxes[order].T
    overlaps = 0
    for i in range(len(boxes)):
        near = slice(i + 1, int(np.searchsorted(left, left[i] + width[i], side="left")))
        apart = (top[near] >= top[i] + height[i]) | (top[near] + height[near] <= top[i])
        overlaps += int((~apart).sum())
    return overlaps


def moved_share(
    before: Mapping[str, tuple[float, float]],
    after: Mapping[str, tuple[float, float]],
    *,
    distance: float = 150.0,
) -> float:
    """Return which share of the nodes in both pictures lies further than ``distance`` from before.

    The pictures are first laid over each other at their median move, as a reader's eye does.
    """
    both = sorted(before.keys() & after.keys())
    moves = np.array([np.subtract(after[n], before[n]) for n in both])
    moves = moves - np.median(moves, axis=0)
    return float((np.hypot(moves[:, 0], moves[:, 1]) > distance).mean())


def swapped_share(
    before: Mapping[str, tuple[float, float]],
    after: Mapping[str, tuple[float, float]],
    *,
    clearly: float = 40.0,
) -> float:
    """Return which share of the pairs of nodes changed sides, ``clearly`` apart both times."""
    both = sorted(before.keys() & after.keys())
    old, new = (np.array([p[n] for n in both]) for p in (before, after))
    was, now = (q[:, None] - q[None] for q in (old, new))
    swapped = (was * now < 0) & (np.abs(was) > clearly) & (np.abs(now) > clearly)
    return float(swapped.any(axis=2).sum() / max(len(both) * (len(both) - 1), 1))
