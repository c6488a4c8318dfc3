"""The numbers of the worked example, and the state of each as the document changes."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication

from desktop_app.commands import arrange, nodes, training, wiring
from desktop_app.model import slices
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run, State
from engine import evaluate
from engine.autodiff import WireNumbers
from engine.document import Direction, Document, Point
from engine.graph import Apply, Graph, Leaf, Node, Port, Role, Wire
from engine.kernels.loading import kernel
from tests.desktop_app.worked_example import A, B, C, D, E, F, L, worked_example

EVERY_NODE = (A, B, C, D, E, F, L)
NOT_COMPUTED, FRESH, STALE, ACCUMULATED, HIDDEN = State


@pytest.fixture(params=["reference", "compiled"], autouse=True)
def evaluator(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one of the two evaluators do everything: whichever it is, the run is the same."""
    if request.param == "compiled" and kernel() is None:
        pytest.skip("the evaluator is not compiled here: python -m engine.kernels.build")
    monkeypatch.setattr(evaluate, "LEAST", 0 if request.param == "compiled" else 10**9)


@pytest.fixture
def opened() -> OpenDocument:
    return OpenDocument(worked_example())


@pytest.fixture
def run(opened: OpenDocument) -> Run:
    return Run(opened)


@pytest.fixture
def computed(run: Run) -> Run:
    run.backward()
    return run


@pytest.fixture
def live(run: Run) -> Run:
    run.live = True
    return run


def count_updates(run: Run) -> list[None]:
    updates: list[None] = []
    run.updated.connect(lambda: updates.append(None))
    return updates


def value_states(run: Run) -> list[State]:
    return [run.value_state(node_id) for node_id in EVERY_NODE]


def gradient_states(run: Run) -> list[State]:
    return [run.gradient_state(node_id) for node_id in EVERY_NODE]


def gradients(run: Run) -> list[float | None]:
    return [run.gradient(node_id) for node_id in EVERY_NODE]


def set_a(opened: OpenDocument, value: float = 3.0) -> None:
    opened.apply(nodes.set_value(opened.document, A, value))


def second_output(opened: OpenDocument) -> None:
    """Add −a, which feeds nothing either."""
    edit = nodes.add_op(opened.document, "neg", Point(0, 0))
    opened.apply(edit)
    opened.apply(wiring.wire(opened.document, A, Port(nodes.added(edit)[0], 0)))


class TestPasses:
    def test_before_a_pass_only_the_leaves_have_numbers(self, run: Run) -> None:
        assert [run.value(n) for n in EVERY_NODE] == [2.0, -3.0, 10.0, None, None, -2.0, None]
        assert value_states(run) == [FRESH, FRESH, FRESH, *[NOT_COMPUTED] * 2, FRESH, NOT_COMPUTED]
        assert gradients(run) == [None] * 7
        assert gradient_states(run) == [NOT_COMPUTED] * 7

    def test_forward_computes_values_and_no_gradients(self, run: Run) -> None:
        run.forward()
        assert (run.value(E), run.value(D), run.value(L)) == (-6.0, 4.0, -8.0)
        assert value_states(run) == [FRESH] * 7
        assert gradient_states(run) == [NOT_COMPUTED] * 7
        assert run.passes == 0

    def test_backward_computes_the_textbooks_gradients(self, run: Run) -> None:
        run.backward()
        assert gradients(run) == [6.0, -4.0, -2.0, -2.0, -2.0, 4.0, 1.0]
        assert gradient_states(run) == [FRESH] * 7
        assert (run.target, run.problem, run.passes) == (L, None, 1)

    def test_backward_twice_gives_the_same_gradients(self, computed: Run) -> None:
        before = gradients(computed)
        computed.backward()
        assert gradients(computed) == before
        assert (gradient_states(computed), computed.passes) == ([FRESH] * 7, 1)

    def test_a_pass_is_announced_once(self, run: Run) -> None:
        updates = count_updates(run)
        run.backward()
        assert len(updates) == 1

    def test_a_wire_has_local_upstream_and_contribution(self, computed: Run) -> None:
        assert computed.wire_numbers(Wire(A, Port(E, 0))) == WireNumbers(-2.0, -3.0, 6.0)
        assert computed.wire_numbers(Wire(F, Port(L, 1))) == WireNumbers(1.0, 4.0, 4.0)

    def test_a_wire_without_numbers_says_so(self, run: Run) -> None:
        assert run.wire_numbers(Wire(A, Port(E, 0))) == WireNumbers(None, None, None)
        assert run.wire_numbers(Wire(L, Port(E, 0))) == WireNumbers(None, None, None)
        assert run.wire_numbers(Wire(A, Port("n99", 0))) == WireNumbers(None, None, None)

    def test_a_node_that_is_not_there_has_no_number(self, computed: Run) -> None:
        assert (computed.value("n99"), computed.gradient("n99")) == (None, None)
        assert computed.value_state("n99") is computed.gradient_state("n99") is NOT_COMPUTED


