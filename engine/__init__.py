"""The mathematics and the files of Chainrule: usable without the window.

What is listed here is for scripts; each name is loaded from its module when it is first asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine import nn
    from engine.autodiff import backward, forward
    from engine.check import check_gradients
    from engine.difference import central_quotient, difference_quotient
    from engine.document import Document
    from engine.files import load, save
    from engine.graph import Apply, Graph, Leaf, Role
    from engine.optim import SGD
    from engine.parse import parse
    from engine.value import Value

_HOMES = {
    "Apply": "graph",
    "Document": "document",
    "Graph": "graph",
    "Leaf": "graph",
    "Role": "graph",
    "SGD": "optim",
    "Value": "value",
    "backward": "autodiff",
    "central_quotient": "difference",
    "check_gradients": "check",
    "difference_quotient": "difference",
    "forward": "autodiff",
    "load": "files",
    "parse": "parse",
    "save": "files",
}

__all__ = [
    "SGD",
    "Apply",
    "Document",
    "Graph",
    "Leaf",
    "Role",
    "Value",
    "backward",
    "central_quotient",
    "check_gradients",
    "difference_quotient",
    "forward",
    "load",
    "nn",
    "parse",
    "save",
]


class _Package(ModuleType):
    """A package in which ``parse`` stays the function when the module of that name is loaded."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value.parse if name == "parse" else value)


def __getattr__(name: str) -> Any:
    if name == "nn":
        return import_module("engine.nn")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__


sys.modules[__name__].__class__ = _Package
