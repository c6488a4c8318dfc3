"""A node added by what is typed in one line: an op's name or sign, or an expression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop_app.commands import adding
from engine.document import Document, Point
from engine.edits import Edit
from engine.ops import OPS

_SIGNS: Final = {"*": "mul", "+": "add", "/": "div", "**": "pow", "^": "pow", "-": "sub"}


def add(document: Document, text: str, sources: Sequence[str], at: Point) -> Edit:
    """Return the edit that adds what a line means.

    Args:
        document: what it comes into.
        text: ``tanh`` or ``×`` adds an op; ``w = 0.5``, ``a*b`` or ``*2`` what it says.
        sources: the nodes that feed an op, and what a text goes on from that begins with an
            operator.
        at: the top left corner of what comes in.

    Raises:
        EditError: the text cannot be read; one sentence.
    """
    op = _op_called(text.strip())
    if op is not None and text.strip() not in _labels(document):
        return adding.add_op(document, op, adding.Ends(tuple(sources)), at)
    led = adding.begins_with_operator(text)
    return adding.add_typed(document, text, adding.Ends(tuple(sources) if led else ()), at)


def _op_called(text: str) -> str | None:
    name = _SIGNS.get(text, text.replace(" ", "_"))
    if name in OPS:
        return name
    return next((op for op, row in OPS.items() if row.symbol == text), None)


def _labels(document: Document) -> set[str]:
    return {node.label for node in document.graph.nodes.values() if node.label}
