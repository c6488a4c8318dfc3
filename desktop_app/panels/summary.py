"""The inspector's text about several nodes, and about the whole graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from html import escape
from typing import Final

from desktop_app.model.bad_numbers import first_bad_number
from desktop_app.model.run import Run
from desktop_app.model.theme import Theme
from desktop_app.panels.typesetting import (
    Block,
    cell,
    many,
    muted,
    plain_number,
    signed_html,
    strong,
    table,
    warning,
)
from engine.edits import Edit, Section
from engine.graph import Graph, Leaf, Role, id_order
from engine.labels import display_name, display_names

Counts = list[tuple[str, str]]
"""What is counted, and the count."""

_LISTED: Final = 30
_NAME_LENGTH: Final = 16
_EMPTY: Final = (
    "Drag a value or an op from the palette onto the canvas, or type an expression above it."
)
_HINT: Final = "Select a node to see its formula and its gradient."


def several(graph: Graph, run: Run, node_ids: Collection[str], theme: Theme) -> list[Block]:
    """List the selected nodes with their numbers."""
    listed = sorted(node_ids, key=id_order)[:_LISTED]
    names = display_names(graph, listed, _NAME_LENGTH)
    head = (("Name", "left"), ("Value", "right"), ("Gradient", "right"))
    rows = ["".join(cell(muted(text, theme), align) for text, align in head)]
    for node_id in listed:
        gradient = run.gradient(node_id)
        rows.append(
            cell(strong(escape(names[node_id])))
            + cell(plain_number(run.value(node_id)), "right")
            + cell(signed_html(gradient, theme), "right")
        )
    more = len(node_ids) - len(listed)
    after = f"<p>{muted(f'… and {more:,} more', theme)}</p>" if more > 0 else ""
    return [Block(f"{len(node_ids):,} nodes selected", table(rows) + after)]


def whole(graph: Graph, counts: Counts, run: Run, theme: Theme) -> list[Block]:
    """Sum the graph up."""
    if not graph.nodes:
        return [Block("An empty graph", _EMPTY)]
    facts = [*counts, *_target(graph, run)]
    rows = [cell(muted(name, theme)) + cell(value, "right") for name, value in facts]
    blocks = [Block("The graph", table(rows), _target_tip(graph, run))]
    if run.problem:
        blocks.append(Block("Backward", escape(run.problem)))
    elif bad := first_bad_number(graph, run):
        blocks.append(Block("Not finite", warning(escape(bad), theme)))
    return [*blocks, Block("", muted(_HINT, theme))]


def count(graph: Graph) -> Counts:
    """Count the nodes by what they are, and the wires; it takes 2 µs a node."""
    roles = Counter(node.role for node in graph.nodes.values() if isinstance(node, Leaf))
    counts = [("Nodes", many(len(graph.nodes)))]
    counts += [(f"{role.value.capitalize()}s", many(roles[role])) for role in Role if roles[role]]
    counts.append(("Op nodes", many(len(graph.nodes) - roles.total())))
    counts.append(("Wires", many(sum(1 for _ in graph.wires()))))
    return counts


def keeps_counts(edit: Edit) -> bool:
    """Tell whether an edit leaves every count as it is, as a change of a number does."""
    return all(
        isinstance(before, Leaf) and isinstance(after, Leaf) and before.role is after.role
        for key, (before, after) in edit.changes.items()
        if key.section is Section.NODES
    )


def _target_tip(graph: Graph, run: Run) -> str:
    """Return the whole name of the target where it was cut."""
    label = "" if run.target is None else graph.nodes[run.target].label or ""
    return f"Target: {label}" if len(label) > _NAME_LENGTH else ""


def _target(graph: Graph, run: Run) -> Counts:
    if run.target is None:
        return []
    name = strong(escape(display_name(graph, run.target, _NAME_LENGTH)))
    return [("Target", name), ("Its value", strong(plain_number(run.value(run.target))))]
