"""Whoever is measured does the work, and gets the same from it."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import pytest

from engine.benchmarks.answers import require_same
from engine.benchmarks.clock import Ready, Unable
from engine.benchmarks.contenders import casadi, compiled, installed, jax, objects, pytorch
from engine.benchmarks.contenders.reference import Reference, ReferenceRows
from engine.benchmarks.groups import editing, graphs, training
from engine.benchmarks.moons import make_moons, scalar_work
from engine.benchmarks.works import random_graph, worked_example
from engine.kernels.loading import Kernel


def prepared(prepare: Callable[[Any], Ready], given: Any) -> Ready:
    try:
        return prepare(given)
    except Unable as reason:
        pytest.skip(str(reason))


def _run(ready: Ready) -> None:
    """Run what may find out only then that it cannot."""
    try:
        ready.run()
    except Unable as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("name", graphs.CONTENDERS)
def test_every_contender_gets_the_numbers_of_a_graph(name: str) -> None:
    work = random_graph(60)
    reference, ready = Reference(work), prepared(graphs.CONTENDERS[name], work)
    for _ in range(2):
        reference.run()
        ready.run()
        require_same({"reference": reference.answer(), name: ready.answer()})


@pytest.mark.parametrize("name", training.CONTENDERS)
def test_every_contender_makes_the_same_training_steps(name: str) -> None:
    moons = make_moons(6)
    reference, ready = Reference(scalar_work(moons)), prepared(training.CONTENDERS[name], moons)
    for _ in range(3):
        reference.run()
        ready.run()
        require_same({"scalars": reference.answer(), name: ready.answer()})


@pytest.mark.parametrize(
    "prepare", [compiled.Compiled, objects.value, casadi.leaf_gradients, pytorch.scalars]
)
def test_a_graph_of_scalars_makes_the_same_training_steps(
    prepare: Callable[[Any], Ready],
) -> None:
    moons = make_moons(4)
    rows, ready = ReferenceRows(moons), prepared(prepare, scalar_work(moons))
    for _ in range(3):
        rows.run()
        ready.run()
        require_same({"rows": rows.answer(), "scalars": ready.answer()})


@pytest.mark.parametrize("name", editing.CONTENDERS)
def test_every_contender_follows_a_wire_that_moves(name: str) -> None:
    move = editing.move_in(random_graph(80))
    ready = prepared(editing.CONTENDERS[name], move)
    for work in (move.after, move.before, move.after):
        reference = Reference(work if name != "compiled, no edit" else move.after)
        reference.run()
        _run(ready)
        require_same({"reference": reference.answer(), name: ready.answer()})


def test_the_wire_that_moves_changes_the_target() -> None:
    move = editing.move_in(random_graph(80))
    before, after = Reference(move.before), Reference(move.after)
    before.run()
    after.run()
    assert before.answer().value != after.answer().value


def test_a_contender_that_is_not_installed_says_so() -> None:
    with pytest.raises(Unable, match="not installed"):
        installed.require("chainrule_has_no_such_peer")


def test_jax_is_not_asked_to_compile_a_large_graph() -> None:
    pytest.importorskip("jax")
    with pytest.raises(Unable, match="compile"):
        jax.Scalars(random_graph(1_000))


def test_the_first_gradient_of_a_script_is_that_of_the_worked_example(kernel: Kernel) -> None:
    del kernel
    ready = compiled.Compiled(worked_example())
    ready.run()
    assert list(ready.answer().numbers) == [6.0, -4.0, -2.0, 4.0, -2.0, -2.0, 1.0]  # type: ignore[arg-type]


def test_the_sizes_told_are_those_of_files() -> None:
    sizes = installed.engine_bytes()
    assert sizes["engine without Graphviz"] > 1_000_000
    if find_spec("micrograd"):
        assert 4_000 < installed.peer_bytes("micrograd") < 100_000
