"""What nodes look like, by slot: kept from paint to paint, made anew where it has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from desktop_app.canvas.look import Look
from desktop_app.canvas.node_body import BodyLook, PortLook
from desktop_app.canvas.node_text import (
    Inscription,
    NodeLook,
    Numbers,
    Plan,
    inscription,
    plain_name,
    plan,
)
from desktop_app.canvas.scene import Scene
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run, State
from engine.graph import Apply, Leaf, Node, Role
from engine.ops import OPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop_app.canvas.painter import Shown

    Integers = NDArray[np.intp]


_STATES: Final = tuple(State)
_HAVE_NUMBERS: Final = tuple(state.has_number for state in State)


class NodeLooks:
    """Bodies and inscriptions of nodes."""

    def __init__(
        self, opened: OpenDocument, run: Run, scene: Scene, name: Callable[[str], str]
    ) -> None:
        """Take what is painted, and what nodes are called."""
        self._opened, self._run, self._scene = opened, run, scene
        self._name = name
        self._bodies: dict[int, BodyLook] = {}
        self._written: dict[int, Inscription] = {}
        self._plans: dict[int, Plan] = {}
        self._plain: dict[int, Inscription] = {}
        self._outdated = np.zeros(0, np.bool_)
        self._version = 0
        self._made_for: tuple[object, ...] = ()
        self._of = ""
        self._numbers = _Numbers(run)

    def forget(self) -> None:
        """Make everything anew, after nodes have changed."""
        self._version += 1
        self._bodies.clear()
        self._outdated[:] = True
        self._written.clear()
        self._plans.clear()
        self._plain.clear()

    def prepare(self, look: Look, slots: Integers) -> Integers:
        """Find out what of nodes that are to be painted has changed; return whose numbers have."""
        target = self._run.target
        node = self._opened.document.graph.nodes.get(target or "")
        self._of = f"∂{node.label}/∂" if node is not None and node.label else ""
        made_for = (id(look), target, self._of)
        if made_for != self._made_for:
            self.forget()
            self._made_for = made_for
        changed = self._numbers.changed(slots)
        if len(self._outdated) != len(self._scene.alive):
            self._outdated = np.ones(len(self._scene.alive), np.bool_)
        self._outdated[changed] = True
        return changed

    def body(self, slot: int, shown: Shown) -> BodyLook:
        """Return what of a node stays the same from number to number."""
        body = self._bodies.get(slot)
        node_id = self._opened.slots.ids[slot]
        if body is None:
            body = self._bodies[slot] = self._new_body(slot, str(node_id))
        selected, hovered = node_id in shown.nodes, node_id == shown.hovered_node
        if selected or hovered:
            focused = selected and shown.focused
            return body._replace(selected=selected, hovered=hovered, focused=focused)
        return body

    @property
    def version(self) -> int:
        """Another number whenever everything is to be made anew."""
        return self._version

    def slots_of(self, node_ids: Iterable[str]) -> list[int]:
        """Return the slots of those nodes that there are."""
        of = self._opened.slots.of
        return [of[node_id] for node_id in node_ids if node_id in of]

    def outdated(self, slots: Integers) -> Integers:
        """Return the slots whose numbers are not yet those that were written last."""
        found: Integers = slots[self._outdated[slots]]
        return found

    def written_before(self, slot: int) -> Inscription | None:
        """Return what was written on a node when it was last asked for."""
        return self._written.get(slot)

    def inscription(self, look: Look, slot: int) -> Inscription:
        """Return what is written on a node."""
        return self.inscriptions(look, np.array((slot,)))[0]

    def inscriptions(self, look: Look, slots: Integers) -> list[Inscription]:
        """Return what is written on nodes."""
        outdated = slots[self._outdated[slots]]
        for slot, numbers in zip(outdated.tolist(), self._numbers.at(outdated), strict=True):
            where = self._plans.get(slot)
            if where is None:
                where = self._plans[slot] = plan(look, self._look_of(slot))
            self._written[slot] = inscription(look, where, numbers)
        self._outdated[outdated] = False
        return [self._written[slot] for slot in slots.tolist()]

    def plain_name(self, look: Look, slot: int) -> Inscription:
        """Return what is written on a node from afar."""
        made = self._plain.get(slot)
        if made is None:
            made = self._plain[slot] = plain_name(look, self._look_of(slot))
        return made

    def _new_body(self, slot: int, node_id: str) -> BodyLook:
        node = self._opened.document.graph.nodes[node_id]
        return BodyLook(
            kind=_sign(node)[0],
            symbol=_sign(node)[1],
            ports=_ports(node, int(self._scene.ports[slot])),
            is_target=self._run.target == node_id,
            selected=False,
            hovered=False,
            focused=False,
        )

    def _look_of(self, slot: int) -> NodeLook:
        node_id = str(self._opened.slots.ids[slot])
        node = self._opened.document.graph.nodes[node_id]
        title = self._name(node_id)
        return NodeLook(
            body=self._bodies.get(slot) or self._new_body(slot, node_id),
            title=title,
            named=node.label is not None,
            of=self._of + title if self._of and node.label else "gradient",
        )


class _Numbers:
    """The numbers that were last written, to be compared with the run's."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._size = -1
        self._seen: tuple[NDArray[np.float64], ...] = ()

    def at(self, slots: Integers) -> Iterator[Numbers]:
        """Yield the numbers of nodes."""
        run = self._run
        arrays = (run.values, run.value_states, run.gradients, run.gradient_states)
        for value, value_state, gradient, gradient_state in zip(
            *(array[slots].tolist() for array in arrays), strict=True
        ):
            yield Numbers(
                value if _HAVE_NUMBERS[value_state] else None,
                _STATES[value_state],
                gradient if _HAVE_NUMBERS[gradient_state] else None,
                _STATES[gradient_state],
            )

    def changed(self, slots: Integers) -> Integers:
        """Return the slots whose numbers or states are others than when this was last asked."""
        run = self._run
        now = (run.values, run.gradients, run.value_states, run.gradient_states)
        if self._size != len(run.values):
            self._seen = tuple(np.full(len(run.values), np.nan) for _ in now)
            self._size = len(run.values)
        slots = slots[slots < self._size]
        differs = np.zeros(len(slots), np.bool_)
        arrays: list[NDArray[Any]] = [*now]
        for seen, array in zip(self._seen, arrays, strict=True):
            before, after = seen[slots], array[slots]
            differs |= (before != after) & ~((before != before) & (after != after))
            # 0 and −0 are equal, but read differently.
            differs |= (after == 0.0) & (np.signbit(before) != np.signbit(after))
            seen[slots] = after
        found: Integers = slots[differs]
        return found


def _sign(node: Node) -> tuple[str, str]:
    """Return a node's kind and the symbol in its header; what holds has the lock of a constant."""
    if isinstance(node, Leaf):
        return str(node.role), ""
    op = OPS[node.op]
    return (str(Role.CONSTANT), "") if op.holds else ("op", op.symbol)


def _ports(node: Node, count: int) -> tuple[PortLook, ...]:
    if not isinstance(node, Apply):
        return ()
    op = OPS[node.op]
    filled = [*(source is not None for source in node.operands), False]
    return tuple(
        PortLook(op.operand_name(i) if op.ordered else "", filled[i]) for i in range(count)
    )
