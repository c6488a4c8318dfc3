"""The target as a function of one node's value, with everything that does not depend on it held."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import inf, isfinite, isnan, nan
from typing import TYPE_CHECKING, Any, Final

from engine.autodiff import NoTargetError, drain, name_of
from engine.evaluate import suitable_kernel
from engine.graph import Apply, Graph, Leaf, Node, ancestors
from engine.ops import OPS
from engine.passes import backward_steps, forward_steps
from engine.points import Cone, ReferencePoints
from engine.slopes import Slopes, points, slopes
from engine.slots import Slots
from engine.tape import Instruction, Numbers, compile_tape

if TYPE_CHECKING:
    from engine.points import Points

_ULP: Final = 2.0**-52
_TINIEST: Final = 2.0**-1074
_POINTS: Final = 40
"""At how many points a curve is usually asked for."""
_NEAREST: Final = 4
"""How many of the points nearest to a node's value have to be on its side of a kink."""
_MUCH_NEARER: Final = 1000.0
"""Over a step divided by this, what a quotient over the step sees hardly bends."""


class Curves:
    """A graph that is computed once, for the curves of its nodes.

    Attributes:
        values: value by slot.
        gradients: ∂target/∂(node) by slot.
        instructions: the op nodes that the target depends on, in topological order.
        slot_of: slot by node id.
    """

    def __init__(self, graph: Graph, target: str) -> None:
        """Compute what the target depends on.

        Raises:
            NoTargetError: the target cannot be computed yet.
        """
        part = Graph({n: _on_one_row(graph.nodes[n]) for n in ancestors(graph, target)})
        slots = Slots(part.nodes)
        self.slot_of = slots.of
        tape = compile_tape(part, slots)
        # What is held stays where it is when its operand moves.
        self.instructions = [step for step in tape.instructions if not step.op.holds]
        self.values = tape.load(part)
        drain(forward_steps(tape, self.values))
        at = self.slot_of[target]
        if self.values[at] is None:
            raise NoTargetError(f"{name_of(graph, target)} cannot be computed yet: fill its ports.")
        self.gradients: Numbers = [None] * len(self.values)
        drain(backward_steps(tape, self.values, at, self.gradients))
        self._reach, self._at_kink = (array("d", bytes(8 * len(slots))) for _ in range(2))
        for step in self.instructions:
            self._reach[step.slot] = self._reach_of(step)
            self._at_kink[step.slot] = self._is_at_kink(step)
        self._points = self._suitable_points(part, slots, at)

    def curve(self, node_id: str) -> Curve:
        """Return the target as a function of a node that it depends on."""
        return Curve(self, self.slot_of[node_id])

    def cone(self, slot: int, xs: Sequence[float]) -> Cone:
        """Return the numbers of what depends on a node, where the node's value is each of some."""
        return self._points.cone(slot, xs)

    def noise(self, cone: Cone) -> float:
        """Return how far rounding may put the target off: each op's own, as far as it reaches."""
        return cone.total(self._reach)

    def is_at_kink(self, cone: Cone) -> bool:
        """Tell whether a node that is on the way is where its op has no derivative."""
        return cone.total(self._at_kink) > 0.0

    def _suitable_points(self, part: Graph, slots: Slots, target: int) -> Points:
        library = suitable_kernel(len(part.nodes), _POINTS)
        if library is None:
            return ReferencePoints(self.instructions, self.values, target)
        from engine.kernels.points import CompiledPoints

        held = {
            node_id: Leaf(self.values[slots.of[node_id]])
            for node_id, node in part.nodes.items()
            if isinstance(node, Apply) and OPS[node.op].holds
        }
        return CompiledPoints(library, {**part.nodes, **held}, slots, target)

    def _reach_of(self, step: Instruction) -> float:
        rounding = self._rounding(step)
        reach = rounding * abs(self.gradients[step.slot]) if rounding else 0.0
        return inf if isnan(reach) else reach

    def _rounding(self, step: Instruction) -> float:
        """Return how far rounding may put an op's result off."""
        operands = [self.values[operand] for operand in step.operands]
        y = self.values[step.slot]
        if not any(operands) and not y:
            return 0.0
        # The sum of 1e16, 1 and −1e16 is small, and so is the tail of a bell far out.
        parts = zip(step.partials(y, *operands), operands, strict=True)
        sizes: list[float] = [abs(y), *(abs(local * x) for local, x in parts if local and x)]
        return inf if any(map(isnan, sizes)) else _ULP * max(sizes) + _TINIEST

    def _is_at_kink(self, step: Instruction) -> bool:
        operands = [self.values[operand] for operand in step.operands]
        return bool(step.op.kink) and bool(step.op.at_kink(*operands))


class Curve:
    """One node's value → the target's value; any node will do, leaf or op.

    Attributes:
        start: the node's value in the graph.
        gradient: ∂target/∂(node) there, as the backward pass has it.
    """

    def __init__(self, curves: Curves, slot: int) -> None:
        """Take computed curves and a slot."""
        self._curves = curves
        self._slot = slot
        self.start: float = curves.values[slot]
        self.gradient: float = curves.gradients[slot]

    def __call__(self, x: float) -> float:
        """Return the target's value where the node's is x."""
        return self.at([x]).target()[0]

    def at(self, xs: Sequence[float]) -> Cone:
        """Return the numbers of all that depends on the node, where its value is each of some."""
        return self._curves.cone(self._slot, xs)

    def slopes(self) -> tuple[Slopes, bool]:
        """Return the slope in the graph, and whether a kink is there, or too near to see past it.

        It is that of the branches of all ops with kinks on which the graph is; at a kink, that of
        all branches.
        """
        cone = self.at(points(self.start))
        values, noise = cone.target(), self._curves.noise(cone)
        if self._curves.is_at_kink(cone):
            return slopes(self.start, values, noise), True
        pairs = zip(values, cone.on_this_side(), strict=True)
        seen = [value if is_here or not isfinite(value) else inf for value, is_here in pairs]
        if inf not in seen:
            return slopes(self.start, seen, noise), False
        beyond = slopes(self.start, values, noise)
        if inf in seen[-_NEAREST:]:
            return beyond, True
        found = slopes(self.start, seen, noise)
        is_too_near = beyond.differ and not found.is_clear
        return (beyond, True) if is_too_near else (found, False)

    def unsteadiness(self, step: float) -> float:
        """Return how much gradients jump about much nearer than a step; nan where there are none.

        Each is the mean of those above and below, in which the curve's own bend cancels out.
        """
        around = points(self.start)
        near = [x for x in around[1:-_NEAREST] if abs(x - self.start) < step / _MUCH_NEARER]
        gradients = self.at([*near[len(near) % 2 :], *around[-_NEAREST:]]).gradients()
        means = map(_mean, gradients[::2], gradients[1::2])
        found = [mean for mean in (self.gradient, *means) if isfinite(mean)]
        return max(found) - min(found) if len(found) > 1 else nan


def _mean(up: float, down: float) -> float:
    return 0.5 * (up + down) if isfinite(up) and isfinite(down) else up if isfinite(up) else down


def _on_one_row(node: Node) -> Any:
    """Return what does on one row of numbers what a node does where there is only one row.

    Points are rows to the compiled evaluator, and no op is to add them up.
    """
    if not isinstance(node, Apply):
        return node
    if node.op == "row_count":
        return Leaf(1.0)
    return Apply("add_n", node.operands) if node.op in {"sum", "mean"} else node
