"""What every check of an edit raises, and what must hold of a name or of a node by itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from engine.graph import Apply, Leaf, Node
from engine.ops import OPS

MAX_LABEL: Final = 80
"""The greatest length of a name, in characters."""


class EditError(ValueError):
    """An edit that would leave the document inconsistent; its text is for the user."""


def check_label(label: str) -> None:
    """Raise unless a text can be a name.

    Raises:
        EditError: with one sentence.
    """
    if not label.strip() or label != label.strip():
        raise EditError("A name cannot be empty or have spaces at its ends.")
    if len(label) > MAX_LABEL:
        raise EditError(f"A name can have at most {MAX_LABEL} characters, not {len(label)}.")
    if not label.isprintable():
        raise EditError("A name cannot hold line breaks or control characters.")


def check_node(name: str, node: Node) -> None:
    """Raise unless a node is in order by itself.

    Raises:
        EditError: with one sentence that starts from the node's name.
    """
    if node.label is not None:
        check_label(node.label)
    if isinstance(node, Leaf):
        if not math.isfinite(node.value):
            raise EditError(f"{name} cannot hold {node.value}: a leaf holds a finite number.")
        return
    check_op(name, node)


def check_op(name: str, node: Apply) -> None:
    """Raise unless the op exists and has the right number of ports.

    Raises:
        EditError: with one sentence.
    """
    op = OPS.get(node.op)
    if op is None:
        raise EditError(f"There is no op called {node.op}.")
    least = len(op.operands)
    count = len(node.operands)
    if count < least or (count > least and not op.variadic):
        wanted = f"at least {least}" if op.variadic else str(least)
        raise EditError(f"{name} ({node.op}) takes {wanted} operands, not {count}.")


def missing_operand_sentence(name: str, source: str) -> str:
    """Return the refusal of an operand that is no node of the graph."""
    return f"{name} has no operand {source} in this graph."


def loop_sentence(way: Sequence[str], name: Callable[[str], str] = str) -> str:
    """Return the refusal of a wire that would close a loop through these nodes."""
    return f"This wire would close a loop: {loop_path(way, name)}."


def loop_path(way: Sequence[str], name: Callable[[str], str] = str) -> str:
    """Return a loop in words, its middle left out where it is long.

    Args:
        way: the nodes, the first once more at the end.
        name: what a node is called; asked about those alone that are named.
    """
    if len(way) > 8:
        return " → ".join([*map(name, way[:4]), "…", *map(name, way[-3:])])
    return " → ".join(map(name, way))
