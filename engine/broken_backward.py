"""Backward as it is often got wrong: the wrong gradients, to be shown beside the right ones.

Three ways, each of which was somebody's first backward pass: a node's gradient set (=) instead of
added to (+=), gradients not zeroed before a second pass, nodes taken depth first instead of in
topological order. Nothing here is ever saved or used for a step that was not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from math import isfinite
from typing import Final, NamedTuple

from engine.autodiff import NoTargetError, drain, name_of
from engine.explain import called
from engine.graph import Graph, topological_order
from engine.passes import backward_steps, forward_steps
from engine.slots import Slots
from engine.tape import Instruction, Numbers, Tape, compile_tape

_CLOSE: Final = 1e-9


class Break(StrEnum):
    """What is done wrong."""

    OVERWRITE = "= instead of +="
    NO_ZEROING = "no zeroing"
    DEPTH_FIRST = "depth first"


class Comparison(NamedTuple):
    """A gradient done wrong beside the right one.

    Attributes:
        node: the node's id.
        right: ∂target/∂(node).
        wrong: what the broken pass has.
    """

    node: str
    right: float
    wrong: float

    @property
    def differs(self) -> bool:
        """Whether the broken pass got it wrong."""
        if not (isfinite(self.right) and isfinite(self.wrong)):
            return repr(self.right) != repr(self.wrong)
        return abs(self.right - self.wrong) > _CLOSE * max(abs(self.right), abs(self.wrong), 1e-300)


class Broken(NamedTuple):
    """What a broken backward pass gives.

    Attributes:
        comparisons: every computed node, in topological order.
        sentence: why the numbers are wrong, on this graph; or why they are right nevertheless.
    """

    comparisons: list[Comparison]
    sentence: str


def broken_backward(graph: Graph, target: str, way: Break) -> Broken:
    """Return the gradients of a broken backward pass beside the right ones.

    Raises:
        NoTargetError: the target cannot be computed yet.
    """
    slots = Slots(topological_order(graph))
    tape = compile_tape(graph, slots)
    values = tape.load(graph)
    drain(forward_steps(tape, values))
    at = slots.of[target]
    if values[at] is None:
        raise NoTargetError(f"{name_of(graph, target)} cannot be computed yet: fill its ports.")
    right: Numbers = [None] * len(values)
    drain(backward_steps(tape, values, at, right))
    wrong = _WAYS[way](tape, values, at)
    found = [
        Comparison(node_id, right[slot], wrong[slot])
        for slot, node_id in enumerate(slots.ids)
        if node_id is not None and values[slot] is not None
    ]
    return Broken(found, _sentence(graph, way, found))


def _overwriting(tape: Tape, values: Numbers, target: int) -> Numbers:
    """Set each gradient to the contribution that comes last."""
    gradients = _started(values, target)
    for step in _reached(tape, target):
        for operand, contribution in _contributions(step, values, gradients):
            gradients[operand] = contribution
    return gradients


def _not_zeroing(tape: Tape, values: Numbers, target: int) -> Numbers:
    """Go back twice, the second time from what the first left, as micrograd's ``backward`` does."""
    gradients = _started(values, target)
    for _ in range(2):
        gradients[target] = 1.0
        for step in _reached(tape, target):
            for operand, contribution in _contributions(step, values, gradients):
                gradients[operand] += contribution
    return gradients


def _depth_first(tape: Tape, values: Numbers, target: int) -> Numbers:
    """Let each node pass its gradient on as soon as it is first reached."""
    gradients = _started(values, target)
    by_slot = {step.slot: step for step in tape.instructions}
    waiting, seen = [target], set[int]()
    while waiting:
        slot = waiting.pop()
        step = by_slot.get(slot)
        if slot in seen or step is None:
            continue
        seen.add(slot)
        for operand, contribution in _contributions(step, values, gradients):
            gradients[operand] += contribution
        waiting.extend(reversed(step.operands))
    return gradients


_WAYS: Final = {
    Break.OVERWRITE: _overwriting,
    Break.NO_ZEROING: _not_zeroing,
    Break.DEPTH_FIRST: _depth_first,
}


def _started(values: Numbers, target: int) -> Numbers:
    gradients: Numbers = [None if value is None else 0.0 for value in values]
    gradients[target] = 1.0
    return gradients


def _reached(tape: Tape, target: int) -> Iterator[Instruction]:
    """Yield the op nodes that the target depends on, in reverse topological order."""
    reached = {target}
    for step in reversed(tape.instructions):
        if step.slot in reached:
            reached.update(step.operands)
            yield step


def _contributions(
    step: Instruction, values: Numbers, gradients: Numbers
) -> list[tuple[int, float]]:
    local = step.partials(values[step.slot], *[values[operand] for operand in step.operands])
    upstream = gradients[step.slot]
    return [(o, upstream * d) for o, d in zip(step.operands, local, strict=True)]


def _sentence(graph: Graph, way: Break, found: Sequence[Comparison]) -> str:
    worst = [comparison.node for comparison in reversed(found) if comparison.differs]
    if not worst:
        return {
            Break.OVERWRITE: "Here no value is used twice, so = and += come to the same.",
            Break.NO_ZEROING: "Every gradient but the target's is 0 here, and twice 0 is 0.",
            Break.DEPTH_FIRST: "Here every node has its whole gradient before it is reached, so "
            "the order makes no difference.",
        }[way]
    name, uses = called(graph, worst[0]), len(graph.wires_out(worst[0]))
    return {
        Break.OVERWRITE: f"{name} is used {uses} times: the contribution that comes last replaces "
        "the others, which should have been added up.",
        Break.NO_ZEROING: f"The second pass adds to what the first left: already {name} has more "
        "than its gradient, and passes too much on.",
        Break.DEPTH_FIRST: _why_depth_first(graph, name, worst),
    }[way]


def _why_depth_first(graph: Graph, name: str, worst: Sequence[str]) -> str:
    """Name a node that passed its gradient on too early: one that is right in the end."""
    early = {wire.port.node for node in worst for wire in graph.wires_out(node)} - set(worst)
    waited = [node for node in early if len(graph.wires_out(node)) > 1]
    if not waited:
        return f"{name} got a gradient that was passed on before it was complete."
    first = min(waited, key=list(graph.nodes).index)
    count = len(graph.wires_out(first))
    return (
        f"{called(graph, first)} waits for {count} contributions, but passed its gradient on "
        "when the first was there: what comes later never reaches its operands."
    )
