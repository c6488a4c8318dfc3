"""The error of a difference quotient against its step: truncation above, rounding below."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import difference_quotient, parse
from engine.autodiff import only_target
from engine.curve import Curve, Curves
from engine.difference import central_quotient
from engine.labels import find_node
from engine.quotient_study import LARGEST, SMALLEST, STEPS, Side, Way, best, quotients, side


def curve_of(text: str, leaf: str = "x") -> Curve:
    graph = parse(text)
    return Curves(graph, only_target(graph)).curve(find_node(graph, leaf))


TEXTBOOK = "y = 7*x**2 + 6*x + 3; x = 5"


def test_the_textbooks_quotient_has_the_textbooks_digits() -> None:
    (one,) = quotients(curve_of(TEXTBOOK), [0.0001])
    assert repr(one.quotient) == "76.00069999995185"
    assert one.difference == one.quotient - 76.0


def test_the_steps_go_from_a_tenth_to_ten_to_the_minus_fifteen_evenly() -> None:
    assert (STEPS[0], STEPS[-1]) == (SMALLEST, LARGEST)
    ratios = [later / earlier for earlier, later in itertools.pairwise(STEPS)]
    assert ratios == pytest.approx([10**0.25] * len(ratios), rel=1e-9)


def test_truncation_falls_with_the_step_and_with_its_square_between_two_sides() -> None:
    curve = curve_of("y = exp(x); x = 0.5")
    for way, power in ((Way.FORWARD, 1), (Way.CENTRAL, 2)):
        coarse, fine = quotients(curve, [1e-2, 1e-3], way)
        assert coarse.difference / fine.difference == pytest.approx(10**power, rel=0.02)


def test_the_best_step_lies_near_the_root_of_the_last_digit() -> None:
    curve = curve_of("y = exp(x); x = 0.5")
    forward = best(quotients(curve, STEPS))
    central = best(quotients(curve, STEPS, Way.CENTRAL))
    assert forward is not None
    assert central is not None
    assert 1e-10 < forward.step < 1e-6
    assert 1e-7 < central.step < 1e-3
    assert abs(central.difference) < abs(forward.difference)


def test_each_side_of_the_best_step_has_its_name() -> None:
    study = quotients(curve_of(TEXTBOOK), STEPS)
    assert side(study[-1], study) is Side.TRUNCATION
    assert side(study[0], study) is Side.ROUNDING
    nearest = best(study)
    assert nearest is not None
    assert side(nearest, study) is Side.NEITHER


def test_a_straight_line_has_no_truncation() -> None:
    study = quotients(curve_of("y = 4*x; x = 2"), [2.0**-4, 2.0**-20])
    assert [one.difference for one in study] == [0.0, 0.0]
    assert best(study) == study[0]


def test_where_nothing_is_finite_there_is_no_best_step() -> None:
    study = quotients(curve_of("y = log(x); x = -1"), STEPS)
    assert best(study) is None
    assert side(study[0], study) is Side.NEITHER
    assert all(math.isnan(one.quotient) for one in study)


@given(x=st.floats(-3, 3), step=st.sampled_from(STEPS))
def test_the_study_has_the_numbers_of_the_quotient_itself(x: float, step: float) -> None:
    text = f"y = sin(x)*x + exp(x); x = {x!r}"
    (one,) = quotients(curve_of(text), [step])
    (middle,) = quotients(curve_of(text), [step], Way.CENTRAL)
    assert one.quotient == difference_quotient(parse(text), "x", step)
    assert middle.quotient == central_quotient(parse(text), "x", step)
