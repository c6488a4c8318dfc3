"""Clipping: gradients made smaller, as PyTorch does it."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.clipping import clip_by_norm, clip_by_value, norm

gradients = st.dictionaries(st.integers(), st.floats(-1e6, 1e6), min_size=1, max_size=6)
limits = st.floats(1e-3, 1e6)


def in_pytorch(clip: str, given: dict[int, float], limit: float) -> list[float]:
    torch: Any = pytest.importorskip("torch")
    tensors = [torch.zeros((), dtype=torch.float64, requires_grad=True) for _ in given]
    for tensor, gradient in zip(tensors, given.values(), strict=True):
        tensor.grad = torch.tensor(gradient, dtype=torch.float64)
    getattr(torch.nn.utils, clip)(tensors, limit)
    return [tensor.grad.item() for tensor in tensors]


@pytest.mark.torch
@given(gradients, limits)
def test_clipping_by_value_is_that_of_pytorch(given: dict[int, float], limit: float) -> None:
    clipped = clip_by_value(given, limit)
    assert list(clipped.values()) == in_pytorch("clip_grad_value_", given, limit)


@pytest.mark.torch
@given(gradients, limits)
def test_clipping_by_norm_is_that_of_pytorch(given: dict[int, float], limit: float) -> None:
    clipped = clip_by_norm(given, limit)
    expected = in_pytorch("clip_grad_norm_", given, limit)
    assert list(clipped.values()) == pytest.approx(expected, rel=1e-13, abs=1e-300)


def test_clipping_in_numbers() -> None:
    assert clip_by_value({"a": 3.0, "b": -4.0}, 3.5) == {"a": 3.0, "b": -3.5}
    assert clip_by_norm({"a": 3.0, "b": -4.0}, 10.0) == {"a": 3.0, "b": -4.0}
    assert clip_by_norm({"a": 3.0, "b": -4.0}, 1.0) == pytest.approx({"a": 0.6, "b": -0.8})


@given(gradients, limits)
def test_no_gradient_grows_and_the_norm_is_within_the_limit(
    given: dict[int, float], limit: float
) -> None:
    clipped = clip_by_norm(given, limit)
    assert all(abs(clipped[key]) <= abs(given[key]) for key in given)
    assert norm(clipped.values()) <= limit * (1.0 + 1e-12)


def test_what_is_not_a_number_is_not_hidden() -> None:
    assert math.isnan(clip_by_value({"a": math.nan}, 1.0)["a"])
    assert math.isnan(clip_by_norm({"a": math.nan, "b": 1.0}, 1.0)["b"])
    assert clip_by_norm({}, 1.0) == {}


@pytest.mark.parametrize("limit", [-1.0, math.nan])
def test_a_limit_below_0_is_refused(limit: float) -> None:
    with pytest.raises(ValueError, match="must be from 0 up"):
        clip_by_value({"a": 1.0}, limit)
