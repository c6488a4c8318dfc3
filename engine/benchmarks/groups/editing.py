"""A wire is moved in a large graph: how long it takes until there are new gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from math import nan
from typing import Final, NamedTuple

from engine.benchmarks import names
from engine.benchmarks.answers import Answer
from engine.benchmarks.clock import Ready, Unable, measure
from engine.benchmarks.contenders import casadi, compiled, objects, pytorch
from engine.benchmarks.groups.line_up import line_up
from engine.benchmarks.sizes import Sizes
from engine.benchmarks.tables import MILLISECONDS, Table, times_table
from engine.benchmarks.works import Work, graph_of, random_graph, slots_of, values_of
from engine.document import Document
from engine.edits import Change, Edit, Key, Section
from engine.evaluate import Evaluator
from engine.passes import drain

EVALUATIONS: Final = "evaluations"


class Move(NamedTuple):
    """A wire that goes to and fro between two sources.

    Attributes:
        before: the graph at first.
        after: the graph when the wire was moved.
        place: the op node that the wire enters.
    """

    before: Work
    after: Work
    place: int

    def operands(self, work: Work) -> tuple[int, ...]:
        """Return the operands of the node that the wire enters, before or after."""
        return work.steps[self.place - len(work.leaves)].operands


def move_in(work: Work) -> Move:
    """Return a wire to move in the middle of a graph: the second into an op node.

    It goes to the node with the nearest other value, so that no relu comes to its kink, for which
    contenders have different conventions.
    """
    middle = (work.size + len(work.leaves)) // 2
    place, step = next((p, s) for p, s in work.nodes() if p >= middle and len(s.operands) == 2)
    first, second = step.operands
    values = values_of(work)
    others = (other for other in range(place) if values[other] != values[second])
    nearest = min(others, key=lambda other: abs(values[other] - values[second]))
    return Move(work, work.rewired(place, (first, nearest)), place)


class _CompiledAgain:
    """The same without an edit: the measure of an evaluation."""

    def __init__(self, move: Move) -> None:
        self._ready = compiled.Compiled(move.after)
        self.run, self.answer = self._ready.run, self._ready.answer


class _Compiled:
    """The arrays of the compiled evaluator, in which one node is put anew."""

    def __init__(self, move: Move) -> None:
        self._move = move
        self._ready = compiled.Compiled(move.before)
        self._last, self._next = move.before, move.after

    def run(self) -> None:
        self._ready.rewire(self._move.place, self._move.operands(self._next))
        self._ready.run()
        self._last, self._next = self._next, self._last

    def answer(self) -> Answer:
        return self._ready.answer()


class _Document:
    """All that the window waits for: an edit of a document, checked, and its evaluator."""

    def __init__(self, move: Move) -> None:
        self._size = move.before.size
        graph = graph_of(move.before)
        self._document = Document(graph)
        self._node = f"n{move.place}"
        self._slots = slots_of(move.before)
        self._evaluator = Evaluator(graph, self._slots)
        before, after = graph.nodes[self._node], graph_of(move.after).nodes[self._node]
        self._edit = Edit("Move a wire", {Key(Section.NODES, self._node): Change(before, after)})
        self._evaluate()

    def run(self) -> None:
        self._document.apply(self._edit)
        self._slots.patch(self._edit)
        changes = {key.name: change for key, change in self._edit.changes.items()}
        self._evaluator.patch(changes, ())
        self._evaluate()
        self._edit = self._edit.reversed()

    def answer(self) -> Answer:
        return Answer(self._evaluator.values[-1], self._evaluator.gradients)

    def _evaluate(self) -> None:
        drain(self._evaluator.forward())
        drain(self._evaluator.backward(self._size - 1))


class _InTurn:
    """Those that build everything in each run anyway: before and after, in turn."""

    def __init__(self, prepare: Callable[[Work], Ready], move: Move) -> None:
        self._next, self._last = prepare(move.after), prepare(move.before)

    def run(self) -> None:
        self._next.run()
        self._next, self._last = self._last, self._next

    def answer(self) -> Answer:
        return self._last.answer()


class _CasADi:
    """A function is what it is: one is made anew."""

    def __init__(self, move: Move) -> None:
        self._last, self._next = move.before, move.after
        self._answer = Answer(nan, [])

    def run(self) -> None:
        ready = casadi.all_gradients(self._next)
        ready.run()
        self._answer = ready.answer()
        self._last, self._next = self._next, self._last

    def answer(self) -> Answer:
        return self._answer


def _jax(_move: Move) -> Ready:
    raise Unable("it would compile the new graph for minutes")


CONTENDERS: Final[Mapping[str, Callable[[Move], Ready]]] = {
    names.COMPILED_UNCHANGED: _CompiledAgain,
    names.COMPILED: _Compiled,
    names.DOCUMENT: _Document,
    names.MICROGRAD: partial(_InTurn, objects.micrograd),
    names.MICROGRAD_COLLECTING: partial(_InTurn, objects.micrograd),
    names.PYTORCH: partial(_InTurn, pytorch.scalars),
    names.JAX: _jax,
    names.CASADI_ALL: _CasADi,
}


def tables(sizes: Sizes) -> Iterator[Table]:
    """Yield the table, in which time is told in evaluations of the graph as well."""
    move = move_in(random_graph(sizes.large))
    measured = measure(line_up(CONTENDERS, move), sizes.pace)
    title = f"A wire moved in {sizes.large:,} nodes, until there are new gradients"
    table = times_table("moved-wire", title, MILLISECONDS, measured)
    yield table._replace(columns=(*table.columns[:2], EVALUATIONS))
