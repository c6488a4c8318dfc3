"""A graph in PyTorch: its ops, and the values and gradients of every node by its autograd."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

import pytest

from engine.graph import Apply, Graph, topological_order


@cache
def torch_ops() -> Mapping[str, Callable[..., Any]]:
    """Return each op as PyTorch has it; without PyTorch the test is skipped."""
    torch: Any = pytest.importorskip("torch")
    named = {
        name: getattr(torch, name)
        for name in (
            "neg", "pow", "square", "sqrt", "reciprocal", "exp", "log", "sin", "cos", "tan", "abs",
            "tanh", "sigmoid", "relu", "sum", "mean",
        )
    }  # fmt: skip
    return named | {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "leaky_relu": torch.nn.functional.leaky_relu,
        # Above its threshold PyTorch puts x for log(1 + eˣ).
        "softplus": lambda x: torch.nn.functional.softplus(x, threshold=700.0),
        "gelu": torch.nn.functional.gelu,
        "max": torch.maximum,
        "min": torch.minimum,
        "add_n": lambda *xs: sum(xs[1:], xs[0]),
        "mul_n": lambda *xs: math.prod(xs[1:], start=xs[0]),
        "row_count": lambda x: torch.tensor(float(torch.numel(x)), dtype=torch.float64),
        # PyTorch's sign of nan is 0, which hides that something went wrong.
        "sign": lambda x: torch.where(x == x, torch.sign(x), x.detach()),
        "greater": lambda a, b: (a > b).double(),
        "greater_equal": lambda a, b: (a >= b).double(),
        "equal": lambda a, b: (a == b).double(),
        "hold": lambda x: x.detach(),
        "where": lambda c, a, b: torch.where(c != 0.0, a, b),
        "normal_cdf": lambda x: 0.5 * torch.special.erfc(-x * math.sqrt(0.5)),
        "normal_density": lambda x: torch.exp(-0.5 * x * x) / math.sqrt(math.tau),
    }


def torch_op(name: str, operands: tuple[float, ...]) -> tuple[float, list[float]]:
    """Return the value of a single op in PyTorch, and its slope by each operand."""
    torch: Any = pytest.importorskip("torch")
    tensors = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in operands]
    result = torch_ops()[name](*tensors)
    if result.requires_grad:
        result.backward()
    # To PyTorch, what a condition does not pass on is no gradient at all.
    return result.item(), [0.0 if t.grad is None else t.grad.item() for t in tensors]


class TorchPass(NamedTuple):
    """The numbers of a graph by node id: floats, and lists of one number a row."""

    values: dict[str, Any]
    gradients: dict[str, Any]


def torch_backward(graph: Graph, columns: Mapping[str, Any], target: str) -> TorchPass:
    """Return PyTorch's values and gradients of every node; all ports are to be filled."""
    torch: Any = pytest.importorskip("torch")
    ops = torch_ops()
    tensors: dict[str, Any] = {}
    for node_id in topological_order(graph):
        node = graph.nodes[node_id]
        if isinstance(node, Apply):
            tensors[node_id] = ops[node.op](*[tensors[str(source)] for source in node.operands])
        else:
            number = columns.get(node_id, node.value)
            tensors[node_id] = torch.tensor(number, dtype=torch.float64, requires_grad=True)
    end = tensors[target]
    gradients = {n: torch.zeros_like(t).tolist() for n, t in tensors.items()}
    gradients[target] = torch.ones_like(end).tolist()
    # What hangs on conditions alone has no gradient at all there.
    tracked = {n: t for n, t in tensors.items() if t.requires_grad}
    if end.requires_grad:
        found = torch.autograd.grad(
            end, list(tracked.values()), torch.ones_like(end), allow_unused=True
        )
        pairs = zip(tracked, found, strict=True)
        gradients |= {n: gradient.tolist() for n, gradient in pairs if gradient is not None}
    return TorchPass({n: t.tolist() for n, t in tensors.items()}, gradients)
