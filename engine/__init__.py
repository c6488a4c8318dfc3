"""The mathematics and the files of Chainrule: usable without the window.

What is listed here is for scripts; each name is loaded from its module when it is first asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine import losses, nn
    from engine.autodiff import backward, forward
    from engine.check import check_gradients
    from engine.difference import adaptive_quotient, central_quotient, difference_quotient
    from engine.document import Document
    from engine.files import load, save
    from engine.gradient_graph import gradient_graph, hessian_vector_product
    from engine.graph import Apply, Graph, Leaf, Role
    from engine.optim import SGD, Adam, AdamW, RMSProp
    from engine.parse import parse
    from engine.rows_pass import backward_rows, forward_rows
    from engine.tangents import tangents
    from engine.value import Value
    from engine.value_optim import Stepper

_HOMES = {
    "Adam": "optim",
    "AdamW": "optim",
    "Apply": "graph",
    "Document": "document",
    "Graph": "graph",
    "Leaf": "graph",
    "RMSProp": "optim",
    "Role": "graph",
    "SGD": "optim",
    "Stepper": "value_optim",
    "Value": "value",
    "adaptive_quotient": "difference",
    "backward": "autodiff",
    "backward_rows": "rows_pass",
    "central_quotient": "difference",
    "check_gradients": "check",
    "difference_quotient": "difference",
    "forward": "autodiff",
    "forward_rows": "rows_pass",
    "gradient_graph": "gradient_graph",
    "hessian_vector_product": "gradient_graph",
    "load": "files",
    "parse": "parse",
    "save": "files",
    "tangents": "tangents",
}

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "Apply",
    "Document",
    "Graph",
    "Leaf",
    "RMSProp",
    "Role",
    "Stepper",
    "Value",
    "adaptive_quotient",
    "backward",
    "backward_rows",
    "central_quotient",
    "check_gradients",
    "difference_quotient",
    "forward",
    "forward_rows",
    "gradient_graph",
    "hessian_vector_product",
    "load",
    "losses",
    "nn",
    "parse",
    "save",
    "tangents",
]


class _Package(ModuleType):
    """A package in which ``parse`` stays the function when the module of that name is loaded.

    So do the other functions whose modules are named after them.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        is_shadowed = name in _HOMES and isinstance(value, ModuleType)
        super().__setattr__(name, getattr(value, name) if is_shadowed else value)


def __getattr__(name: str) -> Any:
    if name in {"losses", "nn"}:
        return import_module(f"{__name__}.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__


sys.modules[__name__].__class__ = _Package
