"""A number that remembers how it was made: the scripting face of the engine.

``Value`` has micrograd's interface. Every op and every derivative comes from the op table, and an
expression turns into a ``Graph`` and back.
"""

# ruff: noqa: SLF001 - a value's private parts belong to this module

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from numbers import Real
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from engine.graph import Role
from engine.ops import OPS, Op
from engine.untracked import Untracked, copies
from engine.value_order import made_below, operands_first
from engine.value_rules import Rule, nothing, quick_forward, rule, rule_to_first

if TYPE_CHECKING:
    from engine.document import Document
    from engine.graph import Graph

_SIGNS: Final = {"add": "+", "mul": "*", "relu": "ReLU"}
_NAMES: Final = {sign: name for name, sign in _SIGNS.items()}
_POWER: Final = "**"


class Value(Struct, metaclass=Untracked, gc=False, eq=False):
    """A number, and the op and operands that it came from.

    Python's cyclic collector does not visit values: none refers to what was made after it, so that
    each is freed when the last reference to it goes. Where an object of a subclass refers to what
    was made of it, that reference must be cut for either to be freed.

    Attributes:
        data: the number, a float.
        grad: ∂target/∂(this) after the target's ``backward()``; 0 before.
        label: an optional name.
    """

    _data: float = 0.0
    # A tuple, because values that held each other without one would be freed by recursion.
    _operands: tuple[Value, ...] = ()
    grad: float = 0.0
    label: str = ""
    _op: str = ""
    _role: Role = Role.PARAMETER
    _made_by: Op | None = None
    _pass_on: Rule = nothing

    def __init__(
        self, data: Any, _children: Iterable[Value] = (), _op: str = "", label: str = ""
    ) -> None:
        """Hold a number; what else is given says how it was made.

        Raises:
            TypeError: data is not a real number.
            ValueError: the op takes another number of operands.
        """
        self._data = data if type(data) is float else _as_float(data)
        self.label = label
        if _children or _op:
            self._op = _op
            self._operands = tuple(_children)
            self._find_op()

    def _set_data(self, number: Any) -> None:
        self._data = _as_float(number)

    # Read in C: training loops read and write every parameter's number in each step.
    data = property(attrgetter("_data"), _set_data, doc="The number.")

    @property
    def _prev(self) -> set[Value]:
        """The operands as a set; the number in ``x**3`` belongs to the op."""
        return set(self._operands[:1] if self._op.startswith(_POWER) else self._operands)

    def backward(self) -> None:
        """Set the gradient of everything that this depends on; what it was before is forgotten."""
        order = made_below(self)
        self.grad = 1.0
        for value in reversed(order):
            value._pass_on(value)

    def accumulate(self) -> None:
        """Add this backward pass to the gradients that are there already."""
        order = operands_first(self)
        earlier = [value.grad for value in order]
        self.backward()
        for value, gradient in zip(order, earlier, strict=True):
            value.grad += gradient

    def zero_grad(self) -> None:
        """Set the gradient of everything that this depends on to 0."""
        made_below(self)

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

    def __copy__(self) -> Value:
        make, parts, own = self.__reduce__()
        copied: Value = make(*parts)
        if own:
            vars(copied).update(own)
        return copied

    def __deepcopy__(self, memo: dict[int, Any]) -> Value:
        for value in operands_first(self):
            if id(value) not in memo:
                memo[id(value)] = twin = copy(value)
                twin._operands = tuple([memo[id(operand)] for operand in value._operands])
        result: Value = memo[id(self)]
        return result

    def __reduce__(self) -> tuple[Any, ...]:
        op = self._made_by.name if self._made_by else None
        parts = (self._data, self._operands, self.grad, self.label, self._op, self._role)
        return _put_together, (type(self), op, *parts), getattr(self, "__dict__", None)

    def __pow__(self, other: Any) -> Value:
        result = _power(self, other)
        if not isinstance(other, Value) and result is not NotImplemented:
            result._op = f"{_POWER}{other}"
            result._pass_on = _TO_BASE
        return result

    def __pos__(self) -> Value:
        return self

    if TYPE_CHECKING:

        def __getattr__(self, op: str) -> Callable[..., Value]:
            """Stand for the methods that the op table gives: ``tanh()`` and its like."""

        def __add__(self, other: Any) -> Value: ...
        def __radd__(self, other: Any) -> Value: ...
        def __sub__(self, other: Any) -> Value: ...
        def __rsub__(self, other: Any) -> Value: ...
        def __mul__(self, other: Any) -> Value: ...
        def __rmul__(self, other: Any) -> Value: ...
        def __truediv__(self, other: Any) -> Value: ...
        def __rtruediv__(self, other: Any) -> Value: ...
        def __rpow__(self, other: Any) -> Value: ...
        def __neg__(self) -> Value: ...
        def __abs__(self) -> Value: ...

    def _find_op(self) -> None:
        """Find the op that a caller named; one that is unknown passes no gradient on."""
        if not self._operands:
            return
        op, number, exponent = self._op.partition(_POWER)
        if number and not op:
            self._operands += (leaf(float(exponent)),)
            op = "pow"
        self._made_by = OPS.get(_NAMES.get(op, op))
        if self._made_by is None:
            return
        if not _fits(self._made_by, len(self._operands)):
            raise ValueError(f"{self._op} does not take {len(self._operands)} operands.")
        self._pass_on = _rule_of(self._made_by.name, self._op)


