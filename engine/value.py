"""A number that remembers how it was made: the scripting face of the engine.

``Value`` has micrograd's interface. Every op and every derivative comes from the op table, and an
expression turns into a ``Graph`` and back.
"""

# ruff: noqa: SLF001 - a value's private parts belong to this module

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from numbers import Real
from typing import TYPE_CHECKING, Any, Final

from engine.graph import Role
from engine.ops import OPS, Op

if TYPE_CHECKING:
    from engine.document import Document
    from engine.graph import Graph

_SIGNS: Final = {"add": "+", "mul": "*", "relu": "ReLU"}
_NAMES: Final = {sign: name for name, sign in _SIGNS.items()}
_POWER: Final = "**"


class Value:
    """A number, and the op and operands that it came from.

    Attributes:
        data: the number, a float.
        grad: ∂target/∂(this) after the target's ``backward()``; 0 before.
        label: an optional name.
    """

    __slots__ = ("__weakref__", "_data", "_made_by", "_op", "_operands", "_role", "grad", "label")

    def __init__(
        self, data: Any, _children: Iterable[Value] = (), _op: str = "", label: str = ""
    ) -> None:
        """Hold a number; what else is given says how it was made.

        Raises:
            TypeError: data is not a real number.
            ValueError: the op takes another number of operands.
        """
        self._data: float = _as_float(data)
        self.grad: float = 0.0
        self.label = label
        self._op = _op
        self._role = Role.PARAMETER
        self._made_by: Op | None = None
        self._operands: tuple[Value, ...] = tuple(_children)
        if self._operands:
            self._find_op()

    @property
    def data(self) -> float:
        """The number."""
        return self._data

    @data.setter
    def data(self, number: Any) -> None:
        self._data = _as_float(number)

    @property
    def _prev(self) -> set[Value]:
        """The operands as a set; the number in ``x**3`` belongs to the op."""
        return set(self._operands[:1] if self._op.startswith(_POWER) else self._operands)

    def backward(self) -> None:
        """Set the gradient of everything that this depends on; what it was before is forgotten."""
        order = operands_first(self)
        for value in order:
            value.grad = 0.0
        self.grad = 1.0
        for value in reversed(order):
            if value._made_by is not None:
                value._pass_on()

    def accumulate(self) -> None:
        """Add this backward pass to the gradients that are there already."""
        order = operands_first(self)
        earlier = [value.grad for value in order]
        self.backward()
        for value, gradient in zip(order, earlier, strict=True):
            value.grad += gradient

    def zero_grad(self) -> None:
        """Set the gradient of everything that this depends on to 0."""
        for value in operands_first(self):
            value.grad = 0.0

    def graph(self) -> Document:
        """Return a document with the graph of everything that this depends on.

        It is laid out: ``save(y.graph(), "y.chainrule")`` opens on the canvas. What computes takes
        a document as it takes a graph: ``forward(y.graph())``. Values that were made become
        parameters, plain numbers in expressions become constants, and a label is kept where no
        other value has it.

        Raises:
            ValueError: a value was made by an op that is not in the table, or a leaf is not finite.
        """
        from engine.value_graph import to_document

        return to_document(self)

    @classmethod
    def from_graph(cls, graph: Graph | Document) -> dict[str, Value]:
        """Return every node that can be computed as a value, by its id and by its label."""
        from engine.value_graph import from_graph

        return from_graph(graph)

    def _repr_svg_(self) -> str:
        """Return the picture that a notebook shows: the graph with its numbers."""
        from engine.value_graph import to_svg

        return to_svg(self)

    def __repr__(self) -> str:
        return f"Value(data={self._data}, grad={self.grad})"

    def __add__(self, other: Any) -> Value:
        return _operator("add", self, other)

    def __radd__(self, other: Any) -> Value:
        return _operator("add", other, self)

    def __sub__(self, other: Any) -> Value:
        return _operator("sub", self, other)

    def __rsub__(self, other: Any) -> Value:
        return _operator("sub", other, self)

    def __mul__(self, other: Any) -> Value:
        return _operator("mul", self, other)

    def __rmul__(self, other: Any) -> Value:
        return _operator("mul", other, self)

    def __truediv__(self, other: Any) -> Value:
        return _operator("div", self, other)

    def __rtruediv__(self, other: Any) -> Value:
        return _operator("div", other, self)

    def __pow__(self, other: Any) -> Value:
        result = _operator("pow", self, other)
        if isinstance(result, Value) and not isinstance(other, Value):
            result._op = f"{_POWER}{other}"
        return result

    def __rpow__(self, other: Any) -> Value:
        return _operator("pow", other, self)

    def __neg__(self) -> Value:
        return apply("neg", self)

    def __pos__(self) -> Value:
        return self

    def __abs__(self) -> Value:
        return apply("abs", self)

    if TYPE_CHECKING:

        def __getattr__(self, op: str) -> Callable[..., Value]:
            """Stand for the methods that the op table gives: ``tanh()`` and its like."""

    def _pass_on(self) -> None:
        numbers = [operand._data for operand in self._operands]
        local = self._made_by.partials(self._data, *numbers)  # type: ignore[union-attr]
        upstream = self.grad
        for operand, derivative in zip(self._operands, local, strict=True):
            operand.grad += upstream * derivative

    def _find_op(self) -> None:
        """Find the op that a caller named; one that is unknown passes no gradient on."""
        op, number, exponent = self._op.partition(_POWER)
        if number and not op:
            self._operands += (leaf(float(exponent)),)
            op = "pow"
        self._made_by = OPS.get(_NAMES.get(op, op))
        if self._made_by is not None and not _fits(self._made_by, len(self._operands)):
            raise ValueError(f"{self._op} does not take {len(self._operands)} operands.")


