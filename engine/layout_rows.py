"""Heights: every stop as near as its order allows to the middle of what it is wired to.

Columns are settled in turn, each against its neighbours, back and forth. Heights are of the
stops' middles, in canvas units, pointing down.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.layout_boxes import Floats, Ints, check
from engine.layout_sheet import Sheet, order_of

_SWEEPS = 16
_STRIDE = 48  # columns that are this far apart are settled together
_APART = 1e7  # further than any column is high, so that columns do not touch while settling
_EFFORT = 500_000  # stops that may be settled in all, but for the first sweeps


class _Batch(NamedTuple):
    """Columns settled together, from top to bottom, with the hops that reach them."""

    members: Ints
    base: Floats
    owner: Ints
    other: Ints
    shift: Floats
    pull: Floats


def rows(
    sheet: Sheet,
    place: Floats,
    cancelled: Callable[[], bool] | None = None,
    *,
    squeeze: float = 0.0,
) -> Floats:
    """Return the heights of the stops, in the order of their places and without overlap.

    With ``squeeze`` each stop gives way by that share of its height to the middle of the picture.

    Raises:
        TidyCancelled: The caller asked for it.
    """
    order = order_of(sheet.column, place)
    y = stacked(sheet, order)
    batches = _batches(sheet, order)
    for sweep in range(min(_SWEEPS, 4 + _EFFORT // (len(order) + 1))):
        for batch in batches if sweep % 2 else batches[::-1]:
            check(cancelled)
            _settle(batch, y, 1.0 - squeeze)
    return y


def stacked(sheet: Sheet, order: Ints) -> Floats:
    """Pile up each column in ``order``, its middle at height 0."""
    space, column = 2 * sheet.half[order], sheet.column[order]
    total = np.bincount(column, space)
    base = np.cumsum(space) - space / 2 - (np.cumsum(total) - total)[column]
    y = np.empty(len(order))
    y[order] = base - total[column] / 2
    return y


def _batches(sheet: Sheet, order: Ints) -> list[_Batch]:
    stride = max(2, min(sheet.depth, _STRIDE))
    residue = sheet.column % stride
    members = order[np.argsort(residue[order], kind="stable")]
    bounds = np.searchsorted(residue[members], np.arange(stride + 1))
    local = np.empty(len(members), dtype=np.int64)
    local[members] = np.arange(len(members)) - bounds[residue[members]]
    hops = sheet.hops
    owner = np.concatenate([hops.end, hops.start])
    other = np.concatenate([hops.start, hops.end])
    shift = np.concatenate([-hops.drop, hops.drop])
    by = np.argsort(residue[owner], kind="stable")
    cuts = np.searchsorted(residue[owner][by], np.arange(1, stride))
    sides = [np.split(part, cuts) for part in (local[owner][by], other[by], shift[by])]
    parts = np.split(members, bounds[1:-1])
    return [
        _Batch(m, _base(sheet, m), *side, np.maximum(np.bincount(side[0], minlength=len(m)), 1))
        for m, side in zip(parts, zip(*sides, strict=True), strict=True)
    ]


def _base(sheet: Sheet, members: Ints) -> Floats:
    """Return heights of the members when nothing pulls them, columns far apart."""
    half = sheet.half[members]
    base: Floats = np.cumsum(2 * half) - half - sheet.column[members] * _APART
    return base


def _settle(batch: _Batch, y: Floats, keep: float) -> None:
    """Move the batch to where its hops pull it, as near as order and sizes allow.

    The answer is the middle between pushing everything in the way down and pushing it up
    (isotonic regression in the maximum norm).
    """
    total = np.bincount(batch.owner, y[batch.other] + batch.shift, len(batch.members))
    wanted = total / batch.pull * keep - batch.base
    down = np.maximum.accumulate(wanted)
    up = np.minimum.accumulate(wanted[::-1])[::-1]
    y[batch.members] = (down + up) / 2 + batch.base
