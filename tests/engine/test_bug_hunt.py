"""A planted bug is the same for the same seed, shows, and can be found by difference quotients."""

from __future__ import annotations

import pytest

from engine import backward, parse
from engine.bug_hunt import Bug, Fault, gradients_with, plant
from engine.check import check_against
from engine.graph import Apply, Graph
from engine.verdict import Verdict

WORKED = "e = a*b; d = e + c; L = d*f; a = 2; b = -3; c = 10; f = -2"
NEURON = "o = tanh(w1*x1 + w2*x2 + b); w1 = -3; x1 = 2; w2 = 1; x2 = 0.5; b = 6.2"


def opened(text: str) -> tuple[Graph, str]:
    graph = parse(text)
    return graph, backward(graph).target or ""


def test_without_a_bug_the_gradients_are_the_right_ones() -> None:
    graph, target = opened(WORKED)
    assert gradients_with(graph, target, None) == backward(graph).gradients


def test_a_wrong_sign_in_mul_turns_every_product_round() -> None:
    graph, target = opened(WORKED)
    found = gradients_with(graph, target, Bug("mul", Fault.SIGN))
    by_name = {graph.nodes[n].label: g for n, g in found.items()}
    # d and f lie one mul below L, a and b two.
    assert by_name == {"L": 1, "d": 2, "f": -4, "e": 2, "c": 2, "a": 6, "b": -4}


@pytest.mark.parametrize("text", [WORKED, NEURON, "y = x*x + sin(x); x = 2"])
@pytest.mark.parametrize("seed", range(12))
def test_the_quotient_finds_the_rule_that_is_wrong(text: str, seed: int) -> None:
    graph, target = opened(text)
    bug = plant(graph, target, seed)
    assert bug is not None
    assert bug == plant(graph, target, seed)
    verdicts = {
        check.node: check.verdict
        for check in check_against(graph, target, gradients_with(graph, target, bug))
    }
    suspects = {
        node.op
        for node_id, node in graph.nodes.items()
        if isinstance(node, Apply)
        and verdicts[node_id] is Verdict.AGREE
        and any(verdicts[source or ""] is Verdict.DIFFER for source in node.operands)
    }
    assert bug.op in suspects


def test_on_a_leaf_alone_there_is_nothing_to_plant() -> None:
    graph, target = opened("x = 3")
    assert plant(graph, target, 1) is None


def test_every_fault_is_planted_by_some_seed() -> None:
    graph, target = opened(NEURON)
    bugs = [plant(graph, target, seed) for seed in range(60)]
    assert {bug.fault for bug in bugs if bug is not None} == set(Fault)
