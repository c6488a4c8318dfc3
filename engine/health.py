"""What is wrong with a gradient, by its name: saturated, dead, vanishing, exploding, not finite.

The bounds are for a person's eye, not for a proof. A slope below a hundredth is what tanh has
beyond ±3 and the logistic function beyond ±4.6; six orders of magnitude between a gradient and the
target's own, which is 1, are more than the usual learning rates can make up for. The names are
those of Bengio, Simard and Frasconi, "Learning long-term dependencies with gradient descent is
difficult", 1994, and of Karpathy, "Yes you should understand backprop", 2016.
"""

from __future__ import annotations

from enum import StrEnum
from math import isfinite
from typing import Final, NamedTuple

from engine.autodiff import Lookup, local_derivatives, wire_numbers
from engine.explain import called, gradient_name, in_line
from engine.graph import Apply, Graph, Leaf, Role, Wire
from engine.ops import OPS, Flat
from engine.readable import readable

NEARLY_FLAT: Final = 0.01
"""A slope below this lets hardly any gradient through."""
VANISHES: Final = 1e-6
"""A gradient below this has vanished."""
EXPLODES: Final = 1e6
"""A gradient above this has exploded."""
_SHOWN: Final = 6
"""So many factors are written out."""


class Ailment(StrEnum):
    """What a node suffers from, the worst first."""

    NOT_FINITE = "not finite"
    DEAD = "dead"
    SATURATED = "saturated"
    EXPLODING = "exploding"
    VANISHING = "vanishing"


class Numbers(NamedTuple):
    """Where a node's numbers are found, by its id; None where there is none.

    Attributes:
        value: finds values.
        gradient: finds ∂target/∂(node).
    """

    value: Lookup
    gradient: Lookup


def ailment_of(graph: Graph, node_id: str, numbers: Numbers) -> Ailment | None:
    """Return what a node suffers from, the worst first, or None.

    What is not computed is not judged; neither is the gradient of a constant, which no step uses.
    """
    node = graph.nodes[node_id]
    value = numbers.value(node_id)
    gradient = None if _is_constant(node) else numbers.gradient(node_id)
    if not all(isfinite(number) for number in (value, gradient) if number is not None):
        return Ailment.NOT_FINITE
    if isinstance(node, Apply) and (flat := _flat(node, node_id, numbers)):
        return Ailment(flat)
    if gradient is None or gradient == 0.0 or VANISHES <= abs(gradient) <= EXPLODES:
        return None
    return Ailment.VANISHING if abs(gradient) < VANISHES else Ailment.EXPLODING


def strongest_path(graph: Graph, target: str, node_id: str, numbers: Numbers) -> list[Wire]:
    """Return the wires from a node to the target along which the largest contributions flow.

    Empty where the node is the target or no gradient comes from it.
    """
    path: list[Wire] = []
    while node_id != target:
        best = max(graph.wires_out(node_id), key=lambda w: _weight(graph, w, numbers), default=None)
        if best is None or _weight(graph, best, numbers) < 0.0:
            return []
        path.append(best)
        node_id = best.port.node
    return path


def sentence(graph: Graph, target: str | None, node_id: str, numbers: Numbers) -> str:
    """Say what a node suffers from, by its numbers, and what to do; empty where it is well.

    Of a number that is not finite nothing is said here: ``trouble`` knows where it began.
    """
    found, name = ailment_of(graph, node_id, numbers), called(graph, node_id)
    node = graph.nodes[node_id]
    if found in {Ailment.DEAD, Ailment.SATURATED} and isinstance(node, Apply):
        return _flat_sentence(graph, name, node, node_id, numbers)
    if found in {Ailment.VANISHING, Ailment.EXPLODING} and target is not None:
        return _size_sentence(graph, target, node_id, numbers, found)
    return ""


def _flat_sentence(graph: Graph, name: str, node: Apply, node_id: str, numbers: Numbers) -> str:
    source = node.operands[0] or ""
    slope = max(map(abs, local_derivatives(node, node_id, numbers.value) or (0.0,)))
    at, operand = readable(numbers.value(source), 4), called(graph, source)
    if OPS[node.op].flat is Flat.DEAD:
        return (
            f"{name} is dead: {node.op} has slope {readable(slope, 2)} at {operand} = {at}, and no "
            f"gradient gets through. Raise {operand}, by a bias for one, or use leaky_relu."
        )
    return (
        f"{name} is saturated: {node.op} has slope {readable(slope, 2)} at {operand} = {at}, and "
        f"hardly any gradient gets through. Bring {operand} nearer to 0, by smaller weights or "
        "inputs."
    )


def _size_sentence(
    graph: Graph, target: str, node_id: str, numbers: Numbers, found: Ailment
) -> str:
    gradient = readable(numbers.gradient(node_id), 3)
    path = strongest_path(graph, target, node_id, numbers)
    factors = [wire_numbers(graph, *numbers, wire).local for wire in reversed(path)]
    written = [in_line(_rounded(factor)) for factor in factors if factor is not None]
    if len(written) > _SHOWN:
        written = [*written[: _SHOWN - 1], f"… ({len(written)} factors)"]
    product = " × ".join(written)
    said = f"{gradient_name(graph, target, node_id)} = {gradient} is {found}"
    if found is Ailment.VANISHING:
        advice = "Fewer and less saturated ops on the way, or larger weights, bring it back."
    else:
        advice = "Smaller weights on the way, clipping, or a smaller learning rate tame it."
    return f"{said}: its strongest path multiplies by {product}. {advice}"


def _flat(node: Apply, node_id: str, numbers: Numbers) -> Flat:
    flat = OPS[node.op].flat
    if not flat:
        return Flat.NEVER
    slopes = local_derivatives(node, node_id, numbers.value)
    return flat if slopes and max(map(abs, slopes)) < NEARLY_FLAT else Flat.NEVER


def _weight(graph: Graph, wire: Wire, numbers: Numbers) -> float:
    contribution = wire_numbers(graph, *numbers, wire).contribution
    if contribution is None or contribution != contribution:
        return -1.0
    return abs(contribution)


def _rounded(factor: float) -> float:
    return float(f"{factor:.2g}")


def _is_constant(node: object) -> bool:
    return isinstance(node, Leaf) and node.role is Role.CONSTANT
