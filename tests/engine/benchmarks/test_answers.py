"""Two answers are the same, or it is said where they are not."""

from __future__ import annotations

import math

import pytest

from engine.benchmarks.answers import Answer, DifferentError, require_same


def test_rounding_is_no_difference() -> None:
    one, other = (
        Answer(1e20, [1.0, -1e-30, 0.0]),
        Answer(1e20 * (1 + 1e-12), [1 + 1e-12, -1e-30, 0.0]),
    )
    require_same({"a": one, "b": other})


def test_what_only_one_of_them_has_is_not_compared() -> None:
    require_same({"all nodes": Answer(1.0, [2.0, 3.0, 4.0]), "leaves": Answer(1.0, [2.0, 3.0])})


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (Answer(1.0 + 1e-8, [2.0, 1e-30]), "b gets the value 1.00000001 where a gets 1.0."),
        (Answer(math.nan, [2.0, 1e-30]), "b gets the value nan"),
        (Answer(1.0, [2.0, 1.1e-30]), "in place 1"),
        (Answer(1.0, [math.nan, 1e-30]), "in place 0"),
        (Answer(1.0, [0.0, 1e-30]), "in place 0"),
    ],
)
def test_a_difference_is_found_however_small_the_numbers(other: Answer, sentence: str) -> None:
    with pytest.raises(DifferentError, match=sentence):
        require_same({"a": Answer(1.0, [2.0, 1e-30]), "b": other})
