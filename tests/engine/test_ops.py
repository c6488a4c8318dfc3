"""Every op: its value, its slopes, its conventions at the edges, on numbers, rows and names."""

import itertools
import math
import sys
from collections.abc import Callable
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import elementary
from engine.expr import Expr
from engine.ops import OPS, SLOPE, Op
from engine.slopes import points, slopes
from tests.pytorch import torch_op

EACH_OP = pytest.mark.parametrize("op", OPS.values(), ids=OPS)
ON_EACH_ROW = [op for op in OPS.values() if not op.reduces_rows]

any_float = st.floats()
EDGES = (
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, 1 / 3, -8.0, 1e-300, 5e-324, -5e-324, 1e300,
    -1e300, 710.0, -750.0, 40.0, -40.0, inf, -inf,
)  # fmt: skip


def between(low: float, high: float) -> st.SearchStrategy[float]:
    # Rounded, because the product of two tiny numbers is a staircase without slopes.
    return st.floats(low, high).map(lambda x: round(x, 6))


def apart_from_0(least: float = 0.1, most: float = 50.0) -> st.SearchStrategy[float]:
    return between(least, most) | between(-most, -least)


ANYWHERE = between(-50.0, 50.0)
DOMAINS: dict[str, tuple[st.SearchStrategy[float], ...]] = {
    "div": (ANYWHERE, apart_from_0()),
    "pow": (between(0.1, 10.0), between(-4.0, 4.0)),
    "sqrt": (between(0.1, 100.0),),
    "reciprocal": (apart_from_0(),),
    "exp": (between(-20.0, 20.0),),
    "log": (between(0.1, 100.0),),
    "tan": (between(-1.4, 1.4),),
    "abs": (apart_from_0(),),
    "relu": (apart_from_0(),),
    "leaky_relu": (apart_from_0(),),
    "gelu": (between(-20.0, 20.0),),
    "sign": (apart_from_0(),),
    "normal_cdf": (between(-5.0, 5.0),),
    "normal_density": (between(-5.0, 5.0),),
    "where": (apart_from_0(), ANYWHERE, ANYWHERE),
}


def operands_of(op: Op) -> st.SearchStrategy[tuple[float, ...]]:
    inside = DOMAINS.get(op.name, (ANYWHERE,) * len(op.operands))
    if op.variadic:
        return st.lists(between(-5.0, 5.0), min_size=2, max_size=6).map(tuple)
    operands = st.tuples(*inside)
    if op.at_kink is elementary.equal:
        return operands.filter(lambda pair: abs(pair[0] - pair[1]) > 0.1)
    return operands


def rounding(op: Op, y: float, operands: tuple[float, ...]) -> float:
    adds = op.name in {"add", "sub", "add_n"}
    if op.name in {"gelu", "normal_cdf", "normal_density"}:
        # The exponent −x²/2 is rounded.
        return sys.float_info.epsilon * abs(y) * (1.0 + operands[0] ** 2)
    return sys.float_info.epsilon * (max(map(abs, operands)) if adds else abs(y))


def same(x: float, y: float) -> bool:
    return x == y or (math.isnan(x) and math.isnan(y))


@pytest.mark.parametrize("op", [op for op in OPS.values() if not op.holds], ids=lambda op: op.name)
@given(data=st.data())
def test_the_partials_are_the_slopes_of_the_value(op: Op, data: st.DataObject) -> None:
    operands = data.draw(operands_of(op))
    y = op.forward(*operands)
    for index, partial in enumerate(op.partials(y, *operands)):

        def along(x: float, index: int = index) -> float:
            moved: float = op.forward(*operands[:index], x, *operands[index + 1 :])
            return moved

        x = operands[index]
        found = slopes(x, [along(each) for each in points(x)], rounding(op, y, operands)).best
        assert found is not None
        assert abs(partial - found.slope) <= 10 * found.error + 1e-7 * (1.0 + abs(partial))


@given(any_float)
def test_what_is_held_is_its_operand_and_has_no_slope(x: float) -> None:
    assert [op.name for op in OPS.values() if op.holds] == ["hold"]
    y = OPS["hold"].forward(x)
    assert same(y, x)
    assert OPS["hold"].partials(y, x) == (0.0,)


@EACH_OP
@given(data=st.data())
def test_nothing_raises_whatever_the_numbers(op: Op, data: st.DataObject) -> None:
    count = len(op.operands) + (data.draw(st.integers(0, 3)) if op.variadic else 0)
    operands = [data.draw(any_float) for _ in range(count)]
    y = op.forward(*operands)
    assert type(y) is float
    assert [type(p) for p in op.partials(y, *operands)] == [float] * count
    assert type(op.at_kink(*operands)) is bool


