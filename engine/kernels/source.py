"""The C text of the compiled evaluator, written from the table of ops.

Each op's ``forward`` and ``partials`` are run on names; what comes out is printed as C functions,
and one line a pass lists the ops for the switches in passes.c. A new op needs no C by hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from engine.expr import Expr
from engine.kernels.c_notation import in_c
from engine.ops import OPS, Op

FREE: Final = 0
"""What stands in place of an op's code where a slot is free."""
LEAF: Final = 1
"""What stands in place of an op's code where a slot is a leaf's."""
CODES: Final = {name: code for code, name in enumerate(OPS, LEAF + 1)}
"""A small number for each op."""
_NAMES: Final = ("a", "b", "c")
_FOLDS_TRIED: Final = (3, 4, 5)


class NotCompilableError(ValueError):
    """An op that the kernel's shapes (one to three operands, a fold) do not cover."""


def library_text() -> str:
    """Return all of the C text: what is compiled."""
    own = f'\nPUBLIC const char *chainrule_fingerprint(void) {{ return "{fingerprint()}"; }}\n'
    return _text() + own


@cache
def fingerprint() -> str:
    """Return what tells one C text from another, so that an outdated library is not used."""
    return hashlib.sha256(_text().encode()).hexdigest()[:32]


@cache
def _text() -> str:
    here = Path(__file__).parent
    head, tail = (here.joinpath(n).read_text("utf-8") for n in ("elementary.h", "passes.c"))
    return "\n".join([head, ops_text(OPS.values()), tail])


def ops_text(ops: Iterable[Op]) -> str:
    """Return the generated part: codes, how many operands each op has, and its functions.

    Raises:
        NotCompilableError: an op has another shape than the kernel knows.
    """
    every = list(ops)
    codes = [f"    OP_{op.name} = {LEAF + 1 + i}," for i, op in enumerate(every)]
    lines = [
        "/* Written by engine/kernels/source.py from engine/ops.py. */",
        "",
        *("enum {", f"    OP_FREE = {FREE},", f"    OP_LEAF = {LEAF},", *codes),
        *(f"    OP_COUNT = {LEAF + 1 + len(every)}", "};", ""),
        "enum { ANY_NUMBER = -1 };",
        f"static const int8_t ARITY[OP_COUNT] = {{0, 0, {', '.join(map(_arity, every))}}};",
        "",
        *(line for op in every for line in _functions(op)),
        "#define OPS(ONE, TWO, THREE, ANY) \\",
        *(f"    {_shape(op)}({op.name}) \\" for op in every),
        "",
    ]
    return "\n".join(lines)


def _arity(op: Op) -> str:
    return "ANY_NUMBER" if op.variadic else str(len(op.operands))


def _shape(op: Op) -> str:
    if op.variadic:
        return "ANY"
    return ("ONE", "TWO", "THREE")[len(op.operands) - 1]


def _functions(op: Op) -> Iterator[str]:
    """Yield an op's C functions: its value, and ∂y/∂operand for each operand."""
    if op.variadic and not _is_fold(op):
        raise NotCompilableError(f"{op.name} is not a chain of steps with two operands.")
    if len(op.operands) > len(_NAMES):
        raise NotCompilableError(f"{op.name} has more operands than the compiled evaluator knows.")
    operands = [Expr.name(name) for name in _NAMES[: len(op.operands)]]
    yield _function(f"{op.name}_y", operands, op.forward(*operands))
    y = Expr.name("y")
    for number, partial in enumerate(op.partials(y, *operands)):
        yield _function(f"{op.name}_d{number}", [y, *operands], partial)
    yield ""


def _function(name: str, parameters: Iterable[Expr], result: Expr | float) -> str:
    formula = result if isinstance(result, Expr) else Expr.number(result)
    taken = ", ".join(f"double {parameter.value}" for parameter in parameters)
    return f"INLINE double {name}({taken}) {{ return {in_c(formula)}; }}"


def _is_fold(op: Op) -> bool:
    """Tell whether an op of n operands is its form of two, applied again and again.

    Values and partial derivatives are compared as formulas, for some numbers of operands.
    """
    return all(_is_fold_of(op, [Expr.name(f"x{i}") for i in range(n)]) for n in _FOLDS_TRIED)


def _is_fold_of(op: Op, operands: list[Expr]) -> bool:
    so_far = operands[:1]
    for operand in operands[1:]:
        so_far.append(op.forward(so_far[-1], operand))
    local: list[Expr | float] = []
    behind: Expr | float = 1.0
    for y, before, operand in zip(so_far[:0:-1], so_far[-2::-1], operands[:0:-1], strict=True):
        by_before, by_operand = op.partials(y, before, operand)
        local.append(by_operand * behind)
        behind = by_before * behind
    found = [*local, behind][::-1]
    wanted = op.partials(so_far[-1], *operands)
    return bool(op.forward(*operands) == so_far[-1] and list(wanted) == found)
