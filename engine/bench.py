"""How fast the engine is, beside micrograd and PyTorch where they are installed.

Everybody does the same work, forward and backward of everything, and must get the same gradient.
The contenders take turns, the clock counts CPU time, and the median is told. Where one cannot do
the work at all, as recursion cannot go back through a long chain, it has no number.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from math import isclose
from typing import Any, Final, NamedTuple

from engine.autodiff import backward_steps, drain, forward_steps
from engine.graph import Apply, Graph, Leaf, Node
from engine.slots import Slots
from engine.tape import compile_tape
from engine.value import Value

Run = Callable[[], float]
"""Goes forward and backward once, and returns the gradient of the first leaf."""

SIZES: Final = (1_000, 10_000, 100_000)
CHAIN: Final = 100_000
_OPS: Final = ("add", "mul", "add", "relu")
_ROUNDS: Final = 3
_LEAST_NODES: Final = 20_000
"""Small work is done again until this many nodes were computed, or a clock tells nothing."""


class Step(NamedTuple):
    """One op on numbers that are known by their place in the list."""

    op: str
    operands: tuple[int, ...]


class Work(NamedTuple):
    """Leaves, and steps that each add one number to the list; the last one is the target."""

    name: str
    leaves: list[float]
    steps: list[Step]

    @property
    def size(self) -> int:
        """How many nodes it has."""
        return len(self.leaves) + len(self.steps)


def bench_engine(works: Sequence[Work] | None = None) -> dict[str, dict[str, float]]:
    """Return for each work the nanoseconds a node of each contender, and ratios to the tape."""
    chosen = works or [worked_example(), *(random_work(size) for size in SIZES), chain(CHAIN)]
    return {work.name: _with_ratios(measure(work)) for work in chosen}


def measure(work: Work) -> dict[str, float]:
    """Return the nanoseconds a node of each contender that can do the work.

    Raises:
        ValueError: two contenders get different gradients.
    """
    runs = {name: make(work) for name, make in contenders().items()}
    gradients = {
        name: gradient for name, run in runs.items() if (gradient := _try(run)) is not None
    }
    first = next(iter(gradients.values()))
    for name, gradient in gradients.items():
        if not isclose(gradient, first, rel_tol=1e-9):
            raise ValueError(f"{name} gets the gradient {gradient} where others get {first}.")
    times: dict[str, list[float]] = {name: [] for name in gradients}
    for _ in range(_ROUNDS):
        for name, taken in times.items():
            taken.append(_time(runs[name], work.size))
    return {name: statistics.median(taken) for name, taken in times.items()}


def contenders() -> Mapping[str, Callable[[Work], Run]]:
    """Return how each contender that is installed makes itself ready for a work."""
    found: dict[str, Callable[[Work], Run]] = {"tape": _tape, "Value": _objects(Value)}
    if micrograd := _installed("micrograd.engine"):
        found["micrograd"] = _objects(micrograd.Value)
    if torch := _installed("torch"):
        found["PyTorch"] = _objects(
            lambda x: torch.tensor(x, dtype=torch.float64, requires_grad=True)
        )
    return found


def worked_example() -> Work:
    """Return e = a*b; d = e + c; L = d*f."""
    steps = [Step("mul", (0, 1)), Step("add", (4, 2)), Step("mul", (5, 3))]
    return Work("worked example, 7 nodes", [2.0, -3.0, 10.0, -2.0], steps)


def random_work(size: int, seed: int = 1) -> Work:
    """Return a random graph of so many nodes, a quarter of them leaves, that all feeds one node."""
    chance = random.Random(seed)
    leaves = [chance.uniform(-1.0, 1.0) for _ in range(size // 4)]
    steps: list[Step] = []
    for number in range(len(leaves), size):
        op = chance.choice(_OPS)
        others = (chance.randrange(number),) if op != "relu" else ()
        steps.append(Step(op, (number - len(leaves), *others)))
    return Work(f"random graph, {size:,} nodes", leaves, steps)


def chain(size: int) -> Work:
    """Return a chain of so many nodes, each the sum of the one before and a leaf."""
    return Work(f"chain, {size:,} nodes", [1.0, 1e-3], [Step("add", (1, 0))] + [
        Step("add", (number - 1, 0)) for number in range(3, size)
    ])  # fmt: skip


def _tape(work: Work) -> Run:
    nodes: dict[str, Node] = {f"n{i}": Leaf(x) for i, x in enumerate(work.leaves)}
    for i, step in enumerate(work.steps, len(nodes)):
        nodes[f"n{i}"] = Apply(step.op, tuple(f"n{operand}" for operand in step.operands))
    graph = Graph(nodes)
    tape = compile_tape(graph, Slots(nodes))

    def run() -> float:
        values, gradients = tape.load(graph), [None] * tape.size
        drain(forward_steps(tape, values))
        drain(backward_steps(tape, values, tape.size - 1, gradients))
        return float(gradients[0] or 0.0)

    return run


def _objects(leaf: Callable[[float], Any]) -> Callable[[Work], Run]:
    """Return the contender that makes an object for each number and asks the last to go back."""

    def ready(work: Work) -> Run:
        def run() -> float:
            made = [leaf(x) for x in work.leaves]
            for op, operands in work.steps:
                made.append(_APPLY[op](*[made[operand] for operand in operands]))
            made[-1].backward()
            gradient = made[0].grad
            return 0.0 if gradient is None else float(gradient)

        return run

    return ready


_APPLY: Final[Mapping[str, Callable[..., Any]]] = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "relu": lambda x: x.relu(),
}


def _installed(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        return None


def _try(run: Run) -> float | None:
    try:
        return run()
    except RecursionError:
        return None


def _time(run: Run, size: int) -> float:
    """Return nanoseconds of CPU time a node."""
    repeats = max(1, _LEAST_NODES // size)
    gc.collect()
    start = time.process_time_ns()
    for _ in range(repeats):
        run()
    return (time.process_time_ns() - start) / (repeats * size)


def _with_ratios(found: Mapping[str, float]) -> dict[str, float]:
    columns = {f"{name}, ns a node": taken for name, taken in found.items()}
    ratios = {f"{name} ÷ tape": taken / found["tape"] for name, taken in found.items()}
    ratios.pop("tape ÷ tape")
    return columns | ratios
