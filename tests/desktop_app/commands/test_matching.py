"""How a typed text finds what has a name."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop_app.commands.matching import Found, Match, Met, Texts, find, match_name

NAMES = (
    "Undo", "Duplicate", "Duplicate with Wires", "Delete", "Zero Gradients", "Swap Operands",
    "Mark as Target", "Backward", "Tidy", "Zoom In", "leaky relu", "sigmoid",
)  # fmt: skip
words = st.text(string.ascii_letters, min_size=1, max_size=8)
names = st.lists(words, min_size=1, max_size=4).map(" ".join)


def found(
    text: str, names: tuple[str, ...] = NAMES, uses: dict[str, int] | None = None
) -> list[str]:
    counted = uses or {}
    each: list[Found[str]] = find(text, names, Texts, lambda name: counted.get(name, 0))
    return [one.thing for one in each]


def met(text: str, name: str) -> Match:
    match = match_name(text, name)
    assert match is not None
    return match


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dup", "Duplicate"),
        ("dw", "Duplicate with Wires"),
        ("zg", "Zero Gradients"),
        ("swo", "Swap Operands"),
        ("mt", "Mark as Target"),
        ("gradients", "Zero Gradients"),
        ("lr", "leaky relu"),
        ("BACK", "Backward"),
        ("  zero   grad ", "Zero Gradients"),
        ("sgm", "sigmoid"),
        ("sigmiod", "sigmoid"),
        ("bakcward", "Backward"),
    ],
)
def test_beginnings_initials_and_slips_of_the_finger_find_a_name(typed: str, first: str) -> None:
    assert found(typed)[0] == first


def test_what_agrees_with_nothing_finds_nothing() -> None:
    assert found("xyzzy") == []
    assert found("a*b + c" * 20) == []


@given(names, st.integers(2, 30), st.text("0123456789", min_size=1, max_size=3))
def test_the_beginning_of_a_name_beats_its_letters_scattered_in_another(
    name: str, length: int, between: str
) -> None:
    typed = name[:length]
    assume(len(typed.replace(" ", "")) >= 2)
    other = between + between.join(typed.replace(" ", "")) + between
    assert met(typed.replace(" ", ""), other).met is Met.SCATTERED
    assert found(typed, (other, name), {other: 1000})[0] == name


@given(names)
def test_a_name_typed_in_full_finds_it_whole_however_it_is_written(name: str) -> None:
    assert met(f" {name.upper()} ", name).met is Met.WHOLE


@given(names, st.data())
def test_any_letters_in_order_are_found_where_they_stand(name: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, len(name) - 1), min_size=1)))
    typed = "".join(name[i] for i in places if name[i] != " ")
    assume(typed)
    told = met(typed, name).places
    assert [name[i].lower() for i in told] == list(typed.lower())
    assert list(told) == sorted(set(told))


@given(names, words)
def test_letters_that_are_not_there_in_order_are_not_found(name: str, typed: str) -> None:
    letters = iter(name.lower())
    is_there = all(letter in letters for letter in typed.lower())
    assert (match_name(typed, name) is not None) == is_there


def test_what_was_used_most_comes_first_among_equals_but_not_before_what_was_typed() -> None:
    names = ("sin", "sub", "sum", "cosine")
    assert found("s", names) == ["sin", "sub", "sum", "cosine"]
    assert found("s", names, {"sum": 3, "cosine": 9}) == ["sum", "sin", "sub", "cosine"]
    assert found("sub", names, {"sum": 3}) == ["sub"]


def test_without_a_text_all_are_listed_the_most_used_first() -> None:
    assert found("", ("a", "b", "c"), {"c": 2}) == ["c", "a", "b"]


def test_letters_that_stand_together_are_nearer_than_those_far_apart() -> None:
    assert met("gd", "a big good d").closeness < met("gd", "a bigd").closeness
