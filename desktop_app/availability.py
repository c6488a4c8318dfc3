"""Which commands can be used now: a pure function of the models."""

from __future__ import annotations

from typing import Final

from desktop_app.model.open_document import OpenDocument
from desktop_app.model.selection import Selection
from engine.graph import Apply, Leaf, Role

_WAYS: Final = ("left", "right", "up", "down")
_ON_NODES: Final = (
    *("cut", "copy", "duplicate", "duplicate_wired", "duplicate_and_follow"),
    *("select_similar", "freeze"),
    *("select_one_upstream", "select_one_downstream"),
    *("select_all_upstream", "select_all_downstream"),
    *(f"nudge_{way}" for way in _WAYS),
)
_ALIGNING: Final = tuple(
    f"align_{line}" for line in ("left", "centre", "right", "top", "middle", "bottom")
)
_DISTRIBUTING: Final = ("distribute_across", "distribute_down")
_WHERE_NODES_ARE: Final = (
    *("tidy", "export", "select_all", "invert_selection"),
    *(f"walk_{way}" for way in _WAYS),
)
_LACKS: Final = {
    "undo": "There is nothing to take back.",
    "redo": "There is nothing to do again.",
    **dict.fromkeys(_ON_NODES, "Select a node first."),
    **dict.fromkeys(("delete", "take_out"), "Select a node or a wire first."),
    **dict.fromkeys(_ALIGNING, "Select two nodes or more first."),
    **dict.fromkeys(_DISTRIBUTING, "Select three nodes or more first."),
    **dict.fromkeys(_WHERE_NODES_ARE, "The graph is empty."),
    "swap_operands": "Select an op node first.",
    "rename": "Select one node first.",
    "mark_target": "Select one node that is not marked as the target.",
    "unmark_target": "No node is marked as the target.",
    **{
        f"make_{role.value}": f"Select a leaf that has another role than {role.value}."
        for role in Role
    },
}


def available(opened: OpenDocument, selection: Selection) -> dict[str, bool]:
    """Return for each command that is not always usable whether it is now."""
    graph = opened.document.graph
    chosen = selection.nodes
    one = len(chosen) == 1
    roles = {leaf.role for n in chosen if isinstance(leaf := graph.nodes.get(n), Leaf)}
    there_are_nodes = bool(graph.nodes)
    return {
        "undo": opened.undo_name is not None,
        "redo": opened.redo_name is not None,
        **dict.fromkeys(_ON_NODES, bool(chosen)),
        "delete": bool(chosen or selection.wires),
        "take_out": bool(chosen or selection.wires),
        **dict.fromkeys(_ALIGNING, len(chosen) > 1),
        **dict.fromkeys(_DISTRIBUTING, len(chosen) > 2),
        "swap_operands": any(isinstance(graph.nodes.get(n), Apply) for n in chosen),
        "rename": one,
        "wire_by_keys": selection.current is not None,
        **dict.fromkeys(_WHERE_NODES_ARE, there_are_nodes),
        "mark_target": one and graph.marked_target not in chosen,
        "unmark_target": graph.marked_target is not None,
        **{f"make_{role.value}": bool(roles - {role}) for role in Role},
    }


def why_not(name: str) -> str:
    """Return a sentence that says what a command lacks where it cannot be used."""
    return _LACKS.get(name, "This cannot be done now.")


def history_texts(opened: OpenDocument) -> dict[str, str]:
    """Return what the Undo and Redo entries say."""
    return {
        "undo": _named("&Undo", opened.undo_name),
        "redo": _named("&Redo", opened.redo_name),
    }


def _named(verb: str, step: str | None) -> str:
    # A single & in a node's name would mark a letter to press.
    return f"{verb} {step.replace('&', '&&')}" if step else verb
