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


def history_texts(opened: OpenDocument) -> dict[str, str]:
    """Return what the Undo and Redo entries say."""
    return {
        "undo": _named("&Undo", opened.undo_name),
        "redo": _named("&Redo", opened.redo_name),
    }


def _named(verb: str, step: str | None) -> str:
    # A single & in a node's name would mark a letter to press.
    return f"{verb} {step.replace('&', '&&')}" if step else verb