@EACH_OP
def test_nothing_raises_at_the_edges(op: Op) -> None:
    for operands in itertools.product((*EDGES, nan), repeat=len(op.operands)):
        y = op.forward(*operands)
        assert all(type(p) is float for p in op.partials(y, *operands))


EDGE_FACTS = [
    ("relu", (0.0,), 0.0, (0.0,)),
    ("abs", (0.0,), 0.0, (0.0,)),
    ("max", (3.0, 3.0), 3.0, (0.5, 0.5)),
    ("min", (3.0, 3.0), 3.0, (0.5, 0.5)),
    ("max", (2.0, 3.0), 3.0, (0.0, 1.0)),
    ("min", (2.0, 3.0), 2.0, (1.0, 0.0)),
    ("leaky_relu", (0.0,), 0.0, (SLOPE,)),
    ("sqrt", (0.0,), 0.0, (inf,)),
    ("sqrt", (-1.0,), nan, (nan,)),
    ("pow", (0.0, 0.0), 1.0, (0.0, 0.0)),
    ("pow", (5.0, 0.0), 1.0, (0.0, math.log(5.0))),
    ("pow", (0.0, 2.0), 0.0, (0.0, 0.0)),
    ("pow", (0.0, 1.0), 0.0, (1.0, 0.0)),
    ("pow", (0.0, 0.5), 0.0, (inf, 0.0)),
    ("pow", (0.0, -1.0), inf, (-inf, -inf)),
    ("pow", (-8.0, 1 / 3), nan, (nan, nan)),
    ("pow", (-2.0, 3.0), -8.0, (12.0, nan)),
    ("log", (0.0,), -inf, (inf,)),
    ("log", (-1.0,), nan, (-1.0,)),
    ("div", (1.0, 0.0), inf, (inf, -inf)),
    ("div", (-1.0, 0.0), -inf, (inf, inf)),
    ("div", (1.0, -0.0), -inf, (-inf, -inf)),
    ("div", (0.0, 0.0), nan, (inf, nan)),
    ("reciprocal", (0.0,), inf, (-inf,)),
    ("exp", (710.0,), inf, (inf,)),
    ("exp", (-750.0,), 0.0, (0.0,)),
    ("sigmoid", (-1000.0,), 0.0, (0.0,)),
    ("sigmoid", (1000.0,), 1.0, (0.0,)),
    ("softplus", (1000.0,), 1000.0, (1.0,)),
    ("softplus", (-1000.0,), 0.0, (0.0,)),
    ("tanh", (1000.0,), 1.0, (0.0,)),
    ("sin", (inf,), nan, (nan,)),
    ("mul_n", (0.0, 5.0, 7.0), 0.0, (35.0, 0.0, 0.0)),
    ("mul_n", (0.0, 0.0, 7.0), 0.0, (0.0, 0.0, 0.0)),
]


@pytest.mark.parametrize(("op", "operands", "value", "partials"), EDGE_FACTS)
def test_the_convention_at_an_edge(
    op: str, operands: tuple[float, ...], value: float, partials: tuple[float, ...]
) -> None:
    y = OPS[op].forward(*operands)
    assert same(y, value)
    found = OPS[op].partials(y, *operands)
    assert all(map(same, found, partials)), found


@pytest.mark.parametrize(
    ("op", "operands"),
    [("relu", (0.0,)), ("leaky_relu", (0.0,)), ("abs", (-0.0,)), ("max", (2.0, 2.0)),
     ("min", (2.0, 2.0))],
)  # fmt: skip
def test_a_kink_is_marked_as_such(op: str, operands: tuple[float, ...]) -> None:
    assert OPS[op].at_kink(*operands) is True
    assert OPS[op].kink
    assert OPS[op].at_kink(*(x + 1.0 + i for i, x in enumerate(operands))) is False


def test_an_op_with_a_kink_says_what_its_derivative_is_taken_to_be() -> None:
    at_0 = {op.name for op in OPS.values() if op.at_kink(*(0.0 for _ in op.operands))}
    assert at_0 == {op.name for op in OPS.values() if op.kink}


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=8), st.data())
def test_the_product_of_many_has_the_product_of_the_others_as_slope_even_at_zeros(
    factors: list[float], data: st.DataObject
) -> None:
    for index in data.draw(st.sets(st.integers(0, len(factors) - 1), max_size=2)):
        factors[index] = 0.0
    op = OPS["mul_n"]
    partials = op.partials(op.forward(*factors), *factors)
    for index, partial in enumerate(partials):
        others = math.prod(factors[:index] + factors[index + 1 :])
        assert partial == pytest.approx(others, rel=1e-12)


@given(any_float)
def test_the_square_is_the_second_power(x: float) -> None:
    assert close(OPS["square"].forward(x), OPS["pow"].forward(x, 2.0))


@given(between(-50, -1), st.floats(-5, 5).filter(lambda n: not n.is_integer()))
def test_a_broken_power_of_a_negative_number_is_nan_not_complex(x: float, n: float) -> None:
    assert math.isnan(OPS["pow"].forward(x, n))


