"""Values as Python objects: what the collector sees, how they are freed, copied and subclassed."""

# ruff: noqa: SLF001 - _op and _prev belong to micrograd's interface

import copy
import gc
import pickle
import sys
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from engine.nn import MLP
from engine.value import Value

MANY = 1_000_000
YOUNG = 2_000
"""More than the collector lets come together before it looks at what is new."""


def chain(length: int) -> Value:
    x = Value(1e-6)
    y = x
    for _ in range(length):
        y = y + x
    return y


@pytest.fixture
def full_collections() -> Iterator[list[int]]:
    """Collections of everything that is alive, one entry for each."""
    seen: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start" and info["generation"] == 2:
            seen.append(len(seen))

    gc.collect()
    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def test_the_collector_does_not_visit_values() -> None:
    x = Value(2.0)
    for value in (x, x + 1, 2 * x, x.relu(), x**3, Value(6.0, (x, x), "*")):
        assert not gc.is_tracked(value)


def test_a_million_values_cause_no_collection_of_everything(full_collections: list[int]) -> None:
    y = chain(MANY)
    y.backward()
    assert full_collections == []


def test_the_collector_has_no_more_to_visit_after_100_000_values() -> None:
    gc.collect()
    before = len(gc.get_objects())
    y = chain(100_000)
    gc.collect()
    assert len(gc.get_objects()) - before < 100
    assert y.data > 0.1


def test_an_expression_is_freed_when_nobody_holds_it_without_the_collector() -> None:
    gc.disable()
    try:
        chain(YOUNG).backward()
        before = sys.getallocatedblocks()
        for _ in range(20):
            chain(YOUNG).backward()
        assert sys.getallocatedblocks() - before < YOUNG
    finally:
        gc.enable()


def test_a_chain_of_a_million_values_goes_back_and_goes_away() -> None:
    before = sys.getallocatedblocks()
    y = chain(MANY)
    y.backward()
    assert sys.getallocatedblocks() - before > MANY
    del y
    assert sys.getallocatedblocks() - before < YOUNG


def test_two_values_are_the_same_only_if_they_are_one() -> None:
    a, b = Value(1.0), Value(1.0)
    assert a != b
    assert len({a, b, a}) == 2


def test_a_copy_has_the_same_operands() -> None:
    a = Value(2.0, label="a")
    y = a**3
    y.backward()
    twin = copy.copy(y)
    assert (twin.data, twin.grad, twin._op, twin._prev) == (8.0, 1.0, "**3", {a})
    twin.backward()
    assert a.grad == 12.0


def test_a_deep_copy_has_operands_of_its_own_at_any_depth() -> None:
    y = chain(100_000)
    twin = copy.deepcopy(y)
    twin.backward()
    assert (y.grad, twin.grad, twin.data) == (0.0, 1.0, y.data)


def test_a_deep_copy_of_a_network_keeps_what_is_shared() -> None:
    model = MLP(2, [3, 1], seed=1)
    y = model([1.0, -2.0])
    twin, twin_y = copy.deepcopy((model, y))
    twin_y.backward()
    y.backward()
    assert [p.grad for p in twin.parameters()] == [p.grad for p in model.parameters()]
    assert not set(twin.parameters()) & set(model.parameters())


def test_values_are_pickled_with_what_they_depend_on() -> None:
    a, b = Value(2.0, label="a"), Value(-3.0)
    y = (a * b + 1.0).tanh() + a**2
    y.backward()
    twin, twin_a = pickle.loads(pickle.dumps((y, a)))  # noqa: S301 - written a moment ago
    assert (repr(twin), repr(twin_a), twin_a.label) == (repr(y), repr(a), "a")
    gradient = a.grad
    twin.zero_grad()
    twin.backward()
    assert twin_a.grad == gradient


class Named(Value):
    """A value with a name and a list, as a script may want one."""

    def __init__(self, data: Any, name: str) -> None:
        super().__init__(data)
        self.name = name
        self.seen: list[Any] = []

    def twice(self) -> Value:
        return self * 2


def test_a_subclass_has_its_own_way_to_begin_and_attributes() -> None:
    x = Named(3, "x")
    y = x.twice() + Value(1.0) * x
    y.backward()
    assert (x.name, x.data, y.data, x.grad, type(y)) == ("x", 3.0, 9.0, 3.0, Value)
    assert [copy.copy(x).name, copy.deepcopy(x).name] == ["x", "x"]


def test_a_subclass_that_refers_to_itself_is_collected() -> None:
    x = Named(1.0, "x")
    x.seen.append([x])
    gone = weakref.ref(x)
    del x
    gc.collect()
    assert gone() is None
