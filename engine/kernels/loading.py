"""The compiled evaluator as ctypes has it: found beside this file, or not there at all."""

from __future__ import annotations

import ctypes
import logging
from ctypes import c_char_p, c_int32, c_void_p
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from engine.kernels.source import fingerprint

FOLDER: Final = Path(__file__).resolve().parent
_NAMES: Final = ("kernel.so", "kernel.dylib", "kernel.dll")
ARRAYS: Final = (
    "op", "first", "second", "spill", "level", "computed", "reached", "values", "gradients",
    "scratch", "ordered_op", "ordered_reached", "ordered_slot", "ordered_first", "ordered_second",
)  # fmt: skip
"""The arrays of a tape, in the order of the structure ``Tape`` of passes.c."""

_log = logging.getLogger(__name__)


class CTape(ctypes.Structure):
    """The structure ``Tape`` of passes.c, field by field."""

    _fields_ = (
        ("size", c_int32),
        ("count", c_int32),
        ("loop", c_int32),
        ("target", c_int32),
        *((name, c_void_p) for name in ARRAYS),
    )


ROW_ARRAYS: Final = (
    "bound", "columns", "place", "phase", "order", "starts", "gradient_place", "uses", "chain",
    "term", "reached", "begun", "lost", "scratch", "values", "gradients",
)  # fmt: skip
"""The arrays of a tape's rows, in the order of the structure ``Rows`` of rows.c."""


class CRows(ctypes.Structure):
    """The structure ``Rows`` of rows.c, field by field."""

    _fields_ = (
        ("tape", c_void_p),
        ("count", c_int32),
        ("inputs", c_int32),
        ("varying", c_int32),
        ("phases", c_int32),
        ("keeps", c_int32),
        ("target", c_int32),
        *((name, c_void_p) for name in ROW_ARRAYS),
    )


class _OnTape(Protocol):
    def __call__(self, tape: int, /) -> None: ...


class _Backward(Protocol):
    def __call__(self, tape: int, target: int, /) -> None: ...


class Kernel(NamedTuple):
    """The functions of the library; a tape, or its rows, is given by its address.

    Attributes:
        sort: puts a tape's op nodes in order.
        forward: computes every value.
        backward: adds up every gradient.
        rows_sort: finds what varies by row, and puts a sorted tape's op nodes in order for rows.
        rows_forward: computes every value on every row.
        rows_backward: adds up every gradient, over the rows where a node is static.
    """

    sort: _OnTape
    forward: _OnTape
    backward: _Backward
    rows_sort: _OnTape
    rows_forward: _OnTape
    rows_backward: _Backward


@cache
def kernel() -> Kernel | None:
    """Return the compiled evaluator, or None where it cannot be had; the log says so, once."""
    try:
        return load(FOLDER)
    except OSError as error:
        _log.info("The reference evaluator does all the work: %s", error)
        return None


def load(folder: Path) -> Kernel:
    """Return the compiled evaluator that lies in a folder.

    Raises:
        OSError: there is none, the system cannot load it, or it is not the one of these ops.
    """
    found = [folder / name for name in _NAMES if (folder / name).exists()]
    if not found:
        raise FileNotFoundError(f"there is no compiled evaluator in {folder}.")
    # A CDLL lets go of Python's lock while it computes.
    library = ctypes.CDLL(str(found[0]))
    if not hasattr(library, "chainrule_fingerprint"):
        raise OSError(f"{found[0]} is another program's library.")
    library.chainrule_fingerprint.restype = c_char_p
    if library.chainrule_fingerprint() != fingerprint().encode():
        raise OSError(f"{found[0]} was compiled from other ops: build it again.")
    return _with_types(library)


def _with_types(library: ctypes.CDLL) -> Kernel:
    functions = {name: getattr(library, f"chainrule_{name}") for name in Kernel._fields}
    for name, function in functions.items():
        function.argtypes = (c_void_p, c_int32) if name.endswith("backward") else (c_void_p,)
        function.restype = None
    return Kernel(**functions)