@pytest.mark.parametrize("op", ON_EACH_ROW, ids=lambda op: op.name)
@given(data=st.data())
def test_rows_are_computed_as_the_numbers_in_them(op: Op, data: st.DataObject) -> None:
    count = len(op.operands) + (1 if op.variadic else 0)
    table = data.draw(
        st.lists(st.tuples(*[any_float | between(-30, 30)] * count), min_size=1, max_size=5)
    )
    columns = [np.array(column) for column in zip(*table, strict=True)]
    with np.errstate(all="ignore"):
        y = op.forward(*columns)
        partials = [np.broadcast_to(p, y.shape) for p in op.partials(y, *columns)]
    for row, operands in enumerate(table):
        alone = op.forward(*operands)
        assert close(y[row], alone), (operands, y[row], alone)
        # Given the same result: 1 − y² can make much of the last digit of y.
        for found, expected in zip(partials, op.partials(float(y[row]), *operands), strict=True):
            assert close(found[row], expected), (operands, found[row], expected)


def close(x: float, y: float) -> bool:
    return same(x, y) or abs(x - y) <= 4 * math.ulp(max(abs(x), abs(y)))


def test_a_sum_and_a_mean_close_over_the_rows() -> None:
    x = np.array([1.0, 2.0, 6.0])
    assert OPS["sum"].forward(x) == 9.0
    assert OPS["mean"].forward(x) == 3.0
    assert OPS["sum"].partials(9.0, x) == (1.0,)
    assert OPS["mean"].partials(3.0, x) == (1 / 3,)


OPERATORS: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": elementary.divide,
    "neg": lambda x: -x,
    "pow": elementary.power,
    "where": lambda condition, then, otherwise: then if condition else otherwise,
    "equal": lambda a, b: a == b,
    "both": lambda a, b: a and b,
    "greater": lambda a, b: a > b,
    "less": lambda a, b: a < b,
    "greater_equal": lambda a, b: a >= b,
    "less_equal": lambda a, b: a <= b,
    "abs": elementary.absolute,
    "max": elementary.larger,
    "min": elementary.smaller,
}
HEADS = OPERATORS | {
    name: getattr(elementary, name)
    for name in (
        "square", "exp", "log", "sqrt", "sign", "sin", "cos", "tan", "tanh", "sigmoid", "softplus",
        "normal_cdf", "normal_density", "over_rows", "row_count",
    )
}  # fmt: skip


def evaluate(formula: Any, numbers: dict[str, float]) -> Any:
    if not isinstance(formula, Expr):
        return formula
    if formula.head == "name":
        return numbers[str(formula.value)]
    if formula.head == "number":
        return formula.value
    return HEADS[formula.head](*(evaluate(operand, numbers) for operand in formula.operands))


@EACH_OP
@given(data=st.data())
def test_the_formula_with_numbers_put_in_gives_the_number(op: Op, data: st.DataObject) -> None:
    count = len(op.operands) + (2 if op.variadic else 0)
    names = [op.operand_name(index) for index in range(count)]
    operands = [data.draw(any_float | between(-30, 30)) for _ in names]
    numbers = dict(zip(names, operands, strict=True))
    symbols = [Expr.name(name) for name in names]
    y = op.forward(*operands)
    assert same(evaluate(op.forward(*symbols), numbers), y)
    formulas = op.partials(Expr.name("the result"), *symbols)
    for formula, partial in zip(formulas, op.partials(y, *operands), strict=True):
        assert same(evaluate(formula, numbers | {"the result": y}), partial)


@EACH_OP
def test_an_op_explains_itself(op: Op) -> None:
    assert op.help.endswith(".")
    assert op.gate.endswith(".")
    assert op.symbol
    assert op.domain
    assert op.group
    assert len(set(op.operands)) == len(op.operands)


def test_swapping_operands_changes_the_value_only_of_ordered_ops() -> None:
    for op in OPS.values():
        if len(op.operands) == 2:
            changes = op.forward(2.0, 5.0) != op.forward(5.0, 2.0)
            assert changes is op.ordered, op.name


@pytest.mark.torch
@EACH_OP
def test_values_and_slopes_are_those_of_pytorch_at_every_edge(op: Op) -> None:
    for operands in itertools.product(EDGES, repeat=len(op.operands)):
        value, slopes = torch_op(op.name, operands)
        y = op.forward(*operands)
        assert near(y, value), (operands, y, value)
        for partial, expected in zip(op.partials(y, *operands), slopes, strict=True):
            assert near(partial, expected), (operands, partial, expected)


def near(x: float, y: float) -> bool:
    # PyTorch's own functions are off by some units of the last place of 1.
    return same(x, y) or abs(x - y) <= 1e-15 + 1e-14 * abs(y)
