"""Typed expressions made into nodes: ``L = (a*b + c)*f``.

A name is one node wherever it stands, so ``a*a`` is one leaf with two wires; a number is a constant
of its own wherever it stands. Nothing is ever evaluated as code: the text is read by a closed
grammar, and its length, depth and number of nodes are bounded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final

from engine.graph import Graph
from engine.named_nodes import PI, Parsed, nodes_of, take
from engine.ops import OPS
from engine.readable import MINUS, readable
from engine.syntax import (
    MAX_CHARACTERS,
    MAX_NODES,
    Call,
    Name,
    Number,
    ParseError,
    Statement,
    error_at,
    read_statements,
)

__all__ = ["ParseError", "Parsed", "parse", "parse_into", "parse_number"]

_CONSTANTS: Final = PI | {"e": math.e}
_PLAIN_NUMBER: Final = re.compile(r"[-−+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-−+]?[0-9]+)?")


def parse(text: str, *, max_characters: int = MAX_CHARACTERS, max_nodes: int = MAX_NODES) -> Graph:
    """Return the graph that a text describes.

    Statements stand on lines of their own or between semicolons: an expression, a definition
    (``e = a*b``), a leaf with its role (``constant k = 3``), or a mark (``target L``). A name that
    is used but not defined becomes a parameter with the value 1; pi is the constant.

    Args:
        text: the statements.
        max_characters: the greatest length of the text.
        max_nodes: how many nodes it may make.

    Raises:
        ParseError: with one sentence that names the place.
    """
    parsed = nodes_of(_statements(text, max_characters), Graph(), max_nodes)
    return Graph(parsed.nodes, parsed.target)


def parse_into(graph: Graph, text: str, called: Mapping[str, str] | None = None) -> Parsed:
    """Return the nodes that a text adds to a graph; names that the graph has are its nodes.

    Args:
        graph: where names may already be nodes.
        text: the statements.
        called: further names for the graph's nodes, in this text alone: ids by name.

    Raises:
        ParseError: with one sentence that names the place; also where the text defines a name
            that the graph has already.
    """
    return nodes_of(_statements(text, MAX_CHARACTERS), graph, MAX_NODES, called)


def _statements(text: str, max_characters: int) -> list[Statement]:
    statements = read_statements(text, max_characters)
    if not statements:
        raise ParseError("There is nothing to read: type an expression such as y = a*b + c.")
    return statements


def parse_number(text: str) -> float:
    """Return the number that a text says: ``-3``, ``1e-3``, ``2/3``, ``2*pi``, ``sqrt(2)``.

    Raises:
        ParseError: the text is no finite number; one sentence that names the place.
    """
    typed = text.strip()
    # A plain number, by far the most frequent, needs no grammar to be loaded.
    plain = _PLAIN_NUMBER.fullmatch(typed)
    number = float(typed.replace(MINUS, "-")) if plain else _computed(text)
    if not math.isfinite(number):
        raise ParseError(f"{_cut(typed)} is {readable(number)}: a value must be a finite number.")
    return number


def _computed(text: str) -> float:
    statements = read_statements(text)
    if not statements:
        raise ParseError("There is nothing to read: type a number such as −3, 1e-3, 2/3 or pi.")
    for statement in statements:
        if statement.name is not None:
            raise error_at(statement.name.place, "a number should stand here, not a statement")
    if len(statements) > 1:
        raise ParseError("One number should stand here, not several.")
    stack: list[float] = []
    for entry in statements[0].program:
        if isinstance(entry, Call):
            stack.append(OPS[entry.op].forward(*take(stack, entry.arity)))
        else:
            stack.append(entry.value if isinstance(entry, Number) else _constant(entry))
    return stack[0]


def _constant(name: Name) -> float:
    if name.text not in _CONSTANTS:
        raise error_at(name.place, f"{_cut(name.text)} is a name, where a number should stand")
    return _CONSTANTS[name.text]


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
