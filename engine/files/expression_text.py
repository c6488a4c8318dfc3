"""Expression text: a graph as statements that anyone can read, mail or type.

What is written reads back as the same graph, up to ids: names, roles, values, the order of operands
and the target. Nodes without a name stand inside the expression that uses them; one that is used
more than once, or lies too deep, gets a temporary name ($1). Places and training are not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from engine.document import Document
from engine.files.errors import FileError
from engine.files.json_text import decode_text
from engine.graph import Apply, Graph, Leaf, Role, topological_order
from engine.notation import TYPED, Binds, Form
from engine.parse import ParseError, parse
from engine.readable import plain
from engine.syntax import TARGET_WORD

MAX_CHARACTERS: Final = 20_000_000
"""The greatest length of a text that is read from a file."""
MAX_NODES: Final = 200_000
"""How many nodes a text that is read from a file may make."""
_DEEPEST: Final = 40
"""How deep an expression is written before a part of it gets a statement of its own."""


def read(data: bytes) -> Document:
    """Return the document that a text describes, without places.

    Raises:
        FileError: the text is no expression text; one sentence with the place.
    """
    text = decode_text(data) if data.strip() else ""
    if not any(line.partition("#")[0].strip() for line in text.splitlines()):
        return Document()
    try:
        return Document(parse(text, max_characters=MAX_CHARACTERS, max_nodes=MAX_NODES))
    except ParseError as error:
        raise FileError(str(error)) from error


def write(document: Document) -> bytes:
    """Return the document's graph as statements, operands before what uses them.

    Raises:
        FileError: a port has no wire, which an expression cannot say.
    """
    return text_of(document.graph).encode()


def text_of(graph: Graph) -> str:
    """Return a graph as statements, one a line.

    Raises:
        FileError: a port has no wire, which an expression cannot say.
    """
    return "".join(f"{line}\n" for line in _Writer(graph).lines())


class _Part(NamedTuple):
    """A piece of an expression, how strongly it holds together, and how deep it is."""

    text: str
    binds: Binds
    depth: int = 0
    is_number: bool = False


class _Writer:
    """A graph being written, node by node in topological order: no depth is a trouble."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.parts: dict[str, _Part] = {}
        self.temporary = 0

    def lines(self) -> Iterator[str]:
        for node_id in topological_order(self.graph):
            node = self.graph.nodes[node_id]
            part = _number(node.value) if isinstance(node, Leaf) else self._applied(node_id, node)
            if self._can_be_nameless(node_id) and (part.depth <= _DEEPEST or self._is_end(node_id)):
                self.parts[node_id] = part
                if self._is_end(node_id):
                    yield part.text
            else:
                name = self._name(node.label)
                self.parts[node_id] = _Part(name, Binds.ATOM)
                yield f"{_role(node)}{name} = {part.text}"
        if self.graph.marked_target is not None:
            yield f"{TARGET_WORD} {self.parts[self.graph.marked_target].text}"

    def _can_be_nameless(self, node_id: str) -> bool:
        node = self.graph.nodes[node_id]
        if node.label is not None or node_id == self.graph.marked_target:
            return False
        # A bare number is a constant, and a part that stands twice would be two nodes.
        is_plain = isinstance(node, Apply) or node.role is Role.CONSTANT
        return is_plain and len(self.graph.users(node_id)) <= 1

    def _is_end(self, node_id: str) -> bool:
        return not self.graph.users(node_id)

    def _name(self, label: str | None) -> str:
        if label is None:
            self.temporary += 1
            return f"${self.temporary}"
        return TYPED.name(label)

    def _applied(self, node_id: str, node: Apply) -> _Part:
        operands = []
        for source in node.operands:
            if source is None:
                name = node.label or node_id
                raise FileError(f"{name} has a port without a wire, which no expression can say.")
            operands.append(self.parts[source])
        form = TYPED.forms.get(node.op)
        depth = 1 + max(operand.depth for operand in operands)
        if form is None or _would_fold(node.op, operands[0]):
            arguments = ", ".join(operand.text for operand in operands)
            return _Part(TYPED.call.format(node.op, arguments), Binds.ATOM, depth)
        return _Part(form.template.format(*_wrapped(form, operands)), form.binds, depth)


def _wrapped(form: Form, operands: list[_Part]) -> Iterator[str]:
    for position, (part, need) in enumerate(zip(operands, form.needs, strict=True)):
        # Two signs side by side, as in a + -3, read badly.
        bare = part.binds >= need and not (position and part.text.startswith("-"))
        yield part.text if bare else TYPED.parentheses.format(part.text)


def _would_fold(op: str, operand: _Part) -> bool:
    return op == "neg" and operand.is_number


def _number(value: float) -> _Part:
    text = plain(value)
    return _Part(text, Binds.NEGATE if text.startswith("-") else Binds.ATOM, is_number=True)


def _role(node: Leaf | Apply) -> str:
    if isinstance(node, Apply) or node.role is Role.PARAMETER:
        return ""
    return f"{node.role} "
