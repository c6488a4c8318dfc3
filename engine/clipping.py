"""Gradient clipping: gradients made smaller where a step along them would go too far.

The definitions are PyTorch's ``clip_grad_value_`` and ``clip_grad_norm_``, as pure functions.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from typing import Final, TypeVar

from engine.elementary import larger, smaller

Key = TypeVar("Key", bound=Hashable)

_TINY: Final = 1e-6
"""What PyTorch adds to the norm, so that a norm of 0 divides too."""


def clip_by_value(gradients: Mapping[Key, float], limit: float) -> dict[Key, float]:
    """Return the gradients, each brought to between −limit and limit; nan stays nan.

    Raises:
        ValueError: the limit is not a number from 0 up.
    """
    _check(limit)
    return {key: smaller(larger(g, -limit), limit) for key, g in gradients.items()}


def clip_by_norm(gradients: Mapping[Key, float], limit: float) -> dict[Key, float]:
    """Return the gradients, all scaled by the same factor so that their norm is at most the limit.

    The factor is limit ÷ (norm + 10⁻⁶), where that is below 1. The direction stays; where a
    gradient is not finite, the norm is not either, and the result is 0 or nan.

    Raises:
        ValueError: the limit is not a number from 0 up.
    """
    _check(limit)
    factor = smaller(limit / (norm(gradients.values()) + _TINY), 1.0)
    return {key: g * factor for key, g in gradients.items()}


def norm(gradients: Iterable[float]) -> float:
    """Return the root of the sum of the squares; nan where one of them is nan."""
    numbers = list(gradients)
    return math.nan if any(map(math.isnan, numbers)) else math.hypot(*numbers)


def _check(limit: float) -> None:
    if not limit >= 0.0:
        raise ValueError(f"The limit of a gradient must be from 0 up, not {limit}.")