class TestAccumulating:
    def test_passes_add_up_until_the_gradients_are_zeroed(self, run: Run) -> None:
        run.accumulate = True
        run.backward()
        assert (gradient_states(run), run.passes) == ([FRESH] * 7, 1)
        run.backward()
        assert gradients(run) == [12.0, -8.0, -4.0, -4.0, -4.0, 8.0, 2.0]
        assert (gradient_states(run), run.passes) == ([ACCUMULATED] * 7, 2)
        run.zero_gradients()
        assert gradients(run) == [None] * 7
        assert (gradient_states(run), run.passes) == ([NOT_COMPUTED] * 7, 0)
        run.backward()
        assert run.gradient(A) == 6.0

    def test_a_step_between_two_passes_adds_gradients_of_two_points(
        self, opened: OpenDocument, run: Run
    ) -> None:
        run.accumulate = True
        run.backward()
        opened.apply(nodes.set_value(opened.document, B, 1.0))
        run.backward()
        assert run.gradient(A) == 6.0 + -2.0
        assert run.gradient_state(A) is ACCUMULATED

    def test_a_node_made_between_two_passes_has_only_the_second(
        self, opened: OpenDocument, run: Run
    ) -> None:
        run.accumulate = True
        run.backward()
        opened.apply(nodes.mark_target(opened.document, L))
        opened.apply(nodes.add_leaf(opened.document, Point(0, 0)))
        run.backward()
        assert (run.gradient("n8"), run.gradient_state("n8")) == (0.0, FRESH)
        assert (run.gradient(A), run.gradient_state(A)) == (12.0, ACCUMULATED)

    def test_live_never_accumulates(self, opened: OpenDocument, run: Run) -> None:
        run.accumulate = True
        run.live = True
        set_a(opened)
        set_a(opened, 2.0)
        assert (run.gradient(A), run.passes) == (6.0, 1)


