"""Heights: every stop as near as its order allows to the middle of what it is wired to.

Columns are settled in turn, each against its neighbours, back and forth. Heights are of the
stops' middles, in canvas units, pointing down.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.tidying.boxes import Floats, Ints, check
from engine.tidying.sheet import Batch, Ends, Sheet, batches, comes, goes, order_of

_SWEEPS = 16
_APART = 1e7  # further than any column is high, so that columns do not touch while settling
_EFFORT = 500_000  # stops that may be settled in all, but for the first sweeps


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
    drop = sheet.hops.drop
    left, right = comes(sheet, drop), goes(sheet, drop)
    both = Ends(*(np.concatenate(pair) for pair in zip(left, right, strict=True)))
    columns = batches(sheet.column, order, both)
    bases = [base_of(sheet.column[stops], sheet.half[stops]) for stops, _ in columns]
    rightwards = list(zip(columns, bases, strict=True))
    for sweep in range(min(_SWEEPS, 4 + _EFFORT // (len(order) + 1))):
        for batch, base in rightwards if sweep % 2 else rightwards[::-1]:
            check(cancelled)
            _settle(batch, base, y, 1.0 - squeeze)
    return y


def stacked(sheet: Sheet, order: Ints) -> Floats:
    """Pile up each column in ``order``, its middle at height 0."""
    space, column = 2 * sheet.half[order], sheet.column[order]
    total = np.bincount(column, space)
    base = np.cumsum(space) - space / 2 - (np.cumsum(total) - total)[column]
    y = np.empty(len(order))
    y[order] = base - total[column] / 2
    return y


def base_of(column: Ints, half: Floats) -> Floats:
    """Return the heights of stops piled up column by column, the columns far apart."""
    base: Floats = np.cumsum(2 * half) - half - column * _APART
    return base


def nearest(wish: Floats, base: Floats) -> Floats:
    """Return heights near ``wish`` at which the stops piled up in ``base`` keep their order.

    The answer is the middle between pushing everything in the way down and pushing it up
    (isotonic regression in the maximum norm).
    """
    wanted = wish - base
    down = np.maximum.accumulate(wanted)
    up = np.minimum.accumulate(wanted[::-1])[::-1]
    settled: Floats = (down + up) / 2 + base
    return settled


def _settle(batch: Batch, base: Floats, y: Floats, keep: float) -> None:
    """Move the batch to where its hops pull it."""
    members, (owner, other, shift) = batch
    pulls = np.maximum(np.bincount(owner, minlength=len(members)), 1)
    total = np.bincount(owner, y[other] + shift, len(members))
    y[members] = nearest(total / pulls * keep, base)
