"""Every number of 12,000 random graphs is PyTorch's, by all evaluators.

Values agree to 1e-12 of their size, gradients to 1e-12 of the sum of the absolute contributions on
the wires. What differs by more is judged with 50 digits. Two things make it differ: a graph that
turns the last digit of a function into the first of another; and 0 × ∞, which IEEE 754 calls nan,
where PyTorch leaves out what a shut gate (relu, max, a condition) would pass on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import pytest
from numpy.typing import NDArray

from engine import evaluate
from engine.autodiff import backward
from engine.files.expression_text import text_of
from engine.graph import Graph
from engine.kernels.loading import kernel
from engine.rows_pass import backward_rows
from tests.judging import Judge, Numbers
from tests.pytorch import TorchPass, torch_backward
from tests.random_graphs import Case, random_case

pytestmark = pytest.mark.torch

TOLERANCE: Final = 1e-12
GRAPHS: Final = 12_000
BATCH: Final = 1_000
MOST_JUDGED: Final = 0.02
"""How many of all numbers may be left to the judge."""


def case_of(seed: int) -> Case:
    """Return every other graph on 1 to 4 rows, the rest on one row without columns."""
    return random_case(seed, seed % 8 // 2 + 1 if seed % 2 else None)


@pytest.fixture(params=["reference", "compiled"], scope="module")
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """Let one of the two evaluators do everything."""
    if request.param == "compiled" and kernel() is None:
        pytest.skip("the evaluator is not compiled here: python -m engine.kernels.build")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "LEAST", 0 if request.param == "compiled" else 10**9)
        yield request.param


@pytest.fixture(scope="module")
def theirs() -> dict[int, TorchPass]:
    """What PyTorch said, by seed: both evaluators are held against the same numbers."""
    return {}


@pytest.mark.parametrize("first", range(0, GRAPHS, BATCH))
def test_values_and_gradients_are_those_of_pytorch(
    way: str, theirs: dict[int, TorchPass], first: int
) -> None:
    compared = judged = 0
    for seed in range(first, first + BATCH):
        case = case_of(seed)
        if seed not in theirs:
            theirs[seed] = torch_backward(case.graph, case.columns, str(case.graph.marked_target))
        judge = Judge(case, numbers_of(case))
        values, gradients = differing(judge, theirs[seed])
        wrong = [n for n in values if not judge.is_value_right(n)]
        wrong += [f"∂/∂{n}" for n in gradients if not judge.is_gradient_right(n)]
        assert not wrong, described(seed, case, wrong)
        compared += 2 * len(case.graph.nodes)
        judged += len(values) + len(gradients)
    assert judged <= MOST_JUDGED * compared


def numbers_of(case: Case) -> Numbers:
    if case.columns:
        done: Any = backward_rows(case.graph, case.columns)
    else:
        done = backward(case.graph)
    return Numbers(arrays(done.values), arrays(done.gradients))


def arrays(numbers: Mapping[str, Any]) -> dict[str, NDArray[np.float64]]:
    return {node_id: np.asarray(number, dtype=np.float64) for node_id, number in numbers.items()}


def differing(judge: Judge, theirs: TorchPass) -> tuple[list[str], list[str]]:
    """Return the nodes whose value, and those whose gradient, is not PyTorch's."""
    values, gradients = [], []
    for node_id, value in judge.numbers.values.items():
        peer = np.asarray(theirs.values[node_id])
        assert value.shape == peer.shape
        if not agrees(value, peer, np.abs(value)):
            values.append(node_id)
    for node_id, gradient in judge.numbers.gradients.items():
        peer = np.asarray(theirs.gradients[node_id])
        assert gradient.shape == peer.shape
        if not (
            agrees(gradient, peer, np.abs(gradient))
            or agrees(gradient, peer, judge.contributed(node_id))
        ):
            gradients.append(node_id)
    return values, gradients


def agrees(
    ours: NDArray[np.float64], theirs: NDArray[np.float64], size: NDArray[np.float64]
) -> bool:
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(ours - theirs) <= TOLERANCE * np.where(np.isfinite(size), size, 0.0)
    same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    return bool((same | near).all())


def described(seed: int, case: Case, wrong: list[str]) -> str:
    graph = Graph(case.graph.nodes, case.graph.marked_target)
    return f"seed {seed}: {', '.join(wrong)} of\n{text_of(graph)}columns {case.columns}"