class TestStaleness:
    def test_what_depends_on_a_changed_leaf_is_stale(
        self, opened: OpenDocument, computed: Run
    ) -> None:
        set_a(opened)
        assert computed.value(A) == 3.0
        assert computed.value(L) == -8.0
        assert value_states(computed) == [FRESH, FRESH, FRESH, STALE, STALE, FRESH, STALE]
        assert gradient_states(computed) == [STALE] * 7

    def test_forward_makes_values_fresh_and_leaves_gradients_stale(
        self, opened: OpenDocument, computed: Run
    ) -> None:
        set_a(opened)
        computed.forward()
        assert computed.value(L) == -2.0
        assert value_states(computed) == [FRESH] * 7
        assert gradient_states(computed) == [STALE] * 7

    def test_backward_brings_the_values_up_to_date_first(
        self, opened: OpenDocument, computed: Run
    ) -> None:
        set_a(opened)
        computed.backward()
        assert (computed.value(L), computed.gradient(F)) == (-2.0, 1.0)
        assert value_states(computed) == gradient_states(computed) == [FRESH] * 7

    def test_what_was_never_computed_does_not_become_stale(
        self, opened: OpenDocument, run: Run
    ) -> None:
        set_a(opened)
        assert [run.value_state(n) for n in (E, D, L)] == [NOT_COMPUTED] * 3
        assert gradient_states(run) == [NOT_COMPUTED] * 7

    def test_a_rewired_node_and_what_depends_on_it_are_stale(
        self, opened: OpenDocument, computed: Run
    ) -> None:
        opened.apply(wiring.wire(opened.document, A, Port(D, 1)))
        assert value_states(computed) == [FRESH, FRESH, FRESH, STALE, FRESH, FRESH, STALE]
        assert gradient_states(computed) == [STALE] * 7

    def test_an_undo_makes_stale_as_the_edit_did(self, opened: OpenDocument, computed: Run) -> None:
        set_a(opened)
        computed.backward()
        opened.undo()
        assert computed.value(A) == 2.0
        assert computed.value_state(L) is computed.gradient_state(F) is STALE

    def test_an_unfilled_port_leaves_a_stale_number_until_forward(
        self, opened: OpenDocument, computed: Run
    ) -> None:
        opened.apply(wiring.unwire(opened.document, [Wire(A, Port(E, 0))]))
        assert (computed.value(L), computed.value_state(L)) == (-8.0, STALE)
        computed.forward()
        assert (computed.value(L), computed.value_state(L)) == (None, NOT_COMPUTED)

    def test_another_target_makes_the_gradients_stale_and_no_value(
        self, opened: OpenDocument, computed: Run
    ) -> None:
        opened.apply(nodes.mark_target(opened.document, D))
        assert value_states(computed) == [FRESH] * 7
        assert gradient_states(computed) == [STALE] * 7
        computed.backward()
        assert (computed.gradient(A), computed.gradient(F), computed.gradient(L)) == (
            -3.0,
            0.0,
            0.0,
        )

    def test_marking_the_node_that_is_the_target_anyway_changes_nothing(
        self, opened: OpenDocument, computed: Run
    ) -> None:
        opened.apply(nodes.mark_target(opened.document, L))
        assert gradient_states(computed) == [FRESH] * 7

    @pytest.mark.parametrize("live", [True, False])
    @pytest.mark.parametrize(
        "edit",
        [
            lambda document: arrange.nudge(document, [A], 5.0, 5.0),
            lambda document: nodes.rename(document, A, "alpha"),
            lambda document: nodes.set_role(document, [A], Role.CONSTANT),
            lambda document: training.set_rate(document, 0.5),
            lambda document: training.set_direction(document, Direction.UP),
        ],
        ids=["move", "rename", "role", "rate", "direction"],
    )
    def test_what_is_not_mathematics_leaves_the_numbers_alone(
        self,
        opened: OpenDocument,
        computed: Run,
        edit: Callable[[Document], object],
        live: bool,
    ) -> None:
        computed.live = live
        updates = count_updates(computed)
        before = computed.values
        opened.apply(edit(opened.document))  # type: ignore[arg-type]
        opened.undo()
        assert computed.values is before
        assert value_states(computed) == gradient_states(computed) == [FRESH] * 7
        assert updates == []


class TestLive:
    def test_turning_it_on_computes(self, run: Run) -> None:
        run.live = True
        assert gradients(run) == [6.0, -4.0, -2.0, -2.0, -2.0, 4.0, 1.0]

    def test_every_edit_computes_before_it_returns(self, opened: OpenDocument, live: Run) -> None:
        updates = count_updates(live)
        set_a(opened)
        assert (live.value(L), live.gradient(F)) == (-2.0, 1.0)
        assert value_states(live) == gradient_states(live) == [FRESH] * 7
        assert len(updates) == 1

    def test_a_node_without_wires_takes_no_gradient_away(
        self, opened: OpenDocument, live: Run
    ) -> None:
        opened.apply(nodes.add_leaf(opened.document, Point(0, 0)))
        assert gradients(live) == [6.0, -4.0, -2.0, -2.0, -2.0, 4.0, 1.0]
        assert live.problem is None

    def test_gradients_go_when_the_target_goes(self, opened: OpenDocument, live: Run) -> None:
        second_output(opened)
        assert gradients(live) == [None] * 7
        assert gradient_states(live) == [NOT_COMPUTED] * 7
        assert live.problem == (
            "Several nodes feed nothing (L, −a): mark one of them as the target."
        )

    def test_gradients_come_back_when_the_old_target_is_marked_among_several(
        self, opened: OpenDocument, live: Run
    ) -> None:
        second_output(opened)
        opened.apply(nodes.mark_target(opened.document, L))
        assert gradients(live) == [6.0, -4.0, -2.0, -2.0, -2.0, 4.0, 1.0]
        assert live.problem is None

    def test_zeroed_gradients_stay_away_until_the_next_edit(
        self, opened: OpenDocument, live: Run
    ) -> None:
        live.zero_gradients()
        assert gradient_states(live) == [NOT_COMPUTED] * 7
        set_a(opened)
        assert gradient_states(live) == [FRESH] * 7

    def test_a_document_that_is_opened_is_computed(self, opened: OpenDocument, live: Run) -> None:
        square = Apply("mul", ("n1", "n1"), "y")
        opened.replace(Document(Graph({"n1": Leaf(5.0, "x"), "n2": square})))
        assert (live.value("n2"), live.gradient("n1")) == (25.0, 10.0)