def apply(op: str, *operands: Any) -> Value:
    """Return an op of the table applied to values or plain numbers.

    Raises:
        TypeError: an operand is not a real number.
        KeyError: there is no such op.
    """
    return _made(OPS[op], tuple([o if isinstance(o, Value) else leaf(o) for o in operands]))


def _operator(op: str, first: Any, second: Any) -> Value:
    if type(first) is not Value or type(second) is not Value:
        for operand in (first, second):
            if not isinstance(operand, (Value, float, int, Real)):
                return NotImplemented  # type: ignore[no-any-return]
        return apply(op, first, second)
    return _made(OPS[op], (first, second))


def _made(op: Op, operands: tuple[Value, ...]) -> Value:
    # Round the constructor, which must mistrust what it is given: this is most of a script's time.
    result = Value.__new__(Value)
    result._data = op.forward(*[operand._data for operand in operands])
    result._made_by = op
    result._operands = operands
    result._op = _SIGNS.get(op.name, op.name)
    result._role = Role.PARAMETER
    result.grad = 0.0
    result.label = ""
    return result


def leaf(number: Any, label: str = "", role: Role = Role.CONSTANT) -> Value:
    """Return a value that was not computed, for a role in the graph that it may become part of."""
    value = Value(number, label=label)
    value._role = role
    return value


def _as_float(number: Any) -> float:
    if type(number) is float:
        return number
    if isinstance(number, (Value, str, bytes, bytearray)):
        raise TypeError(f"A Value holds a real number, not {number!r}.")
    return float(number)


def _fits(op: Op, count: int) -> bool:
    return count == len(op.operands) or (op.variadic and count > len(op.operands))


def operands_first(root: Value) -> list[Value]:
    """Return everything that a value depends on, operands before what uses them, it last."""
    # On a stack of its own, because recursion ends at a depth of about a thousand.
    order: list[Value] = []
    seen: set[Value] = set()
    waiting: list[Value | None] = [root]
    while waiting:
        value = waiting.pop()
        if value is None:
            order.append(waiting.pop())  # type: ignore[arg-type]
        elif value not in seen:
            seen.add(value)
            waiting += (value, None)
            waiting += reversed(value._operands)
    return order


def _method(op: Op) -> Callable[..., Value]:
    def method(self: Value, *others: Any) -> Value:
        if not _fits(op, 1 + len(others)):
            raise TypeError(f"{op.name} does not take {1 + len(others)} operands.")
        return apply(op.name, self, *others)

    method.__name__ = op.name
    method.__qualname__ = f"Value.{op.name}"
    method.__doc__ = f"{op.help}\n\nDefined for {op.domain}."
    return method


def _methods() -> Iterator[Callable[..., Value]]:
    return (_method(op) for op in OPS.values() if not op.reduces_rows)


for _each in _methods():
    setattr(Value, _each.__name__, _each)
