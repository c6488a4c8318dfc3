"""The outline's columns: one row each, with what stands in it and what can be typed there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from desktop_app.commands import nodes, rewiring
from desktop_app.model.run import Run, State
from desktop_app.model.theme import Theme
from desktop_app.panels.typesetting import NO_NUMBER, sign_colours, sign_glyph
from engine.document import Document
from engine.edits import Edit
from engine.graph import Apply, Graph, Leaf, Node, Role, sources
from engine.labels import display_name, display_names
from engine.ops import OPS
from engine.parse import parse_number
from engine.readable import exact, readable

_STATES: Final = {
    State.NOT_COMPUTED: "not computed",
    State.STALE: "out of date",
    State.ACCUMULATED: "several passes added up",
    State.HIDDEN: "for you to work out",
}


_HIDDEN: Final = "?"


class Shown(NamedTuple):
    """What the cells read.

    Attributes:
        document: the open document.
        run: its numbers.
        theme: the colours.
    """

    document: Document
    run: Run
    theme: Theme

    @property
    def graph(self) -> Graph:
        """The document's graph."""
        return self.document.graph


Cell = Callable[[Shown, str], str]


def _nothing(_shown: Shown, _node_id: str) -> str:
    return ""


def _never(_node: Node) -> bool:
    return False


def _no_colour(_shown: Shown, _node_id: str) -> str | None:
    return None


class Column(NamedTuple):
    """One column.

    Attributes:
        title: what stands over it.
        tip: what it shows and what can be typed.
        text: what a cell shows.
        key: what a column of words is sorted by; names come first, and the expressions of nodes
            without one are not spelt for it, as that takes long.
        spoken: what a screen reader says where that is another text; "" where it is not.
        more: what a cell's tip says.
        colour: the ink where it is not the usual one.
        is_number: whether it stands to the right.
        can_edit: whether a node's cell takes typing.
        typed: what stands in the field when typing begins.
        enter: the edit that a typed text means; raises EditError or ParseError.
    """

    title: str
    tip: str
    text: Cell
    key: Cell = _nothing
    spoken: Cell = _nothing
    more: Cell = _nothing
    colour: Callable[[Shown, str], str | None] = _no_colour
    is_number: bool = False
    can_edit: Callable[[Node], bool] = _never
    typed: Cell = _nothing
    enter: Callable[[Document, str, str], Edit] | None = None


def _is_leaf(node: Node) -> bool:
    return isinstance(node, Leaf)


def _is_op(node: Node) -> bool:
    return isinstance(node, Apply)


def _name(shown: Shown, node_id: str) -> str:
    return display_name(shown.graph, node_id)


def _spoken_name(shown: Shown, node_id: str) -> str:
    called = display_name(shown.graph, node_id)
    return f"{called}, target" if shown.run.target == node_id else called


def _name_tip(shown: Shown, node_id: str) -> str:
    said = display_name(shown.graph, node_id, limit=200)
    return f"{said}: Backward starts here" if shown.run.target == node_id else said


def _name_colour(shown: Shown, node_id: str) -> str | None:
    return None if shown.graph.nodes[node_id].label else shown.theme.window.muted


def _op(shown: Shown, node_id: str) -> str:
    node = shown.graph.nodes[node_id]
    return node.op.replace("_", " ") if isinstance(node, Apply) else ""


def _op_tip(shown: Shown, node_id: str) -> str:
    node = shown.graph.nodes[node_id]
    return OPS[node.op].help if isinstance(node, Apply) else ""


def _operands(shown: Shown, node_id: str) -> str:
    node = shown.graph.nodes[node_id]
    if not isinstance(node, Apply):
        return ""
    names = display_names(shown.graph, (n for n in node.operands if n is not None))
    return ", ".join(rewiring.EMPTY if n is None else names[n] for n in node.operands)


def _sources(shown: Shown, node_id: str) -> str:
    names = (shown.graph.nodes[n].label or n for n in sources(shown.graph.nodes[node_id]))
    return ", ".join(names)


def _value(shown: Shown, node_id: str) -> str:
    number = shown.run.value(node_id)
    return _none(shown.run.value_state(node_id)) if number is None else readable(number)