class TestDocumentChanges:
    def test_another_document_has_none_of_the_old_numbers(
        self, opened: OpenDocument, computed: Run
    ) -> None:
        updates = count_updates(computed)
        opened.replace(worked_example())
        assert [computed.value(n) for n in (A, E, L)] == [2.0, None, None]
        assert gradients(computed) == [None] * 7
        assert (computed.passes, len(updates)) == (0, 1)

    def test_a_new_node_does_not_show_the_numbers_of_a_deleted_one(
        self, opened: OpenDocument, computed: Run
    ) -> None:
        slot = opened.slots.of[L]
        opened.apply(nodes.delete(opened.document, [L]))
        assert (computed.value_at(slot), computed.gradient_at(slot)) == (None, None)
        opened.apply(nodes.add_op(opened.document, "mul", Point(0, 0)))
        assert opened.slots.ids[slot] == "n7"
        assert (computed.value("n7"), computed.gradient("n7")) == (None, None)
        assert computed.value_state("n7") is computed.gradient_state("n7") is NOT_COMPUTED


def problem_of(*listed: Node, target: str | None = None) -> str | None:
    graph = Graph({f"n{i}": node for i, node in enumerate(listed, 1)}, target)
    return Run(OpenDocument(Document(graph))).problem


class TestProblems:
    def test_an_empty_graph_has_nothing_to_start_from(self) -> None:
        assert problem_of() == "The graph is empty: there is nothing to start Backward from."

    def test_several_ends_ask_for_a_mark(self) -> None:
        assert problem_of(Leaf(1.0, "a"), Leaf(2.0, "b")) == (
            "Several nodes feed nothing (a, b): mark one of them as the target."
        )

    def test_an_unfilled_port_of_the_target_is_named(self) -> None:
        assert problem_of(Leaf(1.0, "a"), Apply("add", ("n1", None), "d")) == (
            "d cannot be computed yet: it needs a 2nd operand."
        )

    def test_an_unfilled_port_above_the_target_is_named(self) -> None:
        d, e = Apply("pow", (None, "n1"), "d"), Apply("neg", ("n2",), "e")
        assert problem_of(Leaf(1.0, "a"), d, e) == "e cannot be computed yet: d needs operand x."

    def test_two_unfilled_ports_of_one_node_are_named_together(self) -> None:
        assert problem_of(Apply("div", (None, None), "d")) == (
            "d cannot be computed yet: it needs a 1st and a 2nd operand."
        )

    def test_an_unfilled_port_below_the_target_does_not_matter(self) -> None:
        below = Apply("add", ("n1", None), "d")
        assert problem_of(Leaf(1.0, "a"), below, target="n1") is None

    def test_a_problem_speaks_of_a_renamed_node_by_its_new_name(self) -> None:
        opened = OpenDocument(Document(Graph({"n1": Leaf(1.0, "a"), "n2": Leaf(1.0, "b")})))
        run = Run(opened)
        assert "(a, b)" in str(run.problem)
        opened.apply(nodes.rename(opened.document, "n1", "w"))
        assert "(w, b)" in str(run.problem)

    def test_backward_with_a_problem_leaves_the_gradients_as_they_were(
        self, opened: OpenDocument, computed: Run
    ) -> None:
        opened.apply(wiring.unwire(opened.document, [Wire(A, Port(E, 0))]))
        computed.backward()
        assert computed.problem is not None
        assert (computed.gradient(C), computed.gradient_state(C)) == (-2.0, STALE)


