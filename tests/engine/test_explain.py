"""What the inspector says about a node."""

import math

import pytest

from engine import explain
from engine.autodiff import Pass, WireNumbers, backward, wire_numbers
from engine.graph import Apply, Graph, Leaf, Role, Wire
from engine.ops import OPS
from engine.readable import readable


@pytest.fixture
def worked() -> Graph:
    """The worked example: a = 2, b = −3, c = 10, f = −2; e = a × b; d = e + c; L = d × f."""
    return Graph(
        {
            "n1": Leaf(2.0, "a"),
            "n2": Leaf(-3.0, "b"),
            "n3": Leaf(10.0, "c"),
            "n4": Leaf(-2.0, "f"),
            "n5": Apply("mul", ("n1", "n2"), "e"),
            "n6": Apply("add", ("n5", "n3"), "d"),
            "n7": Apply("mul", ("n6", "n4"), "L"),
        }
    )


def one_op(op: str, *operands: float, label: str | None = "y") -> tuple[Graph, Pass]:
    leaves = {f"n{i}": Leaf(x, "abc"[i - 1]) for i, x in enumerate(operands, 1)}
    graph = Graph({**leaves, "n9": Apply(op, tuple(leaves), label)})
    return graph, backward(graph)


def local_texts(graph: Graph, numbers: Pass, node_id: str = "n9") -> list[str]:
    return [line.text for line in explain.local_derivative_lines(graph, numbers.values, node_id)]


def contributions(graph: Graph, numbers: Pass, node_id: str) -> list[explain.Contribution]:
    def numbers_of(wire: Wire) -> WireNumbers:
        return wire_numbers(graph, numbers.values.get, numbers.gradients.get, wire)

    assert numbers.target
    return explain.contribution_lines(graph, numbers.target, graph.wires_out(node_id), numbers_of)


def test_a_formula_is_shown_with_names_then_with_numbers_then_as_its_value(worked: Graph) -> None:
    lines = explain.formula_lines(worked, backward(worked).values, "n6")
    assert lines == ["e + c", "−6 + 10", "4"]


def test_a_negative_number_behind_an_operator_stands_in_parentheses(worked: Graph) -> None:
    lines = explain.formula_lines(worked, backward(worked).values, "n5")
    assert lines == ["a × b", "2 × (−3)", "−6"]
    graph, numbers = one_op("add", 10.0, -6.0)
    assert explain.formula_lines(graph, numbers.values, "n9")[1] == "10 + (−6)"


def test_before_forward_a_formula_ends_with_the_names(worked: Graph) -> None:
    assert explain.formula_lines(worked, {}, "n6") == ["e + c"]


def test_a_port_without_a_wire_is_a_question_mark() -> None:
    graph = Graph({"n1": Leaf(2.0, "a"), "n2": Apply("mul", ("n1", None), "e")})
    assert explain.formula_lines(graph, {"n1": 2.0}, "n2") == ["a × ?"]
    assert [line.text for line in explain.local_derivative_lines(graph, {}, "n2")] == [
        "∂e/∂a = ?",
        "∂e/∂(2nd operand) = a",
    ]


def test_a_leaf_is_its_number(worked: Graph) -> None:
    assert explain.formula_lines(worked, {}, "n2") == ["−3"]


def test_a_node_without_a_name_is_its_expression() -> None:
    graph, numbers = one_op("tanh", 0.5, label=None)
    assert explain.formula_lines(graph, numbers.values, "n9")[0] == "tanh(a)"
    assert local_texts(graph, numbers) == [
        "∂tanh(a)/∂a = 1 − tanh(a)² = 1 − 0.4621172² = 0.7864477"
    ]


def test_a_product_swaps_its_operands_in_the_local_derivatives(worked: Graph) -> None:
    assert local_texts(worked, backward(worked), "n7") == ["∂L/∂d = f = −2", "∂L/∂f = d = 4"]


def test_a_sum_has_the_local_derivative_1(worked: Graph) -> None:
    assert local_texts(worked, backward(worked), "n6") == ["∂d/∂e = 1", "∂d/∂c = 1"]


def test_a_fixed_power_is_derived_as_in_school() -> None:
    graph = Graph(
        {
            "n1": Leaf(5.0, "x"),
            "n2": Leaf(3.0, role=Role.CONSTANT),
            "n9": Apply("pow", ("n1", "n2"), "y"),
        }
    )
    by_base, by_exponent = local_texts(graph, backward(graph))
    assert by_base == "∂y/∂x = 3 × x² = 3 × 5² = 75"
    assert by_exponent == "∂y/∂n = y × ln(x) = 125 × ln(5) = 201.1797"


def test_a_switch_shows_both_cases_and_the_one_that_holds() -> None:
    assert local_texts(*one_op("relu", 0.5)) == ["∂y/∂a = (1 if a > 0, else 0) = 1"]
    assert local_texts(*one_op("relu", -0.5)) == ["∂y/∂a = (1 if a > 0, else 0) = 0"]


@pytest.mark.parametrize("op", OPS)
def test_every_op_is_explained_with_the_numbers_that_it_computes(op: str) -> None:
    graph, numbers = one_op(op, *(0.5, 1.5, 2.5)[: len(OPS[op].operands)])
    assert len(explain.formula_lines(graph, numbers.values, "n9")) >= 2
    lines = explain.local_derivative_lines(graph, numbers.values, "n9")
    assert [line.value for line in lines] == [
        numbers.gradients[f"n{i + 1}"] for i in range(len(lines))
    ]
    assert all(line.quotient.startswith("∂y/∂") for line in lines)


