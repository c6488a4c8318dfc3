"""The C text follows from the table of ops alone."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.expr import Expr
from engine.kernels import source
from engine.kernels.c_notation import c_number, in_c
from engine.kernels.source import NotCompilableError, library_text, ops_text
from engine.ops import OPS, Op

ROOT = Path(source.__file__).parents[2]
x = Expr.name("x")


def text_in_a_new_process(seed: str) -> str:
    program = "from engine.kernels.source import library_text as t; print(t(), end='')"
    variables = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, check=True)
    return done.stdout.decode("utf-8").replace("\r\n", "\n")


def test_the_text_is_the_same_in_every_run() -> None:
    assert text_in_a_new_process("1") == text_in_a_new_process("2") == library_text()


def test_every_op_has_its_functions_and_its_place_in_the_switches() -> None:
    text = library_text()
    for op in OPS.values():
        assert f"INLINE double {op.name}_y(" in text
        for number in range(len(op.operands)):
            assert f"INLINE double {op.name}_d{number}(" in text
        assert f"({op.name}) \\" in text


def test_a_new_op_needs_no_c_by_hand() -> None:
    cube = replace(
        OPS["square"],
        name="cube",
        forward=lambda x: x * x * x,
        partials=lambda _y, x: (3.0 * (x * x),),
    )
    text = ops_text([*OPS.values(), cube])
    assert "INLINE double cube_y(double a) { return a * a * a; }" in text
    assert "INLINE double cube_d0(double y, double a) { return 3.0 * (a * a); }" in text
    assert "ONE(cube)" in text


def test_another_formula_makes_another_text() -> None:
    changed = replace(OPS["neg"], partials=lambda _y, _x: (1.0,))
    assert ops_text([changed]) != ops_text([OPS["neg"]])


def broken_product(y: Expr, *operands: Expr) -> tuple[Expr, ...]:
    return (y,) * len(operands)


@pytest.mark.parametrize(
    "op",
    [
        replace(OPS["mul_n"], name="wrong", partials=broken_product),
        replace(OPS["add_n"], name="middle", forward=lambda *xs: xs[len(xs) // 2]),
    ],
    ids=lambda op: op.name,
)
def test_an_op_of_many_operands_that_is_no_chain_of_steps_is_refused(op: Op) -> None:
    with pytest.raises(NotCompilableError, match=f"{op.name} is not a chain"):
        ops_text([op])


def test_an_op_with_four_operands_is_refused() -> None:
    four = replace(OPS["add"], name="four", operands=("a", "b", "c", "d"))
    with pytest.raises(NotCompilableError, match="four has more operands"):
        ops_text([four])


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (-(x - 1.0), "-(x - 1.0)"),
        (x - (-x), "x - (-x)"),
        (Expr.applied("neg", -x), "-(-x)"),
        (Expr.of("mul", -2.0, x), "-2.0 * x"),
        (Expr.of("where", x > 0.0, x, Expr.of("exp", x)), "x > 0.0 ? x : fn_exp(x)"),
        (Expr.of("where", x > 0.0, 1.0, 0.5) * x, "(x > 0.0 ? 1.0 : 0.5) * x"),
        (x / (x / x), "x / (x / x)"),
    ],
)
def test_a_formula_keeps_its_grouping_in_c(formula: Expr, text: str) -> None:
    assert in_c(formula) == text


def test_numbers_in_c_are_read_back_to_the_last_digit() -> None:
    numbers = [0.1, -0.0, 5e-324, 1e300, float("inf"), float("-inf"), float("nan")]
    texts = ["0.1", "-0.0", "5e-324", "1e+300", "INFINITY", "-INFINITY", "NAN"]
    assert [c_number(number) for number in numbers] == texts