class TestLongPasses:
    """With no time to finish at once, every pass goes on between the events of the window."""

    @pytest.fixture(autouse=True)
    def no_time(self, monkeypatch: pytest.MonkeyPatch, qapp: QCoreApplication) -> None:
        monkeypatch.setattr(slices, "AT_ONCE", -1.0)
        monkeypatch.setattr(slices, "SLICE", -1.0)
        monkeypatch.setattr(slices, "PORTION", 1)

    def wait(self, run: Run) -> int:
        slices = 0
        while run.is_busy:
            QCoreApplication.processEvents()
            slices += 1
        return slices

    def test_it_goes_on_in_slices_until_it_is_done(self, run: Run) -> None:
        updates = count_updates(run)
        run.backward()
        assert run.is_busy
        assert gradient_states(run) == [NOT_COMPUTED] * 7
        assert self.wait(run) > 3
        assert gradients(run) == [6.0, -4.0, -2.0, -2.0, -2.0, 4.0, 1.0]
        assert len(updates) == 2

    # A number that changes is too little work for the compiled evaluator to be interrupted.
    @pytest.mark.parametrize("evaluator", ["reference"], indirect=True)
    def test_meanwhile_the_old_numbers_are_shown_as_stale(
        self, opened: OpenDocument, run: Run
    ) -> None:
        run.live = True
        self.wait(run)
        set_a(opened)
        assert (run.value(L), run.value_state(L)) == (-8.0, STALE)
        self.wait(run)
        assert (run.value(L), run.value_state(L)) == (-2.0, FRESH)

    @pytest.mark.parametrize("is_live", [True, False])
    def test_an_edit_starts_it_again(
        self,
        opened: OpenDocument,
        run: Run,
        is_live: bool,
    ) -> None:
        run.live = is_live
        run.backward()
        QCoreApplication.processEvents()
        set_a(opened)
        self.wait(run)
        assert (run.value(L), run.gradient(F)) == (-2.0, 1.0)
        assert value_states(run) == gradient_states(run) == [FRESH] * 7

    def test_an_interrupted_pass_accumulates_once(self, opened: OpenDocument, run: Run) -> None:
        run.accumulate = True
        run.backward()
        QCoreApplication.processEvents()
        set_a(opened)
        self.wait(run)
        assert (run.gradient(F), run.passes) == (1.0, 1)

    def test_zeroing_stops_the_pass_but_not_the_values(self, run: Run) -> None:
        run.backward()
        run.zero_gradients()
        self.wait(run)
        assert gradient_states(run) == [NOT_COMPUTED] * 7
        assert value_states(run) == [FRESH] * 7

    def test_another_document_stops_it(self, opened: OpenDocument, run: Run) -> None:
        run.backward()
        opened.replace(Document())
        assert not run.is_busy
        assert run.values.size == 0


def test_what_is_hidden_is_not_told_and_comes_back(opened: OpenDocument) -> None:
    run = Run(opened)
    run.live = True
    slots = opened.slots.of
    run.present(run.own.hiding([slots[E]], [slots[A], slots[B]]))
    assert run.value(E) is None
    assert run.value_state(E) is HIDDEN
    assert run.gradient(A) is None
    assert run.gradient(C) == -2.0
    assert math.isnan(run.values[slots[E]])
    assert run.wire_numbers(Wire(F, Port(L, 1))).contribution == 4.0
    assert run.wire_numbers(Wire(A, Port(E, 0))).contribution is None
    run.present(None)
    assert (run.value(E), run.gradient(A)) == (-6.0, 6.0)


def test_an_edit_of_a_node_ends_what_is_presented(opened: OpenDocument) -> None:
    run = Run(opened)
    run.live = True
    run.present(run.own.hiding([], [opened.slots.of[A]]))
    opened.apply(nodes.set_value(opened.document, B, 5.0))
    assert not run.is_presenting
    assert run.gradient(A) == -10.0


def test_hiding_leaves_the_runs_own_numbers_as_they_are(opened: OpenDocument) -> None:
    run = Run(opened)
    run.live = True
    before = run.own.gradients.copy()
    run.present(run.own.hiding([], range(len(opened.slots))))
    assert run.own.gradients.tolist() == before.tolist()
    assert run.problem is None
