"""Slots: a small number for each node, the same for the tape, the run and the canvas.

A slot stays with its node while the node exists, and is used again afterwards, so that arrays by
slot stay dense without being moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.edits import Edit, Section


class Slots:
    """Which node has which slot.

    Attributes:
        of: slot by node id.
        ids: node id by slot; None where the slot is free.
    """

    def __init__(self, node_ids: Iterable[str] = ()) -> None:
        """Give each node a slot, in the order given."""
        self.ids: list[str | None] = list(node_ids)
        self.of: dict[str, int] = {n: slot for slot, n in enumerate(self.ids) if n is not None}
        self._free: list[int] = []

    def __len__(self) -> int:
        """Return how long an array by slot must be."""
        return len(self.ids)

    def latest_free(self, count: int) -> Sequence[int]:
        """Return so many free slots, or all there are: those that were given up last."""
        return self._free[max(0, len(self._free) - count) :]

    def patch(self, edit: Edit) -> None:
        """Follow an edit that was made: free slots of nodes that went, give slots to new ones."""
        for key, change in edit.changes.items():
            if key.section is not Section.NODES:
                continue
            if change.after is None:
                self._release(key.name)
            elif change.before is None:
                self._take(key.name)

    def _release(self, node_id: str) -> None:
        slot = self.of.pop(node_id)
        self.ids[slot] = None
        self._free.append(slot)

    def _take(self, node_id: str) -> None:
        if self._free:
            slot = self._free.pop()
            self.ids[slot] = node_id
        else:
            slot = len(self.ids)
            self.ids.append(node_id)
        self.of[node_id] = slot
