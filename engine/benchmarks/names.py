"""What the contenders are called in tables and goals."""

from __future__ import annotations

from typing import Final

COMPILED: Final = "compiled"
COMPILED_UNCHANGED: Final = "compiled, no edit"
REFERENCE: Final = "reference"
DOCUMENT: Final = "a document's edit"
VALUE: Final = "Value"
VALUE_COLLECTING: Final = "Value, collecting"
MICROGRAD: Final = "micrograd"
MICROGRAD_COLLECTING: Final = "micrograd, collecting"
PYTORCH: Final = "PyTorch"
JAX: Final = "JAX jit"
CASADI: Final = "CasADi, leaves"
CASADI_ALL: Final = "CasADi, all nodes"

EXPLAINED: Final = (
    "CPU time is that of all threads; peers were told to use one, which not all of them obey.",
    "Compiled and reference are our two evaluators, Value is our scripting face.",
    "Collecting: with Python's garbage collector on. Without it, garbage costs nothing.",
    "CasADi gives the gradients of the leaves, as PyTorch and JAX do, or those of all nodes.",
)
"""What a reader of the tables must know, line by line."""
