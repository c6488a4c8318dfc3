"""The classic mistakes, each found by its number, on graphs of every kind."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine import backward, parse
from engine.diagnosis import Diagnosis, Mistake, diagnose, hints
from engine.health import Numbers
from engine.labels import find_node
from engine.syntax import ParseError

WORKED = "e = a*b; d = e + c; L = d*f; a = 2; b = -3; c = 10; f = -2"
TWICE = "d = a*b; e = a + c; L = d*e; a = 3; b = 2; c = 4"
"""∂L/∂a = e·b + d·1 = 7·2 + 6 = 20."""


def asked(text: str, name: str, answer: str) -> Diagnosis:
    graph = parse(text)
    done = backward(graph)
    numbers = Numbers(done.values.get, done.gradients.get)
    return diagnose(graph, done.target or "", find_node(graph, name), numbers, answer)


@pytest.mark.parametrize(
    ("name", "answer"),
    [("a", "6"), ("a", "-2 * 1 * -3"), ("b", "−4"), ("c", "-4/2"), ("f", "4.000"), ("L", "1"),
     ("d", "-2"), ("e", "0 - 2")],
)  # fmt: skip
def test_the_worked_example_by_hand_is_right(name: str, answer: str) -> None:
    assert asked(WORKED, name, answer) == Diagnosis(None, None, "Right.")


@pytest.mark.parametrize(
    ("text", "name", "answer", "mistake", "says"),
    [
        (WORKED, "a", "-6", Mistake.SIGN, "The term by e has the wrong sign: ∂L/∂e × ∂e/∂a."),
        (WORKED, "a", "-3", Mistake.FORGOTTEN_UPSTREAM, "multiply by the upstream gradient ∂L/∂e."),
        (WORKED, "a", "-2", Mistake.FORGOTTEN_LOCAL, "multiply by the local derivative ∂e/∂a."),
        (WORKED, "b", "6", Mistake.OTHER_OPERAND, "the derivative by the other operand: ∂e/∂b"),
        (WORKED, "a", "-5", Mistake.ADDED, "a product: ∂L/∂e × ∂e/∂a, not their sum."),
        (WORKED, "a", "2", Mistake.VALUE, "That is the value of the node, not ∂L/∂a."),
        (WORKED, "a", "17", Mistake.UNKNOWN, "∂L/∂a is another number."),
        (TWICE, "a", "14", Mistake.FORGOTTEN_PATH, "The term by e is missing: ∂L/∂e × ∂e/∂a."),
        (TWICE, "a", "6", Mistake.FORGOTTEN_PATH, "The term by d is missing: ∂L/∂d × ∂d/∂a."),
        (TWICE, "a", "8", Mistake.SIGN, "The term by e has the wrong sign"),
        (TWICE, "a", "-20", Mistake.SIGN, "Every term of ∂L/∂a has the wrong sign."),
        (TWICE, "a", "3", Mistake.FORGOTTEN_UPSTREAM, "Every term lacks its upstream gradient."),
        (TWICE, "a", "84", Mistake.MULTIPLIED_PATHS, "are added up, not multiplied."),
        ("y = x*x; x = 5", "x", "5", Mistake.FORGOTTEN_PATH, "The term by y (1st operand) is"),
        ("y = a - b; a = 5; b = 2", "b", "1", Mistake.SIGN, "has the wrong sign"),
        ("y = 2*x; q = y + y; x = 1", "y", "1", Mistake.FORGOTTEN_PATH, "q (1st operand)"),
    ],
)  # fmt: skip
def test_a_classic_mistake_is_named(
    text: str, name: str, answer: str, mistake: Mistake, says: str
) -> None:
    found = asked(text, name, answer)
    assert not found.is_right
    assert found.mistake is mistake
    assert says in found.sentence


def test_an_answer_may_be_rounded_to_three_digits_or_written_as_a_fraction() -> None:
    text = "y = x/3; x = 1"
    for answer in ("1/3", "0.333", "0.33333", "3.33e-1"):
        assert asked(text, "x", answer).is_right, answer
    for answer in ("0.3", "0.33", "0.334", "0.3334", "1/4"):
        assert not asked(text, "x", answer).is_right, answer


def test_whole_numbers_are_not_taken_for_rounded_ones() -> None:
    assert not asked("y = 1000.4*x; x = 1", "x", "1000").is_right


def test_what_is_no_number_is_refused_in_a_sentence() -> None:
    with pytest.raises(ParseError, match=r"\.$"):
        asked(WORKED, "a", "six")


def test_the_hints_say_more_and_more_but_not_the_result() -> None:
    graph = parse(TWICE)
    done = backward(graph)
    numbers = Numbers(done.values.get, done.gradients.get)
    assert hints(graph, done.target or "", find_node(graph, "a"), numbers) == (
        "It feeds d and e: one term upstream × local for each wire, added up.",
        "∂L/∂a = ∂L/∂d × ∂d/∂a + ∂L/∂e × ∂e/∂a",
        "∂L/∂a = 7 × 2 + 6 × 1",
    )
    assert hints(graph, done.target or "", find_node(graph, "c"), numbers)[2] == "∂L/∂c = 6 × 1"


nonzero = st.integers(-9, 9).filter(bool)


@given(a=nonzero, b=nonzero, c=nonzero, f=nonzero)
def test_the_right_gradient_is_right_and_its_negative_is_a_sign(
    a: int, b: int, c: int, f: int
) -> None:
    text = f"e = a*b; d = e + c; L = d*f; a = {a}; b = {b}; c = {c}; f = {f}"
    right = f * b
    assert asked(text, "a", str(right)).is_right
    wrong = asked(text, "a", str(-right))
    assume(wrong.mistake is not Mistake.VALUE)
    assert wrong.mistake is Mistake.SIGN


@given(a=nonzero, b=nonzero, c=nonzero)
def test_a_forgotten_path_is_found_wherever_it_matters(a: int, b: int, c: int) -> None:
    text = f"d = a*b; e = a + c; L = d*e; a = {a}; b = {b}; c = {c}"
    by_d, by_e = (a + c) * b, a * b
    assume(by_d and by_d != by_d + by_e)
    found = asked(text, "a", str(by_d))
    assert found.mistake is Mistake.FORGOTTEN_PATH
