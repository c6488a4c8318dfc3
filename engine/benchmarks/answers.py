"""What a contender has computed, and whether it is what the others have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

NEAR: Final = 1e-9
"""How far apart two numbers may be, relative to the larger."""


class Answer(NamedTuple):
    """The numbers of a run.

    Attributes:
        value: the target's value.
        numbers: the gradients by place, of the leaves at least; after a training step, the
            parameters that it led to.
    """

    value: float
    numbers: ArrayLike


class DifferentError(ValueError):
    """Two contenders get different numbers from the same work."""


def require_same(answers: Mapping[str, Answer]) -> None:
    """Compare every answer with the first, as far as both go.

    Raises:
        DifferentError: two numbers are further apart than rounding explains.
    """
    if not answers:
        return
    first, wanted = next(iter(answers.items()))
    for name, answer in answers.items():
        if not _near(answer.value, wanted.value):
            raise DifferentError(
                f"{name} gets the value {answer.value} where {first} gets {wanted.value}."
            )
        place = _first_difference(np.asarray(answer.numbers), np.asarray(wanted.numbers))
        if place is not None:
            raise DifferentError(f"{name} gets another number than {first} in place {place}.")


def _near(one: float, other: float) -> bool:
    return bool(np.isclose(one, other, rtol=NEAR, atol=0.0))


def _first_difference(one: np.ndarray, other: np.ndarray) -> int | None:
    shared = min(len(one), len(other))
    apart = np.abs(one[:shared] - other[:shared])
    scale = np.maximum(np.abs(one[:shared]), np.abs(other[:shared]))
    # Written so that nan is a difference too.
    wrong = np.flatnonzero(~(apart <= NEAR * scale))
    return int(wrong[0]) if len(wrong) else None