def test_upstream_times_local_is_the_contribution(worked: Graph) -> None:
    (line,) = contributions(worked, backward(worked), "n1")
    assert line.user == "e"
    assert line.text == "∂L/∂e × ∂e/∂a = −2 × (−3) = 6"


def test_a_node_used_twice_adds_up_two_contributions() -> None:
    graph = Graph({"n1": Leaf(3.0, "a"), "n2": Apply("mul", ("n1", "n1"), "y")})
    lines = contributions(graph, backward(graph), "n1")
    assert [line.text for line in lines] == ["∂y/∂y × ∂y/∂a = 1 × 3 = 3"] * 2
    assert [line.port for line in lines] == ["1st operand", "2nd operand"]
    assert explain.sum_line("∂y/∂a", [3.0, 3.0], 6.0) == "∂y/∂a = 3 + 3 = 6"


def test_the_gradient_of_a_target_starts_from_1_whatever_it_feeds() -> None:
    line = explain.sum_line("∂b/∂b", [0.0, -0.0], None, seed=explain.Seed.TARGET)
    assert line == "∂b/∂b = 1 (Backward starts here) + 0 + 0"


def test_a_negative_contribution_is_added_in_parentheses() -> None:
    assert explain.sum_line("∂L/∂a", [6.0, -2.0], 4.0) == "∂L/∂a = 6 + (−2) = 4"


def test_before_backward_a_contribution_is_its_formula(worked: Graph) -> None:
    lines = explain.contribution_lines(
        worked,
        "n7",
        worked.wires_out("n1"),
        lambda wire: wire_numbers(worked, lambda _: None, lambda _: None, wire),
    )
    assert [line.text for line in lines] == ["∂L/∂e × ∂e/∂a"]


@pytest.mark.parametrize(
    ("name", "gradient", "sentence"),
    [
        ("a", 6.0, "Raise a by 0.01 and L rises by about 0.06."),
        ("b", -4.0, "Raise b by 0.01 and L falls by about 0.04."),
        ("b", -1 / 3, "Raise b by 0.01 and L falls by about 0.00333."),
        ("a", 0.0, "Raise a by 0.01 and L does not change."),
        ("a", -0.0, "Raise a by 0.01 and L does not change."),
        ("a", None, "Run Backward to see what a change of a does to L."),
        ("a", math.nan, "The gradient of a is nan: no small change can be foretold."),
        ("L", 1.0, "L is the target: Backward starts here, with a gradient of 1."),
    ],
)
def test_a_gradient_is_said_in_a_sentence(name: str, gradient: float | None, sentence: str) -> None:
    assert explain.nudge_sentence(name, "L", gradient) == sentence


@pytest.mark.parametrize("goal", [math.nan, math.inf, -math.inf])
def test_nothing_is_foretold_of_a_target_that_is_no_finite_number(goal: float) -> None:
    sentence = explain.nudge_sentence("u", "L", 8.0, value=2.0, goal=goal)
    assert sentence == f"L is {readable(goal)}: no change of it can be foretold."


def test_a_value_that_is_no_finite_number_is_not_nudged() -> None:
    sentence = explain.nudge_sentence("u", "L", 0.0, value=math.inf, goal=1.0)
    assert sentence == "u is ∞: it cannot be raised by 0.01."


def test_the_place_of_a_mere_number_is_not_called_by_what_might_be_a_nodes_name() -> None:
    graph = Graph(
        {
            "n1": Leaf(5.0, "a"),
            "n2": Leaf(3.0, role=Role.CONSTANT),
            "n9": Apply("mul", ("n1", "n2"), "y"),
        }
    )
    _, by_number = local_texts(graph, backward(graph))
    assert by_number == "∂y/∂(2nd operand) = a = 5"


@pytest.mark.parametrize(
    ("op", "operand", "title"),
    [("sub", 0, "1st operand"), ("add_n", 10, "11th operand"), ("add_n", 21, "22nd operand"),
     ("pow", 1, "n"), ("sin", 0, "x")],
)  # fmt: skip
def test_an_operand_is_counted_where_its_name_tells_nothing(
    op: str, operand: int, title: str
) -> None:
    assert OPS[op].operand_title(operand) == title


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (-8.0, -7.286496, "L rose from −8 to −7.286496."),
        (2.0, 1.5, "L fell from 2 to 1.5."),
        (2.0, 2.0, "L stayed at 2."),
        (2.0, math.nan, "L went from 2 to nan."),
        (math.inf, 1.0, "L went from ∞ to 1."),
    ],
)
def test_a_change_is_said_in_a_sentence(before: float, after: float, sentence: str) -> None:
    assert explain.change_sentence("L", before, after) == sentence


def test_a_kink_is_told_only_where_it_is() -> None:
    graph, numbers = one_op("relu", 0.0)
    note = "y stands at a kink here. The derivative at 0 is taken to be 0."
    assert explain.kink_note(graph, numbers.values, "n9") == note
    graph, numbers = one_op("relu", 0.1)
    assert explain.kink_note(graph, numbers.values, "n9") == ""


def test_the_first_step_outside_a_domain_is_told() -> None:
    graph, numbers = one_op("log", -1.0)
    assert explain.domain_note(graph, numbers.values, "n9") == (
        "y is nan here. Defined for x above 0."
    )
    graph, numbers = one_op("log", 1.0)
    assert explain.domain_note(graph, numbers.values, "n9") == "Defined for x above 0."
    graph, numbers = one_op("add", 1.0, 2.0)
    assert explain.domain_note(graph, numbers.values, "n9") == ""