def _gradient(shown: Shown, node_id: str) -> str:
    number = shown.run.gradient(node_id)
    if number is None:
        return _none(shown.run.gradient_state(node_id))
    return f"{sign_glyph(number)} {readable(number)}"


def _none(state: State) -> str:
    return _HIDDEN if state is State.HIDDEN else NO_NUMBER


def _spoken(number: float | None, state: State) -> str:
    parts = [] if number is None else [readable(number)]
    return ", ".join([*parts, _STATES[state]] if state in _STATES else parts)


def _spoken_value(shown: Shown, node_id: str) -> str:
    return _spoken(shown.run.value(node_id), shown.run.value_state(node_id))


def _spoken_gradient(shown: Shown, node_id: str) -> str:
    return _spoken(shown.run.gradient(node_id), shown.run.gradient_state(node_id))


def _tip(number: float | None, state: State) -> str:
    parts = [] if number is None else [exact(number)]
    return ": ".join([*parts, _STATES[state]] if state in _STATES else parts)


def _value_tip(shown: Shown, node_id: str) -> str:
    return _tip(shown.run.value(node_id), shown.run.value_state(node_id))


def _gradient_tip(shown: Shown, node_id: str) -> str:
    return _tip(shown.run.gradient(node_id), shown.run.gradient_state(node_id))


def _state_colour(shown: Shown, state: State) -> str | None:
    states = shown.theme.states
    if state is State.STALE:
        return states.stale.strong
    return None if state.has_number else states.not_computed.strong


def _value_colour(shown: Shown, node_id: str) -> str | None:
    return _state_colour(shown, shown.run.value_state(node_id))


def _gradient_colour(shown: Shown, node_id: str) -> str | None:
    number = shown.run.gradient(node_id)
    lasting = _state_colour(shown, shown.run.gradient_state(node_id))
    return lasting or (None if number is None else sign_colours(number, shown.theme).strong)


def _role(shown: Shown, node_id: str) -> str:
    node = shown.graph.nodes[node_id]
    return node.role.value if isinstance(node, Leaf) else ""


def _typed_name(shown: Shown, node_id: str) -> str:
    return shown.graph.nodes[node_id].label or ""


def _typed_value(shown: Shown, node_id: str) -> str:
    node = shown.graph.nodes[node_id]
    return exact(node.value) if isinstance(node, Leaf) else ""


def _typed_operands(shown: Shown, node_id: str) -> str:
    return rewiring.typed_operands(shown.graph, node_id)


def _set_value(document: Document, node_id: str, text: str) -> Edit:
    return nodes.set_value(document, node_id, parse_number(text))


def _set_role(document: Document, node_id: str, text: str) -> Edit:
    return nodes.set_role(document, [node_id], Role(text))


def _any(_node: Node) -> bool:
    return True


COLUMNS: Final = (
    Column(
        "Name", "What the node is called; type another name, or none to see its expression",
        _name, _typed_name, _spoken_name, _name_tip, _name_colour,
        can_edit=_any, typed=_typed_name, enter=nodes.rename,
    ),
    Column("Op", "What an op node does", _op, _op, more=_op_tip),
    Column(
        "Operands", "What an op node uses; type names with commas between to rewire it",
        _operands, _sources, can_edit=_is_op, typed=_typed_operands, enter=rewiring.set_operands,
    ),
    Column(
        "Value", "The node's number; type another one for a leaf: −3, 2/3, sqrt(2)",
        _value, spoken=_spoken_value, more=_value_tip, colour=_value_colour, is_number=True,
        can_edit=_is_leaf, typed=_typed_value, enter=_set_value,
    ),
    Column(
        "Gradient", "∂target/∂(node)",
        _gradient, spoken=_spoken_gradient, more=_gradient_tip, colour=_gradient_colour,
        is_number=True,
    ),
    Column(
        "Role", "What a leaf is: a parameter, a constant or an input",
        _role, _role, can_edit=_is_leaf, typed=_role, enter=_set_role,
    ),
)  # fmt: skip
"""All, from left to right."""

NAME: Final = 0
VALUE: Final = 3
GRADIENT: Final = 4
ROLE: Final = 5
