"""The gradient check on thousands of graphs: no false alarm, and no wrong gradient that passes.

``CHAINRULE_CHECKS=100000 python3 tasks.py test tests/engine/test_check_campaign.py`` makes as many
checks as it says, in place of the few that there is time for every day.
"""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import count
from math import isfinite
from random import Random
from typing import Final, NamedTuple

import pytest

from engine import curve
from engine.autodiff import backward, only_target
from engine.check import check_against
from engine.graph import Graph, Leaf
from engine.parse import parse
from engine.verdict import Verdict
from tests.wild_graphs import wild_graph

CHECKS: Final = int(os.environ.get("CHAINRULE_CHECKS", "3000"))
AGREE, DIFFER, KINK, INCONCLUSIVE = Verdict


class Outcome(NamedTuple):
    """What the check says of a right gradient, and of the same when it is off by a hundredth."""

    seed: int
    node: str
    right: Verdict
    wrong: Verdict | None


def outcomes(graph: Graph, seed: int = 0) -> Iterator[Outcome]:
    """Yield what the check says of each gradient that is no 0 of a node beside the target."""
    target = only_target(graph)
    done = backward(graph, target)
    off = {n: 1.01 * g if isfinite(g) else g for n, g in done.gradients.items()}
    pairs = zip(
        check_against(graph, target, done.gradients), check_against(graph, target, off), strict=True
    )
    for right, wrong in pairs:
        gradient = done.gradients[right.node]
        is_moved = gradient != 0.0 and isfinite(gradient)
        yield Outcome(seed, right.node, right.verdict, wrong.verdict if is_moved else None)


@pytest.mark.parametrize("most_ops", [8, 24, 60])
def test_every_right_gradient_is_spared_and_every_wrong_one_is_found(most_ops: int) -> None:
    """A check may find nothing out, but what it finds right it finds wrong by a hundredth too."""
    found: list[Outcome] = []
    for seed in count():
        found += outcomes(wild_graph(Random(seed), most_ops), seed)
        if len(found) >= CHECKS / 3:
            break
    assert [each for each in found if each.right is DIFFER] == []
    assert [each for each in found if each.wrong is AGREE] == []
    pairs = Counter((each.right, each.wrong) for each in found if each.wrong)
    decided = pairs[AGREE, DIFFER]
    assert decided > 0.5 * pairs.total()
    # Where gradients jump about, or are not finite, beside the node's value, no alarm is raised.
    assert pairs[AGREE, INCONCLUSIVE] <= 0.001 * decided + 1
    assert pairs.keys() <= {
        (AGREE, DIFFER), (AGREE, INCONCLUSIVE), (KINK, KINK), (INCONCLUSIVE, INCONCLUSIVE),
        (INCONCLUSIVE, DIFFER), (INCONCLUSIVE, KINK),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # Rounding of x hides the tangent, whose slope it is that the gradient has.
        ("y = tan(x) - x", {"x": -8.836275316364203e215}),
        ("y = sin(x*1e20) + x", {"x": 0.7}),
        # A number with two digits left, and one with none.
        ("y = (x*x*w) / x", {"x": 2.2227587494850775e-162, "w": -8.783}),
        ("y = exp(x*x / tanh(x))", {"x": 4.7538304474210575e-291}),
        ("y = cos(x) * 1e-222", {"x": 1e-222}),
        ("y = (a - b)*(a - b)", {"a": 1e8 / 3, "b": 1e8 / 3}),
        ("y = square(w*x + b - t)", {"w": 0.1, "x": 3.0, "b": 0.2, "t": 0.5}),
        ("y = x + 1e-9*sin(1e10*x)", {"x": 1.0}),
        ("y = x / (x + 1e-20)", {"x": 0.0}),
    ],
)
def test_no_false_alarm_where_numbers_lose_digits(text: str, values: dict[str, float]) -> None:
    nodes = {
        node_id: Leaf(values[str(node.label)], node.label) if node.label in values else node
        for node_id, node in parse(text).nodes.items()
    }
    for each in outcomes(Graph(nodes, only_target(Graph(nodes)))):
        assert each.right is not DIFFER, each
        assert each.wrong is not AGREE, each


def test_both_evaluators_come_to_the_same_verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    graphs = [wild_graph(Random(seed), 80) for seed in range(500, 530)]
    compiled = [each for graph in graphs for each in outcomes(graph)]
    monkeypatch.setattr(curve, "suitable_kernel", lambda *_: None)
    reference = [each for graph in graphs for each in outcomes(graph)]
    different = [pair for pair in zip(compiled, reference, strict=True) if pair[0] != pair[1]]
    # A last digit may decide whether a tie is one.
    assert len(different) <= 0.002 * len(compiled)
