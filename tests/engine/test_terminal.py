"""Tables and numbers on a terminal, whatever signs it can show."""

import io
import sys

import pytest

from engine.terminal import number, prepare_streams, print_utf8, table


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-8.0, "-8"),
        (-7.286496, "-7.286496"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (1e-20, "1e-20"),
        (float("inf"), "inf"),
        (float("-inf"), "-inf"),
        (float("nan"), "nan"),
        (None, "–"),
    ],
)
def test_a_number_is_plain_text(value: float | None, text: str) -> None:
    assert number(value) == text


def test_numbers_are_aligned_at_the_point_and_names_at_the_left() -> None:
    rows = [("a", "2", "x"), ("long name", "-7.25", ""), ("e", "1e-20", "y"), ("n", "–", "z")]
    assert table(("node", "value", "k"), rows, numeric=[1]) == "\n".join(
        [
            "node        value  k",
            "a           2      x",
            "long name  -7.25",
            "e           1e-20  y",
            "n           –      z",
        ]
    )


def test_a_name_in_wide_letters_keeps_the_columns() -> None:
    lines = table(("node", "k"), [("名前", "x"), ("abcd", "y")], numeric=[]).splitlines()
    assert lines == ["node  k", "名前  x", "abcd  y"]


def test_a_table_without_rows_is_its_head() -> None:
    assert table(("node", "value"), [], numeric=[1]) == "node  value"


def western(monkeypatch: pytest.MonkeyPatch) -> io.TextIOWrapper:
    """Make standard output a terminal that knows Western European letters alone."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", stream)
    return stream


def printed(stream: io.TextIOWrapper, text: str) -> bytes:
    stream.write(text)
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue()


def test_a_sign_that_the_terminal_lacks_has_a_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = western(monkeypatch)
    prepare_streams()
    text = "−3 × a² → ∞ 名 é"
    assert printed(stream, text).decode("cp1252") == "-3 × a² -> inf ? é"


def test_json_is_printed_in_utf8_whatever_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = western(monkeypatch)
    prepare_streams()
    print_utf8()
    assert printed(stream, "名 é").decode() == "名 é"
