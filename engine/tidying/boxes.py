"""What a layout works on: boxes of fixed size in a fixed order, and the wires between their ports.

Names, colours and numbers of the graph are gone; so is the order in which its nodes were made, so
that the same graph is drawn the same in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import networkx as nx

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]

COLUMN_GAP = 76.0
"""The clear space between two columns, in canvas units."""
ROW_GAP = 26.0
"""The clear space between two boxes in a column, in canvas units."""
LANE_GAP = 6.0
"""The space that a wire takes where it passes a column, in canvas units."""


class TidyCancelled(Exception):  # noqa: N818 - it is an outcome that was asked for, not an error
    """A layout was given up because the caller asked for it."""


def check(cancelled: Callable[[], bool] | None) -> None:
    """Raise ``TidyCancelled`` if the caller no longer wants the layout."""
    if cancelled is not None and cancelled():
        raise TidyCancelled


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """Boxes and wires as arrays; a box is known by its index.

    Attributes:
        widths: Width of each box, in canvas units.
        heights: Height of each box, in canvas units.
        ports: Number of ports at the left side of each box, evenly spaced from top to bottom.
        wires: One row (source, target, port) for each wire, sorted by target, then by port.
    """

    widths: Floats
    heights: Floats
    ports: Ints
    wires: Ints

    def __len__(self) -> int:
        return len(self.widths)

    @property
    def sources(self) -> Ints:
        """The box that each wire leaves."""
        return self.wires[:, 0]

    @property
    def targets(self) -> Ints:
        """The box that each wire leads to."""
        return self.wires[:, 1]

    @property
    def output_drops(self) -> Floats:
        """How far below the top of its source each wire begins."""
        drops: Floats = self.heights[self.sources] / 2
        return drops

    @property
    def port_drops(self) -> Floats:
        """How far below the top of its target each wire ends."""
        share = (self.wires[:, 2] + 0.5) / self.ports[self.targets]
        drops: Floats = self.heights[self.targets] * share
        return drops


def natural(name: str) -> tuple[int, str]:
    """Sort n2 before n10, so that a new node seldom reorders the old ones."""
    return len(name), name


def from_graph(graph: nx.MultiDiGraph) -> tuple[list[str], Boxes]:
    """Return the node ids in their fixed order, and the boxes in the same order.

    Raises:
        ValueError: The wires close a loop, so that nothing could lead from left to right.
    """
    # networkx takes longest of all that a window imports.
    import networkx as nx

    if not nx.is_directed_acyclic_graph(graph):
        loop = " → ".join(str(source) for source, *_ in nx.find_cycle(graph))
        msg = f"A graph with a loop cannot be laid out from left to right: {loop}."
        raise ValueError(msg)
    names = sorted(graph, key=natural)
    index = {name: i for i, name in enumerate(names)}
    rows = sorted((index[t], p, index[s]) for s, t, p in graph.edges(data="port"))
    attributes = [graph.nodes[name] for name in names]
    boxes = from_lists(
        [float(a["width"]) for a in attributes],
        [float(a["height"]) for a in attributes],
        [int(a["ports"]) for a in attributes],
        [(source, target, port) for target, port, source in rows],
    )
    return names, boxes


def from_lists(
    widths: list[float],
    heights: list[float],
    ports: list[int],
    wires: list[tuple[int, int, int]],
) -> Boxes:
    """Return the boxes that plain lists describe, as they come out of JSON."""
    rows = np.array(wires, dtype=np.int64).reshape(-1, 3)
    counts = np.array(ports, dtype=np.int64)
    np.maximum.at(counts, rows[:, 1], rows[:, 2] + 1)
    return Boxes(np.array(widths, float), np.array(heights, float), counts, rows)


def components(boxes: Boxes) -> Iterator[Ints]:
    """Yield the indices of the boxes that hang together, one group at a time, in their order."""
    label = list(range(len(boxes)))

    def root(i: int) -> int:
        while label[i] != i:
            label[i] = label[label[i]]
            i = label[i]
        return i

    for source, target, _ in boxes.wires.tolist():
        low, high = sorted((root(source), root(target)))
        label[high] = low
    groups: dict[int, list[int]] = {}
    for i in range(len(boxes)):
        groups.setdefault(root(i), []).append(i)
    for group in groups.values():
        yield np.array(group, dtype=np.int64)


def part(boxes: Boxes, members: Ints, wires: Ints) -> Boxes:
    """Return some of the boxes, with their wires (rows of ``boxes.wires``), numbered afresh."""
    number = np.full(len(boxes), -1, dtype=np.int64)
    number[members] = np.arange(len(members))
    rows = np.column_stack([number[wires[:, 0]], number[wires[:, 1]], wires[:, 2]])
    return Boxes(boxes.widths[members], boxes.heights[members], boxes.ports[members], rows)
