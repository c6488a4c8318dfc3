"""The C text of the compiled evaluator, written from the table of ops.

Each op's ``forward`` and ``partials`` are run on names; what comes out is printed as C functions,
and one line a pass lists the ops for the switches in passes.c. A new op needs no C by hand.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from engine.expr import Expr
from engine.kernels.c_notation import in_c
from engine.ops import OPS, Op

PARTS: Final = ("elementary.h", "passes.c", "rows.c", "chunk.c", "rows_passes.c")
"""The files that are written by hand; the ops stand between the first and the second."""
FREE: Final = 0
"""What stands in place of an op's code where a slot is free."""
LEAF: Final = 1
"""What stands in place of an op's code where a slot is a leaf's."""
CODES: Final = {name: code for code, name in enumerate(OPS, LEAF + 1)}
"""A small number for each op."""
_NAMES: Final = ("a", "b", "c")
_FOLDS_TRIED: Final = (3, 4, 5)
_WIDE_BEGINS: Final = """
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
"""
_WIDE_ENDS: Final = """
#pragma clang attribute pop
#endif
"""


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
    head, passes, rows, chunk, ends = (
        Path(__file__).with_name(name).read_text("utf-8") for name in PARTS
    )
    wide = f"{_WIDE_BEGINS}\n{_for_cpu(chunk, 'wide')}\n{_WIDE_ENDS}\n"
    return "\n".join(
        [head, ops_text(OPS.values()), passes, rows, _for_cpu(chunk, "plain"), wide, ends]
    )


def _for_cpu(chunk: str, kind: str) -> str:
    """Return the text of a chunk's passes for a kind of processor; no name comes up twice."""
    names = re.findall(r"^#define (\w+)", chunk, re.MULTILINE)
    undone = "\n".join(f"#undef {name}" for name in names)
    return f"#define FOR_CPU(name) name##_{kind}\n{chunk}\n{undone}\n#undef FOR_CPU\n"


def ops_text(ops: Iterable[Op]) -> str:
    """Return the generated part: codes, how many operands each op has, and its functions.

    Raises:
        NotCompilableError: an op has another shape than the kernel knows.
    """
    every = list(ops)
    for op in every:
        _check_shape(op)
    codes = [f"    OP_{op.name} = {LEAF + 1 + i}," for i, op in enumerate(every)]
    lines = [
        "/* Written by engine/kernels/source.py from engine/ops.py. */",
        "",
        *("enum {", f"    OP_FREE = {FREE},", f"    OP_LEAF = {LEAF},", *codes),
        *(f"    OP_COUNT = {LEAF + 1 + len(every)}", "};", ""),
        "enum { ANY_NUMBER = -1 };",
        _table("int8_t ARITY", "how many operands", map(_arity, every)),
        _table("uint8_t CLOSES", "whether all rows become one number", map(_closes, every)),
        _table(
            "uint8_t PASSES_ON",
            "by bits, which local derivatives are 1; 255 is all",
            map(_passes_on, every),
        ),
        "",
        *(line for op in every for line in _functions(op)),
        "#define OPS(ONE, TWO, THREE, ANY, CLOSING) \\",
        *(f"    {_shape(op)}({op.name}) \\" for op in every),
        "",
    ]
    return "\n".join(lines)


def _table(name: str, meaning: str, numbers: Iterable[str]) -> str:
    return (
        f"/* By op: {meaning}. */\nstatic const {name}[OP_COUNT] = {{0, 0, {', '.join(numbers)}}};"
    )


def _check_shape(op: Op) -> None:
    if op.variadic and not _is_fold(op):
        raise NotCompilableError(f"{op.name} is not a chain of steps with two operands.")
    if len(op.operands) > len(_NAMES):
        raise NotCompilableError(f"{op.name} has more operands than the compiled evaluator knows.")


def _arity(op: Op) -> str:
    return "ANY_NUMBER" if op.variadic else str(len(op.operands))


def _passes_on(op: Op) -> str:
    names = [Expr.name(name) for name in _NAMES[: len(op.operands)]]
    ones = [partial == 1.0 for partial in op.partials(Expr.name("y"), *names)]
    if op.variadic and all(ones):
        return "255"
    return "0" if op.variadic else str(sum(1 << k for k, is_one in enumerate(ones) if is_one))


def _closes(op: Op) -> str:
    return str(int(op.reduces_rows))


def _shape(op: Op) -> str:
    if op.variadic:
        return "ANY"
    if op.reduces_rows:
        return "CLOSING"
    return ("ONE", "TWO", "THREE")[len(op.operands) - 1]


def _functions(op: Op) -> Iterator[str]:
    """Yield an op's C functions: its value, and ∂y/∂operand for each operand."""
    operands = [Expr.name(name) for name in _NAMES[: len(op.operands)]]
    yield _function(f"{op.name}_y", operands, op.forward(*operands))
    y = Expr.name("y")
    partials = op.partials(y, *operands)
    for number, partial in enumerate(partials):
        yield _function(f"{op.name}_d{number}", [y, *operands], partial)
    reads = any(isinstance(p, Expr) and p.mentions(n) for p in partials for n in _NAMES)
    yield f"enum {{ {op.name}_READS = {int(reads)} }}; /* whether a partial reads an operand */"
    if op.reduces_rows:
        yield from _row_functions(op)
    yield ""


def _row_functions(op: Op) -> Iterator[str]:
    """Yield the functions of an op that closes over rows, of the rows' sum and count."""
    x, y, total, count = map(Expr.name, ("x", "y", "sum", "count"))
    of_rows = {"over_rows": total, "row_count": count}
    value, partial = op.forward(x), op.partials(y, x)[0]
    for name, parameters, formula in (("rows", [total], value), ("rows_d0", [y], partial)):
        closed = _with_calls(formula, of_rows) if isinstance(formula, Expr) else formula
        if isinstance(closed, Expr) and closed.mentions("x"):
            raise NotCompilableError(f"{op.name} is no formula of its rows' sum and count.")
        yield _function(f"{op.name}_{name}", [*parameters, count], closed)


def _with_calls(formula: Expr, results: Mapping[str, Expr]) -> Expr:
    """Return a formula with what some functions return in place of their calls."""
    if formula.head in results:
        return results[formula.head]
    return replace(formula, operands=tuple(_with_calls(e, results) for e in formula.operands))


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
