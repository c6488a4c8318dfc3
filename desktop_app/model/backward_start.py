"""Where Backward starts, or the sentence that says why it cannot and what to do."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from engine.autodiff import NoTargetError, only_target
from engine.graph import Apply, Graph, Node, ancestors, in_order
from engine.labels import display_name
from engine.ops import OPS

_SHOWN: Final = 3
"""How many nodes with unfilled ports a sentence names."""


class BackwardStart:
    """The start of Backward in a graph; valid until its wires, its target or its names change."""

    def __init__(self, graph: Graph) -> None:
        """Look at nothing yet: much is edited between two questions."""
        self._graph = graph

    @property
    def target(self) -> str | None:
        """The id of the node that Backward starts from, or None."""
        return self._found[0]

    @property
    def problem(self) -> str | None:
        """Why there is no target, or why it cannot be computed; None where it can."""
        target, sentence = self._found
        return sentence if target is None else self._missing

    @cached_property
    def _found(self) -> tuple[str | None, str | None]:
        try:
            return only_target(self._graph), None
        except NoTargetError as error:
            return None, str(error)

    @cached_property
    def _missing(self) -> str | None:
        return missing_operands(self._graph, str(self.target))


def missing_operands(graph: Graph, target: str) -> str | None:
    """Return the sentence that says which ports of and before a node have no wire, or None."""
    unfilled = {n: op for n in ancestors(graph, target) if (op := _unfilled(graph.nodes[n]))}
    shown = in_order(unfilled)[:_SHOWN]
    if not shown:
        return None
    needs = [_needs("it" if n == target else display_name(graph, n), unfilled[n]) for n in shown]
    if len(unfilled) > len(shown):
        needs.append("…")
    return f"{display_name(graph, target)} cannot be computed yet: {', '.join(needs)}."


def _unfilled(node: Node) -> list[str]:
    """Return the names of a node's operands that have no wire."""
    if not isinstance(node, Apply):
        return []
    op = OPS[node.op]
    return [op.operand_title(i) for i, source in enumerate(node.operands) if source is None]


def _needs(name: str, operands: list[str]) -> str:
    return f"{name} needs {_listed(operands)}"


def _listed(operands: list[str]) -> str:
    """Return operand x; operands x and n; a 1st operand; a 1st and a 2nd operand."""
    if operands[0].endswith(" operand"):
        counted = [f"a {each.removesuffix(' operand')}" for each in operands]
        return f"{' and '.join(counted)} operand"
    noun = "operand" if len(operands) == 1 else "operands"
    return f"{noun} {' and '.join(operands)}"
