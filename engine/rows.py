"""The elementary functions on numpy rows: one number for each sample of a data set."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]


def _sigmoid(x: Rows) -> Rows:
    small = np.exp(-np.abs(x))
    return np.where(x >= 0.0, 1.0, small) / (1.0 + small)


def _softplus(x: Rows) -> Rows:
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def _normal_cdf(x: Rows) -> Rows:
    # numpy has no erfc.
    scaled = np.ravel(np.asarray(-x * math.sqrt(0.5))).tolist()
    return 0.5 * np.array([math.erfc(each) for each in scaled]).reshape(np.shape(x))


def _normal_density(x: Rows) -> Rows:
    return np.exp(-0.5 * x * x) / math.sqrt(math.tau)


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "pow": np.power,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sign": np.sign,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "normal_cdf": _normal_cdf,
    "normal_density": _normal_density,
    "max": np.maximum,
    "min": np.minimum,
    "where": np.where,
    "both": np.logical_and,
    "over_rows": lambda x: float(np.sum(x)),
    "row_count": lambda x: float(np.size(x)),
}