def apply(op: str, *operands: Any) -> Value:
    """Return an op of the table applied to values or plain numbers.

    Raises:
        TypeError: an operand is not a real number.
        KeyError: there is no such op.
    """
    result = _BLANKS[op]()
    result._operands = tuple([o if isinstance(o, Value) else leaf(o) for o in operands])
    result._data = OPS[op].forward(*[operand._data for operand in result._operands])
    return result


def add_products(start: Value, ones: Iterable[Value], others: Iterable[Any]) -> Value:
    """Return start + one × other + …, made of the values that the operators would make.

    It is what a neuron computes, without the two calls for each input that find out what is added
    to what.

    Args:
        start: what the first product is added to.
        ones: the first factors.
        others: the second factors, values or plain numbers, as many.

    Raises:
        TypeError: a factor is not a real number.
        ValueError: there are not as many of the one as of the other.
    """
    total = start
    for one, other in zip(ones, others, strict=True):
        product = _blank_product()
        product._operands = pair = (one, other if isinstance(other, Value) else leaf(other))
        product._data = one._data * pair[1]._data
        result = _blank_sum()
        result._data = total._data + product._data
        result._operands = (total, product)
        total = result
    return total


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


def _put_together(kind: Untracked, op: str | None, *parts: Any) -> Value:
    """Return a value of the parts that ``__reduce__`` took apart."""
    value: Value = kind.blank()
    value._data, value._operands, value.grad, value.label, value._op, value._role = parts
    if op is not None:
        value._made_by, value._pass_on = OPS[op], _rule_of(op, value._op)
    return value


def _rule_of(op: str, sign: str) -> Rule:
    return _TO_BASE if sign.startswith(_POWER) and sign != _POWER else _RULES[op]


def _blanks(op: Op) -> Callable[[], Value]:
    """Return what makes a value with all that an op's results have in common."""
    model = Value(0.0)
    model._made_by, model._pass_on = op, _RULES[op.name]
    model._op = _SIGNS.get(op.name, op.name)
    return copies(model)


_RULES: Final = {op.name: rule(op) for op in OPS.values()}
_TO_BASE: Final = rule_to_first(OPS["pow"])
_BLANKS: Final = {op.name: _blanks(op) for op in OPS.values()}
_blank_sum: Final = _BLANKS["add"]
_blank_product: Final = _BLANKS["mul"]


def _of_one(op: Op) -> Callable[..., Value]:
    forward, blank = quick_forward(op), _BLANKS[op.name]

    def method(self: Value, *others: Any) -> Value:
        if others:
            raise TypeError(f"{op.name} does not take {1 + len(others)} operands.")
        result = blank()
        result._data = forward(self._data)
        result._operands = (self,)
        return result

    return method


def _of_two(op: Op) -> Callable[[Value, Any], Value]:
    forward, blank = quick_forward(op), _BLANKS[op.name]

    def operator(self: Value, other: Any) -> Value:
        if type(other) is not Value:
            if isinstance(other, (float, int, Real)):
                other = _constant(other)
            elif not isinstance(other, Value):
                return NotImplemented  # type: ignore[no-any-return]
        result = blank()
        result._data = forward(self._data, other._data)
        result._operands = (self, other)
        return result

    return operator


def _turned_round(operator: Callable[[Value, Any], Value]) -> Callable[[Value, Any], Value]:
    def turned_round(self: Value, other: Any) -> Value:
        if not isinstance(other, (float, int, Real)):
            return NotImplemented  # type: ignore[no-any-return]
        return operator(_constant(other), self)

    return turned_round


def _of_any(op: Op) -> Callable[..., Value]:
    def method(self: Value, *others: Any) -> Value:
        if not _fits(op, 1 + len(others)):
            raise TypeError(f"{op.name} does not take {1 + len(others)} operands.")
        return apply(op.name, self, *others)

    return method


def _method(op: Op) -> Callable[..., Value]:
    """Return the method that stands for an op, with the op's own help."""
    is_of_one = len(op.operands) == 1 and not op.variadic
    method = _of_one(op) if is_of_one else _of_any(op)
    method.__name__ = op.name
    method.__qualname__ = f"Value.{op.name}"
    method.__doc__ = f"{op.help}\n\nDefined for {op.domain}."
    return method


_blank_constant: Final = copies(leaf(0.0))


def _constant(number: Any) -> Value:
    value = _blank_constant()
    value._data = float(number)
    return value


_power: Final = _of_two(OPS["pow"])

for _op in OPS.values():
    if not _op.reduces_rows:
        setattr(Value, _op.name, _method(_op))

for _sign, _name in {"add": "add", "sub": "sub", "mul": "mul", "truediv": "div"}.items():
    setattr(Value, f"__{_sign}__", _of_two(OPS[_name]))
    setattr(Value, f"__r{_sign}__", _turned_round(_of_two(OPS[_name])))
Value.__rpow__ = _turned_round(_power)  # type: ignore[method-assign]
Value.__neg__ = _of_one(OPS["neg"])  # type: ignore[method-assign]
Value.__abs__ = _of_one(OPS["abs"])  # type: ignore[method-assign]
