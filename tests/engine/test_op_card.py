"""The card of every op says what the op computes."""

from __future__ import annotations

import math

import pytest

from engine.op_card import card, curve
from engine.ops import OPS

ONE_ROW = [name for name, op in OPS.items() if not op.reduces_rows]


def test_the_cards_that_a_learner_meets_first_read_as_in_a_book() -> None:
    mul = card("mul")
    assert (mul.rule, mul.slopes) == ("y = a × b", ("∂y/∂a = b", "∂y/∂b = a"))
    tanh = card("tanh")
    assert (tanh.rule, tanh.slopes) == ("y = tanh(x)", ("∂y/∂x = 1 − y²",))
    relu = card("relu")
    assert (relu.rule, relu.slopes) == ("y = 0 if x ≤ 0, else x", ("∂y/∂x = 1 if x > 0, else 0",))
    assert relu.kink == "The derivative at 0 is taken to be 0."


@pytest.mark.parametrize("op", list(OPS))
def test_every_op_has_a_card_with_a_line_for_each_operand(op: str) -> None:
    found = card(op)
    assert len(found.slopes) == len(found.operands) >= 1
    assert found.help.endswith(".")
    assert found.gate.endswith(".")
    assert all(
        line.startswith(f"∂y/∂{n} = ") for line, n in zip(found.slopes, found.operands, strict=True)
    )


@pytest.mark.parametrize("op", ONE_ROW)
def test_a_curve_passes_through_the_present_point_with_the_present_slope(op: str) -> None:
    operands = [0.7, 1.3, 0.4][: len(card(op).operands)]
    for varied in range(len(operands)):
        found = curve(op, operands, varied)
        assert found.value == OPS[op].forward(*operands)
        middle = len(found.xs) // 2
        assert found.xs[middle] == pytest.approx(operands[varied], abs=1e-12)
        assert found.ys[middle] == pytest.approx(found.value, rel=1e-9)
        h = 1e-6
        around = [OPS[op].forward(*[x + s * h * (i == varied) for i, x in enumerate(operands)])
                  for s in (-1, 1)]  # fmt: skip
        if op != "hold" and all(map(math.isfinite, around)):
            assert (around[1] - around[0]) / (2 * h) == pytest.approx(
                found.slope, rel=1e-5, abs=1e-6
            )


def test_a_kink_is_told_and_what_is_not_defined_leaves_a_gap() -> None:
    assert curve("relu", [0.0], 0).is_kink
    assert not curve("relu", [0.1], 0).is_kink
    found = curve("log", [2.0], 0)
    assert math.isnan(found.ys[0])
    assert found.slope == 0.5
