"""Losses as small graphs: how far a prediction is from what was wanted.

Each is one function, generic in the kind of number like an op's: on floats and rows it computes, on
``Value`` it builds an expression, on ``Expr`` it is the formula that ``formula_nodes.fragment``
turns into nodes. The forms are those that stay precise however large a logit is. All are for one
sample: a loss over a data set is the ``mean`` over rows, or a sum of values.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from engine.expr import Expr
from engine.ops import OPS

Number = Any
"""A float, a numpy array of rows, a ``Value`` or an ``Expr``."""


def squared_error(prediction: Number, wanted: Number) -> Number:
    """Return (prediction − wanted)²."""
    return _op("square", prediction - wanted)


def binary_cross_entropy(logit: Number, wanted: Number) -> Number:
    """Return −t·ln σ(z) − (1 − t)·ln(1 − σ(z)), for a logit z and a wanted share t from 0 to 1.

    It is written t·softplus(−z) + (1 − t)·softplus(z): no logarithm of 0 at any logit, and a loss
    of 10⁻¹⁸ is not lost in the rounding of larger numbers. In natural units (nats).
    """
    return wanted * _op("softplus", -logit) + (1.0 - wanted) * _op("softplus", logit)


def softmax_cross_entropy(logits: Sequence[Number], wanted: int) -> Number:
    """Return −ln of the share that softmax gives to the wanted class.

    That is ln ∑ exp(zᵢ − z_wanted), whose term for the wanted class is 1. Each other class joins by
    ln(eˢ + eᵈ) = s + softplus(d − s), so that nothing overflows, nothing small is lost, and there
    is no kink where two logits are equal. In natural units (nats).

    Args:
        logits: one number for each class.
        wanted: the class that is right, counted from 0.

    Raises:
        ValueError: there is no such class.
    """
    if not 0 <= wanted < len(logits):
        raise ValueError(f"There is no class {wanted} among {len(logits)} logits.")
    ahead = [logit - logits[wanted] for i, logit in enumerate(logits) if i != wanted]
    return reduce(_log_of_sum, ahead[1:], _op("softplus", ahead[0])) if ahead else 0.0


def softmax_cross_entropy_of_shares(logits: Sequence[Number], wanted: Sequence[Number]) -> Number:
    """Return −∑ tᵢ ln of the share that softmax gives to class i, for wanted shares tᵢ.

    This is the form for a column of the data for each class: tᵢ is 1 in one of them and else 0, or
    the tᵢ are shares whose sum is 1. In natural units (nats).

    Raises:
        ValueError: there is not one share for each logit.
    """
    if len(logits) != len(wanted):
        raise ValueError(f"There are {len(logits)} logits and {len(wanted)} wanted shares.")
    total = reduce(_log_of_sum, logits)
    terms = [share * (total - logit) for logit, share in zip(logits, wanted, strict=True)]
    return reduce(lambda a, b: a + b, terms)


def hinge(score: Number, wanted: Number) -> Number:
    """Return how much a score falls short of the margin: relu(1 − t·s), for a sign t of −1 or 1."""
    return _op("relu", 1.0 - wanted * score)


def _log_of_sum(s: Number, d: Number) -> Number:
    """Return ln(eˢ + eᵈ)."""
    return s + _op("softplus", d - s)


def _op(name: str, operand: Number) -> Number:
    if isinstance(operand, Expr):
        return Expr.of(name, operand)
    method = getattr(operand, name, None)
    if method is not None:
        return method()
    return OPS[name].forward(float(operand) if isinstance(operand, int) else operand)
